package highlight

import "unicode/utf8"

// A passage is a part of a text, in bytes, and whether it is cut within a sentence.
type passage struct {
	text       string
	start, end int
	head, tail bool // cut at the start, at the end
}

// passageAround widens text[start:end] to a passage of at most the given cells: first back to where its sentence begins or,
// where that is too far, to what begins in the half of the room before it; then onwards; then, where the text ends early,
// back again.
func passageAround(text string, start, end, most int) passage {
	room := most - width(text, start, end)
	if room < 0 { // one match that is wider than the passage
		end = start
	} else if s := startsBefore(text, start, room/2); s.nearest >= 0 {
		start = s.nearest
	} else if at := startsBefore(text, start, room).nearest; at >= 0 && seamAt(text, endAfter(text, at, end, most)) == sentence {
		start = at // all of the sentence fits
	} else {
		start = s.best(start)
	}
	end = endAfter(text, start, end, most)
	if end == len(text) {
		start = startsBefore(text, start, most-width(text, start, len(text))).best(start)
	}
	return passage{
		text:  text,
		start: start, end: end,
		head: seamAt(text, start) != sentence,
		tail: seamAt(text, end) != sentence,
	}
}

// starts are the places where a passage could begin.
type starts struct {
	farthest [sentence + 1]int // by seam; -1 for none
	nearest  int               // of sentence
}

// best is the farthest place of the best kind that there is, or else at.
func (s starts) best(at int) int {
	for grade := sentence; grade > within; grade-- {
		if s.farthest[grade] >= 0 {
			return s.farthest[grade]
		}
	}
	return at
}

// startsBefore looks for places to begin at no more than the given cells before at.
func startsBefore(text string, at, most int) starts {
	s := starts{farthest: [...]int{-1, -1, -1, -1, -1}, nearest: -1}
	for most >= 0 {
		grade := seamAt(text, at)
		s.farthest[grade] = at
		if grade == sentence && s.nearest < 0 {
			s.nearest = at
		}
		if at == 0 {
			break
		}
		_, size := utf8.DecodeLastRuneInString(text[:at])
		most -= width(text, at-size, at)
		at -= size
	}
	return s
}

// endAfter returns where a passage from start that must hold text up to end is to stop: where a sentence ends that fills
// half of the cells, where a clause ends that fills three quarters, or else at the last seam of any kind.
func endAfter(text string, start, end, most int) int {
	used := width(text, start, end)
	enough := [...]int{clause: most * 3 / 4, sentence: most / 2}
	last := [...]int{-1, -1, -1, -1, -1}
	for at := end; ; {
		if grade := seamAt(text, at); at > start && (used >= enough[grade] || at == len(text)) {
			last[grade] = at
		}
		if at == len(text) {
			break
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if used += width(text, at, at+size); used > most && !isSpace(r) { // white space at the end is not shown
			break
		}
		at += size
	}
	for grade := sentence; grade > within; grade-- {
		if last[grade] >= 0 {
			return last[grade]
		}
	}
	return max(end, last[within])
}
