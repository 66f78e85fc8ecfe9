package local

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// rescored is how many of the best sections the second pass looks at.
const rescored = 200

// searcher is the working memory of one search, pooled.
type searcher struct {
	view     *view
	plan     *plan
	sums     []*rank.Accumulator // by segment
	allowed  []*roaring.Bitmap   // by segment; nil allows all
	top      rank.Top
	analysis analyzer.Analysis
	second   secondPass
	groups   groups
}

var searchers = sync.Pool{New: func() any { return new(searcher) }}

// Search implements index.Engine.
func (e *Engine) Search(ctx context.Context, r index.Request) (*index.Result, error) {
	start := time.Now()
	r, err := checked(r)
	if err != nil {
		return nil, err
	}
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	s := searchers.Get().(*searcher)
	defer s.done()
	s.view = v
	result, err := s.search(ctx, r)
	if err != nil {
		return nil, err
	}
	result.Took = time.Since(start)
	return result, nil
}

// done gives a searcher back without what belongs to a view, so that none is kept alive.
func (s *searcher) done() {
	s.view, s.plan = nil, nil
	s.groups.columns, s.second.accepted, s.second.updated = nil, nil, nil
	searchers.Put(s)
}

// checked fills in defaults and refuses what is out of bounds.
func checked(r index.Request) (index.Request, error) {
	r.Page = cmp.Or(r.Page, 1)
	r.PerPage = cmp.Or(r.PerPage, 10)
	r.Group = cmp.Or(r.Group, index.ByAnswer)
	r.Sort = cmp.Or(r.Sort, index.ByRelevance)
	runes := 0
	for _, c := range r.Query.Clauses {
		runes += utf8.RuneCountInString(c.Value)
	}
	switch {
	case runes > index.MaxQueryRunes:
		return r, fmt.Errorf("%w: the query has %d characters, at most %d", index.ErrBadRequest, runes, index.MaxQueryRunes)
	case r.Page < 1:
		return r, fmt.Errorf("%w: page is %d, the first is 1", index.ErrBadRequest, r.Page)
	case r.PerPage < 1 || r.PerPage > index.MaxPerPage:
		return r, fmt.Errorf("%w: per page is %d, at most %d", index.ErrBadRequest, r.PerPage, index.MaxPerPage)
	case r.Page > index.MaxWindow/r.PerPage:
		return r, fmt.Errorf("%w: results end at number %d", index.ErrBadRequest, index.MaxWindow)
	case r.Sort != index.ByRelevance && r.Sort != index.ByUpdated:
		return r, fmt.Errorf("%w: sort is %q; relevance or updated", index.ErrBadRequest, r.Sort)
	}
	if groupField(r.Group) == "" && r.Group != index.Ungrouped {
		return r, fmt.Errorf("%w: group is %q; answer, document or none", index.ErrBadRequest, r.Group)
	}
	for _, f := range r.Facets {
		if facetFields[f] == "" {
			return r, fmt.Errorf("%w: facet is %q; category, tags, kind or author", index.ErrBadRequest, f)
		}
	}
	return r, nil
}

func (s *searcher) search(ctx context.Context, r index.Request) (*index.Result, error) {
	v := s.view
	s.plan = newPlan(v.generation.analyzer, &s.analysis, r.Query)
	if err := s.plan.weigh(ctx, v); err != nil {
		return nil, fmt.Errorf("look up terms: %w", err)
	}
	result := &index.Result{Page: r.Page, PerPage: r.PerPage, Version: v.version(),
		Query: index.QueryInfo{Raw: r.Raw, Terms: s.plan.words, Missing: s.plan.missing}}
	if len(r.Query.Clauses)+len(r.Filter.Clauses) == 0 {
		result.Total.Exact = true
		return result, nil
	}
	if err := s.match(ctx, r); err != nil {
		return nil, err
	}
	if err := s.groups.collect(s, r); err != nil {
		return nil, err
	}
	result.Total = index.Total{Value: s.groups.total, Exact: true}
	leaders, err := s.leaders(ctx, r)
	if err != nil {
		return nil, err
	}
	from := min((r.Page-1)*r.PerPage, len(leaders))
	to := min(from+r.PerPage, len(leaders))
	for _, l := range leaders[from:to] {
		hit, err := s.hit(l, r)
		if err != nil {
			return nil, fmt.Errorf("read hit: %w", err)
		}
		result.Hits = append(result.Hits, *hit)
	}
	if len(r.Facets) > 0 {
		if result.Facets, err = s.groups.facets(s, r.Facets); err != nil {
			return nil, err
		}
	}
	return result, nil
}

// match scores every segment: afterwards the accumulators hold the candidates and their first-pass scores.
func (s *searcher) match(ctx context.Context, r index.Request) error {
	v := s.view
	for len(s.sums) < len(v.segments) {
		s.sums = append(s.sums, new(rank.Accumulator))
	}
	s.allowed = s.allowed[:0]
	clauses := slices.Concat(r.Query.Clauses, r.Filter.Clauses)
	for i, seg := range v.segments {
		if err := ctx.Err(); err != nil {
			return err
		}
		allowed, err := s.restrict(ctx, seg, clauses)
		if err != nil {
			return fmt.Errorf("apply filter: %w", err)
		}
		s.allowed = append(s.allowed, allowed)
		sum := s.sums[i]
		sum.Reset(int(seg.Count()))
		if allowed != nil && allowed.IsEmpty() {
			continue
		}
		if len(s.plan.terms) == 0 {
			// Nothing to rank by: every section that the clauses allow, or that holds the text literally.
			if err := s.openAll(sum, seg, allowed, r.Query); err != nil {
				return err
			}
			continue
		}
		for _, t := range s.plan.terms {
			if !t.opens {
				continue
			}
			p, err := postingsOf(seg, fieldTerms, []byte(t.text), seg.deleted)
			if err == nil {
				err = sum.Add(p, t.weight*t.idf, v.saturation)
			}
			if err != nil {
				return fmt.Errorf("score %q: %w", t.text, err)
			}
		}
	}
	return nil
}

// openAll makes candidates where no term ranks: with field clauses only, all that they allow; with punctuation only, the
// sections whose text holds it.
func (s *searcher) openAll(sum *rank.Accumulator, seg *segment, allowed *roaring.Bitmap, q query.Query) error {
	literal := ""
	for _, c := range q.Clauses {
		if c.Kind != query.Field && !c.Not {
			literal = literalForm(c.Value)
		}
	}
	if allowed == nil && literal == "" {
		return nil
	}
	looked := 0
	for doc, length := range seg.columns.length {
		d := uint32(doc)
		if length == 0 || seg.deleted != nil && seg.deleted.Contains(d) || allowed != nil && !allowed.Contains(d) {
			continue
		}
		if literal != "" {
			if looked++; looked > maxLiteral {
				return nil
			}
			t, err := seg.texts(d)
			if err != nil {
				return err
			}
			holds := func(part string) bool { return strings.Contains(literalForm(part), literal) }
			if !slices.ContainsFunc(t.all(), holds) {
				continue
			}
		}
		sum.Open(d)
	}
	return nil
}

// maxLiteral bounds the sections of a segment that are read for a query of punctuation only.
const maxLiteral = 5000

// each calls f for every candidate that the clauses allow.
func (s *searcher) each(f func(e rank.Entry)) {
	for i := range s.view.segments {
		sum, allowed := s.sums[i], s.allowed[i]
		for _, doc := range sum.Candidates() {
			if allowed == nil || allowed.Contains(doc) {
				f(rank.Entry{Score: sum.Score(doc), Segment: i, Doc: doc})
			}
		}
	}
}

// byID orders entries of equal score by section id.
func (s *searcher) byID(a, b rank.Entry) bool {
	x, err := s.view.segments[a.Segment].DocID(uint64(a.Doc))
	if err != nil {
		return false
	}
	y, err := s.view.segments[b.Segment].DocID(uint64(b.Doc))
	return err == nil && string(x) < string(y)
}

// A leader is the section that stands for its group, with its final score.
type leader struct {
	rank.Entry
	first    float64 // first-pass score as a share of the best
	features rank.Features
}

// leaders returns the groups' best sections in order, as many as the page asks for.
func (s *searcher) leaders(ctx context.Context, r index.Request) ([]leader, error) {
	window := r.Page * r.PerPage
	if r.Sort == index.ByUpdated || len(s.plan.terms) == 0 {
		return s.groups.latest(s, window)
	}
	s.top.Reset(rescored, s.byID)
	s.each(s.top.Offer)
	ranked, err := s.rescore(ctx, s.top.Sorted())
	if err != nil {
		return nil, err
	}
	leaders := s.groups.best(ranked)
	if len(leaders) < window && len(leaders) < s.groups.total {
		floor := 0.0
		if len(ranked) > 0 {
			floor = ranked[len(ranked)-1].Score
		}
		leaders = append(leaders, s.groups.rest(s, window-len(leaders), floor)...)
	}
	return leaders, nil
}
