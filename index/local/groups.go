package local

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rank"
)

// facetFields maps the facets of the contract to fields.
var facetFields = map[string]string{
	"category": fieldCategory, "tags": fieldTag, "kind": fieldKind, "author": fieldAuthor,
}

// groups counts the candidates' answers or documents. It is working memory of a searcher.
type groups struct {
	by      []*grouping // by segment; nil when ungrouped: each section is its own group
	found   []bitset    // by segment: groups of several sections that have a candidate
	taken   []bitset    // by segment: groups that have a place in the result
	total   int
	heads   []uint32 // of the segment in hand, by group: its best candidate plus one
	counted bitset   // groups that a value of a facet was counted for
}

func (g *groups) of(segment int, doc uint32) uint32 {
	if by := g.by[segment]; by != nil {
		return by.of[doc]
	}
	return doc
}

// collect counts all candidates.
func (g *groups) collect(s *searcher, r index.Request) error {
	g.total, g.by = 0, g.by[:0]
	for i, seg := range s.view.segments {
		var by *grouping
		var err error
		switch r.Group {
		case index.ByAnswer:
			by, err = seg.answers()
		case index.ByDocument:
			by, err = seg.documents()
		}
		if err != nil {
			return fmt.Errorf("group: %w", err)
		}
		n := seg.Docs()
		if by != nil {
			n = by.n
		}
		g.by = append(g.by, by)
		if i == len(g.found) {
			g.found, g.taken = append(g.found, nil), append(g.taken, nil)
		}
		g.found[i], g.taken[i] = g.found[i].cleared(n), g.taken[i].cleared(n)
		g.count(i, s.sums[i])
	}
	return nil
}

// count counts the groups of a segment that have a candidate.
func (g *groups) count(segment int, sum *rank.Accumulator) {
	by, found := g.by[segment], g.found[segment]
	for i, word := range sum.CandidateSet() {
		if by == nil {
			g.total += bits.OnesCount64(word)
			continue
		}
		g.total += bits.OnesCount64(word &^ by.shared[i])
		for word &= by.shared[i]; word != 0; word &= word - 1 {
			if group := by.of[64*i+bits.TrailingZeros64(word)]; !found.has(group) {
				found.add(group)
				g.total++
			}
		}
	}
}

// more is the number of a group's other candidates.
func (g *groups) more(s *searcher, e rank.Entry) (n int) {
	by := g.by[e.Segment]
	if by == nil {
		return 0
	}
	for _, doc := range by.sections(by.of[e.Doc]) {
		if doc != e.Doc && s.sums[e.Segment].Candidate(doc) {
			n++
		}
	}
	return n
}

// best keeps the first entry of each group, in place.
func (g *groups) best(ranked []leader) []leader {
	out := ranked[:0]
	for _, l := range ranked {
		if group := g.of(l.Segment, l.Doc); !g.taken[l.Segment].has(group) {
			g.taken[l.Segment].add(group)
			out = append(out, l)
		}
	}
	return out
}

// eachHead calls f for the candidate with the best first-pass score of each group that is not taken, and returns the best
// score of all candidates.
func (g *groups) eachHead(ctx context.Context, s *searcher, f func(rank.Entry)) (highest float64, err error) {
	for i := range s.view.segments {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		sum, taken := s.sums[i], g.taken[i]
		n := 64 * len(taken)
		g.heads = slices.Grow(g.heads[:0], n)[:n]
		clear(g.heads)
		for doc := range sum.Scored() {
			score := sum.Score(doc)
			highest = max(highest, score)
			group := g.of(i, doc)
			if taken.has(group) {
				continue
			}
			if head := g.heads[group]; head != 0 {
				best := sum.Score(head - 1)
				if score < best || score == best && !s.byID(rank.Entry{Segment: i, Doc: doc}, rank.Entry{Segment: i, Doc: head - 1}) {
					continue
				}
			}
			g.heads[group] = doc + 1
		}
		for _, head := range g.heads {
			if head != 0 {
				f(rank.Entry{Score: sum.Score(head - 1), Segment: i, Doc: head - 1})
			}
		}
	}
	return highest, nil
}

// rest returns the next n groups after those that best has taken, by first-pass score, their scores below floor.
func (g *groups) rest(ctx context.Context, s *searcher, n int, floor float64) ([]leader, error) {
	s.top.Reset(n, s.byID)
	highest, err := g.eachHead(ctx, s, s.top.Offer)
	if err != nil {
		return nil, err
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
	return out, nil
}

// latest returns the best section of each group, the latest group first.
func (g *groups) latest(ctx context.Context, s *searcher, n int) ([]leader, error) {
	days := make([][]uint32, len(s.view.segments))
	for i, seg := range s.view.segments {
		var err error
		if days[i], err = seg.days(); err != nil {
			return nil, fmt.Errorf("sort: %w", err)
		}
	}
	score := func(e rank.Entry) float64 { return s.sums[e.Segment].Score(e.Doc) }
	s.top.Reset(n, func(a, b rank.Entry) bool { // of the same day
		if x, y := score(a), score(b); x != y {
			return x > y
		}
		return s.byID(a, b)
	})
	highest, err := g.eachHead(ctx, s, func(e rank.Entry) {
		e.Score = float64(days[e.Segment][e.Doc])
		s.top.Offer(e)
	})
	if err != nil {
		return nil, err
	}
	var out []leader
	for _, e := range s.top.Sorted() {
		if e.Score = score(e); highest > 0 {
			e.Score /= highest
		}
		out = append(out, leader{Entry: e, first: e.Score})
	}
	return out, nil
}

// facets counts groups by the values of the asked fields.
func (g *groups) facets(ctx context.Context, s *searcher, names []string) (map[string][]index.FacetCount, error) {
	out := map[string][]index.FacetCount{}
	for _, name := range names {
		counts := map[string]int{}
		for i, seg := range s.view.segments {
			g.counted = g.counted.cleared(64 * len(g.found[i]))
			looked := 0
			err := seg.eachTerm(facetFields[name], "", func(value string, l posting.List) bool {
				if n := g.holding(s, i, l); n > 0 {
					counts[value] += n
				}
				looked++
				return looked%256 > 0 || ctx.Err() == nil
			})
			if err = cmp.Or(err, ctx.Err()); err != nil {
				return nil, fmt.Errorf("count facet: %w", err)
			}
		}
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

// holding counts the groups that have a candidate in a posting list.
func (g *groups) holding(s *searcher, segment int, l posting.List) (n int) {
	sum, counted := s.sums[segment], g.counted
	for doc := range l.Docs() {
		if group := g.of(segment, doc); sum.Candidate(doc) && !counted.has(group) {
			counted.add(group)
			n++
		}
	}
	for doc := range l.Docs() {
		counted.remove(g.of(segment, doc))
	}
	return n
}
