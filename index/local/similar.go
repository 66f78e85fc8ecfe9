package local

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/rank"
)

// similarTerms is how many of a section's most telling terms stand for it.
const similarTerms = 24

// Similar implements index.Engine: the section's most telling words and bigrams, weighed by tf·idf, are the query.
func (e *Engine) Similar(ctx context.Context, sectionID string, n int) ([]index.Hit, error) {
	n = max(n, 0)
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	seg, doc, ok, err := v.find(sectionKey(sectionID))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("section %q: %w", sectionID, index.ErrNotFound)
	}
	t, err := seg.texts(doc, new([]byte))
	if err != nil {
		return nil, fmt.Errorf("read section: %w", err)
	}
	s, err := e.searcher(ctx, v)
	if err != nil {
		return nil, err
	}
	defer e.done(s)
	if s.plan, err = s.likeness(t); err != nil {
		return nil, err
	}
	r := index.Request{Group: index.ByAnswer}
	if err := s.match(ctx, r, false); err != nil {
		return nil, err
	}
	for i, x := range v.segments {
		if x == seg { // the section's own answer is taken
			s.groups.taken[i].add(s.groups.of(i, doc))
		}
	}
	leaders, err := s.groups.rest(ctx, s, n, 1)
	if err != nil {
		return nil, err
	}
	return s.hits(leaders, r)
}

// likeness plans a query for what a section is about.
func (s *searcher) likeness(t texts) (*plan, error) {
	counts := map[string]float64{}
	for _, text := range []string{t.heading, t.heading, t.body} {
		s.view.generation.analyzer.Index(&s.analysis, text)
		for _, x := range s.analysis.Tokens {
			if x.Kind != analyzer.Char && x.Kind != analyzer.Alias {
				counts[string(s.analysis.Term(x))]++
			}
		}
	}
	all := make([]term, 0, len(counts))
	for _, text := range sortedKeys(counts) {
		df, err := s.view.frequency(text)
		if err != nil {
			return nil, err
		}
		if df < 2 { // nothing else has it
			continue
		}
		all = append(all, term{text: text, weight: min(counts[text], 3), idf: rank.IDF(s.view.sections, df), opens: true})
	}
	slices.SortStableFunc(all, func(a, b term) int { return cmp.Compare(b.weight*b.idf, a.weight*a.idf) })
	return &plan{terms: all[:min(len(all), similarTerms)]}, nil
}
