package main

import (
	"cmp"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/opsguide/opsguide/bench"
)

// Results are everything that a run measured.
type Results struct {
	Date     time.Time         `json:"date"`
	Commit   string            `json:"commit"`   // of opsguide
	Modified bool              `json:"modified"` // files were changed since that commit
	Go       string            `json:"go"`
	Machine  Machine           `json:"machine"`
	Modules  map[string]string `json:"modules"`
	Corpus   Corpus            `json:"corpus"`
	Rounds   int               `json:"rounds"`
	Saturate float64           `json:"saturate_s"`
	Queries  []string          `json:"queries"` // ids
	Engines  []Figures         `json:"engines"`
	Smaller  []Figures         `json:"smaller,omitempty"` // of some engines, on a quarter of the documents
}

// all are the figures of every engine and corpus.
func (r *Results) all() (figures []*Figures) {
	for _, some := range [][]Figures{r.Smaller, r.Engines} {
		for i := range some {
			figures = append(figures, &some[i])
		}
	}
	return figures
}

// Figures are what was measured of one engine on one corpus.
type Figures struct {
	Engine  string    `json:"engine"`
	About   string    `json:"about"`
	Version string    `json:"version"`
	Corpus  Corpus    `json:"corpus"`
	Skipped string    `json:"skipped,omitempty"` // why it was not tried
	Failed  string    `json:"failed,omitempty"`  // what went wrong
	Built   *Built    `json:"built,omitempty"`
	Asked   []int     `json:"asked"` // queries, by their place in Results.Queries, in the order of asking
	Rounds  []Served  `json:"rounds,omitempty"`
	NDCG    []float64 `json:"ndcg,omitempty"`  // by query asked; unjudged where no document of the corpus is relevant
	Found   []int     `json:"found,omitempty"` // hits, by query asked
}

// unjudged stands for the nDCG of a query that has none.
const unjudged = -1

// ok tells whether there is something to show.
func (f *Figures) ok() bool {
	return f.Skipped == "" && f.Failed == "" && f.Built != nil && len(f.Rounds) > 0
}

// judge scores the rankings of the first round against the judgements, of which only those of documents in the corpus
// count, and forgets the rankings.
func (f *Figures) judge(queries []bench.Query, judged bench.Qrels) error {
	if !f.ok() {
		return nil
	}
	held := map[string]bool{}
	for d, err := range f.Corpus.Documents() {
		if err != nil {
			return err
		}
		held[d.ID] = true
	}
	for i, ranked := range f.Rounds[0].Ranked {
		relevant := bench.Grades{}
		for id, grade := range judged[queries[f.Asked[i]].ID] {
			if held[id] && grade > 0 {
				relevant[id] = grade
			}
		}
		score := float64(unjudged)
		if len(relevant) > 0 {
			score = bench.NDCG(ranked, relevant, pageSize)
		}
		f.NDCG = append(f.NDCG, score)
		f.Found = append(f.Found, len(ranked))
	}
	for i := range f.Rounds {
		f.Rounds[i].Ranked = nil
	}
	return nil
}

// on restricts the figures that come query by query to those queries that another engine was asked.
func (f *Figures) on(other *Figures) *Figures {
	if slices.Equal(f.Asked, other.Asked) {
		return f
	}
	place := map[int]int{}
	for i, q := range f.Asked {
		place[q] = i
	}
	some := *f
	some.Asked, some.NDCG, some.Found, some.Rounds = nil, nil, nil, slices.Clone(f.Rounds)
	for i := range some.Rounds {
		some.Rounds[i].Latencies = nil
	}
	for _, q := range other.Asked {
		at, ok := place[q]
		if !ok {
			continue
		}
		some.Asked = append(some.Asked, q)
		some.NDCG = append(some.NDCG, f.NDCG[at])
		some.Found = append(some.Found, f.Found[at])
		for i := range some.Rounds {
			some.Rounds[i].Latencies = append(some.Rounds[i].Latencies, f.Rounds[i].Latencies[at])
		}
	}
	return &some
}

// over is the median of a figure over all rounds.
func (f *Figures) over(figure func(*Served) float64) float64 {
	var all []float64
	for i := range f.Rounds {
		all = append(all, figure(&f.Rounds[i]))
	}
	return median(all)
}

// ndcg is the mean over the judged queries; not a number if there are none.
func (f *Figures) ndcg() float64 {
	sum, n := 0.0, 0.0
	for _, score := range f.NDCG {
		if score != unjudged {
			sum, n = sum+score, n+1
		}
	}
	return sum / n
}

// compare tells by how much the nDCG of f is above that of the other engine, and the standard error of that.
func (f *Figures) compare(other *Figures) (mean, stdErr float64) {
	reports := make([]*bench.Report, 2)
	for i, x := range []*Figures{other, f} {
		reports[i] = &bench.Report{K: pageSize}
		for at, q := range x.Asked {
			if x.NDCG[at] != unjudged {
				row := bench.Row{Query: bench.Query{ID: strconv.Itoa(q)}, Scores: bench.Scores{NDCG: x.NDCG[at]}}
				reports[i].Rows = append(reports[i].Rows, row)
			}
		}
	}
	c, err := bench.Compare(reports[0], reports[1])
	if err != nil {
		return math.NaN(), math.NaN()
	}
	return c.Mean, c.StdErr
}

// percentile is the nearest rank: the least value that so many of a hundred do not exceed.
func percentile[T cmp.Ordered](values []T, of int) T {
	if len(values) == 0 {
		var none T
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max((len(sorted)*of+99)/100-1, 0)]
}

// median is the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	switch {
	case n == 0:
		return math.NaN()
	case n%2 == 1:
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// numbers is a JSON list of numbers, or of strings, one a line.
var numbers = regexp.MustCompile(`\[\s+([^][{}]*?)\s+\]`)
var spaces = regexp.MustCompile(`,\s+`)

// write puts table, plot and raw figures into a folder.
func (r *Results) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	raw := numbers.ReplaceAllStringFunc(string(data), func(list string) string {
		return "[" + spaces.ReplaceAllString(strings.TrimSpace(list[1:len(list)-1]), ",") + "]"
	})
	for name, text := range map[string]string{"results.json": raw + "\n", "table.md": table(r), "plot.svg": plot(r)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
