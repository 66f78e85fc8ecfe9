package local

import (
	"fmt"

	"github.com/opsguide/opsguide/index/rank"
)

// countSiblings finds how many of the leaders come from the same document: several good sections say together that it is
// about what was asked.
func (s *searcher) countSiblings(leaders []leader) error {
	if s.siblings == nil {
		s.siblings = map[uint64]int{}
	}
	clear(s.siblings)
	key := func(l *leader) (uint64, bool, error) {
		documents, err := s.view.segments[l.Segment].documents()
		if err != nil {
			return 0, false, fmt.Errorf("group: %w", err)
		}
		return uint64(l.Segment)<<32 | uint64(documents.of[l.Doc]), documents.shared.has(l.Doc), nil
	}
	for i := range leaders {
		k, shared, err := key(&leaders[i])
		if err != nil {
			return err
		}
		if shared {
			s.siblings[k]++
		}
	}
	if len(s.siblings) == 0 {
		return nil
	}
	for i := range leaders {
		if k, shared, _ := key(&leaders[i]); shared {
			leaders[i].features.Siblings = rank.Siblings(s.siblings[k])
		}
	}
	return nil
}
