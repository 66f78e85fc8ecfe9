package highlight

import (
	"unicode"
	"unicode/utf8"
)

// Runes that continue a character (a grapheme cluster of UAX #29), as far as guidance has them: combining marks and
// variation selectors, emoji joined or toned, flags. Scripts whose syllables are several runes (Hangul jamo, Indic
// conjuncts) are cut between runes.
const (
	joiner    = '\u200D'
	toneFirst = 0x1F3FB // emoji modifiers
	toneLast  = 0x1F3FF
	tagFirst  = 0xE0020 // tags of flags of regions
	tagLast   = 0xE007F
	letterA   = 0x1F1E6 // regional indicators: two of them are a flag
	letterZ   = 0x1F1FF
)

// joins reports whether r always belongs to the rune before it.
func joins(r rune) bool {
	if r < 0x300 || 0x3400 <= r && r <= 0x9FFF {
		return false
	}
	return r == joiner || toneFirst <= r && r <= toneLast || tagFirst <= r && r <= tagLast || unicode.Is(unicode.M, r)
}

// isEmoji reports whether r is of the blocks that hold emoji.
func isEmoji(r rune) bool { return 0x2190 <= r && r <= 0x2BFF || 0x1F000 <= r && r <= 0x1FAFF }

// joined reports whether two neighbours are of one character. Flags side by side are not told apart.
func joined(before, after rune) bool {
	return joins(after) || before == joiner && isEmoji(after) ||
		letterA <= before && before <= letterZ && letterA <= after && after <= letterZ
}

// begins reports, from the bytes alone, that the rune at text[at] is one of the commonest, which belong to no rune before
// them and are no white space: Han, ASCII, 、 to 」 and full-width marks. It may say no to others.
func begins(text string, at int) bool {
	switch b := text[at]; b {
	case 0xE3:
		return at+2 < len(text) && text[at+1] == 0x80 && 0x81 <= text[at+2] && text[at+2] <= 0x8D
	case 0xEF:
		return at+1 < len(text) && text[at+1] == 0xBC
	default:
		return leadsHan(b) || ' ' < b && b < 0x80
	}
}

// maxCharacter is how many runes of a character are kept together: a bound on the work that a hostile text can make.
const maxCharacter = 32

// back moves a place within a character to where the character begins.
func back(text string, at int) int {
	from := at
	for range maxCharacter {
		before, size := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		if at == 0 || at == len(text) || !joined(before, after) {
			return at
		}
		at -= size
	}
	return from
}

// forth moves a place within a character to where the character ends.
func forth(text string, at int) int {
	from := at
	for range maxCharacter {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, size := utf8.DecodeRuneInString(text[at:])
		if at == 0 || at == len(text) || !joined(before, after) {
			return at
		}
		at += size
	}
	return from
}

// isSpace is unicode.IsSpace, quick for Han.
func isSpace(r rune) bool { return r <= 0x3000 && unicode.IsSpace(r) }

// leadsHan reports whether b begins a rune from U+4000 to U+9FFF.
func leadsHan(b byte) bool { return 0xE4 <= b && b <= 0xE9 }
