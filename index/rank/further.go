package rank

import "math"

// Further reports whether a feature has a weight that only [Scorer.Further] finds.
func (w *Weights) Further() bool {
	return w.Bigrams != 0 || w.Units != 0 || w.Run != 0 || w.Density != 0 || w.Long != 0 || w.Rarity != 0 ||
		w.Brief != 0 || w.Heading != 0
}

// bigrams are those of a question, as SetBigrams was given them.
type bigrams struct {
	idf   []float64
	latin []bool
	total float64
}

// SetBigrams gives the question the idf of its bigrams, that of the bigram ab at a·n+b for n distinct units, and says which
// of the units are Latin words, which count as bigrams. It is called for [Scorer.Further] alone.
func (q *Question) SetBigrams(idf []float64, latin []bool) {
	q.bigrams = bigrams{idf: idf, latin: latin}
	for _, x := range idf {
		q.bigrams.total += x
	}
	for u, is := range latin {
		if is {
			q.bigrams.total += q.idf[u]
		}
	}
}

// Further measures those of the features after Siblings that have a weight. They cost more than they give where weights are
// not fitted, so none has one by default.
func (s *Scorer) Further(q *Question, t *Text, w *Weights, f *Features) {
	length := func(p *Passage, whole float64) float64 { return math.Log1p(float64(p.Units)) / whole }
	f.Heading, f.Rarity = length(&t.Heading, 3), math.Log1p(t.TitleIDF)/5
	long := length(&t.Title, 3)
	f.Long = long * long
	f.Brief = max(0, 1-float64(t.Body.Units)/60)
	if q.total <= 0 {
		return
	}
	if w.Units != 0 {
		f.Units = s.share(q, q.total, &t.Title, &t.Path, &t.Heading, &t.Body)
	}
	if w.Bigrams != 0 {
		f.Bigrams = s.bigrams(q, &t.Title, &t.Path, &t.Heading, &t.Body)
	}
	if w.Run != 0 {
		f.Run = s.run(q, &t.Body) / q.total
	}
	if w.Density != 0 {
		sum := 0.0
		for _, u := range t.Body.Numbers {
			sum += q.idf[u]
		}
		f.Density = sum / float64(t.Body.Units+10)
	}
}

// bigrams is the idf of the question's distinct bigrams in the passages, as a part of all its bigrams.
func (s *Scorer) bigrams(q *Question, passages ...*Passage) float64 {
	if q.bigrams.total <= 0 {
		return 0
	}
	n := len(q.idf)
	if len(s.seen) < n*n {
		s.seen = make([]bool, n*n)
	}
	clear(s.seen[:n*n])
	var sum float64
	count := func(at int, idf float64) {
		if !s.seen[at] {
			s.seen[at] = true
			sum += idf
		}
	}
	for _, p := range passages {
		for i, u := range p.Numbers {
			if q.bigrams.latin[u] {
				count(int(u)*n+int(u), q.idf[u])
			}
			if i == 0 || p.At[i] != p.At[i-1]+1 {
				continue
			}
			if at := int(p.Numbers[i-1])*n + int(u); q.bigrams.idf[at] > 0 {
				count(at, q.bigrams.idf[at])
			}
		}
	}
	return sum / q.bigrams.total
}

// run is the idf of the weightiest piece of the question that stands in the passage: the longest common substring, each
// unit as long as its idf.
func (s *Scorer) run(q *Question, p *Passage) (best float64) {
	n := len(q.units) + 1
	if len(s.runs) < 2*n {
		s.runs = make([]float64, 2*n)
	}
	clear(s.runs[:2*n])
	before, now := s.runs[:n], s.runs[n:2*n] // by where in the question a run ends
	for i, u := range p.Numbers {
		if i > 0 && p.At[i] != p.At[i-1]+1 {
			clear(before)
		}
		for k, unit := range q.units {
			if now[k+1] = 0; unit == u {
				now[k+1] = before[k] + q.idf[u]
				best = max(best, now[k+1])
			}
		}
		before, now = now, before
	}
	return best
}
