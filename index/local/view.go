package local

import (
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/opsguide/opsguide/index/rank"
)

// A view is one unchanging state of the index: a bleve snapshot with the statistics and columns that ranking needs. Every
// call takes the current view and gives it back; an update replaces it. It may be used concurrently.
type view struct {
	refs       atomic.Int64
	generation *generation
	snapshot   *scorch.IndexSnapshot
	segments   []*segment
	sequence   uint64 // of the last live update
	sections   int    // live
	documents  int    // live
	saturation *rank.Saturation
	newest     time.Time // latest date of any section; zero when none has one
	idf        idfCache
	answers    func() (int, error) // counted at the first call
}

// sequenceKey is where bleve keeps the number of the last live update, written in the same batch.
var sequenceKey = []byte("sequence")

// snapshotOf takes the current snapshot of an index; the caller closes it.
func snapshotOf(s *scorch.Scorch) (*scorch.IndexSnapshot, error) {
	reader, err := s.Reader()
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("open snapshot: unexpected %T", reader)
	}
	return snapshot, nil
}

// newView takes the current snapshot of a generation; columns of segments that an older view had are reused.
func newView(g *generation, old *view) (*view, error) {
	snapshot, err := snapshotOf(g.scorch)
	if err != nil {
		return nil, err
	}
	v := &view{generation: g, snapshot: snapshot}
	v.answers = sync.OnceValues(v.countAnswers)
	if b := snapshot.Internal()[string(sequenceKey)]; len(b) == 8 {
		v.sequence = binary.BigEndian.Uint64(b)
	}
	known := map[uint64]*columns{}
	if old != nil && old.generation == g {
		for _, s := range old.segments {
			known[s.snapshot.Id()] = s.columns
		}
	}
	var units uint64
	for _, ss := range snapshot.Segments() {
		s := &segment{snapshot: ss, Segment: ss.Segment(), deleted: ss.Deleted(), columns: known[ss.Id()]}
		if s.columns == nil {
			if s.columns, err = readColumns(s.Segment); err != nil {
				_ = snapshot.Close()
				return nil, fmt.Errorf("read columns: %w", err)
			}
		}
		n, u := s.live()
		v.sections += n
		v.documents += int(ss.Count()) - n
		units += u
		newest, err := s.newest()
		if err != nil {
			_ = snapshot.Close()
			return nil, err
		}
		if date, err := time.Parse(time.DateOnly, newest); err == nil && date.After(v.newest) {
			v.newest = date
		}
		v.segments = append(v.segments, s)
	}
	average := 0.0
	if v.sections > 0 {
		average = float64(units) / float64(v.sections)
	}
	v.saturation = rank.NewSaturation(rank.Default, average)
	v.refs.Store(1)
	g.retain()
	return v, nil
}

// columnsOf returns a field's columns by segment.
func (v *view) columnsOf(field string) ([]*column, error) {
	columns := make([]*column, len(v.segments))
	for i, s := range v.segments {
		var err error
		if columns[i], err = s.column(field); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

// countAnswers counts the answers that have a live section.
func (v *view) countAnswers() (n int, err error) {
	for _, s := range v.segments {
		m, err := s.answers()
		if err != nil {
			return 0, err
		}
		n += m
	}
	return n, nil
}

// retain takes the view for a call; false when it is already gone.
func (v *view) retain() bool {
	for {
		n := v.refs.Load()
		if n == 0 {
			return false
		}
		if v.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (v *view) release() {
	if v.refs.Add(-1) == 0 {
		_ = v.snapshot.Close()
		v.generation.release()
	}
}

func (v *view) version() string {
	return fmt.Sprintf("%s-%s.%d", v.generation.name, v.generation.manifest.Nonce, v.sequence)
}

// A segment is one of a view's: bleve's segment, what is deleted of it here, and its columns.
type segment struct {
	segmentapi.Segment
	snapshot *scorch.SegmentSnapshot
	deleted  *roaring.Bitmap // nil when nothing is
	columns  *columns
}

// live counts the sections that are not deleted, and their units.
func (s *segment) live() (sections int, units uint64) {
	sections, units = s.columns.sections, s.columns.units
	if s.deleted != nil {
		it := s.deleted.Iterator()
		for it.HasNext() {
			if n := s.columns.length[it.Next()]; n > 0 {
				sections--
				units -= uint64(n - 1)
			}
		}
	}
	return sections, units
}

// newest is the latest date of a live section, "" where none has one.
func (s *segment) newest() (string, error) {
	updated, err := s.column(fieldUpdated)
	if err != nil || len(updated.values) == 0 {
		return "", err
	}
	last := len(updated.values) - 1
	if s.deleted != nil {
		last = -1
		for doc := range s.columns.length {
			if o := updated.one(uint32(doc)); o > last && !s.deleted.Contains(uint32(doc)) {
				last = o
			}
		}
	}
	if last < 0 {
		return "", nil
	}
	return updated.values[last], nil
}

// answers counts the answers that have a live section.
func (s *segment) answers() (n int, err error) {
	groups, err := s.column(fieldGroup)
	if err != nil {
		return 0, err
	}
	counted := make([]bool, len(groups.values))
	for doc := range s.columns.length {
		o := groups.one(uint32(doc))
		if o < 0 || counted[o] || groups.values[o][0] != answerGroup || s.deleted != nil && s.deleted.Contains(uint32(doc)) {
			continue
		}
		counted[o] = true
		n++
	}
	return n, nil
}

// columns are what is known of a segment's documents by number, deleted ones included. A segment never changes, so they
// are made once.
type columns struct {
	length   []uint32 // units of a section plus one; 0 for what is no section
	sections int
	units    uint64

	mu     sync.Mutex
	values map[string]*column
}

// A column holds the exact values of a field by document number: values[ordinals[i]] for start[doc] ≤ i < start[doc+1].
type column struct {
	values   []string // ascending
	start    []uint32
	ordinals []uint32
}

// of returns the ordinals of a document's values.
func (c *column) of(doc uint32) []uint32 { return c.ordinals[c.start[doc]:c.start[doc+1]] }

// one returns the only value's ordinal, or -1.
func (c *column) one(doc uint32) int {
	if o := c.of(doc); len(o) > 0 {
		return int(o[0])
	}
	return -1
}

func readColumns(s segmentapi.Segment) (*columns, error) {
	c := &columns{length: make([]uint32, s.Count()), values: map[string]*column{}}
	p, err := postingsOf(s, fieldTerms, []byte(everySection), nil)
	if err != nil {
		return nil, err
	}
	var buf [512]rank.Posting
	for {
		n, err := p.Fill(buf[:])
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return c, nil
		}
		for _, x := range buf[:n] {
			c.length[x.Doc] = x.Len + 1
			c.units += uint64(x.Len)
		}
		c.sections += n
	}
}

// column returns a field's column, made at its first use by turning the field's postings round.
func (s *segment) column(field string) (*column, error) {
	c := s.columns
	c.mu.Lock()
	defer c.mu.Unlock()
	if col := c.values[field]; col != nil {
		return col, nil
	}
	type pair struct{ doc, ordinal uint32 }
	var pairs []pair
	col := &column{start: make([]uint32, s.Count()+1)}
	err := eachTerm(s, field, "", func(term string, docs docIterator) error {
		ordinal := uint32(len(col.values))
		col.values = append(col.values, term)
		return docs(func(doc uint32) {
			pairs = append(pairs, pair{doc, ordinal})
			col.start[doc+1]++
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read column %s: %w", field, err)
	}
	for i := 1; i < len(col.start); i++ {
		col.start[i] += col.start[i-1]
	}
	col.ordinals = make([]uint32, len(pairs))
	next := append([]uint32(nil), col.start...)
	for _, p := range pairs {
		col.ordinals[next[p.doc]] = p.ordinal
		next[p.doc]++
	}
	c.values[field] = col
	return col, nil
}
