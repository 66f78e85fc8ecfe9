package highlight

import (
	"cmp"
	"container/heap"
	"slices"
	"unicode/utf8"
)

// usable returns the matches that count in text, by place: weak ones only where there is no other. None of them begins or
// ends within a character that is made of several runes.
func usable(text string, matches []Match) []Match {
	if len(matches) == 0 {
		return nil
	}
	kept := make([]Match, 0, len(matches))
	weak := true
	for _, m := range matches {
		if m.Weak && !weak || !m.fit(text) {
			continue
		}
		if weak && !m.Weak {
			weak, kept = false, kept[:0]
		}
		kept = append(kept, m)
	}
	slices.SortFunc(kept, byPlace)
	return kept
}

// fit takes in the rest of characters that m begins or ends within, and reports whether m is of any use in text.
func (m *Match) fit(text string) bool {
	if m.Start < 0 || m.End <= m.Start || m.End > len(text) ||
		!utf8.RuneStart(text[m.Start]) || m.End < len(text) && !utf8.RuneStart(text[m.End]) {
		return false
	}
	last := m.End - 1
	for !utf8.RuneStart(text[last]) && last > m.Start {
		last--
	}
	if begins(text, m.Start) && begins(text, last) && (m.End == len(text) || begins(text, m.End)) {
		return true
	}
	m.Start, m.End = back(text, m.Start), forth(text, m.End)
	first, _ := utf8.DecodeRuneInString(text[m.Start:])
	final, _ := utf8.DecodeLastRuneInString(text[:m.End])
	return !isSpace(first) && !isSpace(final)
}

// byPlace orders matches by start. It leaves nothing to the order in which they came.
func byPlace(a, b Match) int {
	if a.Start != b.Start {
		return cmp.Compare(a.Start, b.Start)
	}
	return cmp.Or(cmp.Compare(b.End, a.End), cmp.Compare(a.Via.rank(), b.Via.rank()), cmp.Compare(a.Via, b.Via),
		cmp.Compare(a.Term, b.Term), cmp.Compare(a.Weight, b.Weight))
}

// A piece is a marked part of a text, in bytes.
type piece struct {
	start, end int
	via        Via
}

// resolve gives every place that matches cover to one of them: a sweep over the starts and ends, with the matches at hand
// on a heap. The matches are ordered by place.
func resolve(matches []Match) []piece {
	if len(matches) == 0 {
		return nil
	}
	pieces := make([]piece, 0, len(matches))
	here := make(claims, 0, 8)
	at := 0
	for len(matches) > 0 || len(here) > 0 {
		if len(here) == 0 {
			at = max(at, matches[0].Start)
		}
		for len(matches) > 0 && matches[0].Start <= at {
			heap.Push(&here, &matches[0])
			matches = matches[1:]
		}
		first := here[0]
		if first.End <= at {
			heap.Pop(&here)
			continue
		}
		end := first.End
		if len(matches) > 0 {
			end = min(end, matches[0].Start)
		}
		if last := len(pieces) - 1; last >= 0 && pieces[last].end == at && pieces[last].via == first.Via {
			pieces[last].end = end
		} else {
			pieces = append(pieces, piece{at, end, first.Via})
		}
		at = end
	}
	return pieces
}

// claims is a heap of matches that reach one place; the first has it.
type claims []*Match

func (c claims) Len() int      { return len(c) }
func (c claims) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *claims) Push(m any)   { *c = append(*c, m.(*Match)) }

func (c *claims) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

func (c claims) Less(i, j int) bool {
	a, b := c[i], c[j]
	if la, lb := a.End-a.Start, b.End-b.Start; la != lb {
		return la > lb
	}
	return cmp.Or(cmp.Compare(a.Via.rank(), b.Via.rank()), byPlace(*a, *b)) < 0
}
