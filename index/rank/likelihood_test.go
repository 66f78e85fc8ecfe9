package rank

import (
	"math"
	"testing"
)

// The figures are those of bigrams in Dunning's tables of 1993.
func TestLogLikelihood(t *testing.T) {
	for _, row := range []struct {
		name               string
		both, a, b, others int
		want               float64
	}{
		{"the swiss", 110, 2442, 111, 29114, 270.72},
		{"can be", 29, 13, 123, 31612, 263.90},
		{"previous year", 31, 23, 139, 31584, 256.84},
		{"by chance", 10, 90, 90, 810, 0},
		{"fewer than by chance", 1, 99, 99, 801, 0},
		{"always together", 5, 0, 0, 54, 34.24},
		{"nothing at all", 0, 0, 0, 0, 0},
		{"impossible", 5, -1, 3, 50, 0},
	} {
		got := LogLikelihood(row.both, row.both+row.a, row.both+row.b, row.both+row.a+row.b+row.others)
		if math.Abs(got-row.want) > 0.01 {
			t.Errorf("%s: %.2f, want %.2f", row.name, got, row.want)
		}
	}
}

func TestMutualInformation(t *testing.T) {
	for _, row := range []struct {
		name                 string
		found, looked, df, n int
		want                 float64
	}{
		{"always together", 5, 5, 5, 59, 1},
		{"by chance", 10, 100, 100, 1000, 0},
		{"never together", 0, 5, 5, 59, -1},
		{"everywhere", 59, 59, 59, 59, 1},
		{"half of the time", 5, 10, 5, 1000, 0.869},
	} {
		if got := MutualInformation(row.found, row.looked, row.df, row.n); math.Abs(got-row.want) > 0.001 {
			t.Errorf("%s: %.3f, want %.3f", row.name, got, row.want)
		}
	}
}
