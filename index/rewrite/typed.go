package rewrite

import (
	"unicode"
	"unicode/utf8"
)

// maxTypedBytes bounds what is looked up in one piece: longer than any word.
const maxTypedBytes = maxWordBytes + 32

// A typedUnit is a Han character, or a run of Latin letters and digits.
type typedUnit struct {
	han   rune
	latin string
}

// typed is what was typed, as it is spoken.
type typed struct {
	text    string
	runes   []rune
	units   []typedUnit
	han     int  // Han characters
	letters int  // Latin letters and digits
	mute    bool // it has a letter that nobody reads in pinyin
}

// parse reads what was typed. White space and punctuation part runs of letters: xi'an is not xian.
func parse(text string) typed {
	t := typed{text: text}
	if len(text) > maxTypedBytes || !utf8.ValidString(text) {
		return typed{mute: true}
	}
	t.runes = []rune(text)
	start := -1
	flush := func(end int) {
		if start >= 0 {
			t.units = append(t.units, typedUnit{latin: text[start:end]})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case isAlphanumeric(r):
			t.letters++
			if start < 0 {
				start = i
			}
			continue
		case isHan(r):
			flush(i)
			t.units = append(t.units, typedUnit{han: r})
			t.han++
		default:
			flush(i)
			t.mute = t.mute || unicode.IsLetter(r) || unicode.IsNumber(r)
		}
	}
	flush(len(text))
	return t
}

// latin returns what was typed if it is a single run of letters and digits.
func (t *typed) latin() (string, bool) {
	if len(t.units) != 1 || t.han > 0 || t.mute {
		return "", false
	}
	return t.units[0].latin, true
}

func isAlphanumeric(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
