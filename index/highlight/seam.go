package highlight

import (
	"unicode"
	"unicode/utf8"
)

// A seam says how well a text can be cut between two runes.
type seam uint8

const (
	within   seam = iota // in a character, or before white space and closing punctuation, which stay with what they close
	letters              // in a word, number or address
	plain                // between words
	clause               // after a comma and its like
	sentence             // after a full stop and its like, or a line break, or at the ends of the text
)

// seamAt grades the place at, which is on a rune boundary.
func seamAt(text string, at int) seam {
	if at == 0 || at == len(text) {
		return sentence
	}
	if at >= 3 && leadsHan(text[at-3]) && leadsHan(text[at]) { // by far the commonest
		return plain
	}
	after, _ := utf8.DecodeRuneInString(text[at:])
	if isSpace(after) || closes(after) || stops(after) || pauses(after) {
		return within
	}
	before, size := utf8.DecodeLastRuneInString(text[:at])
	if joined(before, after) {
		return within
	}
	at -= size
	spaced := false
	for isSpace(before) {
		if before == '\n' || before == '\u2029' || at == 0 {
			return sentence
		}
		spaced = true
		before, size = utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	closed := false
	for closes(before) && at > 0 {
		closed = true
		before, size = utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	// ASCII marks stand within names, numbers and addresses too, and a full stop after the number of an item (1. 数据分析).
	earlier, _ := utf8.DecodeLastRuneInString(text[:at])
	mark := before >= 0x80 || spaced || !isLetter(after) && (before != '.' || earlier >= 0x2E80)
	if before == '.' && '0' <= earlier && earlier <= '9' {
		mark = false
	}
	switch {
	case stops(before) && mark:
		return sentence
	case pauses(before) && mark:
		return clause
	case spaced || closed || !isLetter(before) || !isLetter(after):
		return plain
	}
	return letters
}

// stops reports whether r ends a sentence.
func stops(r rune) bool {
	switch r {
	case '。', '！', '？', '…', '!', '?', '.', '．':
		return true
	}
	return false
}

// pauses reports whether r ends a clause.
func pauses(r rune) bool {
	switch r {
	case '，', '、', '；', '：', '—', ',', ';', ':':
		return true
	}
	return false
}

// closes reports whether r closes what another mark opened.
func closes(r rune) bool {
	switch r {
	case '”', '’', '」', '』', '）', '》', '】', '〉', ')', ']', '}':
		return true
	}
	return false
}

// isLetter reports whether r is of a word, number or address that is not cut. Han is not: its words are short.
func isLetter(r rune) bool {
	return ' ' < r && r < 0x7F || 0x80 <= r && r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
