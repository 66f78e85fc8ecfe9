package local

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"time"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// rescored is how many of the best sections the second pass looks at.
const rescored = 200

// searcher is the working memory of one search.
type searcher struct {
	idle     chan *searcher // where it came from; nil in tests
	view     *view
	plan     *plan
	sums     []*rank.Accumulator // by segment
	order    []int               // of the plan's terms that are scored, the weightiest first
	lists    []posting.Cursor    // of the segment in hand, by order
	terms    []rank.Term         // the same
	top      rank.Top
	analysis analyzer.Analysis
	numbers  analyzer.Numbering
	reading  reading
	leading  []leader
	features []rank.Features // of the leaders
	measured *rank.Weights   // the features that have one are measured
	siblings map[uint64]int  // leaders by document
	groups   groups

	cut        bool // not every candidate was looked for
	exhaustive bool // score everything, for tests to compare with
}

// fewestSearchers is how many searches an engine runs at once, if it has not more processors: where one takes long, others
// go on beside it.
const fewestSearchers = 4

// newSearchers returns the working memory of an engine. Each takes some bytes for every document, and more than there are
// processors would not be faster.
func newSearchers() chan *searcher {
	free := make(chan *searcher, max(fewestSearchers, runtime.GOMAXPROCS(0)))
	for range cap(free) {
		free <- &searcher{idle: free}
	}
	return free
}

// searcher waits for working memory; the caller gives it back with done.
func (e *Engine) searcher(ctx context.Context, v *view) (*searcher, error) {
	select {
	case s := <-e.searchers:
		s.view = v
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

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
	s, err := e.searcher(ctx, v)
	if err != nil {
		return nil, err
	}
	defer e.done(s)
	result, err := s.search(ctx, r)
	if err != nil {
		return nil, err
	}
	result.Took = time.Since(start)
	return result, nil
}

// done gives a searcher back without what belongs to a view, so that none is kept alive.
func (e *Engine) done(s *searcher) {
	s.view, s.plan, s.measured = nil, nil, nil
	clear(s.groups.by)
	clear(s.lists)
	for _, sum := range s.sums {
		sum.Release()
	}
	e.searchers <- s
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
	if r.Group != index.ByAnswer && r.Group != index.ByDocument && r.Group != index.Ungrouped {
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
	if err := s.prepare(ctx, r.Query); err != nil {
		return nil, err
	}
	result := &index.Result{Page: r.Page, PerPage: r.PerPage, Version: v.version(),
		Query: index.QueryInfo{Raw: r.Raw, Terms: s.plan.words, Missing: s.plan.missing}}
	if len(r.Query.Clauses)+len(r.Filter.Clauses) == 0 {
		result.Total.Exact = true
		return result, nil
	}
	leaders, err := s.leaders(ctx, r)
	if err == nil && s.groups.total <= fewFound {
		leaders, err = s.meant(ctx, r, leaders)
	}
	if err != nil {
		return nil, err
	}
	result.Query.Rewrites = s.plan.rewrites
	result.Total = index.Total{Value: s.groups.total, Exact: !s.cut}
	from := min((r.Page-1)*r.PerPage, len(leaders))
	to := min(from+r.PerPage, len(leaders))
	if result.Hits, err = s.hits(leaders[from:to], r); err != nil {
		return nil, err
	}
	if len(r.Facets) > 0 {
		if result.Facets, err = s.groups.facets(ctx, s, r.Facets); err != nil {
			return nil, err
		}
	}
	return result, nil
}

// prepare plans a query. What no section has, and is like something that some have, is taken for that.
func (s *searcher) prepare(ctx context.Context, q query.Query) error {
	s.measured = &s.view.generation.weights.Weights
	p := newPlan(s.view.generation.analyzer, &s.analysis, &s.numbers, q)
	if err := p.weigh(ctx, s.view); err != nil {
		return fmt.Errorf("look up terms: %w", err)
	}
	s.plan = p
	if p.doubtful() {
		return s.rewrite(ctx, q, false)
	}
	return nil
}

// A leader is the section that stands for its group, with its final score.
type leader struct {
	rank.Entry
	first    float64        // first-pass score as a share of the best
	features *rank.Features // nil unless it was scored again
	document uint64         // see documentHash
}

// leaders returns the groups' best sections in order, as many as the page asks for.
func (s *searcher) leaders(ctx context.Context, r index.Request) ([]leader, error) {
	window := r.Page * r.PerPage
	if r.Sort == index.ByUpdated || len(s.plan.terms) == 0 {
		if err := s.match(ctx, r, false); err != nil {
			return nil, err
		}
		return s.groups.latest(ctx, s, window)
	}
	prune := !s.exhaustive && window <= rescored
	if err := s.match(ctx, r, prune); err != nil {
		return nil, err
	}
	ranked, err := s.rescore(ctx, s.top.Best())
	if err != nil {
		return nil, err
	}
	floor := 0.0
	if len(ranked) > 0 {
		floor = ranked[len(ranked)-1].Score
	}
	leaders := s.groups.best(ranked)
	if len(leaders) >= window || len(leaders) == s.groups.total {
		return leaders, nil
	}
	if prune {
		// Few groups have taken the best places; those behind need their scores after all.
		if err := s.score(ctx, r, false); err != nil {
			return nil, err
		}
	}
	rest, err := s.groups.rest(ctx, s, window-len(leaders), floor)
	return append(leaders, rest...), err
}
