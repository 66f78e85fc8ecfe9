package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNDCG(t *testing.T) {
	q := Query{Grades: []float64{2, 1, 0, 1}, Candidates: []Candidate{
		{Features: []float64{0.9, 0}, Grade: 0, Group: 0},
		{Features: []float64{0.8, 1}, Grade: 1, Group: 1},
		{Features: []float64{0.1, 0}, Grade: 2, Group: 2},
		{Features: []float64{0.5, 0}, Grade: 2, Group: 2}, // the better section of the same document
	}}
	ideal := 2 + 1/math.Log2(3) + 1/math.Log2(4) // one relevant document was not found
	for _, row := range []struct {
		weights []float64
		want    float64
	}{
		{[]float64{1, 0}, (1/math.Log2(3) + 2/math.Log2(4)) / ideal}, // 0, 1, 2
		{[]float64{1, 1}, (1 + 2/math.Log2(4)) / ideal},              // 1, 0, 2
		{[]float64{-1, 0}, (2 + 1/math.Log2(3)) / ideal},             // 2, 1, 0
		{[]float64{0, 0}, (1/math.Log2(3) + 2/math.Log2(4)) / ideal}, // all the same: by group
	} {
		if got := NDCG(&q, row.weights); math.Abs(got-row.want) > 1e-12 {
			t.Errorf("NDCG with weights %v = %v, want %v", row.weights, got, row.want)
		}
	}
	if got := NDCG(&Query{Candidates: q.Candidates}, []float64{1, 1}); got != 0 {
		t.Errorf("NDCG without a judgement = %v, want 0", got)
	}
}

// chores are queries in which the relevant candidate is second by the first feature and is told by the second; the third
// says nothing, the fourth is always the same.
func chores(n int) []Query {
	r := rand.New(rand.NewPCG(1, 2))
	var queries []Query
	for i := range n {
		queries = append(queries, Query{ID: fmt.Sprint("q", i), Grades: []float64{1}, Candidates: []Candidate{
			{Features: []float64{1.0, 0.1, r.Float64(), 1}, Grade: 0, Group: 0},
			{Features: []float64{0.8, 0.9, r.Float64(), 1}, Grade: 1, Group: 1},
			{Features: []float64{0.7, 0.2, r.Float64(), 1}, Grade: 0, Group: 2},
			{Features: []float64{0.6, 0.3, r.Float64(), 1}, Grade: 0, Group: 1}, // the same document, a worse section
		}})
	}
	return queries
}

func TestFitFindsWhatTells(t *testing.T) {
	queries, atHand := chores(40), []float64{1, 0, 0, 0.25}
	w := Fit(queries, atHand, Options{})
	if w[0] != 1 || w[3] != 0.25 {
		t.Errorf("weights %v: want the first one to stay 1, and 0.25 where nothing was to be seen", w)
	}
	if w[1] < 0.25 || math.Abs(w[2]) > w[1]/4 {
		t.Errorf("weights %v: want the second one to turn the order (above 0.25), the third near 0", w)
	}
	for i := range queries {
		if before, after := NDCG(&queries[i], atHand), NDCG(&queries[i], w); before != 1/math.Log2(3) || after != 1 {
			t.Fatalf("query %d: nDCG %v to %v, want the relevant one to come first", i, before, after)
		}
	}
	if again := Fit(queries, atHand, Options{}); !slices.Equal(again, w) {
		t.Errorf("fitted again: %v, before %v", again, w)
	}
}

func TestFewQueriesHoldOn(t *testing.T) {
	atHand := []float64{1, 0, 0, 0.25}
	far := func(w []float64) float64 { return math.Abs(w[1]) + math.Abs(w[2]) }
	one, many := far(Fit(chores(1), atHand, Options{})), far(Fit(chores(100), atHand, Options{}))
	if one > many/2 {
		t.Errorf("one query moves the weights by %v, a hundred by %v: want one to move them little", one, many)
	}
	if held := far(Fit(chores(100), atHand, Options{Hold: 1e6})); held > many/20 {
		t.Errorf("a hundred queries against a million move the weights by %v, of %v", held, many)
	}
}

func TestFitOfNothing(t *testing.T) {
	atHand := []float64{1, 0.5}
	for name, queries := range map[string][]Query{
		"no query":            nil,
		"no candidate":        {{ID: "a", Grades: []float64{1}}},
		"nothing relevant":    {{ID: "a", Grades: []float64{1}, Candidates: []Candidate{{Features: []float64{1, 2}}, {Features: []float64{2, 1}, Group: 1}}}},
		"all features alike":  {{ID: "a", Grades: []float64{1}, Candidates: []Candidate{{Features: []float64{1, 1}, Grade: 1}, {Features: []float64{1, 1}, Group: 1}}}},
		"a group left out":    {{ID: "a", Grades: []float64{1}, Candidates: []Candidate{{Features: []float64{1, 1}, Group: 5}}}},
		"only relevant found": {{ID: "a", Grades: []float64{1}, Candidates: []Candidate{{Features: []float64{1, 1}, Grade: 1}}}},
	} {
		got := Fit(queries, atHand, Options{})
		if len(got) != 2 || math.Abs(got[0]-1) > 1e-9 || math.Abs(got[1]-0.5) > 1e-9 {
			t.Errorf("%s: %v, want the weights at hand", name, got)
		}
	}
}

func TestCrossValidate(t *testing.T) {
	queries, atHand := chores(43), []float64{1, 0, 0, 0}
	v := CrossValidate(queries, atHand, Options{Folds: 5})
	total := 0
	for _, f := range v.Folds {
		if f.Queries != 8 && f.Queries != 9 || f.AtHand >= f.Fitted || f.Fitted != 1 {
			t.Errorf("fold %+v: want 8 or 9 queries, all of them right once fitted", f)
		}
		total += f.Queries
	}
	if total != 43 || len(v.AtHand) != 43 || len(v.Fitted) != 43 {
		t.Errorf("%d queries in the folds, %d and %d figures, want 43", total, len(v.AtHand), len(v.Fitted))
	}
	// The same queries in another order are in the same folds.
	slices.Reverse(queries)
	other := CrossValidate(queries, atHand, Options{Folds: 5})
	slices.Reverse(other.AtHand)
	if !slices.Equal(other.AtHand, v.AtHand) || other.Folds[0].Queries != v.Folds[0].Queries {
		t.Error("the order of the queries matters")
	}
	if v := CrossValidate(queries[:1], atHand, Options{}); len(v.Folds) != 1 || v.Fitted[0] != v.AtHand[0] {
		t.Errorf("one query: %+v, want the weights at hand", v)
	}
}

// Where features say nothing of relevance, cross-validation finds no gain.
func TestNothingToLearn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var queries []Query
	for i := range 200 {
		q := Query{ID: fmt.Sprint(i), Grades: []float64{1}}
		relevant := r.IntN(20)
		for j := range 20 {
			c := Candidate{Features: []float64{r.Float64(), r.Float64(), r.Float64()}, Group: j}
			if j == relevant {
				c.Grade, c.Features[0] = 1, c.Features[0]+0.5
			}
			q.Candidates = append(q.Candidates, c)
		}
		queries = append(queries, q)
	}
	v := CrossValidate(queries, []float64{1, 0, 0}, Options{})
	gain := 0.0
	for i := range v.Fitted {
		gain += (v.Fitted[i] - v.AtHand[i]) / float64(len(v.Fitted))
	}
	if math.Abs(gain) > 0.02 {
		t.Errorf("gain %v from noise", gain)
	}
}
