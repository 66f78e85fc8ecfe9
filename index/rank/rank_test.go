package rank

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// list is a posting list of a test.
type list []Posting

func (l *list) Fill(buf []Posting, end uint32) int {
	n := copy(buf, *l)
	for n > 0 && buf[n-1].Doc >= end {
		n--
	}
	*l = (*l)[n:]
	return n
}

func (l *list) Mark(seen, open, mask []uint64, end uint32, out []Posting) []Posting {
	for len(*l) > 0 && (*l)[0].Doc < end {
		x := (*l)[0]
		*l = (*l)[1:]
		word, bit := x.Doc/64, uint64(1)<<(x.Doc%64)
		if mask == nil || mask[word]&bit != 0 {
			seen[word] |= bit
			if open[word]&bit != 0 {
				out = append(out, x)
			}
		}
	}
	return out
}

func postings(p ...Posting) *list { l := list(p); return &l }

func TestIDF(t *testing.T) {
	for _, row := range []struct {
		n, df int
		want  float64
	}{
		{0, 0, 0},
		{1, 1, 0.2877}, // ln(1 + 0.5/1.5)
		{10, 1, 1.9924},
		{10, 10, 0.0465},
		{139901, 1, 11.4432},
	} {
		if got := IDF(row.n, row.df); math.Abs(got-row.want) > 1e-4 {
			t.Errorf("IDF(%d, %d) = %.4f, want %.4f", row.n, row.df, got, row.want)
		}
	}
}

func TestSaturation(t *testing.T) {
	s := NewSaturation(BM25{K1: 1.2, B: 0.75}, 100)
	for _, row := range []struct {
		freq, length uint32
		want         float64
	}{
		{1, 100, 1},                             // 2.2/(1+1.2)
		{2, 100, 1.375},                         // 4.4/(2+1.2)
		{1, 50, 2.2 / (1 + 0.75)},               // 1.2·(0.25+0.75·0.5) = 0.75
		{1, 2000, 2.2 / (1 + 1.2*(.25+.75*20))}, // beyond the table
		{1000000, 100, 2.2},
	} {
		if got := s.Of(row.freq, row.length); math.Abs(got-row.want) > 1e-5 {
			t.Errorf("Of(%d, %d) = %.6f, want %.6f", row.freq, row.length, got, row.want)
		}
	}
}

func TestAccumulatorForgets(t *testing.T) {
	s := NewSaturation(Default, 10)
	lengths := []uint32{10, 10, 10, 10, 10}
	var a Accumulator
	for range 2 { // the second round must see nothing of the first
		a.Reset(lengths, nil, s)
		a.Add([]Term{{Postings: postings(Posting{1, 1}, Posting{3, 2}), Weight: 2}}, new(Top), 0, false)
		if got := slices.Collect(each(a.CandidateSet())); !slices.Equal(got, []uint32{1, 3}) {
			t.Errorf("candidates = %v, want 1 and 3", got)
		}
		if got, want := a.Score(3), float64(float32(2*s.Of(2, 10))); got != want {
			t.Errorf("score of 3 = %v, want %v", got, want)
		}
		if a.Score(0) != 0 {
			t.Errorf("score of 0 = %v, want none", a.Score(0))
		}
	}
	a.Reset(lengths, []uint64{1 << 3}, s)
	a.Add([]Term{{Postings: postings(Posting{1, 1}, Posting{3, 2}), Weight: 2}}, new(Top), 0, false)
	if got := slices.Collect(each(a.CandidateSet())); !slices.Equal(got, []uint32{3}) {
		t.Errorf("candidates that the mask allows = %v, want 3", got)
	}
}

// Characters counted in the texts score as their postings would.
func TestCharactersScoreAsPostings(t *testing.T) {
	sat := NewSaturation(Default, 40)
	chars := []float64{0.7, 0, 1.1} // the second is scored by the first pass
	q := NewQuestion([]int16{0, 1, 2}, []float64{2, 3, 4}, chars, make([]bool, 9))
	text := Text{Title: passage(0, no), Path: passage(1), Heading: passage(2, 0), Body: passage(0, 0, 2, 1, no), Units: 12}
	var s Scorer
	got := s.Characters(q, &text, sat)
	// Of the first: one in the title, one in the heading, which counts twice, two in the body.
	want := 0.7*sat.Of(1+2+2, 12) + 1.1*sat.Of(2+1, 12)
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("Characters = %v, want %v", got, want)
	}
}

// segment is a random segment: lengths, a mask (nil for all), and terms with their postings.
type segment struct {
	lengths []uint32
	mask    []uint64
	average float64
	terms   []Term
	lists   []list
}

func randomSegment(r *rand.Rand, docs int) *segment {
	g := &segment{lengths: make([]uint32, docs)}
	total := 0
	for i := range g.lengths {
		g.lengths[i] = 1 + uint32(r.IntN(1500))
		total += int(g.lengths[i])
	}
	g.average = float64(total) / float64(docs)
	if r.IntN(3) == 0 {
		g.mask = make([]uint64, (docs+63)/64)
		for i := range g.mask {
			g.mask[i] = r.Uint64()
		}
	}
	for range 1 + r.IntN(12) {
		var l list
		every := 1 + r.IntN(60)
		for d := range docs {
			if r.IntN(every) == 0 {
				l = append(l, Posting{uint32(d), 1 + uint32(r.IntN(1+r.IntN(6)))})
			}
		}
		g.lists = append(g.lists, l)
		g.terms = append(g.terms, Term{Weight: r.Float64() * 10})
	}
	slices.SortFunc(g.terms, func(a, b Term) int { return cmp.Compare(b.Weight, a.Weight) })
	return g
}

// score runs an accumulator over the segment and returns the best n.
func (g *segment) score(a *Accumulator, s *Saturation, n int, prune bool) []Entry {
	for i := range g.terms {
		l := slices.Clone(g.lists[i])
		bounded := slices.Clone(l)
		g.terms[i].Postings, g.terms[i].Bound = &l, Bound(&bounded, g.lengths, s)
	}
	var top Top
	top.Reset(n, func(a, b Entry) bool { return a.Doc < b.Doc })
	a.Reset(g.lengths, g.mask, s)
	a.Add(g.terms, &top, 0, prune)
	return top.Sorted()
}

// The accumulator agrees with the formula written out, on random postings of random segments.
func TestExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var a Accumulator
	for range 200 {
		g := randomSegment(r, 1+r.IntN(2000))
		g.score(&a, NewSaturation(Default, g.average), 1, false)
		want := make([]float64, len(g.lengths))
		for i, l := range g.lists {
			for _, x := range l {
				if g.mask == nil || g.mask[x.Doc/64]>>(x.Doc%64)&1 != 0 {
					tf := float64(x.Freq)
					want[x.Doc] += g.terms[i].Weight * tf * (0.9 + 1) / (tf + 0.9*(1-0.4+0.4*float64(g.lengths[x.Doc])/g.average))
				}
			}
		}
		for d, w := range want {
			if got := a.Score(uint32(d)); math.Abs(got-w) > 1e-6*(1+w) {
				t.Fatalf("document %d of %d: score %v, want %v", d, len(want), got, w)
			}
		}
	}
}

// Pruned scoring gives the same best documents with the same scores, to the last bit, and finds the same candidates.
func TestPrunedIsExhaustive(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	passed := 0
	var full, pruned Accumulator
	for range 60 {
		g := randomSegment(r, 500+r.IntN(4*Window))
		s := NewSaturation(Default, g.average)
		n := 1 + r.IntN(100)
		want, got := g.score(&full, s, n, false), g.score(&pruned, s, n, true)
		if !slices.Equal(got, want) {
			t.Fatalf("best %d of %d documents, pruned %v, in full %v", n, len(g.lengths), got, want)
		}
		if !slices.Equal(pruned.CandidateSet(), full.CandidateSet()) {
			t.Fatal("pruned scoring finds other candidates")
		}
		for range full.Scored() {
			passed++
		}
		for range pruned.Scored() {
			passed--
		}
	}
	if passed == 0 {
		t.Error("nothing was ever passed over: the test proves nothing")
	}
}

func TestTopIsASortedPrefix(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	less := func(a, b Entry) bool { return a.Doc < b.Doc }
	for n := range 40 {
		var all []Entry
		for d := range uint32(r.IntN(300)) {
			all = append(all, Entry{Score: float64(r.IntN(12)), Doc: d})
		}
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var top Top
		top.Reset(n, less)
		for _, e := range all {
			top.Offer(e)
		}
		slices.SortFunc(all, func(a, b Entry) int {
			if a.Score != b.Score {
				return int(b.Score - a.Score)
			}
			return int(a.Doc) - int(b.Doc)
		})
		if got, want := top.Sorted(), all[:min(n, len(all))]; !slices.Equal(got, want) {
			t.Fatalf("top %d of %d = %v, want %v", n, len(all), got, want)
		}
	}
}

// no stands for a unit that the question lacks.
const no = int16(-1)

// passage makes a passage of the numbers of all its units.
func passage(units ...int16) (p Passage) {
	for i, u := range units {
		if u != no {
			p.At, p.Numbers = append(p.At, int32(i)), append(p.Numbers, u)
		}
	}
	p.Units = len(units)
	return p
}

func TestFeatures(t *testing.T) {
	// The question 留存怎么提升, its units numbered 0 to 5; 怎么 is a filler.
	idf := []float64{4, 4, 0.6, 0.6, 2, 2}
	units := []int16{0, 1, 2, 3, 4, 5}
	telling := make([]bool, 36)
	telling[0*6+1] = true // 留存
	q := NewQuestion(units, idf, make([]float64, len(idf)), telling)
	const total = 13.2
	for _, row := range []struct {
		name string
		text Text
		want Features
	}{
		{"nothing in common", Text{Title: passage(no, no), TitleIDF: 8, Body: passage(no, no, no), AgeDays: -1},
			Features{First: math.Log1p(3) / 8, Wide: 2.0 / 30}},
		{"a title that says the same", Text{Title: passage(4, 5, 0, 1), TitleIDF: 12, Body: passage(0, 1), AgeDays: -1},
			Features{Title: 12 / total, Subject: 1, Wide: 4.0 / 30}},
		{"a title of which the query is a small part", Text{Title: passage(0, 1, no, no), TitleIDF: 80, Body: passage(0, 1), AgeDays: -1},
			Features{Title: 8 / total * 8 / 80, Subject: 0.1, Wide: 4.0 / 30}},
		{"title and heading together cover the query", Text{Title: passage(0, 1), TitleIDF: 8, Heading: passage(4, 5), HeadIDF: 4, AgeDays: -1},
			Features{Title: 12 / total, Subject: 1, Wide: 2.0 / 30}},
		{"the whole question in the body", Text{Body: passage(no, 0, 1, 2, 3, 4, 5, no), AgeDays: -1},
			Features{First: math.Log1p(1) / 8, Phrase: 1}},
		{"characters apart tell no position", Text{Body: passage(0, no, 1), AgeDays: -1},
			Features{First: math.Log1p(3) / 8}},
		{"accepted and a year old", Text{Body: passage(0, 1), Accepted: true, AgeDays: 365},
			Features{Accepted: 1, Fresh: 0.5}},
	} {
		var s Scorer
		got := s.Features(q, &row.text)
		for i, x := range got.Vector() {
			if want := row.want.Vector()[i]; math.Abs(x-want) > 1e-9 {
				t.Errorf("%s: %s = %v, want %v", row.name, Names[i], x, want)
			}
		}
	}
}

// The window slides: it is the best of all windows counted one by one.
func TestWindow(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		n := 18 + r.IntN(10)
		idf := make([]float64, n)
		units := make([]int16, n)
		for i := range idf {
			idf[i], units[i] = float64(1+r.IntN(9)), int16(i)
		}
		q := NewQuestion(units, idf, make([]float64, n), make([]bool, n*n))
		body := make([]int16, r.IntN(200))
		for i := range body {
			if body[i] = no; r.IntN(4) == 0 {
				body[i] = int16(r.IntN(n))
			}
		}
		best := 0.0
		for i := range body {
			seen, sum := map[int16]bool{}, 0.0
			for _, u := range body[i:min(i+windowUnits, len(body))] {
				if u != no && !seen[u] {
					seen[u] = true
					sum += idf[u]
				}
			}
			best = max(best, sum)
		}
		var s Scorer
		want := best / q.total
		if got := s.Features(q, &Text{Body: passage(body...), AgeDays: -1}).Window; math.Abs(got-want) > 1e-9 {
			t.Fatalf("window = %v, want %v", got, want)
		}
	}
}

func BenchmarkFeatures(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	n := 20
	idf, units := make([]float64, n), make([]int16, n)
	for i := range idf {
		idf[i], units[i] = 4, int16(i)
	}
	q := NewQuestion(units, idf, make([]float64, n), make([]bool, n*n))
	body := make([]int16, 300)
	for i := range body {
		if body[i] = no; r.IntN(5) == 0 {
			body[i] = int16(r.IntN(n))
		}
	}
	text := Text{Title: passage(1, 2, no, 3), TitleIDF: 20, Body: passage(body...)}
	var s Scorer
	b.ReportAllocs()
	for b.Loop() {
		s.Features(q, &text)
	}
}
