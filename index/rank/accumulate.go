package rank

import "slices"

// blockSize is how many postings are read at once: 6 kB of them stay in the first-level cache.
const blockSize = 512

// An Accumulator sums scores of one segment, term by term. It is reused from query to query and is not for concurrent
// use. Call Reset first.
type Accumulator struct {
	scores  []float64
	open    []bool // the document is a candidate
	touched []uint32
	buf     [blockSize]Posting
}

// Reset prepares for a segment of n documents.
func (a *Accumulator) Reset(n int) {
	for _, d := range a.touched {
		a.scores[d], a.open[d] = 0, false
	}
	a.touched = a.touched[:0]
	if n > len(a.scores) {
		a.scores, a.open = make([]float64, n), make([]bool, n)
	}
}

// Open makes a document a candidate.
func (a *Accumulator) Open(doc uint32) {
	if !a.open[doc] {
		a.open[doc] = true
		a.touched = append(a.touched, doc)
	}
}

// Add scores a term of the given weight (class weight × idf). Documents that hold it become candidates.
func (a *Accumulator) Add(p Postings, weight float64, s *Saturation) error {
	for {
		n, err := p.Fill(a.buf[:])
		if n == 0 || err != nil {
			return err
		}
		for _, x := range a.buf[:n] {
			a.Open(x.Doc)
			a.scores[x.Doc] += weight * s.Of(x.Freq, x.Len)
		}
	}
}

// Candidates are the documents that were opened, in the order of their opening. The slice is valid until Reset.
func (a *Accumulator) Candidates() []uint32 { return a.touched }

// Score is a candidate's sum so far.
func (a *Accumulator) Score(doc uint32) float64 { return a.scores[doc] }

// An Entry is a scored document of one of several segments.
type Entry struct {
	Score   float64
	Segment int
	Doc     uint32
}

// Top keeps the best n entries. Ties are decided by less, which must be a total order; it is asked only about equal
// scores. The zero value keeps nothing; call Reset. Not for concurrent use.
type Top struct {
	n       int
	less    func(a, b Entry) bool // a ranks before b, given equal scores
	entries []Entry               // a heap, worst at the root
}

// Reset empties the collector and sets its size.
func (t *Top) Reset(n int, less func(a, b Entry) bool) {
	t.n, t.less, t.entries = n, less, t.entries[:0]
}

func (t *Top) before(a, b Entry) bool {
	if a.Score != b.Score {
		return a.Score > b.Score
	}
	return t.less(a, b)
}

// Offer takes an entry if it is among the best so far.
func (t *Top) Offer(e Entry) {
	if len(t.entries) < t.n {
		t.entries = append(t.entries, e)
		for i := len(t.entries) - 1; i > 0; {
			parent := (i - 1) / 2
			if !t.before(t.entries[parent], t.entries[i]) {
				break
			}
			t.entries[parent], t.entries[i] = t.entries[i], t.entries[parent]
			i = parent
		}
		return
	}
	if t.n == 0 || !t.before(e, t.entries[0]) {
		return
	}
	t.entries[0] = e
	for i := 0; ; {
		worst := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(t.entries); c++ {
			if t.before(t.entries[worst], t.entries[c]) {
				worst = c
			}
		}
		if worst == i {
			return
		}
		t.entries[i], t.entries[worst] = t.entries[worst], t.entries[i]
		i = worst
	}
}

// Sorted returns the entries, best first. It ends the collection: call Reset before Offer. The slice is valid until then.
func (t *Top) Sorted() []Entry {
	slices.SortFunc(t.entries, func(a, b Entry) int {
		switch {
		case a == b:
			return 0
		case t.before(a, b):
			return -1
		}
		return 1
	})
	return t.entries
}
