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

// A Comparison sets two reports side by side, query by query, by nDCG.
type Comparison struct {
	Queries int     `json:"queries"` // that both reports have
	Mean    float64 `json:"mean"`    // of new - old
	StdErr  float64 `json:"std_err"` // of the mean, from the paired differences
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

// Compare pairs the queries of two reports by id. The differences of single queries are what chance is measured by, so a
// small gain can be sure and a large one doubtful: a mean of less than twice its standard error says little.
func Compare(old, new *Report) (*Comparison, error) {
	if old.K != new.K {
		return nil, fmt.Errorf("compare: one report has nDCG@%d, the other nDCG@%d: evaluate with the same cut", old.K, new.K)
	}
	before := make(map[string]float64, len(old.Rows))
	for _, row := range old.Rows {
		before[row.ID] = row.NDCG
	}
	c := &Comparison{}
	for _, row := range new.Rows {
		if ndcg, ok := before[row.ID]; ok {
			c.Pairs = append(c.Pairs, Pair{row.ID, row.Text, ndcg, row.NDCG})
		}
	}
	if c.Queries = len(c.Pairs); c.Queries == 0 {
		return nil, errors.New("compare: the reports have no query in common")
	}
	n := float64(c.Queries)
	for _, p := range c.Pairs {
		c.Mean += p.Gain() / n
		switch {
		case p.New > p.Old:
			c.Wins++
		case p.New < p.Old:
			c.Losses++
		}
	}
	var squares float64
	for _, p := range c.Pairs {
		squares += (p.Gain() - c.Mean) * (p.Gain() - c.Mean)
	}
	if n > 1 {
		c.StdErr = math.Sqrt(squares / (n - 1) / n)
	}
	slices.SortStableFunc(c.Pairs, func(a, b Pair) int { return cmp.Compare(a.Gain(), b.Gain()) })
	return c, nil
}

// Gain is how much better the new report is for the query.
func (p Pair) Gain() float64 { return p.New - p.Old }

// WriteText writes the comparison for people, with at most n of the queries that lost most and of those that gained most.
func (c *Comparison) WriteText(w io.Writer, n int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "nDCG %+.4f, standard error %.4f, over %d queries: %d better, %d worse, %d the same\n",
		c.Mean, c.StdErr, c.Queries, c.Wins, c.Losses, c.Queries-c.Wins-c.Losses)
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
