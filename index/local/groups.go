package local

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/rank"
)

// groupField is the column that a grouping goes by; "" for index.Ungrouped.
func groupField(g index.Group) string {
	switch g {
	case index.ByAnswer:
		return fieldGroup
	case index.ByDocument:
		return fieldDocument
	}
	return ""
}

// facetFields maps the facets of the contract to fields.
var facetFields = map[string]string{
	"category": fieldCategory, "tags": fieldTag, "kind": fieldKind, "author": fieldAuthor,
}

// groups counts the candidates of each answer or document. A group's sections are always written together, so they stand
// in one segment and its column of group names numbers them.
type groups struct {
	columns []*column // by segment; nil when ungrouped
	members [][]int32 // by segment and group (section, when ungrouped): candidates
	total   int
	taken   map[groupKey]bool
}

type groupKey struct {
	segment int
	group   uint32
}

func (g *groups) key(segment int, doc uint32) groupKey {
	if c := g.columns[segment]; c != nil {
		return groupKey{segment, uint32(c.one(doc))}
	}
	return groupKey{segment, doc}
}

// collect counts all candidates.
func (g *groups) collect(s *searcher, r index.Request) error {
	g.total, g.taken = 0, map[groupKey]bool{}
	g.columns = make([]*column, len(s.view.segments))
	if field := groupField(r.Group); field != "" {
		var err error
		if g.columns, err = s.view.columnsOf(field); err != nil {
			return fmt.Errorf("group: %w", err)
		}
	}
	for len(g.members) < len(s.view.segments) {
		g.members = append(g.members, nil)
	}
	for i, seg := range s.view.segments {
		n := int(seg.Count())
		if c := g.columns[i]; c != nil {
			n = len(c.values)
		}
		if cap(g.members[i]) < n {
			g.members[i] = make([]int32, n)
		}
		g.members[i] = g.members[i][:n]
		clear(g.members[i])
	}
	s.each(func(e rank.Entry) {
		k := g.key(e.Segment, e.Doc)
		if g.members[k.segment][k.group]++; g.members[k.segment][k.group] == 1 {
			g.total++
		}
	})
	return nil
}

// more is the number of a group's other candidates.
func (g *groups) more(e rank.Entry) int {
	k := g.key(e.Segment, e.Doc)
	return int(g.members[k.segment][k.group]) - 1
}

// best keeps the first entry of each group.
func (g *groups) best(ranked []leader) []leader {
	out := ranked[:0:0]
	for _, l := range ranked {
		if k := g.key(l.Segment, l.Doc); !g.taken[k] {
			g.taken[k] = true
			out = append(out, l)
		}
	}
	return out
}

// heads returns the candidate with the best first-pass score of each group that is not taken, and the best score of all.
func (g *groups) heads(s *searcher) (heads map[groupKey]rank.Entry, highest float64) {
	heads = map[groupKey]rank.Entry{}
	s.each(func(e rank.Entry) {
		highest = max(highest, e.Score)
		k := g.key(e.Segment, e.Doc)
		if g.taken[k] {
			return
		}
		if h, ok := heads[k]; !ok || e.Score > h.Score || e.Score == h.Score && s.byID(e, h) {
			heads[k] = e
		}
	})
	return heads, highest
}

// rest returns the next n groups after those that best has taken, by first-pass score, their scores below floor.
func (g *groups) rest(s *searcher, n int, floor float64) []leader {
	heads, highest := g.heads(s)
	s.top.Reset(n, s.byID)
	for _, e := range heads {
		s.top.Offer(e)
	}
	var out []leader
	for _, e := range s.top.Sorted() {
		first := 0.0
		if highest > 0 {
			first = e.Score / highest
		}
		e.Score = min(first, floor)
		out = append(out, leader{Entry: e, first: e.Score})
	}
	return out
}

// latest returns the best section of each group, the latest group first.
func (g *groups) latest(s *searcher, n int) ([]leader, error) {
	dates, err := s.view.columnsOf(fieldUpdated)
	if err != nil {
		return nil, fmt.Errorf("sort: %w", err)
	}
	heads, highest := g.heads(s)
	type dated struct {
		rank.Entry
		date string
	}
	all := make([]dated, 0, len(heads))
	for _, e := range heads {
		d := dated{Entry: e}
		if o := dates[e.Segment].one(e.Doc); o >= 0 {
			d.date = dates[e.Segment].values[o]
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b dated) int {
		if c := cmp.Or(cmp.Compare(b.date, a.date), cmp.Compare(b.Score, a.Score)); c != 0 || a.Entry == b.Entry {
			return c
		}
		if s.byID(a.Entry, b.Entry) {
			return -1
		}
		return 1
	})
	var out []leader
	for _, d := range all[:min(n, len(all))] {
		if highest > 0 {
			d.Score /= highest
		}
		out = append(out, leader{Entry: d.Entry, first: d.Score})
	}
	return out, nil
}

// facets counts groups by the values of the asked fields.
func (g *groups) facets(s *searcher, names []string) (map[string][]index.FacetCount, error) {
	out := map[string][]index.FacetCount{}
	for _, name := range names {
		columns, err := s.view.columnsOf(facetFields[name])
		if err != nil {
			return nil, fmt.Errorf("count facet: %w", err)
		}
		counts := map[string]int{}
		// Each of a group's sections has the group's values; the group counts once for each.
		type pair struct {
			group groupKey
			value uint32
		}
		seen := map[pair]bool{}
		s.each(func(e rank.Entry) {
			col := columns[e.Segment]
			for _, o := range col.of(e.Doc) {
				if p := (pair{g.key(e.Segment, e.Doc), o}); !seen[p] {
					seen[p] = true
					counts[col.values[o]]++
				}
			}
		})
		list := make([]index.FacetCount, 0, len(counts))
		for v, n := range counts {
			list = append(list, index.FacetCount{Value: v, Count: n})
		}
		slices.SortFunc(list, func(a, b index.FacetCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		out[name] = list
	}
	return out, nil
}
