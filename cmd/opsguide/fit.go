package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/bench/fit"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/rank"
)

// A fitted is the outcome of fitting.
type fitted struct {
	Folds      []fit.Fold         `json:"folds"`
	Default    float64            `json:"default"` // nDCG@10 with the default weights
	Fitted     float64            `json:"fitted"`  // cross-validated
	Comparison *bench.Comparison  `json:"comparison"`
	Weights    map[string]float64 `json:"weights"` // fitted to all queries
}

// fit fits the second pass's weights to the queries and writes them where they are better for queries not fitted to.
func (v *evaluation) fit(ctx context.Context, e *env) error {
	engine, dir, err := v.where.engine(e, "--fit")
	if err != nil {
		return err
	}
	defer engine.Close()
	judged := fmt.Sprintf("%s, judgements %s", filepath.Base(v.queriesFile), filepath.Base(v.qrelsFile))
	if v.opened {
		if err := v.readOpened(ctx, engine, dir); err != nil {
			return err
		}
		judged = "usage.jsonl, judgements what readers opened"
	}
	queries, err := v.candidates(ctx, e, engine)
	if err != nil {
		return err
	}
	if len(queries) < *v.folds {
		return fmt.Errorf("%d queries have a relevant document, too few for %d folds; judge more", len(queries), *v.folds)
	}
	p := newProgress(e)
	atHand := partWeights(rank.DefaultWeights)
	o := fit.Options{Folds: *v.folds, Report: p.evaluated}
	found := fit.CrossValidate(queries, atHand, o)
	weights := fit.Fit(queries, atHand, o)
	p.done()
	outcome := fitted{Folds: found.Folds, Default: mean(found.AtHand), Fitted: mean(found.Fitted), Weights: map[string]float64{},
		Comparison: bench.ComparePairs(v.pairs(queries, found.AtHand, found.Fitted))}
	for i, name := range partNames() {
		outcome.Weights[name] = weights[i]
	}
	if err := outcome.write(e, v.asJSON, atHand); err != nil {
		return err
	}
	if c := outcome.Comparison; !v.force && (c.Mean <= 0 || c.P > bench.Significant) {
		return errors.New("the fitted weights are " + c.Verdict() + " in cross-validation: nothing was written; judge more queries, or use --force")
	}
	stats, err := engine.Stats(ctx)
	if err != nil {
		return err
	}
	comment := fmt.Sprintf("What the parts of a score weigh; the words weigh 1. Fitted by opsguide eval --fit on %s\n"+
		"to %d queries of %s, level %s; index %s, %d sections.\n"+
		"Cross-validated over %d folds: nDCG@10 %.4f, with the default weights %.4f, p %.4f.\n"+
		"Remove this file to rank by the default weights.",
		time.Now().UTC().Format(time.DateOnly), len(queries), judged, *v.level,
		stats.Generation, stats.Sections, *v.folds, outcome.Fitted, outcome.Default, outcome.Comparison.P)
	path := v.out
	if path == "" {
		path = local.WeightsPath(dir)
	}
	if err := local.WriteWeights(path, comment, rank.WeightsOf(weights[1:])); err != nil {
		return err
	}
	if v.out != "" {
		e.note("weights written to %s; as %s they are used", path, local.WeightsPath(dir))
		return nil
	}
	e.note("weights written to %s; the index ranks by them from now on", path)
	return nil
}

// write prints the figures of each fold, whether the fitted weights are better, and which they are.
func (f *fitted) write(e *env, asJSON bool, atHand []float64) error {
	if asJSON {
		enc := json.NewEncoder(e.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(f)
	}
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "fold\tqueries\tdefault nDCG@10\tfitted\t\n")
	for i, x := range f.Folds {
		fmt.Fprintf(t, "%d\t%d\t%.4f\t%.4f\t\n", i+1, x.Queries, x.AtHand, x.Fitted)
	}
	fmt.Fprintf(t, "all\t%d\t%.4f\t%.4f\t\n", f.Comparison.Queries, f.Default, f.Fitted)
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprint(e.out, "\ncross-validated: ")
	if err := f.Comparison.WriteText(e.out, 0); err != nil {
		return err
	}
	fmt.Fprint(e.out, "\n")
	t = tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "part\tdefault weight\tfitted\t\n")
	for i, name := range partNames() {
		fmt.Fprintf(t, "%s\t%.4g\t%.4g\t\n", name, atHand[i], f.Weights[name])
	}
	return t.Flush()
}
