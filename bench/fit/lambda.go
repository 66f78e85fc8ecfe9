package fit

import (
	"cmp"
	"math"
	"slices"
)

// cut is that of nDCG.
const cut = 10

// NDCG is the nDCG@10 of the candidates in the order of their weighed sums; package bench says how it is counted. Equal
// sums stand in the order of the groups.
func NDCG(q *Query, weights []float64) float64 {
	ideal := q.ideal()
	if ideal == 0 {
		return 0
	}
	var r ranking
	r.order(q, weights)
	sum := 0.0
	for rank, group := range r.groups[:min(cut, len(r.groups))] {
		sum += q.Candidates[r.best[group]].Grade * discount(rank)
	}
	return sum / ideal
}

// ideal is the discounted gain of the best possible ranking.
func (q *Query) ideal() (sum float64) {
	grades := slices.Clone(q.Grades)
	slices.SortFunc(grades, func(a, b float64) int { return cmp.Compare(b, a) })
	for rank, grade := range grades[:min(cut, len(grades))] {
		sum += max(grade, 0) * discount(rank)
	}
	return sum
}

// discount is 1/log2(rank+2) for ranks from 0.
func discount(rank int) float64 { return 1 / math.Log2(float64(rank)+2) }

// A ranking is the order of a query's groups by the best of each.
type ranking struct {
	scores []float64 // by candidate
	best   []int     // by group: its best candidate, -1 for a group without any
	groups []int     // the best first
}

func (r *ranking) order(q *Query, weights []float64) {
	r.scores, r.best, r.groups = r.scores[:0], r.best[:0], r.groups[:0]
	for i := range q.Candidates {
		c, sum := &q.Candidates[i], 0.0
		for j, x := range c.Features {
			sum += weights[j] * x
		}
		r.scores = append(r.scores, sum)
		for c.Group >= len(r.best) {
			r.best = append(r.best, -1)
		}
		if r.best[c.Group] < 0 || sum > r.scores[r.best[c.Group]] {
			r.best[c.Group] = i
		}
	}
	for group, i := range r.best {
		if i >= 0 {
			r.groups = append(r.groups, group)
		}
	}
	slices.SortFunc(r.groups, func(a, b int) int {
		return cmp.Or(cmp.Compare(r.scores[r.best[b]], r.scores[r.best[a]]), cmp.Compare(a, b))
	})
}

// lambdas holds the working memory of the slope.
type lambdas struct {
	ranking
	push  []float64 // by candidate: how much its score should rise
	worth []float64 // by group: what its place counts
}

// beyond is what a place after the cut counts of its discount: a relevant document that is far down has to come up to where
// it counts, which nDCG itself does not see.
const beyond = 0.5

// add adds the slope of a query's nDCG at the given weights.
func (l *lambdas) add(slope []float64, q *Query, weights []float64) {
	ideal := q.ideal()
	if ideal == 0 || !slices.ContainsFunc(q.Candidates, func(c Candidate) bool { return c.Grade > 0 }) {
		return
	}
	l.order(q, weights)
	l.worth = slices.Grow(l.worth[:0], len(l.best))[:len(l.best)]
	for place, group := range l.groups {
		if l.worth[group] = discount(place); place >= cut {
			l.worth[group] *= beyond
		}
	}
	l.push = slices.Grow(l.push[:0], len(l.scores))[:len(l.scores)]
	clear(l.push)
	for _, a := range l.groups {
		up := l.best[a]
		if q.Candidates[up].Grade <= 0 {
			continue
		}
		for _, b := range l.groups {
			down := l.best[b]
			better := q.Candidates[up].Grade - max(q.Candidates[down].Grade, 0)
			if better <= 0 {
				continue
			}
			change := math.Abs(l.worth[a]-l.worth[b]) * better / ideal
			force := change / (1 + math.Exp(l.scores[up]-l.scores[down]))
			l.push[up] += force
			l.push[down] -= force
		}
	}
	for i, push := range l.push {
		if push != 0 {
			for j, x := range q.Candidates[i].Features {
				slope[j] += push * x
			}
		}
	}
}
