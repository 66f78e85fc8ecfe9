package highlight

import "slices"

// Best shows the passage of text, about width Han characters wide (a Latin letter is half of one), that tells most about
// the query: the one whose distinct terms weigh most, of equals the one where they stand nearest, of equals the earliest.
// A text that is no wider is shown whole, one without matches from its beginning.
//
// The passage begins and ends with a sentence where it can, else with a clause, else between words; an ellipsis marks an
// end that is not a sentence's. Overlaps are resolved as by [Whole].
func Best(text string, matches []Match, width int) Snippet {
	used := usable(text, matches)
	return bestPassage(text, used, 2*max(width, 1)).snippet(used)
}

// bestPassage is the passage of Best, in cells. The matches are ordered by place.
func bestPassage(text string, matches []Match, most int) passage {
	if len(text) <= maxBytes*most && width(text, 0, len(text)) <= most {
		return passage{text: text, end: len(text)}
	}
	start, end := core(text, matches, most)
	return passageAround(text, start, end, most)
}

// core returns the part of text that the passage must hold: from the first to the last match of the best window, which is
// no wider than most. The matches are ordered by place. Without any it is the empty beginning.
func core(text string, matches []Match, most int) (start, end int) {
	if len(matches) == 0 {
		return 0, 0
	}
	w := newWindow(text, matches, most)
	var best int64 = -1
	var nearest, from, to int
	for right := range w.places {
		w.add(right)
		for w.left < right && (w.span(right) > most || !w.counts(w.left)) {
			w.drop()
		}
		if span := w.span(right); w.sum > best || w.sum == best && span < nearest {
			best, nearest, from, to = w.sum, span, w.left, right
		}
	}
	for _, m := range matches[from : to+1] {
		end = max(end, m.End)
	}
	return matches[from].Start, end
}

// A window is a run of places that slides over all of them.
type window struct {
	places []place
	left   int     // the first place of the window
	sum    int64   // the worth of its distinct terms
	lines  [][]int // by term: places of the window, each worth more than those after it; the first one counts
}

// A place is a match as a window sees it.
type place struct {
	start, end int   // cells from the beginning of the text
	term       int   // index in lines
	worth      int64 // in millionths, so that sums are exact and ties are ties
}

func newWindow(text string, matches []Match, most int) *window {
	n := len(matches)
	w := &window{places: make([]place, n), lines: make([][]int, n)}
	terms, room := make([]int, n), make([]int, n)
	for i, m := range matches {
		terms[i] = m.Term
	}
	slices.Sort(terms)
	at, cells := 0, 0
	for i, m := range matches {
		cells += width(text, at, m.Start)
		at = m.Start
		end := min(m.End, at+maxBytes*most) // further on it is too wide in any case
		term, _ := slices.BinarySearch(terms, m.Term)
		w.places[i] = place{cells, cells + width(text, at, end), term, worth(m.Weight)}
		w.lines[term] = room[term:term] // up to the next term there is room for all places of this one
	}
	return w
}

// worth is a weight in millionths. What is no sensible weight is nothing or a great deal.
func worth(weight float64) int64 {
	if !(weight > 0) {
		return 0
	}
	return int64(min(weight, 1e9) * 1e6)
}

func (w *window) span(right int) int { return w.places[right].end - w.places[w.left].start }

// counts reports whether no later place of the same term is worth as much.
func (w *window) counts(i int) bool { return w.lines[w.places[i].term][0] == i }

// add takes in the next place. Earlier ones of its term that are worth no more will never count again.
func (w *window) add(right int) {
	p := w.places[right]
	line := w.lines[p.term]
	w.sum -= w.first(line)
	for len(line) > 0 && w.places[line[len(line)-1]].worth <= p.worth {
		line = line[:len(line)-1]
	}
	line = append(line, right)
	w.sum += w.first(line)
	w.lines[p.term] = line
}

// drop leaves out the first place.
func (w *window) drop() {
	if w.counts(w.left) {
		term := w.places[w.left].term
		w.sum -= w.first(w.lines[term])
		w.lines[term] = w.lines[term][1:]
		w.sum += w.first(w.lines[term])
	}
	w.left++
}

// first is the worth of the first place of a line.
func (w *window) first(line []int) int64 {
	if len(line) == 0 {
		return 0
	}
	return w.places[line[0]].worth
}
