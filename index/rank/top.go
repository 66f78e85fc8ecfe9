package rank

import "slices"

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

// Floor is the score that an entry needs at least: that of the worst kept, 0 while there is room.
func (t *Top) Floor() float64 {
	if len(t.entries) < t.n || t.n == 0 {
		return 0
	}
	return t.entries[0].Score
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

// floats keeps the n greatest of many numbers: a heap, the least at the root.
type floats struct {
	n    int
	heap []float64
}

func (f *floats) reset(n int) { f.n, f.heap = n, f.heap[:0] }

// worst is the nth greatest, 0 where there are fewer.
func (f *floats) worst() float64 {
	if len(f.heap) < f.n {
		return 0
	}
	return f.heap[0]
}

func (f *floats) offer(x float64) {
	h := f.heap
	if len(h) < f.n {
		h = append(h, x)
		for i := len(h) - 1; i > 0 && h[(i-1)/2] > h[i]; i = (i - 1) / 2 {
			h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
		}
		f.heap = h
		return
	}
	if x <= h[0] {
		return
	}
	i := 0
	for {
		c := 2*i + 1
		if c+1 < len(h) && h[c+1] < h[c] {
			c++
		}
		if c >= len(h) || h[c] >= x {
			break
		}
		h[i] = h[c]
		i = c
	}
	h[i] = x
}
