// Package fit finds weights for a ranking by judged queries: a linear sum of features is fitted to nDCG, and whether it is
// better than the weights at hand is told by cross-validation.
//
// [Fit] fits, [CrossValidate] tells what fitting gives for queries that it has not seen. Both are pure functions: the same
// queries give the same weights, to the last bit.
//
// The method is LambdaRank (Burges, Ragno and Le, "Learning to Rank with Nonsmooth Cost Functions", 2006) over a linear
// model: wherever a document stands above a more relevant one, both are pushed apart, by as much as swapping them would
// change nDCG. A penalty holds the weights near those at hand, so that few queries cannot throw them far: it weighs as much
// as [Options].Hold queries do.
package fit

import "math"

// A Query is a judged query with the candidates that are to be ordered.
type Query struct {
	ID         string
	Grades     []float64 // of all that was judged, found or not; above 0 is relevant
	Candidates []Candidate
}

// A Candidate is something to be ranked. Several of one group stand for the same thing, of which the best one counts.
type Candidate struct {
	Features []float64
	Grade    float64
	Group    int // from 0; below the number of candidates
}

// Options say how to fit. The zero value will do.
type Options struct {
	Hold   float64 // how many queries the weights at hand weigh as much as; 0 means 10
	Steps  int     // 0 means 80
	Folds  int     // of cross-validation; 0 means 5
	Report func(done, total int)
}

func (o Options) filled() Options {
	if o.Hold == 0 {
		o.Hold = 10
	}
	if o.Steps == 0 {
		o.Steps = 80
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	return o
}

// steepness turns a difference of scores into how sure the order of two documents is: at 1/steepness the odds are e to 1.
// Scores differ by tenths among the best.
const steepness = 10

// Fit returns weights near those at hand that order the queries' candidates better. There is a weight for each feature, and
// the first one's is above 0 and stays what it is: the others are measured by it.
func Fit(queries []Query, atHand []float64, o Options) []float64 {
	o = o.filled()
	spread := spreads(queries, len(atHand))
	// Everything is fitted in units of the features' spreads, so that a step is as long in every direction.
	held, w := make([]float64, len(atHand)), make([]float64, len(atHand))
	for i := range w {
		held[i] = steepness * atHand[i] * spread[i]
		w[i] = held[i]
	}
	var l lambdas
	adam := newAdam(len(w))
	raw, slope := make([]float64, len(w)), make([]float64, len(w))
	for step := range o.Steps {
		unscale(raw, w, spread)
		clear(slope)
		for i := range queries {
			l.add(slope, &queries[i], raw)
		}
		for i := range slope {
			slope[i] *= spreadInverse(spread[i])
			slope[i] = (slope[i] - o.Hold*(w[i]-held[i])) / float64(len(queries))
		}
		rate := 0.1
		if step >= o.Steps*2/3 {
			rate = 0.02 // settle
		}
		adam.climb(w, slope, rate)
		w[0] = max(w[0], least*held[0])
	}
	unscale(raw, w, spread)
	measure := float64(steepness)
	if raw[0] > 0 {
		measure = raw[0] / atHand[0]
	}
	for i := range raw {
		if raw[i] /= measure; spread[i] == 0 { // nothing was seen of the feature
			raw[i] = atHand[i]
		}
	}
	return raw
}

// least is the part of its weight that the first feature keeps at least, as the others are measured by it.
const least = 0.1

// spreads are the features' standard deviations among the candidates of a query.
func spreads(queries []Query, n int) []float64 {
	squares, count := make([]float64, n), 0.0
	mean := make([]float64, n)
	for _, q := range queries {
		clear(mean)
		for _, c := range q.Candidates {
			for i, x := range c.Features {
				mean[i] += x / float64(len(q.Candidates))
			}
		}
		for _, c := range q.Candidates {
			for i, x := range c.Features {
				squares[i] += (x - mean[i]) * (x - mean[i])
			}
			count++
		}
	}
	for i, x := range squares {
		if squares[i] = math.Sqrt(x / max(count, 1)); squares[i] < 1e-6 {
			squares[i] = 0
		}
	}
	return squares
}

func spreadInverse(spread float64) float64 {
	if spread == 0 {
		return 0
	}
	return 1 / spread
}

func unscale(raw, w, spread []float64) {
	for i := range raw {
		raw[i] = w[i] * spreadInverse(spread[i])
	}
}

// adam climbs with steps that the slopes seen so far set: Kingma and Ba, "Adam: A Method for Stochastic Optimization"
// (2015), with its usual constants but a shorter memory of squares.
type adam struct {
	first, second []float64
	steps         float64
}

func newAdam(n int) *adam { return &adam{first: make([]float64, n), second: make([]float64, n)} }

func (a *adam) climb(w, slope []float64, rate float64) {
	const beta1, beta2 = 0.9, 0.99
	a.steps++
	for i, s := range slope {
		a.first[i] = beta1*a.first[i] + (1-beta1)*s
		a.second[i] = beta2*a.second[i] + (1-beta2)*s*s
		m, v := a.first[i]/(1-math.Pow(beta1, a.steps)), a.second[i]/(1-math.Pow(beta2, a.steps))
		w[i] += rate * m / (math.Sqrt(v) + 1e-10)
	}
}
