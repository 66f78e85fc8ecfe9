package rank

import (
	"math"
	"slices"
)

// An Entry is a scored document of one of several segments.
type Entry struct {
	Score   float64
	Segment int
	Doc     uint32
}

// Top keeps the best n entries. Ties are decided by less, which must be a total order; it is asked only about equal
// scores. The zero value keeps nothing; call Reset. Not for concurrent use.
//
// Entries gather in a buffer of several times n, which is cut to the best n when it is full: that costs a few comparisons
// an entry, where a heap would cost its depth.
type Top struct {
	n       int
	less    func(a, b Entry) bool // a ranks before b, given equal scores
	entries []Entry
	floor   float64
}

// Reset empties the collector and sets its size.
func (t *Top) Reset(n int, less func(a, b Entry) bool) {
	t.n, t.less, t.entries, t.floor = n, less, t.entries[:0], math.Inf(-1)
}

// Floor is the score that an entry needs at least to come among the best: that of the nth so far.
func (t *Top) Floor() float64 {
	t.cut()
	return t.floor
}

// Offer takes an entry unless it is certain not to come among the best.
func (t *Top) Offer(e Entry) {
	if e.Score < t.floor || t.n == 0 {
		return
	}
	t.entries = append(t.entries, e)
	if len(t.entries) >= 4*t.n {
		t.cut()
	}
}

// cut leaves the best n.
func (t *Top) cut() {
	if len(t.entries) <= t.n {
		return
	}
	t.selectBest(t.entries, t.n)
	t.entries = t.entries[:t.n]
	t.floor = t.entries[0].Score
	for _, e := range t.entries[1:] {
		t.floor = min(t.floor, e.Score)
	}
}

// selectBest brings the best n to the front, in any order: Hoare, "Algorithm 65: Find" (1961).
func (t *Top) selectBest(es []Entry, n int) {
	lo, hi := 0, len(es)-1
	for lo < hi {
		pivot := t.median(es[lo], es[(lo+hi)/2], es[hi])
		i, j := lo, hi
		for i <= j {
			for t.before(es[i], pivot) {
				i++
			}
			for t.before(pivot, es[j]) {
				j--
			}
			if i <= j {
				es[i], es[j] = es[j], es[i]
				i++
				j--
			}
		}
		switch {
		case n-1 <= j:
			hi = j
		case n-1 >= i:
			lo = i
		default:
			return
		}
	}
}

func (t *Top) median(a, b, c Entry) Entry {
	if t.before(b, a) {
		a, b = b, a
	}
	switch {
	case t.before(c, a):
		return a
	case t.before(c, b):
		return c
	}
	return b
}

func (t *Top) before(a, b Entry) bool {
	if a.Score != b.Score {
		return a.Score > b.Score
	}
	return a != b && t.less(a, b)
}

// Best returns the best entries in no order. The slice is valid until Reset or Offer.
func (t *Top) Best() []Entry {
	t.cut()
	return t.entries
}

// Sorted returns the best entries in order. It ends the collection: call Reset before Offer. The slice is valid until then.
func (t *Top) Sorted() []Entry {
	t.cut()
	slices.SortFunc(t.entries, func(a, b Entry) int {
		switch {
		case t.before(a, b):
			return -1
		case t.before(b, a):
			return 1
		}
		return 0
	})
	return t.entries
}
