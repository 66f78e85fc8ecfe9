package rewrite

import (
	"bytes"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// slips finds the words that differ from what was typed by one slip of the hand. One slip leaves the first character or
// the last alone, so it is enough to look at the words that begin or end like it.
func (v *Vocabulary) slips(t *typed, seen func(word, cost int)) {
	if t.han == 0 || len(t.runes) < 3 {
		return
	}
	look := func(word int) {
		text := v.text(word)
		if cost := slip(t.runes, text); cost > 0 && !strings.Contains(t.text, string(text)) {
			seen(word, cost)
		}
	}
	for i, j := v.beginning(t.runes[0]); i < j; i++ {
		look(i)
	}
	for i, j := v.ending(t.runes[len(t.runes)-1]); i < j; i++ {
		look(v.backward(i))
	}
}

// slip returns what it costs to take typed for a word, or 0 if it takes more than one slip: one wrong character of three
// and more, and from four characters on two neighbours changed places, one missing or one too many.
func slip(typed []rune, word []byte) int {
	var buffer [maxWordBytes]rune
	n := 0
	for len(word) > 0 && n < len(buffer) {
		r, size := utf8.DecodeRune(word)
		buffer[n], word = r, word[size:]
		n++
	}
	a, b := typed, buffer[:n]
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	longer := max(len(typed), n)
	switch {
	case len(a) == 1 && len(b) == 1 && isHan(b[0]):
		if longer == 3 {
			return costBadSlip
		}
		return costSlip
	case longer < 4:
		return 0
	case len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0],
		len(a) == 0 && len(b) == 1, len(a) == 1 && len(b) == 0:
		return costOrder
	}
	return 0
}

// misspellings finds the Latin words, and terms of several, that differ from what was typed by few letters: one of four to
// seven, two of eight and more. Below six letters the first is right.
func (v *Vocabulary) misspellings(t *typed, seen func(word, cost int)) {
	text := t.text
	if t.han > 0 || t.mute || len(text) < 4 || strings.ContainsAny(text, "0123456789") {
		return
	}
	allowed := 1
	if t.letters >= 8 {
		allowed = 2
	}
	from, to := v.search("a"), v.search("{")
	if t.letters < 6 {
		from, to = v.beginning(rune(text[0]))
	}
	letters := letterSet([]byte(text))
	for i := from; i < to; i++ {
		word := v.text(i)
		if d := len(word) - len(text); d > allowed || d < -allowed ||
			bits.OnesCount32(letters^letterSet(word)) > 2*allowed {
			continue
		}
		if d := distance(text, word, allowed); d > 0 && d <= allowed && !bytes.ContainsAny(word, "0123456789") {
			seen(i, costSlip+4*(d-1))
		}
	}
}

// letterSet has a bit for every letter that occurs: every wrong letter changes two at the most.
func letterSet(text []byte) uint32 {
	var s uint32
	for _, c := range text {
		s |= 1 << (c & 31)
	}
	return s
}

// distance is the Damerau-Levenshtein distance of two short texts (optimal string alignment: a letter wrong, missing, too
// many, or two neighbours changed), or more than limit if it is greater.
func distance(a string, b []byte, limit int) int {
	if len(a) > maxTypedBytes || len(b) > maxTypedBytes {
		return limit + 1
	}
	var rows [3][maxTypedBytes + 1]int16
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = int16(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = int16(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			d := min(last[j], row[j-1]) + 1
			if a[i-1] == b[j-1] {
				d = min(d, last[j-1])
			} else {
				d = min(d, last[j-1]+1)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, before[j-2]+1)
				}
			}
			row[j] = d
			least = min(least, d)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(b)])
}
