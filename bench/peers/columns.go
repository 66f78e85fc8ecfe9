package main

import (
	"fmt"
	"math"
	"time"
)

// A column is one measured quantity of an engine.
type column struct {
	title  string
	goal   goal
	value  func(*Figures) float64
	format func(float64) string
}

// A goal says which figures of a column are better, and which can be compared.
type goal struct {
	lower    bool // the lower the better
	byQuery  bool // depends on which queries were asked
	restated bool // says what another column says, in other units
}

// better tells whether a is better than b.
func (c column) better(a, b float64) bool { return a != b && c.goal.lower == (a < b) }

// latencies are the columns of single queries.
var latencies = []column{
	{"p50", goal{lower: true, byQuery: true}, latency(50), micros},
	{"p95", goal{lower: true, byQuery: true}, latency(95), micros},
	{"p99", goal{lower: true, byQuery: true}, latency(99), micros},
	{"CPU a query", goal{lower: true, byQuery: true}, round(func(s *Served) float64 { return s.CPU }), micros},
	{"queries/s", goal{byQuery: true}, rate, count},
}

// holdings are the columns of what an open index needs.
var holdings = []column{
	{"open", goal{lower: true}, round(func(s *Served) float64 { return s.Open }), seconds},
	{"own memory", goal{lower: true},
		round(func(s *Served) float64 { return float64(s.Memory.Resident - s.Memory.File) }), size},
	{"mapped files", goal{lower: true}, round(func(s *Served) float64 { return float64(s.Memory.File) }), size},
	{"allocations a query", goal{lower: true, byQuery: true},
		round(func(s *Served) float64 { return s.Allocs }), count},
	{"allocated a query", goal{lower: true, byQuery: true},
		round(func(s *Served) float64 { return s.Alloc }), size},
}

// qualities are the columns of what is found.
var qualities = []column{
	{"nDCG@10", goal{byQuery: true}, (*Figures).ndcg, func(v float64) string { return fmt.Sprintf("%.3f", v) }},
	{"queries with < 10 hits", goal{lower: true, byQuery: true}, short, count},
	{"hits with a mark", goal{byQuery: true},
		round(func(s *Served) float64 { return float64(s.Marked) / float64(s.Hits) }), percent},
}

// indexing are the columns of building an index.
var indexing = []column{
	{"time", goal{lower: true}, func(f *Figures) float64 { return f.Built.Wall }, seconds},
	{"CPU time", goal{lower: true}, func(f *Figures) float64 { return f.Built.CPU }, seconds},
	{"documents/s", goal{restated: true},
		func(f *Figures) float64 { return float64(f.Corpus.Size) / f.Built.Wall }, count},
	{"peak memory", goal{lower: true}, func(f *Figures) float64 { return float64(f.Built.Memory.Peak) }, size},
	{"index", goal{lower: true}, func(f *Figures) float64 { return float64(f.Built.IndexBytes) }, size},
	{"index/text", goal{lower: true, restated: true},
		func(f *Figures) float64 { return float64(f.Built.IndexBytes) / float64(f.Corpus.TextBytes) },
		func(v float64) string { return fmt.Sprintf("%.2f", v) }},
}

// round is the median over the rounds.
func round(figure func(*Served) float64) func(*Figures) float64 {
	return func(f *Figures) float64 { return f.over(figure) }
}

// latency is a percentile of the queries' latencies: the median over the rounds.
func latency(of int) func(*Figures) float64 {
	return round(func(s *Served) float64 { return float64(percentile(s.Latencies, of)) })
}

// rate is queries a second with every core busy: of the best round, as whatever else runs on the machine takes cores away.
func rate(f *Figures) float64 {
	best := 0.0
	for _, s := range f.Rounds {
		best = max(best, s.Rate)
	}
	return best
}

// short counts queries that a page of results is not filled for.
func short(f *Figures) float64 {
	n := 0.0
	for _, found := range f.Found {
		if found < pageSize {
			n++
		}
	}
	return n
}

// digits writes a number with three digits or so.
func digits(v float64) string {
	switch {
	case v >= 100 || v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func micros(v float64) string {
	switch d := time.Duration(v * float64(time.Microsecond)); {
	case d < time.Millisecond:
		return fmt.Sprintf("%.0f µs", v)
	case d < time.Second:
		return digits(v/1e3) + " ms"
	}
	return digits(v/1e6) + " s"
}

func seconds(v float64) string { return micros(v * 1e6) }

func count(v float64) string {
	if v >= 10 || v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return digits(v)
}

func percent(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }

func size(v float64) string {
	switch {
	case v >= 1e9:
		return digits(v/1e9) + " GB"
	case v >= 1e6:
		return digits(v/1e6) + " MB"
	}
	return digits(v/1e3) + " kB"
}
