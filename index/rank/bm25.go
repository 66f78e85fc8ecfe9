// Package rank scores and orders sections: BM25 over postings, the best N, and a second pass over the best of them.
//
// Everything here goes by postings and unit sequences alone. Where these come from (bleve segments, a test's slices) is the
// caller's business; no engine, no text and no clock may enter this package.
//
// The first pass is [Accumulator]: term by term, exact BM25 of the sections that hold a word, bigram or Latin term of the
// query, of all of them or, pruned, of all that may come among the best. The second pass is [Scorer]: over the best of the
// first it adds the query's single characters and what can be seen in the texts only.
package rank

import "math"

// BM25 holds the two parameters of the formula.
//
// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Fields enter as in
// Robertson, Zaragoza and Taylor, "Simple BM25 Extension to Multiple Weighted Fields" (2004): frequencies and lengths are
// weighted sums over the fields, made when a section is indexed, so that a term has one posting list.
type BM25 struct {
	K1 float64 // how soon further occurrences stop counting
	B  float64 // how much length matters, 0 to 1
}

// Default is the best single choice over collections of short sections, statutes and encyclopedia paragraphs.
var Default = BM25{K1: 0.9, B: 0.4}

// Field weights: what an occurrence counts in a section's frequencies and length.
const (
	WeightTitle   = 1
	WeightPath    = 1 // headings above the section's own
	WeightHeading = 2
	WeightBody    = 1
)

// IDF is the inverse document frequency ln(1 + (N−df+½)/(df+½)): never negative, 0 for an empty collection.
func IDF(n, df int) float64 {
	if n <= 0 {
		return 0
	}
	return math.Log1p((float64(n-df) + 0.5) / (float64(df) + 0.5))
}

// A Posting says how often a term stands in a section.
type Posting struct {
	Doc  uint32 // number within the segment
	Freq uint32 // weighted occurrences
}

// Window is how many documents are scored at a time: their scores stay in the second-level cache, and the best of the
// windows before say which documents of the next can be passed over.
const Window = 1 << 16

// Postings are read in ascending order of Doc.
type Postings interface {
	// Fill writes the next postings of documents below end, a multiple of Window, into buf and returns how many; 0 when
	// there are none left below it.
	Fill(buf []Posting, end uint32) int

	// Mark reads all postings of documents below end. It adds their documents to seen, a bit for each, and appends those to
	// out that are in open. Documents that are not in the mask are passed over; a nil mask lets all through.
	Mark(seen, open, mask []uint64, end uint32, out []Posting) []Posting
}

// Saturation is the part of BM25 that depends on frequency and length only: tf·(k1+1) / (tf + k1·(1−b+b·len/avg)).
// Lengths count weighted units (characters and Latin words). The zero value is not usable. It may be used concurrently.
type Saturation struct {
	k1   float64
	avg  float64
	base float64       // k1·(1−b)
	per  float64       // k1·b/avg
	once [1024]float64 // of frequency 1, by length: nearly all postings are such
}

// NewSaturation prepares the formula for an average length in units.
func NewSaturation(p BM25, avg float64) *Saturation {
	if avg <= 0 {
		avg = 1
	}
	s := &Saturation{k1: p.K1, avg: avg, base: p.K1 * (1 - p.B), per: p.K1 * p.B / avg}
	for length := range s.once {
		s.once[length] = s.of(1, uint32(length))
	}
	return s
}

// Of returns the saturated frequency, between 0 and k1+1.
func (s *Saturation) Of(freq, length uint32) float64 {
	if freq == 1 && int(length) < len(s.once) {
		return s.once[length]
	}
	return s.of(freq, length)
}

func (s *Saturation) of(freq, length uint32) float64 {
	f := float64(freq)
	return f * (s.k1 + 1) / (f + (s.base + s.per*float64(length)))
}

// Limit is what no saturated frequency reaches.
func (s *Saturation) Limit() float64 { return s.k1 + 1 }

// Exceeds is the factor by which a saturated frequency may at most exceed the one that o gives, for the same parameters
// and another average length: the denominator falls by no more than the average rises.
func (s *Saturation) Exceeds(o *Saturation) float64 { return max(1, s.avg/o.avg) }
