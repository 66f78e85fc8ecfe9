package bench

import (
	"math"
	"math/rand/v2"
)

// draws is how many ways of dealing out signs the test looks at.
const draws = 10_000

// Randomisation is the two-sided p of the paired randomisation test: were both rankings equally good, the sign of every
// query's difference would be a coin's, and p is the share of all ways to toss the coins that give a mean at least as far
// from 0 as the given one. Nothing is assumed of how differences are spread, which the t-test does. With up to 13 queries
// that differ every way is looked at; with more, 10,000 are drawn, always the same ones, and the given one counts among
// them, so that p is never 0.
//
// Source: Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for Information Retrieval
// Evaluation" (2007).
func Randomisation(differences []float64) float64 {
	var sizes []float64 // a difference of 0 is the same with either sign
	given, all := 0.0, 0.0
	for _, d := range differences {
		if d != 0 {
			sizes = append(sizes, math.Abs(d))
			given += d
			all += math.Abs(d)
		}
	}
	least := math.Abs(given) - 1e-9*all // sums in another order are not equal to the last bit
	asFar := func(signs func(i int) bool) bool {
		sum := 0.0
		for i, x := range sizes {
			if signs(i) {
				x = -x
			}
			sum += x
		}
		return math.Abs(sum) >= least
	}
	n := 0
	if ways := 1 << min(len(sizes), 14); ways <= draws {
		for way := range ways {
			if asFar(func(i int) bool { return way>>i&1 != 0 }) {
				n++
			}
		}
		return float64(n) / float64(ways)
	}
	r := rand.New(rand.NewPCG(2007, 0))
	var coins uint64
	for range draws {
		if asFar(func(i int) bool {
			if i%64 == 0 {
				coins = r.Uint64()
			}
			return coins>>(i%64)&1 != 0
		}) {
			n++
		}
	}
	return float64(n+1) / (draws + 1)
}
