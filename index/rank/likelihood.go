package rank

import "math"

// LogLikelihood is the log-likelihood ratio G² of a term that found of looked sections have, and df of all n, those looked
// at included: how surprising it is that they are so many. It is 0 where they are as many as chance would give, or fewer.
// Chance alone exceeds it as often as χ² with one degree of freedom: 10.83 once in a thousand times, 15.14 in ten thousand.
//
// Source: Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19 (1993).
// Unlike χ² itself it does not overrate what is rare.
func LogLikelihood(found, looked, df, n int) float64 {
	a, b, c, d := float64(found), float64(looked-found), float64(df-found), float64(n-df-looked+found)
	if b < 0 || c < 0 || d < 0 || a*d <= b*c {
		return 0
	}
	part := func(count, row, column float64) float64 {
		if count == 0 {
			return 0
		}
		return count * math.Log(count*float64(n)/(row*column))
	}
	return 2 * (part(a, a+b, a+c) + part(b, a+b, b+d) + part(c, c+d, a+c) + part(d, c+d, b+d))
}

// MutualInformation is the normalised pointwise mutual information of having a term and being looked at, with the counts of
// LogLikelihood: 1 where all sections that have it are looked at and all that are looked at have it, 0 by chance, and −1
// where none has it.
//
// Source: Bouma, "Normalized (Pointwise) Mutual Information in Collocation Extraction" (2009).
func MutualInformation(found, looked, df, n int) float64 {
	switch {
	case found <= 0:
		return -1
	case found >= n:
		return 1
	}
	p := func(count int) float64 { return float64(count) / float64(n) }
	return math.Log(p(found)/(p(looked)*p(df))) / -math.Log(p(found))
}
