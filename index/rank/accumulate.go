package rank

import (
	"iter"
	"math"
	"math/bits"
)

// blockSize is how many postings are read at once: they stay in the first-level cache.
const blockSize = 256

// A Term is a term of a query in one segment.
type Term struct {
	Postings Postings
	Weight   float64 // class weight × idf
	Bound    float64 // no posting's saturated frequency is greater; see [Bound]
}

// An Accumulator scores the documents of one segment, a window at a time and in that term by term. It is reused from query
// to query and is not for concurrent use. Call Reset first.
//
// Scoring can be pruned: what cannot come among the best is not scored in full. This is MaxScore (Turtle and Flood, "Query
// Evaluation: Strategies and Optimizations", 1995) in windows, as Lucene does it: terms that together cannot reach the score
// of the nth best so far are scored only for documents that the others have brought near it. Terms are added in the same
// order either way, so that the scores of the best are the same to the last bit.
type Accumulator struct {
	lengths    []uint32 // of the segment's documents
	mask       []uint64 // the documents that count; nil for all
	saturation *Saturation

	scores []float32 // exact to seven digits, in half the cache
	seen   []uint64  // documents that hold a term
	open   []uint64  // those of them that have their full score
	buf    [blockSize]Posting
	marked []Posting
}

// Reset prepares for a segment with documents of the given lengths. Documents that are not in the mask are left out; a
// nil mask takes all. Both are read until the next Reset.
func (a *Accumulator) Reset(lengths []uint32, mask []uint64, s *Saturation) {
	words := (len(lengths) + 63) / 64
	if words > cap(a.seen) {
		a.seen, a.open, a.scores = make([]uint64, words), make([]uint64, words), make([]float32, 64*words)
	}
	a.seen, a.open, a.scores = a.seen[:words], a.open[:words], a.scores[:64*words]
	clear(a.seen)
	clear(a.open)
	a.lengths, a.mask, a.saturation = lengths, mask, s
}

// Release lets go of what Reset was given.
func (a *Accumulator) Release() { a.lengths, a.mask, a.saturation = nil, nil, nil }

// Open makes a document a candidate with a score of 0.
func (a *Accumulator) Open(doc uint32) {
	a.seen[doc/64] |= 1 << (doc % 64)
	a.open[doc/64] |= 1 << (doc % 64)
	a.scores[doc] = 0
}

// slack covers what sums of rounded bounds and scores can be apart.
const slack = 1 + 1e-5

// Add scores the terms, which have to be in the same order for every segment, the weightiest first, and offers what it
// has scored to top as entries of the given segment. Pruned, only what may come into top is sure to be scored.
func (a *Accumulator) Add(terms []Term, top *Top, segment int, prune bool) {
	bound := 0.0
	for _, t := range terms {
		bound += t.Weight * t.Bound
	}
	for from := 0; from < len(a.lengths); from += Window {
		floor := math.Inf(-1)
		if prune {
			floor = top.Floor()
		}
		words := a.window(from)
		clear(a.scores[64*words.from : 64*words.to])
		end, rest, pruned := uint32(from+Window), bound, false
		for _, t := range terms {
			if !pruned && rest*slack < floor {
				pruned = true
				a.drop(words, floor-rest*slack)
			}
			if pruned {
				a.addToOpen(t, end)
			} else {
				a.add(t, end)
				rest = max(0, rest-t.Weight*t.Bound)
			}
		}
		if !pruned {
			copy(a.open[words.from:words.to], a.seen[words.from:words.to])
		}
		a.offer(words, top, segment)
	}
}

// span is a run of words of a set of documents.
type span struct{ from, to int }

func (a *Accumulator) window(from int) span {
	return span{from / 64, min((from+Window)/64, len(a.seen))}
}

// block reads the next postings below end that the mask lets through; nil when there are no more.
func (a *Accumulator) block(p Postings, end uint32) []Posting {
	for {
		n := p.Fill(a.buf[:], end)
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
func (a *Accumulator) add(t Term, end uint32) {
	scores, seen, lengths, s := a.scores, a.seen, a.lengths, a.saturation
	for block := a.block(t.Postings, end); block != nil; block = a.block(t.Postings, end) {
		for _, x := range block {
			scores[x.Doc] += float32(t.Weight * s.Of(x.Freq, lengths[x.Doc]))
			seen[x.Doc/64] |= 1 << (x.Doc % 64)
		}
	}
}

// addToOpen scores a term for the documents that are open; the others are candidates and no more.
func (a *Accumulator) addToOpen(t Term, end uint32) {
	a.marked = t.Postings.Mark(a.seen, a.open, a.mask, end, a.marked[:0])
	for _, x := range a.marked {
		a.scores[x.Doc] += float32(t.Weight * a.saturation.Of(x.Freq, a.lengths[x.Doc]))
	}
}

// drop leaves open the documents of a window with at least the given score.
func (a *Accumulator) drop(words span, least float64) {
	for i := words.from; i < words.to; i++ {
		var open uint64
		for word := a.seen[i]; word != 0; word &= word - 1 {
			if bit := bits.TrailingZeros64(word); float64(a.scores[64*i+bit]) >= least {
				open |= 1 << bit
			}
		}
		a.open[i] = open
	}
}

// offer offers the open documents of a window.
func (a *Accumulator) offer(words span, top *Top, segment int) {
	for i := words.from; i < words.to; i++ {
		for word := a.open[i]; word != 0; word &= word - 1 {
			doc := 64*i + bits.TrailingZeros64(word)
			if score := float64(a.scores[doc]); score >= top.floor {
				top.Offer(Entry{Score: score, Segment: segment, Doc: uint32(doc)})
			}
		}
	}
}

// CandidateSet is the set of candidates, a bit for each document. It must not be changed, and is valid until Reset.
func (a *Accumulator) CandidateSet() []uint64 { return a.seen }

// Candidate reports whether a document holds a term.
func (a *Accumulator) Candidate(doc uint32) bool { return a.seen[doc/64]>>(doc%64)&1 != 0 }

// Scored yields the candidates that have their score: all of them, or, pruned, some.
func (a *Accumulator) Scored() iter.Seq[uint32] { return each(a.open) }

// Score is the sum of a document that Scored yields.
func (a *Accumulator) Score(doc uint32) float64 { return float64(a.scores[doc]) }

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
	const end = math.MaxUint32 - math.MaxUint32%Window
	for n := p.Fill(buf[:], end); n > 0; n = p.Fill(buf[:], end) {
		for _, x := range buf[:n] {
			bound = max(bound, s.Of(x.Freq, lengths[x.Doc]))
		}
	}
	return bound
}
