package local

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// match finds all candidates and their groups, and puts the best of them by first-pass score into top. Pruned, only these
// are sure to have their score.
func (s *searcher) match(ctx context.Context, r index.Request, prune bool) error {
	if err := s.score(ctx, r, prune); err != nil {
		return err
	}
	return s.groups.collect(s, r)
}

// score scores every segment: afterwards the accumulators hold the candidates, and top the best of them.
func (s *searcher) score(ctx context.Context, r index.Request, prune bool) error {
	s.cut = false
	s.top.Reset(rescored, s.byID)
	s.arrange()
	for i, seg := range s.view.segments {
		if err := ctx.Err(); err != nil {
			return err
		}
		allowed, err := s.restrict(ctx, seg, r.Query.Clauses, r.Filter.Clauses)
		if err != nil {
			return fmt.Errorf("apply filter: %w", err)
		}
		mask := seg.live
		if allowed != nil {
			mask = newBitset(seg.Docs())
			allowed.WriteDenseTo(mask)
		}
		if i == len(s.sums) {
			s.sums = append(s.sums, new(rank.Accumulator))
		}
		sum := s.sums[i]
		sum.Reset(seg.lengths, mask, s.view.saturation)
		switch {
		case allowed != nil && allowed.IsEmpty():
			continue
		case len(s.plan.terms) == 0:
			// Nothing to rank by: every section that the clauses allow, or that holds the text literally.
			err = s.openAll(ctx, sum, seg, allowed, r.Query)
		default:
			err = s.add(sum, i, prune)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// arrange orders the terms that are scored, the weightiest first. The order depends on the view only, so that sums do not
// differ in their last bits.
func (s *searcher) arrange() {
	s.order = s.order[:0]
	for i, t := range s.plan.terms {
		if t.opens {
			s.order = append(s.order, i)
		}
	}
	weight := func(i int) float64 { return s.plan.terms[i].weight * s.plan.terms[i].idf }
	slices.SortFunc(s.order, func(a, b int) int { return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(a, b)) })
	s.lists = slices.Grow(s.lists[:0], len(s.order))[:len(s.order)]
}

// add scores the terms in one segment.
func (s *searcher) add(sum *rank.Accumulator, segment int, prune bool) error {
	seg := s.view.segments[segment]
	beyond := s.view.saturation.Exceeds(seg.measure)
	s.terms = s.terms[:0]
	for n, i := range s.order {
		t := &s.plan.terms[i]
		list, err := seg.terms.Find([]byte(t.text))
		if err != nil {
			return fmt.Errorf("score %q: %w", t.text, err)
		}
		s.lists[n].Reset(list)
		x := rank.Term{Postings: &s.lists[n], Weight: t.weight * t.idf}
		if prune {
			x.Bound = beyond * seg.bounds.of(list, seg.lengths, seg.measure)
		}
		s.terms = append(s.terms, x)
	}
	sum.Add(s.terms, &s.top, segment, prune)
	return nil
}

// openAll makes candidates where no term ranks: with field clauses only, all that they allow; with punctuation only, the
// sections whose text holds it.
func (s *searcher) openAll(ctx context.Context, sum *rank.Accumulator, seg *segment, allowed *roaring.Bitmap, q query.Query) error {
	literal := ""
	for _, c := range q.Clauses {
		if c.Kind != query.Field && !c.Not {
			literal = literalForm(c.Value)
		}
	}
	if allowed == nil {
		if literal == "" {
			return nil
		}
		allowed = seg.everySection()
	}
	looked := 0
	for it := allowed.Iterator(); it.HasNext(); {
		doc := it.Next()
		if literal != "" {
			if looked++; looked > maxLiteral {
				s.cut = true
				return nil
			}
			if looked%256 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			t, err := seg.texts(doc, &s.reading.stored)
			if err != nil {
				return err
			}
			holds := func(part string) bool { return strings.Contains(literalForm(part), literal) }
			if !slices.ContainsFunc(t.all(), holds) {
				continue
			}
		}
		sum.Open(doc)
	}
	return nil
}

// maxLiteral bounds the sections of a segment that are read for a query of punctuation only.
const maxLiteral = 5000

// byID orders entries of equal score by section id.
func (s *searcher) byID(a, b rank.Entry) bool {
	x, y := s.view.segments[a.Segment].postings.ID(a.Doc), s.view.segments[b.Segment].postings.ID(b.Doc)
	return bytes.Compare(x, y) < 0
}
