package rank

import (
	"iter"
	"math/bits"
)

// blockSize is how many postings are read at once: they stay in the first-level cache.
const blockSize = 256

// A Term is a term of a query in one segment.
type Term struct {
	Postings Postings
	Count    int     // at most so many postings
	Weight   float64 // class weight × idf
	Bound    float64 // no posting's saturated frequency is greater; see [Bound]
}

// An Accumulator scores the documents of one segment, term by term. It is reused from query to query and is not for
// concurrent use. Call Reset first.
//
// Scoring can be pruned: a document that cannot come among the best any more is dropped as soon as that is certain
// (MaxScore: Turtle and Flood, "Query Evaluation: Strategies and Optimizations" (1995), term at a time as in Moffat and
// Zobel, "Self-Indexing Inverted Files for Fast Text Retrieval" (1996)). Terms are added in the same order either way, so
// that the scores that remain are the same to the last bit.
type Accumulator struct {
	lengths    []uint32 // of the segment's documents
	mask       []uint64 // the documents that count; nil for all
	saturation *Saturation

	scores []float64 // 0 for what is not in seen
	seen   []uint64  // documents that hold a term
	open   []uint64  // those of them that may be among the best
	best   floats
	buf    [blockSize]Posting
}

// Reset prepares for a segment with documents of the given lengths. Documents that are not in the mask are left out; a
// nil mask takes all. Both are read until the next Reset.
func (a *Accumulator) Reset(lengths []uint32, mask []uint64, s *Saturation) {
	for i, word := range a.seen {
		if word != 0 {
			clear(a.scores[64*i : 64*i+64])
		}
	}
	words := (len(lengths) + 63) / 64
	clear(a.seen)
	if words > cap(a.seen) {
		a.seen, a.open, a.scores = make([]uint64, words), make([]uint64, words), make([]float64, 64*words)
	}
	a.seen, a.open = a.seen[:words], a.open[:words]
	clear(a.open)
	a.lengths, a.mask, a.saturation = lengths, mask, s
}

// Open makes a document a candidate without a score.
func (a *Accumulator) Open(doc uint32) {
	a.seen[doc/64] |= 1 << (doc % 64)
	a.open[doc/64] |= 1 << (doc % 64)
}

// slack covers what sums of rounded bounds and scores can be apart.
const slack = 1 + 1e-9

// Add scores the terms, which are to be in the same order for every segment and query, the weightiest first. With n > 0
// only documents that may be among the best n and above the floor are sure to have their full score: see Scored.
func (a *Accumulator) Add(terms []Term, n int, floor float64) {
	rest, postings := 0.0, 0
	for _, t := range terms {
		rest += t.Weight * t.Bound
		postings += t.Count
	}
	opened, closed := 0, false
	nth, then, had := 0.0, rest, n // what was found at the last look, what the rest was then, and how many were opened
	for _, t := range terms {
		// No document has gained more since then than the terms that were added could give. Only where that may be enough,
		// and the postings to come are many beside the documents to look through, it is worth while to look; and not
		// again before there are twice as many.
		if n > 0 && !closed && opened > 2*had && postings > 2*opened && 2*rest < nth+then {
			nth, then, had = a.nth(n), rest, opened
			floor = max(floor, nth)
			if closed = rest*slack < floor; closed {
				a.drop(floor - rest*slack)
			}
		}
		if closed {
			a.addToOpen(t)
		} else {
			a.add(t)
			opened += t.Count
		}
		rest = max(0, rest-t.Weight*t.Bound)
		postings -= t.Count
	}
	if !closed {
		copy(a.open, a.seen)
	}
}

// block reads the next postings that the mask lets through; nil at the end.
func (a *Accumulator) block(p Postings) []Posting {
	for {
		n := p.Fill(a.buf[:])
		if n == 0 {
			return nil
		}
		block := a.buf[:n]
		if a.mask == nil {
			return block
		}
		kept := block[:0]
		for _, x := range block {
			if a.mask[x.Doc/64]>>(x.Doc%64)&1 != 0 {
				kept = append(kept, x)
			}
		}
		if len(kept) > 0 {
			return kept
		}
	}
}

// add scores a term for every document that holds it.
func (a *Accumulator) add(t Term) {
	for block := a.block(t.Postings); block != nil; block = a.block(t.Postings) {
		for _, x := range block {
			a.scores[x.Doc] += t.Weight * a.saturation.Of(x.Freq, a.lengths[x.Doc])
			a.seen[x.Doc/64] |= 1 << (x.Doc % 64)
		}
	}
}

// addToOpen scores a term for the documents that are still open; the others become candidates without a place among the
// best.
func (a *Accumulator) addToOpen(t Term) {
	for block := a.block(t.Postings); block != nil; block = a.block(t.Postings) {
		for _, x := range block {
			word, bit := x.Doc/64, uint64(1)<<(x.Doc%64)
			a.seen[word] |= bit
			if a.open[word]&bit != 0 {
				a.scores[x.Doc] += t.Weight * a.saturation.Of(x.Freq, a.lengths[x.Doc])
			}
		}
	}
}

// nth is the nth best score so far, 0 where there are fewer.
func (a *Accumulator) nth(n int) float64 {
	a.best.reset(n)
	for i, word := range a.seen {
		for ; word != 0; word &= word - 1 {
			a.best.offer(a.scores[64*i+bits.TrailingZeros64(word)])
		}
	}
	return a.best.worst()
}

// drop leaves open the documents with at least the given score.
func (a *Accumulator) drop(least float64) {
	for i, word := range a.seen {
		var open uint64
		for ; word != 0; word &= word - 1 {
			if bit := bits.TrailingZeros64(word); a.scores[64*i+bit] >= least {
				open |= 1 << bit
			}
		}
		a.open[i] = open
	}
}

// Candidates yields the documents that hold a term, in ascending order.
func (a *Accumulator) Candidates() iter.Seq[uint32] { return each(a.seen) }

// CandidateSet is the set of candidates, a bit for each document. It must not be changed, and is valid until Reset.
func (a *Accumulator) CandidateSet() []uint64 { return a.seen }

// Candidate reports whether a document holds a term.
func (a *Accumulator) Candidate(doc uint32) bool { return a.seen[doc/64]>>(doc%64)&1 != 0 }

// Scored yields the candidates whose score is full: all of them, or, pruned, those that may be among the best.
func (a *Accumulator) Scored() iter.Seq[uint32] { return each(a.open) }

// Score is the sum of a document that Scored yields.
func (a *Accumulator) Score(doc uint32) float64 { return a.scores[doc] }

// OfferTo offers the documents that Scored yields as entries of a segment.
func (a *Accumulator) OfferTo(t *Top, segment int) {
	floor := t.Floor()
	for i, word := range a.open {
		for ; word != 0; word &= word - 1 {
			doc := 64*i + bits.TrailingZeros64(word)
			if score := a.scores[doc]; score >= floor {
				t.Offer(Entry{Score: score, Segment: segment, Doc: uint32(doc)})
				floor = t.Floor()
			}
		}
	}
}

func each(set []uint64) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, word := range set {
			for ; word != 0; word &= word - 1 {
				if !yield(uint32(64*i + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// Bound is the greatest saturated frequency in a posting list.
func Bound(p Postings, lengths []uint32, s *Saturation) (bound float64) {
	var buf [blockSize]Posting
	for n := p.Fill(buf[:]); n > 0; n = p.Fill(buf[:]) {
		for _, x := range buf[:n] {
			bound = max(bound, s.Of(x.Freq, lengths[x.Doc]))
		}
	}
	return bound
}
