package analyzer

import (
	"slices"
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
	sign               uint8  // bytes in the original of a sharp or percent sign right behind it, as in C# and 5%
	numeral            numeral
}

const (
	// maxTextBytes is how much of a text is analysed: offsets must fit 32 bits even where folding lengthens the text.
	maxTextBytes = 1 << 29
	// maxUnitBytes is where a run of letters is cut into two units, so that no term grows beyond use.
	maxUnitBytes = 128
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
		if end := s.plainHan(text, i, glued); end > i {
			i, glued, joined = end, true, false
			continue
		}
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		c := s.chars.lookup(r)
		switch c.class() {
		case classHan:
			u := s.begin(i, classHan, c, glued)
			s.put(c, r)
			u.end, u.termEnd = int32(i+size), int32(len(s.text))
			glued = true
		case classLatin, classExpand:
			s.letter(c, r, i, size, glued)
			glued = true
		case classSymbol:
			s.symbol(c, r, i, size, glued, joined)
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
			s.put(c, r)
			if b, n := s.text[len(s.text)-1], len(s.units); (b == '#' || b == '%') && glued && int(s.units[n-1].end) == i {
				s.units[n-1].sign = uint8(size)
			}
			glued = false
		}
		joined = false
		i += size
	}
}

// plainHan reads as many characters from U+3000 to U+9FFF as are units and stay as they are, and returns where they end.
// That is nearly all of most texts, so it is a loop of its own.
func (s *scanner) plainHan(text string, i int, glued bool) int {
	const plain = char(classHan) << classShift
	for i+3 <= len(text) {
		b0, b1, b2 := text[i], text[i+1], text[i+2]
		if b0 < 0xe3 || b0 > 0xe9 || b1&0xc0 != 0x80 || b2&0xc0 != 0x80 {
			break
		}
		c := s.chars.lookup(rune(b0&0xf)<<12 | rune(b1&0x3f)<<6 | rune(b2&0x3f))
		if c&(1<<codeShift-1) != plain {
			break
		}
		u := s.begin(i, classHan, c, glued)
		s.text = append(s.text, b0, b1, b2)
		i += 3
		u.end, u.termEnd = int32(i), int32(len(s.text))
		glued = true
	}
	return i
}

// begin appends a unit whose ends are still to be set.
func (s *scanner) begin(i int, k class, c char, glued bool) *unit {
	n := len(s.units)
	if n == cap(s.units) {
		s.units = slices.Grow(s.units, n+64)
	}
	s.units = s.units[:n+1]
	u := &s.units[n]
	u.start, u.termStart = int32(i), int32(len(s.text))
	u.code, u.class, u.glued, u.sign, u.numeral = c.code(), k, glued, 0, c.numeral()
	return u
}

// put appends what a character is folded to; for a byte that is no UTF-8, U+FFFD.
func (s *scanner) put(c char, r rune) {
	if f := c.fold(); f != 0 {
		r = rune(f)
	}
	s.text = utf8.AppendRune(s.text, r)
}

// letter appends to the run of letters and digits that is being read, or begins one.
func (s *scanner) letter(c char, r rune, i, size int, glued bool) {
	at := len(s.text)
	if c.class() == classExpand {
		for e := s.chars.expansions[c.fold():]; len(e) > 0 && e[0] != 0; e = e[1:] {
			s.text = append(s.text, e[0])
		}
	} else {
		s.put(c, r)
	}
	if glued {
		if u := &s.units[len(s.units)-1]; u.class == classLatin && len(s.text)-int(u.termStart) <= maxUnitBytes {
			u.end, u.termEnd, u.code = int32(i+size), int32(len(s.text)), 0
			return
		}
	}
	u := s.begin(i, classLatin, c, glued)
	u.end, u.termStart, u.termEnd = int32(i+size), int32(at), int32(len(s.text))
}

// symbol appends a symbol, or joins it to the emoji before it: 👩‍💻 and 🇨🇳 are one unit each.
func (s *scanner) symbol(c char, r rune, i, size int, glued, joined bool) {
	if glued {
		u := &s.units[len(s.units)-1]
		flag := isRegional(r) && int(u.termEnd-u.termStart) == utf8.RuneLen(r) && isRegional(lastRune(s.text))
		if u.class == classSymbol && (joined && len(s.text)-int(u.termStart) < maxUnitBytes || flag) {
			if joined {
				s.text = utf8.AppendRune(s.text, zeroWidthJoiner)
			}
			s.put(c, r)
			u.end, u.termEnd, u.code = int32(i+size), int32(len(s.text)), 0
			return
		}
	}
	u := s.begin(i, classSymbol, c, glued)
	s.put(c, r)
	u.end, u.termEnd = int32(i+size), int32(len(s.text))
}

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func lastRune(b []byte) rune {
	r, _ := utf8.DecodeLastRune(b)
	return r
}
