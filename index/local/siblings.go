package local

import (
	"bytes"

	"github.com/cespare/xxhash/v2"

	"github.com/opsguide/opsguide/index/rank"
)

// countSiblings finds how many of the leaders come from the same document: several good sections say together that it is
// about what was asked.
func (s *searcher) countSiblings(leaders []leader) {
	if s.siblings == nil {
		s.siblings = map[uint64]int{}
	}
	clear(s.siblings)
	for i := range leaders {
		l := &leaders[i]
		l.document = s.documentHash(l)
		s.siblings[l.document]++
	}
	for _, l := range leaders {
		if n := s.siblings[l.document]; n > 1 {
			l.features.Siblings = rank.Siblings(n)
		}
	}
}

// documentHash tells the documents of sections apart, by their keys without the anchors. These are read where they lie,
// beside the texts: a column of documents would have to be made of all sections first, which a process that has just
// started has not.
func (s *searcher) documentHash(l *leader) uint64 {
	key := s.view.segments[l.Segment].postings.ID(l.Doc)
	return xxhash.Sum64(key[:max(0, bytes.LastIndexByte(key, '#'))])
}
