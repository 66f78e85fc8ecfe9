package rank

import (
	"math"
	"testing"
)

func TestFurther(t *testing.T) {
	// 用户留存 DAU: units 0 to 4, the last one a Latin word; the bigrams 用户, 户留 and 留存.
	units, idf := []int16{0, 1, 2, 3, 4}, []float64{2, 3, 4, 5, 6}
	const n, total = 5, 20.0
	bigrams := make([]float64, n*n)
	bigrams[0*n+1], bigrams[1*n+2], bigrams[2*n+3] = 3, 7, 4 // with DAU 20 together
	q := NewQuestion(units, idf, make([]float64, n), make([]bool, n*n))
	q.SetBigrams(bigrams, []bool{4: true})
	v := make([]float64, len(Names))
	for i := range v {
		v[i] = 1
	}
	all := WeightsOf(v)
	for _, row := range []struct {
		name string
		text Text
		want Features
	}{
		{"nothing", Text{}, Features{Brief: 1}},
		{"留存 in the body, 用户 apart", Text{Body: passage(2, 3, no, 0, no, 1)},
			Features{Units: 14 / total, Bigrams: 4.0 / 20, Run: 9 / total, Density: 14.0 / 16, Brief: 0.9}},
		{"twice is once, but dense", Text{Body: passage(0, 1, 0, 1)},
			Features{Units: 5 / total, Bigrams: 3.0 / 20, Run: 5 / total, Density: 10.0 / 14, Brief: 1 - 4.0/60}},
		{"a Latin word is a bigram", Text{Title: passage(4), TitleIDF: 6, Body: passage(no)},
			Features{Units: 6 / total, Bigrams: 6.0 / 20, Long: math.Log(2) / 3 * math.Log(2) / 3, Rarity: math.Log(7) / 5, Brief: 1 - 1.0/60}},
		{"pieces do not join over a gap or over fields", Text{Heading: passage(0, 1), Body: passage(2, no, 3)},
			Features{Units: 14 / total, Bigrams: 3.0 / 20, Run: 5 / total, Density: 9.0 / 13, Brief: 0.95, Heading: math.Log(3) / 3}},
		{"用户留 is the longest piece", Text{Body: passage(3, 0, 1, 2, no, 2, 3)},
			Features{Units: 14 / total, Bigrams: 14.0 / 20, Run: 9 / total, Density: 23.0 / 17, Brief: 1 - 7.0/60}},
	} {
		var s Scorer
		var got Features
		s.Further(q, &row.text, &all, &got)
		for i, x := range got.Vector() {
			if want := row.want.Vector()[i]; math.Abs(x-want) > 1e-9 {
				t.Errorf("%s: %s = %v, want %v", row.name, Names[i], x, want)
			}
		}
	}
}

// Every feature has a name, a weight and a place in the sum.
func TestEveryFeatureIsWeighed(t *testing.T) {
	v := make([]float64, len(Names))
	for i := range v {
		v[i] = math.Pow(2, float64(i))
	}
	features := Features(WeightsOf(v))
	for i := range v {
		one := make([]float64, len(v))
		one[i] = 3
		w := WeightsOf(one)
		if got := w.Vector()[i]; got != 3 {
			t.Errorf("weight of %s = %v, want 3", Names[i], got)
		}
		if got, want := w.Sum(&features), 3*math.Pow(2, float64(i)); got != want {
			t.Errorf("sum with %s alone = %v, want %v", Names[i], got, want)
		}
	}
	if DefaultWeights.Further() {
		t.Error("a default weight wants features that cost more than others")
	}
}
