package bench

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestRandomisation(t *testing.T) {
	for _, row := range []struct {
		name        string
		differences []float64
		want        float64
	}{
		{"no query", nil, 1},
		{"nothing differs", []float64{0, 0, 0}, 1},
		{"one query: either sign is as far", []float64{0.3}, 1},
		{"all four up: ++++ and ---- of 16", []float64{.1, .1, .1, .1}, 2.0 / 16},
		{"the same, down", []float64{-.1, -.1, -.1, -.1}, 2.0 / 16},
		{"queries that do not differ say nothing", []float64{.1, 0, .1, .1, 0, .1}, 2.0 / 16},
		// The sums of ±1±2±4 are 1, 3, 5 and 7 with either sign; given is 5, as far are 5 and 7.
		{"1 down, 2 and 4 up", []float64{-.1, .2, .4}, 4.0 / 8},
		// At least four of five with one sign: 2·(5+1) of 32.
		{"four of five up", []float64{.2, .2, -.2, .2, .2}, 12.0 / 32},
		{"ten of ten up", []float64{.1, .2, .3, .1, .2, .3, .1, .2, .3, .4}, 2.0 / 1024},
	} {
		if got := Randomisation(row.differences); math.Abs(got-row.want) > 1e-12 {
			t.Errorf("%s: p = %v, want %v", row.name, got, row.want)
		}
	}
}

// With many queries the signs are drawn, and p comes near to what a binomial or normal law says.
func TestRandomisationDraws(t *testing.T) {
	up := func(n, of int) []float64 {
		d := make([]float64, of)
		for i := range d {
			if d[i] = 0.1; i >= n {
				d[i] = -0.1
			}
		}
		return d
	}
	for _, row := range []struct {
		n, of int
		want  float64 // two-sided, of the binomial law
	}{{10, 20, 1}, {13, 20, 0.2632}, {15, 20, 0.0414}, {120, 200, 0.0057}} {
		if got := Randomisation(up(row.n, row.of)); math.Abs(got-row.want) > 3*math.Sqrt(row.want/draws)+1e-4 {
			t.Errorf("%d of %d up: p = %v, want about %v", row.n, row.of, got, row.want)
		}
	}
	if got := Randomisation(up(200, 200)); got != 1.0/(draws+1) {
		t.Errorf("all of 200 up: p = %v, want 1 of all that were looked at", got)
	}
	r := rand.New(rand.NewPCG(1, 2))
	d := make([]float64, 500)
	for i := range d {
		d[i] = r.NormFloat64()
	}
	if a, b := Randomisation(d), Randomisation(d); a != b {
		t.Errorf("p = %v and then %v, want the same", a, b)
	}
}
