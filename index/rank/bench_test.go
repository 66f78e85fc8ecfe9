package rank

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkAdd scores 30 terms, from rare to frequent ones, in full and pruned to the best 200.
func BenchmarkAdd(b *testing.B) {
	for _, docs := range []int{50_000, 250_000, 1_000_000, 4_000_000} {
		r := rand.New(rand.NewPCG(1, 2))
		g := &segment{lengths: make([]uint32, docs)}
		for i := range g.lengths {
			g.lengths[i] = 20 + uint32(r.ExpFloat64()*100)
		}
		s := NewSaturation(Default, 120)
		total := 0
		for i := range 30 {
			var l list
			every := 8 + 40000/(1+i*i*i/2)
			for d := r.IntN(every); d < docs; d += 1 + r.IntN(2*every) {
				freq := uint32(1)
				if r.IntN(5) == 0 {
					freq += uint32(r.IntN(3))
				}
				l = append(l, Posting{uint32(d), freq})
			}
			bounded := slices.Clone(l)
			g.lists = append(g.lists, l)
			g.terms = append(g.terms, Term{Weight: IDF(docs, len(l)) * (1 + float64(i%3)/4), Bound: Bound(&bounded, g.lengths, s)})
			total += len(l)
		}
		var a Accumulator
		var top Top
		for _, prune := range []bool{false, true} {
			b.Run(fmt.Sprintf("docs=%d/prune=%t", docs, prune), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					a.Reset(g.lengths, nil, s)
					for i := range g.terms {
						l := g.lists[i]
						g.terms[i].Postings = &l
					}
					top.Reset(200, func(a, b Entry) bool { return a.Doc < b.Doc })
					a.Add(g.terms, &top, 0, prune)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(total), "ns/posting")
			})
		}
	}
}
