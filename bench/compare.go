package bench

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// A Comparison sets two rankings side by side, query by query, by nDCG.
type Comparison struct {
	Queries int     `json:"queries"` // that both have
	Mean    float64 `json:"mean"`    // of new - old
	StdErr  float64 `json:"std_err"` // of the mean, from the paired differences
	P       float64 `json:"p"`       // how often chance alone gives such a mean, see Randomisation
	Wins    int     `json:"wins"`    // queries for which the new report is better
	Losses  int     `json:"losses"`  // queries for which it is worse
	Pairs   []Pair  `json:"pairs"`   // greatest loss first
}

// A Pair is one query in both reports.
type Pair struct {
	ID   string  `json:"id"`
	Text string  `json:"text"`
	Old  float64 `json:"old"` // nDCG
	New  float64 `json:"new"`
}

// Compare pairs the queries of two reports by id.
func Compare(old, new *Report) (*Comparison, error) {
	if old.K != new.K {
		return nil, fmt.Errorf("compare: one report has nDCG@%d, the other nDCG@%d: evaluate with the same cut", old.K, new.K)
	}
	before := make(map[string]float64, len(old.Rows))
	for _, row := range old.Rows {
		before[row.ID] = row.NDCG
	}
	var pairs []Pair
	for _, row := range new.Rows {
		if ndcg, ok := before[row.ID]; ok {
			pairs = append(pairs, Pair{row.ID, row.Text, ndcg, row.NDCG})
		}
	}
	if len(pairs) == 0 {
		return nil, errors.New("compare: the reports have no query in common")
	}
	return ComparePairs(pairs), nil
}

// ComparePairs sums up pairs, of which there is at least one. The differences of single queries are what chance is measured
// by, so a small gain can be sure and a large one doubtful.
func ComparePairs(pairs []Pair) *Comparison {
	c := &Comparison{Queries: len(pairs), Pairs: slices.Clone(pairs)}
	n := float64(len(pairs))
	gains := make([]float64, len(pairs))
	for i, p := range pairs {
		gains[i] = p.Gain()
		c.Mean += p.Gain() / n
		switch {
		case p.New > p.Old:
			c.Wins++
		case p.New < p.Old:
			c.Losses++
		}
	}
	var squares float64
	for _, gain := range gains {
		squares += (gain - c.Mean) * (gain - c.Mean)
	}
	if n > 1 {
		c.StdErr = math.Sqrt(squares / (n - 1) / n)
	}
	c.P = Randomisation(gains)
	slices.SortStableFunc(c.Pairs, func(a, b Pair) int { return cmp.Compare(a.Gain(), b.Gain()) })
	return c
}

// Gain is how much better the new report is for the query.
func (p Pair) Gain() float64 { return p.New - p.Old }

// Significant is the p from which on down a difference counts as more than chance.
const Significant = 0.05

// Verdict says in words whether the difference is more than chance.
func (c *Comparison) Verdict() string {
	switch {
	case c.P > Significant:
		return "no more than chance would give"
	case c.Mean > 0:
		return "better, and by more than chance"
	}
	return "worse, and by more than chance"
}

// WriteText writes the comparison for people, with at most n of the queries that lost most and of those that gained most.
func (c *Comparison) WriteText(w io.Writer, n int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "nDCG %+.4f, p %.4f: %s\n", c.Mean, c.P, c.Verdict())
	fmt.Fprintf(&b, "%d queries: %d better, %d worse, %d the same; standard error %.4f\n",
		c.Queries, c.Wins, c.Losses, c.Queries-c.Wins-c.Losses, c.StdErr)
	line := func(p Pair) {
		fmt.Fprintf(&b, "%+.3f  %.3f to %.3f  %s  %s\n", p.Gain(), p.Old, p.New, p.ID, p.Text)
	}
	for _, p := range c.Pairs[:min(n, c.Losses)] {
		line(p)
	}
	for _, p := range c.Pairs[len(c.Pairs)-min(n, c.Wins):] {
		line(p)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
