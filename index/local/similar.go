package local

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/rank"
)

// similarTerms is how many of a section's most telling words stand for it.
const similarTerms = 24

// sharedWords is how many words say why a section is similar.
const sharedWords = 5

// Similar implements index.Engine: the section's most telling words, weighed by tf·idf, are the query. Those that a hit has
// are what it shares.
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
	hits, err := s.hits(leaders, r)
	if err != nil {
		return nil, err
	}
	for i, l := range leaders {
		if t, err = v.segments[l.Segment].texts(l.Doc, &s.reading.stored); err != nil {
			return nil, fmt.Errorf("read similar section: %w", err)
		}
		hits[i].Shared = s.shared(t)
	}
	return hits, nil
}

// shared returns the words of the plan, the weightiest first, that a section has as words, as they are written there. Of two
// that contain each other it is the weightier one.
func (s *searcher) shared(t texts) []string {
	written := map[string]string{}
	for _, text := range []string{t.heading, t.body, t.path, t.title} {
		s.view.generation.analyzer.Query(&s.analysis, text)
		for _, x := range s.analysis.Tokens {
			if isWord(x) && written[string(s.analysis.Term(x))] == "" {
				written[string(s.analysis.Term(x))] = strings.Join(strings.Fields(text[x.Start:x.End]), " ")
			}
		}
	}
	var terms, words []string
	for _, x := range s.plan.terms {
		near := func(term string) bool { return strings.Contains(term, x.text) || strings.Contains(x.text, term) }
		if len(words) < sharedWords && x.word && written[x.text] != "" && !slices.ContainsFunc(terms, near) {
			terms, words = append(terms, x.text), append(words, written[x.text])
		}
	}
	return words
}

// likeness plans a query for what a section is about: its words or, should it have none that others have, its bigrams.
func (s *searcher) likeness(t texts) (*plan, error) {
	for _, words := range []bool{true, false} {
		terms, err := s.telling(t, words)
		if len(terms) > 0 || err != nil {
			return &plan{terms: terms}, err
		}
	}
	return new(plan), nil
}

// telling returns the most telling terms of a section that another one has, words or others.
func (s *searcher) telling(t texts, words bool) ([]term, error) {
	counts := map[string]float64{}
	for _, text := range []string{t.heading, t.heading, t.body} {
		s.view.generation.analyzer.Query(&s.analysis, text)
		for _, x := range s.analysis.Tokens {
			if x.Kind == analyzer.Char || x.Kind == analyzer.Alias || x.Flags&analyzer.Filler != 0 {
				continue
			}
			text := string(s.analysis.Term(x))
			if word := (isWord(x) || x.Flags&analyzer.Inner != 0) && speaks(text); word == words {
				counts[text]++
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
		all = append(all, term{text: text, weight: min(counts[text], 3), idf: rank.IDF(s.view.sections, df), opens: true, word: words})
	}
	slices.SortStableFunc(all, func(a, b term) int { return cmp.Compare(b.weight*b.idf, a.weight*a.idf) })
	return all[:min(len(all), similarTerms)], nil
}
