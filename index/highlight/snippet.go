package highlight

import (
	"slices"
	"strings"
)

const ellipsis = "…"

// snippet writes the passage and the ranges of the matches, which are ordered by place and used up.
func (p passage) snippet(matches []Match) Snippet {
	if p.tail {
		p.end = withoutPause(p.text, p.start, p.end, matches)
	}
	shown := matches[:0]
	for _, m := range matches {
		m.Start, m.End = max(m.Start, p.start), min(m.End, p.end)
		if m.Start < m.End {
			shown = append(shown, m)
		}
	}
	var w writer
	w.Grow(p.end - p.start + 2*len(ellipsis))
	if p.head {
		w.WriteString(ellipsis)
		w.units++
	}
	pieces := resolve(shown)
	ranges := slices.Grow([]Range(nil), len(pieces))
	at := p.start
	for _, piece := range pieces {
		w.write(p.text[at:piece.start])
		if start := w.write(p.text[piece.start:piece.end]); start < w.units {
			ranges = append(ranges, Range{start, w.units, piece.via})
		}
		at = piece.end
	}
	w.write(p.text[at:p.end])
	if p.tail {
		w.WriteString(ellipsis)
	}
	return Snippet{Text: w.String(), Ranges: ranges}
}

// withoutPause returns the end of text[start:end] without a closing comma and its like, which before an ellipsis is one
// mark too many, unless that is what matched.
func withoutPause(text string, start, end int, matches []Match) int {
	kept := strings.TrimRightFunc(text[start:end], func(r rune) bool { return isSpace(r) || pauses(r) })
	trimmed := start + len(kept)
	if slices.ContainsFunc(matches, func(m Match) bool { return m.Start < end && m.End > trimmed }) {
		return end
	}
	return trimmed
}

// A writer writes text with single spaces for white space and none at the ends.
type writer struct {
	strings.Builder
	units int  // UTF-16 units written
	begun bool // text was written
	space bool // white space is due
}

// write returns where the text begins, after white space.
func (w *writer) write(text string) (start int) {
	start = -1
	for _, r := range text {
		if isSpace(r) {
			w.space = w.begun
			continue
		}
		if w.space {
			w.WriteByte(' ')
			w.units++
			w.space = false
		}
		if start < 0 {
			start = w.units
		}
		w.WriteRune(r)
		w.units += utf16Len(r)
		w.begun = true
	}
	if start < 0 {
		return w.units
	}
	return start
}
