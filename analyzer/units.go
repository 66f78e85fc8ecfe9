package analyzer

import (
	"unicode/utf8"
)

// A unit is what positions count: one Han character, one symbol or emoji, or one run of letters and digits. Between two
// units may stand a gap of white space and punctuation, which Analysis.Text keeps.
type unit struct {
	start, end         int32  // in the original
	termStart, termEnd int32  // in Analysis.Text
	code               uint16 // of a one-character unit; 0 when no word holds the character
	class              class  // classHan, classSymbol or classLatin
	glued              bool   // nothing stands between the unit before and this one
}

const (
	// maxTextBytes is how much of a text is analysed: offsets must fit 32 bits even where folding lengthens the text.
	maxTextBytes = 1 << 29
	// maxLatinBytes is where a run of letters is cut into two units, so that no term grows beyond use.
	maxLatinBytes = 128
)

const zeroWidthJoiner = 0x200d

// A scanner turns text into units. It is the only place where characters are folded.
type scanner struct {
	chars *charTable
	text  []byte // normalised so far
	units []unit
}

// scan fills units and text. One pass, no look-back beyond the last unit.
func (s *scanner) scan(text string) {
	if len(text) > maxTextBytes {
		text = text[:maxTextBytes]
	}
	glued, joined := false, false // nothing but ignored characters since the last unit; the last of them joins emoji
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		c := s.chars.lookup(r)
		switch c.class() {
		case classHan:
			at := len(s.text)
			s.put(c, r, text[i:i+size])
			s.units = append(s.units, unit{
				start: int32(i), end: int32(i + size), termStart: int32(at), termEnd: int32(len(s.text)),
				code: c.code(), class: classHan, glued: glued,
			})
			glued = true
		case classLatin, classExpand:
			s.letter(c, r, i, size, glued, text)
			glued = true
		case classSymbol:
			s.symbol(c, r, i, size, glued, joined, text)
			glued = true
		case classMark:
			if glued {
				s.units[len(s.units)-1].end = int32(i + size)
			}
		case classIgnore:
			joined = r == zeroWidthJoiner && glued
			i += size
			continue
		case classSpace:
			if n := len(s.text); n > 0 && s.text[n-1] != ' ' {
				s.text = append(s.text, ' ')
			}
			glued = false
		case classBreak:
			s.put(c, r, text[i:i+size])
			glued = false
		}
		joined = false
		i += size
	}
}

// put appends what a character is folded to.
func (s *scanner) put(c char, r rune, original string) {
	if f := c.fold(); f != 0 {
		s.text = utf8.AppendRune(s.text, rune(f))
	} else if r == utf8.RuneError {
		s.text = utf8.AppendRune(s.text, r) // also for a byte that is no UTF-8
	} else {
		s.text = append(s.text, original...)
	}
}

// letter appends to the run of letters and digits that is being read, or begins one.
func (s *scanner) letter(c char, r rune, i, size int, glued bool, text string) {
	at := len(s.text)
	if c.class() == classExpand {
		for e := s.chars.expansions[c.fold():]; len(e) > 0 && e[0] != 0; e = e[1:] {
			s.text = append(s.text, e[0])
		}
	} else {
		s.put(c, r, text[i:i+size])
	}
	if glued {
		if u := &s.units[len(s.units)-1]; u.class == classLatin && len(s.text)-int(u.termStart) <= maxLatinBytes {
			u.end, u.termEnd, u.code = int32(i+size), int32(len(s.text)), 0
			return
		}
	}
	s.units = append(s.units, unit{
		start: int32(i), end: int32(i + size), termStart: int32(at), termEnd: int32(len(s.text)),
		code: c.code(), class: classLatin, glued: glued,
	})
}

// symbol appends a symbol, or joins it to the emoji before it: 👩‍💻 and 🇨🇳 are one unit each.
func (s *scanner) symbol(c char, r rune, i, size int, glued, joined bool, text string) {
	at := len(s.text)
	if glued {
		u := &s.units[len(s.units)-1]
		flag := isRegional(r) && int(u.termEnd-u.termStart) == utf8.RuneLen(r) && isRegional(lastRune(s.text))
		if u.class == classSymbol && (joined || flag) {
			s.put(c, r, text[i:i+size])
			u.end, u.termEnd, u.code = int32(i+size), int32(len(s.text)), 0
			return
		}
	}
	s.put(c, r, text[i:i+size])
	s.units = append(s.units, unit{
		start: int32(i), end: int32(i + size), termStart: int32(at), termEnd: int32(len(s.text)),
		code: c.code(), class: classSymbol, glued: glued,
	})
}

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func lastRune(b []byte) rune {
	r, _ := utf8.DecodeLastRune(b)
	return r
}
