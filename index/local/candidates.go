package local

import (
	"context"
	"fmt"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/rank"
)

// A Candidate is a section that the second pass looks at, with all that it may be judged by.
type Candidate struct {
	SectionID  string
	DocumentID string
	Ordinal    int           // of the section in its answer or page
	Words      float64       // first-pass score as a share of the best
	Features   rank.Features // every one, those without a weight included
	Score      float64       // with the weights in use
}

// Candidates returns the sections that the second pass looks at, best first and not grouped: what weights can be fitted to.
// Of the request it takes query and filter.
func (e *Engine) Candidates(ctx context.Context, r index.Request) ([]Candidate, error) {
	r, err := checked(index.Request{Query: r.Query, Filter: r.Filter, Group: index.Ungrouped})
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
	if err := s.prepare(ctx, r.Query); err != nil {
		return nil, err
	}
	s.measured = everything
	if len(s.plan.terms) == 0 {
		return nil, nil
	}
	if err := s.match(ctx, r, true); err != nil {
		return nil, err
	}
	ranked, err := s.rescore(ctx, s.top.Best())
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, len(ranked))
	var stored []byte
	for i, l := range ranked {
		h, _, err := v.segments[l.Segment].hit(l.Doc, &stored)
		if err != nil {
			return nil, fmt.Errorf("read candidate: %w", err)
		}
		out[i] = Candidate{SectionID: h.ID, DocumentID: h.Document.ID, Ordinal: h.Section.Ordinal,
			Words: l.first, Features: *l.features, Score: l.Score}
	}
	return out, nil
}

// everything are weights for which every feature is measured.
var everything = func() *rank.Weights {
	v := make([]float64, len(rank.Names))
	for i := range v {
		v[i] = 1
	}
	w := rank.WeightsOf(v)
	return &w
}()

// Weights returns the second pass's weights, and whether they are fitted ones.
func (e *Engine) Weights() (w rank.Weights, fitted bool, err error) {
	v, err := e.view()
	if err != nil {
		return w, false, err
	}
	defer v.release()
	g := v.generation
	return g.weights.Weights, g.weights.name != "", nil
}
