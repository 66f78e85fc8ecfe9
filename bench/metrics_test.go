package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

var (
	graded  = Grades{"a": 3, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2}
	single  = Grades{"a": 1}
	missed  = Grades{"x": 1, "y": 1, "z": -1}
	letters = strings.Split("abcdefghijkl", "")
)

// The figures are the output of trec_eval 10.0 for these judgements and rankings.
func TestMetricsAreThoseOfTrecEval(t *testing.T) {
	type metric func([]string, Grades, int) float64
	for _, tt := range []struct {
		name   string
		metric metric
		k      int
		want   [3]string // graded, single and missed
	}{
		{"ndcg_cut_3", NDCG, 3, [3]string{"0.9778", "0.0000", "0.0000"}},
		{"ndcg_cut_5", NDCG, 5, [3]string{"0.8610", "0.4307", "0.0000"}},
		{"ndcg_cut_10", NDCG, 10, [3]string{"0.9608", "0.4307", "0.0000"}},
		{"ndcg", NDCG, 0, [3]string{"0.9608", "0.4307", "0.0000"}},
		{"P_3", Precision, 3, [3]string{"1.0000", "0.0000", "0.0000"}},
		{"P_5", Precision, 5, [3]string{"0.8000", "0.2000", "0.0000"}},
		{"P_10", Precision, 10, [3]string{"0.5000", "0.1000", "0.0000"}},
		{"recall_3", Recall, 3, [3]string{"0.6000", "0.0000", "0.0000"}},
		{"recall_5", Recall, 5, [3]string{"0.8000", "1.0000", "0.0000"}},
		{"recall_10", Recall, 10, [3]string{"1.0000", "1.0000", "0.0000"}},
		{"recip_rank", ReciprocalRank, 0, [3]string{"1.0000", "0.2500", "0.0000"}},
	} {
		for i, run := range []struct {
			ranked []string
			grades Grades
		}{
			{letters, graded},
			{[]string{"b", "c", "d", "a"}, single},
			{[]string{"z", "n", "m"}, missed},
		} {
			if got := fmt.Sprintf("%.4f", tt.metric(run.ranked, run.grades, tt.k)); got != tt.want[i] {
				t.Errorf("%s of %v by %v = %s, want %s", tt.name, run.ranked, run.grades, got, tt.want[i])
			}
		}
	}
}

func TestMetricsByHand(t *testing.T) {
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"the second of two: 1/log2(3) of 1", NDCG([]string{"n", "a"}, single, 10), 1 / math.Log2(3)},
		{"grades 1 then 3 where 3 then 1 were best",
			NDCG([]string{"e", "a"}, Grades{"a": 3, "e": 1}, 10), (1 + 3/math.Log2(3)) / (3 + 1/math.Log2(3))},
		{"the cut counts for the ideal too", NDCG([]string{"e"}, Grades{"a": 3, "e": 1}, 1), 1.0 / 3},
		{"a relevant document beyond the cut", NDCG([]string{"n", "a"}, single, 1), 0},
		{"a grade of a half", NDCG([]string{"n", "h"}, Grades{"h": 0.5}, 10), 1 / math.Log2(3)},
		{"named twice, gained once", NDCG([]string{"a", "a"}, Grades{"a": 1, "b": 1}, 2), 1 / (1 + 1/math.Log2(3))},
		{"named twice, recalled once", Recall([]string{"a", "a"}, Grades{"a": 1, "b": 1}, 10), 0.5},
		{"nothing found", NDCG(nil, single, 10), 0},
		{"nothing judged", NDCG([]string{"a"}, nil, 10), 0},
		{"nothing found, no cut", Precision(nil, single, 0), 0},
		{"all of three, no cut", Precision([]string{"n", "a", "m"}, single, 0), 1.0 / 3},
		{"nothing judged", Recall([]string{"a"}, nil, 10), 0},
		{"rank 2 within 2", ReciprocalRank([]string{"n", "a"}, single, 2), 0.5},
		{"rank 2 beyond 1", ReciprocalRank([]string{"n", "a"}, single, 1), 0},
	} {
		if math.Abs(tt.got-tt.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

// Whatever the ranking, metrics lie between 0 and 1, the ideal ranking has nDCG 1, and to exchange a document for a more
// relevant one never lowers it.
func TestMetricsAreSound(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		grades := make(Grades)
		ranked := make([]string, 20)
		for i, n := range rnd.Perm(20) {
			ranked[i] = fmt.Sprint("d", n)
			if rnd.IntN(3) == 0 {
				grades[ranked[i]] = float64(rnd.IntN(4) - 1)
			}
		}
		k := 1 + rnd.IntN(20)
		for name, got := range map[string]float64{
			"nDCG": NDCG(ranked, grades, k), "RR": ReciprocalRank(ranked, grades, k),
			"P": Precision(ranked, grades, k), "recall": Recall(ranked, grades, k),
		} {
			if got < 0 || got > 1 {
				t.Errorf("seed %d: %s@%d = %v", seed, name, k, got)
			}
		}
		before := NDCG(ranked, grades, k)
		for i := range ranked[1:] {
			if grades[ranked[i]] < grades[ranked[i+1]] {
				ranked[i], ranked[i+1] = ranked[i+1], ranked[i]
				after := NDCG(ranked, grades, k)
				if after < before-1e-12 {
					t.Errorf("seed %d: nDCG@%d fell from %v to %v when a better document moved up", seed, k, before, after)
				}
				before = after
			}
		}
		for swapped := true; swapped; {
			swapped = false
			for i := range ranked[1:] {
				if grades[ranked[i]] < grades[ranked[i+1]] {
					ranked[i], ranked[i+1] = ranked[i+1], ranked[i]
					swapped = true
				}
			}
		}
		if got := NDCG(ranked, grades, k); grades.relevant() > 0 && math.Abs(got-1) > 1e-12 {
			t.Errorf("seed %d: nDCG@%d of the ideal ranking = %v", seed, k, got)
		}
	}
}
