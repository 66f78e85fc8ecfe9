package local

import (
	"errors"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/opsguide/opsguide/index/rank"
)

// postings adapts a bleve posting list to rank.Postings.
type postings struct {
	it    segmentapi.PostingsIterator
	count int // live documents
}

// postingsOf opens a term's posting list in a segment, without the documents in except.
func postingsOf(s segmentapi.Segment, field string, term []byte, except *roaring.Bitmap) (*postings, error) {
	dict, err := s.Dictionary(field)
	if err != nil {
		return nil, err
	}
	list, err := dict.PostingsList(term, except, nil)
	if err != nil {
		return nil, err
	}
	return &postings{it: list.Iterator(true, true, false, nil), count: int(list.Count())}, nil
}

// lengthPosting is what bleve's segments offer beside the interface: the length that was stored for the field.
type lengthPosting interface{ NormUint64() uint64 }

// Fill implements rank.Postings.
func (p *postings) Fill(buf []rank.Posting) (int, error) {
	for i := range buf {
		x, err := p.it.Next()
		if err != nil {
			return 0, err
		}
		if x == nil {
			return i, nil
		}
		buf[i] = rank.Posting{Doc: uint32(x.Number()), Freq: uint32(x.Frequency())}
		if l, ok := x.(lengthPosting); ok {
			buf[i].Len = uint32(l.NormUint64())
		}
	}
	return len(buf), nil
}

// docIterator calls its argument for every document of a term.
type docIterator func(func(doc uint32)) error

// eachTerm calls f for every term of a field that begins with prefix, in ascending order.
func eachTerm(s segmentapi.Segment, field, prefix string, f func(term string, docs docIterator) error) error {
	return eachTermBetween(s, field, prefix, "", func(term string, docs docIterator) error {
		if !strings.HasPrefix(term, prefix) {
			return errStop
		}
		return f(term, docs)
	})
}

// errStop ends an iteration over terms early, without an error.
var errStop = errors.New("stop")

// eachTermBetween calls f for every term of a field from one on and before another, "" for no bound, in ascending order,
// until f returns an error.
func eachTermBetween(s segmentapi.Segment, field, first, end string, f func(term string, docs docIterator) error) error {
	dict, err := s.Dictionary(field)
	if err != nil {
		return err
	}
	var from, to []byte
	if first != "" {
		from = []byte(first)
	}
	if end != "" {
		to = []byte(end)
	}
	it := termsOf(dict, from, to)
	var list segmentapi.PostingsList // used again from term to term
	var docs segmentapi.PostingsIterator
	for {
		entry, err := it.Next()
		if err != nil {
			return err
		}
		if entry == nil {
			return nil
		}
		term := entry.Term
		err = f(term, func(each func(uint32)) error {
			var err error
			if list, err = dict.PostingsList([]byte(term), nil, list); err != nil {
				return err
			}
			docs = list.Iterator(false, false, false, docs)
			for {
				x, err := docs.Next()
				if x == nil || err != nil {
					return err
				}
				each(uint32(x.Number()))
			}
		})
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// termsOf iterates over the terms of a dictionary between two, without counting their documents where that can be had.
func termsOf(dict segmentapi.TermDictionary, from, to []byte) segmentapi.DictionaryIterator {
	type uncounted interface {
		AutomatonIteratorOmitCount(a segmentapi.Automaton, from, to []byte) segmentapi.DictionaryIterator
	}
	if d, ok := dict.(uncounted); ok {
		return d.AutomatonIteratorOmitCount(nil, from, to)
	}
	return dict.AutomatonIterator(nil, from, to)
}

// bitmapOf returns the live documents of a term.
func (s *segment) bitmapOf(field string, term []byte) (*roaring.Bitmap, error) {
	p, err := postingsOf(s, field, term, s.deleted)
	if err != nil {
		return nil, err
	}
	b := roaring.New()
	for {
		x, err := p.it.Next()
		if x == nil || err != nil {
			return b, err
		}
		b.Add(uint32(x.Number()))
	}
}
