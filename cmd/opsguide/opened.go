package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/usage"
)

const (
	fewestOpenings = 2  // of a query that judge it: one may be chance
	fewestJudged   = 20 // queries to fit to
)

// readOpened takes what readers opened for judgements: of each query the sections that were opened from among its hits and
// are still there, graded by their share of the openings.
func (v *evaluation) readOpened(ctx context.Context, engine *local.Engine, dir string) error {
	counted, err := usage.Read(usageFile(dir))
	if err != nil {
		return err
	}
	times, total := map[string]map[string]int{}, map[string]int{}
	var queries []bench.Query
	for o := range counted.Openings() {
		_, err := engine.Section(ctx, o.Section)
		if errors.Is(err, index.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if times[o.Query] == nil {
			times[o.Query] = map[string]int{}
			queries = append(queries, bench.Query{ID: o.Query, Text: o.Query})
		}
		times[o.Query][o.Section] += o.Times
		total[o.Query] += o.Times
	}
	v.qrels = bench.Qrels{}
	for _, q := range queries {
		if total[q.ID] < fewestOpenings {
			continue
		}
		grades := bench.Grades{}
		for section, n := range times[q.ID] {
			grades[section] = gradeOf(n, total[q.ID])
		}
		v.qrels[q.ID] = grades
		v.queries = append(v.queries, q)
	}
	if n := len(v.queries); n < fewestJudged {
		return fmt.Errorf("too little was opened to fit to: %d queries with two openings or more are needed, and there are %d; "+
			"let people search for some more weeks, or judge queries yourself and give --queries and --qrels", fewestJudged, n)
	}
	return nil
}

// gradeOf is how relevant a section is that so many of a query's openings were of.
func gradeOf(times, total int) float64 {
	switch {
	case 2*times >= total:
		return 3
	case 5*times >= total:
		return 2
	}
	return 1
}
