package local

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/opsguide/opsguide/index/local/posting"
)

// eachTerm calls yield for every term of a field that begins with prefix, in ascending order, until it returns false.
func (s *segment) eachTerm(field, prefix string, yield func(term string, l posting.List) bool) error {
	return s.eachTermBetween(field, prefix, "", func(term string, l posting.List) bool {
		return strings.HasPrefix(term, prefix) && yield(term, l)
	})
}

// eachTermBetween calls yield for every term of a field from one on and before another, "" for no bound, in ascending
// order, until it returns false.
func (s *segment) eachTermBetween(field, first, end string, yield func(term string, l posting.List) bool) error {
	var from, to []byte
	if first != "" {
		from = []byte(first)
	}
	if end != "" {
		to = []byte(end)
	}
	return s.postings.Field(field).Terms(from, to, func(term []byte, l posting.List) bool { return yield(string(term), l) })
}

// frequency is the number of live sections that have a term.
func (s *segment) frequency(term []byte) (int, error) {
	if s.deleted == nil {
		if n, known := s.known.of(term); known {
			return n, nil
		}
	}
	l, err := s.terms.Find(term)
	if err != nil || s.deleted == nil {
		return l.Count(), err
	}
	b, err := l.Bitmap()
	if err != nil {
		return 0, err
	}
	return l.Count() - int(b.AndCardinality(s.deleted)), nil
}

// bitmapOf returns the live documents with a term of a field.
func (s *segment) bitmapOf(field, term string) (*roaring.Bitmap, error) {
	b, err := s.bitmap(field, term)
	if err != nil {
		return nil, err
	}
	if s.deleted == nil {
		return b.Clone(), nil
	}
	return roaring.AndNot(b, s.deleted), nil
}
