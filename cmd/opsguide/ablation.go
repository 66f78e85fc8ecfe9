package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/bench/fit"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// candidates asks for the candidates of every query that has a relevant document, with the parts of their scores: the
// words first, then the features in the order of rank.Names.
func (v *evaluation) candidates(ctx context.Context, e *env, engine *local.Engine) ([]fit.Query, error) {
	p := newProgress(e)
	defer p.done()
	name := v.naming()
	var out []fit.Query
	for i, asked := range v.queries {
		p.evaluated(i, len(v.queries))
		grades := v.qrels[asked.ID]
		q := fit.Query{ID: asked.ID}
		relevant := false
		for _, grade := range grades {
			q.Grades = append(q.Grades, grade)
			relevant = relevant || grade > 0
		}
		if !relevant {
			continue
		}
		found, err := engine.Candidates(ctx, index.Request{Query: query.Parse(clip(asked.Text))})
		if err != nil {
			return nil, fmt.Errorf("search for query %q: %w", asked.ID, err)
		}
		groups := map[string]int{}
		for _, c := range found {
			id := name(c.DocumentID, c.SectionID, c.Ordinal)
			if _, ok := groups[id]; !ok {
				groups[id] = len(groups)
			}
			q.Candidates = append(q.Candidates, fit.Candidate{Features: append([]float64{c.Words}, c.Features.Vector()...),
				Grade: grades[id], Group: groups[id]})
		}
		slices.Sort(q.Grades)
		out = append(out, q)
	}
	if len(out) == 0 {
		return nil, errors.New("no query has a relevant document: are the judgements those of these queries?")
	}
	return out, nil
}

// partNames and partWeights are those of what a score is the sum of.
func partNames() []string { return append([]string{"words"}, rank.Names[:]...) }

func partWeights(w rank.Weights) []float64 { return append([]float64{1}, w.Vector()...) }

// pairs sets two scores of each query side by side.
func (v *evaluation) pairs(queries []fit.Query, old, new []float64) []bench.Pair {
	texts := map[string]string{}
	for _, q := range v.queries {
		texts[q.ID] = q.Text
	}
	pairs := make([]bench.Pair, len(queries))
	for i, q := range queries {
		pairs[i] = bench.Pair{ID: q.ID, Text: texts[q.ID], Old: old[i], New: new[i]}
	}
	return pairs
}

// ndcgs scores the queries with weights.
func ndcgs(queries []fit.Query, weights []float64) []float64 {
	out := make([]float64, len(queries))
	for i := range queries {
		out[i] = fit.NDCG(&queries[i], weights)
	}
	return out
}

// A leftOut is the outcome without one part of the score.
type leftOut struct {
	Part       string  `json:"part"`
	Weight     float64 `json:"weight"`
	NDCG       float64 `json:"ndcg"`
	Difference float64 `json:"difference"` // from that with all parts
	P          float64 `json:"p"`
}

// ablation prints what nDCG is without each part of the score.
func (v *evaluation) ablation(ctx context.Context, e *env) error {
	engine, _, err := v.where.engine(e, "--ablation")
	if err != nil {
		return err
	}
	defer engine.Close()
	inUse, _, err := engine.Weights()
	if err != nil {
		return err
	}
	queries, err := v.candidates(ctx, e, engine)
	if err != nil {
		return err
	}
	weights := partWeights(inUse)
	with := ndcgs(queries, weights)
	all := mean(with)
	var parts []leftOut
	for i, name := range partNames() {
		if weights[i] == 0 {
			continue
		}
		less := slices.Clone(weights)
		less[i] = 0
		c := bench.ComparePairs(v.pairs(queries, with, ndcgs(queries, less)))
		parts = append(parts, leftOut{Part: name, Weight: weights[i], NDCG: all + c.Mean, Difference: c.Mean, P: c.P})
	}
	if v.asJSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			Queries int       `json:"queries"`
			NDCG    float64   `json:"ndcg"`
			Without []leftOut `json:"without"`
		}{len(queries), all, parts})
	}
	fmt.Fprintf(e.out, "%d queries, nDCG@10 %.4f\n\n", len(queries), all)
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "without\tits weight\tnDCG@10\tdifference\tp\t\n")
	for _, x := range parts {
		fmt.Fprintf(t, "%s\t%.4g\t%.4f\t%+.4f\t%.4f\t\n", x.Part, x.Weight, x.NDCG, x.Difference, x.P)
	}
	return t.Flush()
}

func mean(x []float64) (sum float64) {
	for _, y := range x {
		sum += y / float64(len(x))
	}
	return sum
}
