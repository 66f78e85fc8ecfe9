package main

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestPercentile(t *testing.T) {
	ten := []int{7, 3, 10, 1, 9, 5, 2, 8, 4, 6}
	for _, test := range []struct {
		values   []int
		of, want int
	}{
		{ten, 50, 5}, {ten, 95, 10}, {ten, 90, 9}, {ten, 1, 1}, {ten, 0, 1}, {ten, 100, 10},
		{[]int{4}, 50, 4}, {[]int{4}, 99, 4}, {nil, 50, 0},
	} {
		if got := percentile(test.values, test.of); got != test.want {
			t.Errorf("percentile(%v, %d) = %d, want %d", test.values, test.of, got, test.want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3}, {[]float64{3, 1}, 2}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5},
	} {
		if got := median(test.values); got != test.want {
			t.Errorf("median(%v) = %v, want %v", test.values, got, test.want)
		}
	}
	if got := median(nil); !math.IsNaN(got) {
		t.Errorf("median of nothing = %v, want not a number", got)
	}
}

func TestFormats(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{micros(812), "812 µs"}, {micros(1234), "1.23 ms"}, {micros(45678), "45.7 ms"}, {micros(456789), "457 ms"},
		{micros(1.5e6), "1.50 s"}, {micros(1e4), "10 ms"},
		{seconds(61.2), "61.2 s"}, {seconds(0.0012), "1.20 ms"},
		{size(1200), "1.20 kB"}, {size(12.3e6), "12.3 MB"}, {size(2e9), "2 GB"},
		{count(3), "3"}, {count(2.5), "2.50"}, {count(1234.4), "1234"}, {percent(0.9876), "98.8 %"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

// An engine that was asked a sample is compared on that sample.
func TestOn(t *testing.T) {
	all := &Figures{Asked: []int{2, 0, 1}, NDCG: []float64{0.2, 0.5, unjudged}, Found: []int{10, 3, 0},
		Rounds: []Served{{Latencies: []int64{20, 10, 15}}, {Latencies: []int64{22, 12, 16}}}}
	some := all.on(&Figures{Asked: []int{1, 2}})
	if !slices.Equal(some.NDCG, []float64{unjudged, 0.2}) || !slices.Equal(some.Found, []int{0, 10}) ||
		!slices.Equal(some.Rounds[1].Latencies, []int64{16, 22}) {
		t.Errorf("on queries 1 and 2: %+v", some)
	}
	if got := all.ndcg(); math.Abs(got-0.35) > 1e-9 {
		t.Errorf("nDCG %v, want 0.35, the mean of the judged", got)
	}
	if !slices.Equal(all.Rounds[1].Latencies, []int64{22, 12, 16}) {
		t.Error("the whole was changed with its part")
	}
}

func TestCompare(t *testing.T) {
	a := &Figures{Asked: []int{0, 1, 2}, NDCG: []float64{0.5, unjudged, 0.1}}
	b := &Figures{Asked: []int{2, 1, 0}, NDCG: []float64{0.3, unjudged, 0.5}}
	if mean, stdErr := b.compare(a); math.Abs(mean-0.1) > 1e-9 || math.Abs(stdErr-0.1) > 1e-9 {
		t.Errorf("gain %v ± %v, want 0.1 ± 0.1", mean, stdErr)
	}
}

// sample is a run of three engines and one that could not run.
func sample() *Results {
	round := func(own float64, rate float64, marked int, latencies ...int64) Served {
		return Served{Open: 0.02, Latencies: latencies, CPU: float64(latencies[0]), Allocs: 120, Alloc: 34567,
			Rate: rate, Load: own / 10e6,
			Memory: Memory{Resident: int64(own) + 30e6, File: 30e6, Peak: int64(own) + 40e6}, Marked: marked, Hits: 40}
	}
	built := func(wall float64, index int64) *Built {
		return &Built{Wall: wall, CPU: 1.6 * wall, Memory: Memory{Peak: 400e6}, IndexBytes: index}
	}
	whole := Corpus{Name: "laws", Size: 4000, TextBytes: 12e6}
	quarter := Corpus{Name: "laws", Size: 1000, TextBytes: 3e6}
	r := &Results{
		Date: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Commit: "0123456789ab",
		Go: "go1.26.8", Rounds: 3, Saturate: 20,
		Machine: Machine{CPU: "Example 9000", Cores: 2, Memory: 16e9, OS: "linux/amd64", Load: 0.3},
		Corpus:  whole, Queries: []string{"a", "b", "c", "d"},
	}
	r.Engines = []Figures{
		{Engine: reference, About: "ours", Version: "0123456789ab", Corpus: whole, Built: built(10, 60e6),
			Asked: []int{3, 1, 0, 2},
			Rounds: []Served{round(20e6, 900, 40, 900, 1200, 1500, 4000), round(21e6, 950, 40, 800, 1100, 1400, 3900),
				round(22e6, 940, 40, 850, 1000, 1300, 4100)},
			NDCG: []float64{1, 0.5, unjudged, 0.25}, Found: []int{10, 10, 10, 10}},
		{Engine: "bleve-cjk", About: "bigrams", Version: "bleve v2.6.3", Corpus: whole, Built: built(8, 40e6),
			Asked: []int{3, 1, 0, 2},
			Rounds: []Served{round(25e6, 90, 39, 9000, 12000, 15000, 40000),
				round(25e6, 95, 39, 9100, 12100, 15100, 40100),
				round(25e6, 91, 39, 9200, 12200, 15200, 40200)},
			NDCG: []float64{0.5, 0.5, unjudged, 0}, Found: []int{10, 10, 10, 9}},
		{Engine: "scan", About: "no index", Corpus: whole, Built: built(0.1, 12e6), Asked: []int{2, 3},
			Rounds: []Served{round(90e6, 15, 40, 110000, 190000)},
			NDCG:   []float64{0.3, 0.9}, Found: []int{10, 10}},
		{Engine: "fts5-gse", About: "words", Corpus: whole, Skipped: "needs a C compiler"},
		{Engine: "bluge-cjk", About: "bigrams", Version: "bluge v0.2.2", Corpus: whole, Failed: "build: no room"},
	}
	small := r.Engines[0]
	small.Corpus, small.Built = quarter, built(2, 16e6)
	small.Rounds = []Served{round(20e6, 1800, 40, 450, 600, 800, 2000)}
	r.Smaller = []Figures{small}
	return r
}

func TestTable(t *testing.T) { golden(t, "table.md", table(sample())) }
func TestPlot(t *testing.T)  { golden(t, "plot.svg", plot(sample())) }

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it and run go test -update\n%s", path, got)
	}
}

// Without any figures there is still a table that says why.
func TestNothingMeasured(t *testing.T) {
	r := sample()
	r.Engines, r.Smaller = r.Engines[3:], nil
	golden(t, "nothing.md", table(r))
	golden(t, "nothing.svg", plot(r))
}
