package local

import (
	"bytes"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
)

// A segment is one of a view's: bleve's segment, what is deleted of it here, and its columns.
type segment struct {
	*columns
	snapshot *scorch.SegmentSnapshot
	deleted  *roaring.Bitmap // nil when nothing is
	known    *frequencies    // nil but for the segment that the build left
	live     bitset          // the sections that are not deleted; nil when nothing is deleted
	weights  func() *titleWeights
}

// newSegment takes a segment of a snapshot, and its columns from an older view where that had them.
func newSegment(ss *scorch.SegmentSnapshot, known *columns) (*segment, error) {
	s := &segment{columns: known, snapshot: ss, deleted: ss.Deleted()}
	if s.columns == nil {
		data, err := fileOf(ss.Segment())
		if err != nil {
			return nil, err
		}
		if s.columns, err = readColumns(data); err != nil {
			return nil, err
		}
	}
	s.weights = sync.OnceValue(func() *titleWeights { return newTitleWeights(s.Docs()) })
	if s.deleted != nil && s.deleted.IsEmpty() {
		s.deleted = nil
	}
	if s.deleted != nil {
		s.live = slices.Clone(s.set)
		it := s.deleted.Iterator()
		for it.HasNext() {
			s.live.remove(it.Next())
		}
	}
	return s, nil
}

// fileOf returns the bytes of a segment's file; a segment that bleve has not written yet is written to memory.
func fileOf(s segmentapi.Segment) ([]byte, error) {
	switch s := s.(type) {
	case interface{ Data() []byte }:
		return s.Data(), nil
	case io.WriterTo:
		var b bytes.Buffer
		_, err := s.WriteTo(&b)
		return b.Bytes(), err
	}
	return nil, fmt.Errorf("unexpected %T", s)
}

// id returns the id of a document or section.
func (s *segment) id(doc uint32) string {
	return string(s.postings.ID(doc)[1:]) // less the letter that says which it is
}

// Docs is the number of documents, deleted ones included.
func (s *segment) Docs() int { return len(s.lengths) }

// sectionSet returns the live sections. It must not be changed.
func (s *segment) sectionSet() bitset {
	if s.live != nil {
		return s.live
	}
	return s.set
}

// has reports whether a document is a live section.
func (s *segment) has(doc uint32) bool { return s.sectionSet().has(doc) }

// everySection returns the live sections.
func (s *segment) everySection() *roaring.Bitmap {
	return roaring.FromDense(s.sectionSet(), true)
}

// count counts the live sections and their units.
func (s *segment) count() (sections int, units uint64) {
	if s.live == nil {
		return s.columns.sections, s.units
	}
	for i, word := range s.live {
		sections += bits.OnesCount64(word)
		for ; word != 0; word &= word - 1 {
			units += uint64(s.lengths[64*i+bits.TrailingZeros64(word)])
		}
	}
	return sections, units
}

// newest is the latest day of a live section, or the given one if that is later.
func (s *segment) newest(day uint32) (uint32, error) {
	days, err := s.days()
	if err != nil {
		return 0, err
	}
	for doc, d := range days {
		if d > day && s.has(uint32(doc)) {
			day = d
		}
	}
	return day, nil
}

// countAnswers counts the answers that have a live section.
func (s *segment) countAnswers() (n int, err error) {
	answers, err := s.numbers(fieldGroup)
	if err != nil {
		return 0, err
	}
	documents, err := s.numbers(fieldSerial)
	if err != nil {
		return 0, err
	}
	counted := map[uint32]bool{}
	for doc, a := range answers {
		if s.has(uint32(doc)) && a != documents[doc] && !counted[a] {
			counted[a] = true
			n++
		}
	}
	return n, nil
}
