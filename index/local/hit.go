package local

import (
	"cmp"
	"fmt"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
)

// passageWidth is how long the shown passage of a section is, in Han characters.
const passageWidth = 120

// fewHits is how many hits one processor reads sooner than two could.
const fewHits = 4

// hits reads what a result shows of sections.
func (s *searcher) hits(leaders []leader, r index.Request) ([]index.Hit, error) {
	if len(leaders) == 0 {
		return nil, nil
	}
	hits := make([]index.Hit, len(leaders))
	err := s.share(len(leaders), fewHits, func(w *reading, from, to int) error {
		for i := from; i < to; i++ {
			hit, err := s.hit(w, leaders[i], r)
			if err != nil {
				return fmt.Errorf("read hit: %w", err)
			}
			hits[i] = *hit
		}
		return nil
	})
	return hits, err
}

func (s *searcher) hit(w *reading, l leader, r index.Request) (*index.Hit, error) {
	seg := s.view.segments[l.Segment]
	h, t, err := seg.hit(l.Doc, &w.stored)
	if err != nil {
		return nil, err
	}
	h.Score = l.Score
	h.More = s.groups.more(s, l.Entry)
	if r.Highlight {
		h.Highlights = &index.Highlights{
			Title:   highlight.Whole(t.title, s.matches(w, t.title)),
			Heading: highlight.Whole(t.heading, s.matches(w, t.heading)),
			Body:    highlight.Best(t.body, s.matches(w, t.body), passageWidth),
		}
	}
	if r.Explain {
		h.Explain = explain(l, &s.view.generation.weights)
	}
	return h, nil
}

// matches finds the query's terms and phrases in a text. A bigram that is no word of the query (人看 in 没人看) counts where
// it carries on a word that stands there, and elsewhere only in a text that has nothing better.
//
// They are valid until the next call.
func (s *searcher) matches(w *reading, text string) []highlight.Match {
	a := s.view.generation.analyzer
	if s.plan.widened {
		a.Index(&w.analysis, text)
	} else {
		// Every term begins with a unit of the query, or is another spelling.
		w.at, w.found, _ = s.numbers.Read(&w.analysis, text, w.at[:0], w.found[:0])
		if len(w.at) == 0 && len(s.plan.phrases) == 0 && !s.plan.aliased {
			return nil
		}
		a.IndexAt(&w.analysis, text, w.at, s.plan.aliased)
	}
	found := w.matches[:0]
	for _, t := range w.analysis.Tokens {
		i, ok := s.plan.marked[string(w.analysis.Term(t))]
		if !ok {
			continue
		}
		term := &s.plan.terms[i]
		found = append(found, highlight.Match{Start: int(t.Start), End: int(t.End), Term: i, Weight: term.weight * term.idf,
			Via: cmp.Or(term.via, highlight.Exact), Weak: !term.word})
	}
	// Tokens come by where they begin, so a chain of bigrams grows forwards, and then backwards.
	reach := -1
	for i := range found {
		if m := &found[i]; !m.Weak || m.Start < reach {
			m.Weak = false
			reach = max(reach, m.End)
			if k := s.plan.terms[m.Term].kind; k == analyzer.Latin || k == analyzer.Alias {
				reach = max(reach, m.End+1) // no bigram overlaps a number, so its measure may follow
			}
		}
	}
	reach = len(text)
	for i := len(found) - 1; i >= 0; i-- {
		if m := &found[i]; !m.Weak || m.End > reach {
			m.Weak = false
			reach = min(reach, m.Start)
		}
	}
	if len(s.plan.phrases) > 0 {
		a.Units(&w.analysis, text)
	}
	for i, phrase := range s.plan.phrases {
		for first, last := range placesOf(&w.analysis, phrase) {
			found = append(found, highlight.Match{Start: int(first.Start), End: int(last.End), Term: len(s.plan.terms) + i,
				Weight: phraseWeight, Via: highlight.Exact})
		}
	}
	w.matches = found
	return found
}

// phraseWeight makes the place of a quoted phrase the one that is shown: it outweighs any words.
const phraseWeight = 1000
