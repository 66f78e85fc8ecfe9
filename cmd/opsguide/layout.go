package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/opsguide/opsguide/api/client"
)

// Punctuation that stands at no line's beginning, and at no line's end.
const (
	closing = "，。；：！？、）》」』”’】〉〕％…·,.;:!?)]}%"
	opening = "（《「『“‘【〈〔([{"
)

// marked writes a highlight, its ranges in colour and the rest in the style base ("" for none), on lines of the screen's
// width that begin with indent. Lines are broken between Han characters or at spaces, never before closing punctuation;
// a word longer than a line is broken where the line ends.
func (s screen) marked(h client.Highlight, indent, base string) string {
	var b strings.Builder
	b.WriteString(indent)
	first := runewidth.StringWidth(indent)
	column, unit, ranges := first, 0, h.Ranges // unit counts UTF-16
	run, inRange, wrapped := []rune(nil), false, false
	flush := func() {
		code := base
		if inRange {
			code = mark
		}
		if code == "" {
			b.WriteString(harmless(string(run)))
		} else {
			b.WriteString(s.style(code, string(run)))
		}
		run = run[:0]
	}
	newline := func() {
		for len(run) > 0 && unicode.IsSpace(run[len(run)-1]) {
			run = run[:len(run)-1]
		}
		flush()
		b.WriteString("\n" + indent)
		column, wrapped = first, true
	}
	for _, word := range words(h.Text) {
		if column > first && column+width(strings.TrimRight(word, " ")) > s.width {
			newline()
		}
		for _, r := range word {
			for len(ranges) > 0 && unit >= ranges[0].End {
				ranges = ranges[1:]
			}
			in := len(ranges) > 0 && unit >= ranges[0].Start
			if in != inRange {
				flush()
				inRange = in
			}
			if unit++; r > 0xffff {
				unit++
			}
			blank, w := unicode.IsSpace(r), width(string(r))
			switch {
			case blank && (column == first && wrapped || column+w > s.width):
				continue // a space neither begins a line after the first nor makes one too long
			case column+w > s.width && column > first:
				newline()
			}
			run = append(run, r)
			column += w
		}
	}
	flush()
	return b.String()
}

// width is how many columns a text takes, every character by itself.
func width(text string) (columns int) {
	for _, r := range harmless(text) {
		columns += runewidth.RuneWidth(r)
	}
	return columns
}

// words cuts a text where a line may end: at every wide character and after every space, but not before closing or
// after opening punctuation, nor between characters that join.
func words(text string) []string {
	var out []string
	start, prev := 0, rune(0)
	for i, r := range text {
		wide := runewidth.RuneWidth(prev) == 2 || runewidth.RuneWidth(r) == 2
		joined := runewidth.RuneWidth(r) == 0 || prev == '\u200d'
		joined = joined || strings.ContainsRune(closing, r) || strings.ContainsRune(opening, prev)
		if i > start && (wide || prev == ' ') && !joined {
			out = append(out, text[start:i])
			start = i
		}
		prev = r
	}
	return append(out, text[start:])
}

// harmless replaces control characters, with which the text of a document could drive the terminal.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// after puts text before a highlight, whose ranges move with it.
func after(text string, h client.Highlight) client.Highlight {
	by := 0
	for _, r := range text {
		if by++; r > 0xffff {
			by++
		}
	}
	moved := client.Highlight{Text: text + h.Text, Ranges: slices.Clone(h.Ranges)}
	for i := range moved.Ranges {
		moved.Ranges[i].Start += by
		moved.Ranges[i].End += by
	}
	return moved
}
