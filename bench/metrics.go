// Package bench measures a search: how good its rankings are and how it holds up under load. It knows a search as a plain
// function, so that an embedded engine, a server and another product are measured alike.
//
// [ReadQueries] and [ReadQrels] read a judged set, [Evaluate] asks its queries and gives a [Report], [Compare] tells
// whether one report is better than another by more than chance. [Load] calls a function at a fixed rate and reports
// latencies.
//
// The metrics are those of trec_eval (https://github.com/usnistgov/trec_eval, version 10), with which they agree to the
// last of its four digits, for rankings that name no document twice.
package bench

import (
	"cmp"
	"math"
	"slices"
)

// Grades are the judgements of one query: how relevant a document is, by its id. A document is relevant if its grade is
// above zero; one that is missing is not relevant.
type Grades map[string]float64

// relevant is the number of relevant documents.
func (g Grades) relevant() int {
	n := 0
	for _, grade := range g {
		if grade > 0 {
			n++
		}
	}
	return n
}

// gains are the grades of the first k documents of a ranking (of all of it, if k is 0). A document that is named again
// gains nothing the second time.
func gains(ranked []string, grades Grades, k int) []float64 {
	if k > 0 && k < len(ranked) {
		ranked = ranked[:k]
	}
	gains := make([]float64, len(ranked))
	seen := make(map[string]bool)
	for i, id := range ranked {
		if grade := grades[id]; grade > 0 && !seen[id] {
			gains[i] = grade
			seen[id] = true
		}
	}
	return gains
}

// NDCG is the normalised discounted cumulative gain of the first k documents (of all, if k is 0), from 0 to 1.
//
// The gain is linear: the sum over ranks r from 1 of grade / log2(r+1), divided by that of the best possible ranking cut at
// the same k. This is ndcg_cut of trec_eval; some other tools take 2^grade - 1 for the gain, which is the same for grades 0
// and 1. Without a relevant document it is 0.
func NDCG(ranked []string, grades Grades, k int) float64 {
	ideal := make([]float64, 0, len(grades))
	for _, grade := range grades {
		if grade > 0 {
			ideal = append(ideal, grade)
		}
	}
	if len(ideal) == 0 {
		return 0
	}
	slices.SortFunc(ideal, func(a, b float64) int { return cmp.Compare(b, a) })
	if k > 0 && k < len(ideal) {
		ideal = ideal[:k]
	}
	return discounted(gains(ranked, grades, k)) / discounted(ideal)
}

func discounted(gains []float64) float64 {
	sum := 0.0
	for i, gain := range gains {
		sum += gain / math.Log2(float64(i)+2)
	}
	return sum
}

// ReciprocalRank is 1/r, where r is the rank of the first relevant document, or 0 if none is among the first k (among all,
// if k is 0). Its mean over queries is the MRR.
func ReciprocalRank(ranked []string, grades Grades, k int) float64 {
	if first := firstRelevant(ranked, grades, k); first > 0 {
		return 1 / float64(first)
	}
	return 0
}

// firstRelevant is the rank of the first relevant document, or 0.
func firstRelevant(ranked []string, grades Grades, k int) int {
	return 1 + slices.IndexFunc(gains(ranked, grades, k), func(gain float64) bool { return gain > 0 })
}

// Precision is the share of relevant documents among k. A ranking of fewer than k counts as filled up with others; if k is
// 0, it is the share among all that were ranked.
func Precision(ranked []string, grades Grades, k int) float64 {
	if k <= 0 {
		k = len(ranked)
	}
	if k == 0 {
		return 0
	}
	return float64(hits(ranked, grades, k)) / float64(k)
}

// Recall is the share of the relevant documents that are among the first k (among all, if k is 0). Without a relevant
// document it is 0.
func Recall(ranked []string, grades Grades, k int) float64 {
	relevant := grades.relevant()
	if relevant == 0 {
		return 0
	}
	return float64(hits(ranked, grades, k)) / float64(relevant)
}

// hits is the number of relevant documents among the first k.
func hits(ranked []string, grades Grades, k int) int {
	n := 0
	for _, gain := range gains(ranked, grades, k) {
		if gain > 0 {
			n++
		}
	}
	return n
}
