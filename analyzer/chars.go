package analyzer

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// class says what the scanner does with a character.
type class uint8

const (
	classBreak  class = iota // punctuation and what is not text: ends a run
	classSpace               // white space and control characters: a break, kept as one space
	classIgnore              // format characters such as the zero-width space: as if they were not there
	classMark                // accents, variation selectors: dropped, but they belong to the unit before them
	classHan                 // Han characters, kana, Hangul and Bopomofo: each is a unit
	classSymbol              // symbols and emoji: each is a unit
	classLatin               // letters and digits of other scripts: a run is a unit
	classExpand              // one character that stands for several letters, such as Ⅳ and ﬁ: its rune indexes expansions
)

// A char is what the scanner needs to know of one character, packed: what it is folded to (21 bits, 0 when it stays as it
// is; an offset in expansions for classExpand), its class (3 bits, from bit 21) and the code of the folded character in
// the trie (16 bits, from bit 32; 0 when no word holds it).
type char uint64

const (
	classShift = 21
	codeShift  = 32
)

func (c char) fold() int    { return int(c & (1<<classShift - 1)) }
func (c char) class() class { return class(c >> classShift & 7) }
func (c char) code() uint16 { return uint16(c >> codeShift) }

// A charTable maps every rune to its char. Equal pages of 256 runes are kept once.
type charTable struct {
	index      []uint16 // page of each block of 256 runes
	chars      []char
	expansions []byte // NUL-terminated strings of letters
}

// pageCount is the number of blocks of 256 runes in Unicode.
const pageCount = (unicode.MaxRune + 1) / 256

func (t *charTable) lookup(r rune) char { return t.chars[int(t.index[r>>8])<<8|int(r&0xff)] }

// simplifiedText holds pairs of a traditional and a simplified character.
//
//go:embed simplified.txt
var simplifiedText string

// simplifications is the map from traditional to simplified characters, followed to its end.
var simplifications = sync.OnceValue(func() map[rune]rune {
	m := make(map[rune]rune, 3600)
	for line := range strings.Lines(simplifiedText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		pair := []rune(strings.TrimSpace(line))
		for i := 0; i+1 < len(pair); i += 2 {
			m[pair[i]] = pair[i+1]
		}
	}
	for from, to := range m {
		for next, ok := m[to]; ok; next, ok = m[to] {
			to = next
		}
		m[from] = to
	}
	return m
})

// newCharTable computes the table, without codes, from the Unicode data that the program was built with. It takes a while
// (some 20 ms), so the table is part of the image.
func newCharTable() *charTable {
	f := folder{simplified: simplifications()}
	t := pageTable(func(r rune) char { return f.char(r) })
	t.expansions = f.expansions
	return t
}

// withCodes returns a copy of the table with the codes of the trie, by folded rune.
func (t *charTable) withCodes(codes []uint16) *charTable {
	coded := pageTable(func(r rune) char {
		c := t.lookup(r)
		if c.class() == classExpand {
			return c
		}
		if c.fold() != 0 {
			r = rune(c.fold())
		}
		if int(r) < len(codes) {
			c |= char(codes[r]) << codeShift
		}
		return c
	})
	coded.expansions = t.expansions
	return coded
}

func pageTable(at func(rune) char) *charTable {
	t := &charTable{index: make([]uint16, pageCount)}
	seen := make(map[[256]char]uint16)
	for p := range t.index {
		var page [256]char
		for i := range page {
			page[i] = at(rune(p<<8 | i))
		}
		n, ok := seen[page]
		if !ok {
			n = uint16(len(seen))
			seen[page] = n
			t.chars = append(t.chars, page[:]...)
		}
		t.index[p] = n
	}
	return t
}

// A folder computes what characters are folded to.
type folder struct {
	simplified map[rune]rune
	expansions []byte
}

func (f *folder) char(r rune) char {
	if plane := r >> 16; plane > 3 && plane != 14 {
		return char(classBreak) << classShift // nothing but private use
	}
	folded := f.fold(r)
	switch {
	case len(folded) > 1:
		c := char(len(f.expansions)) | char(classExpand)<<classShift
		f.expansions = append(append(f.expansions, string(folded)...), 0)
		return c
	case folded[0] == r:
		return char(classify(r)) << classShift
	}
	return char(folded[0]) | char(classify(folded[0]))<<classShift
}

// fold returns what stands for r: one rune, or a few letters.
//
// It is compatibility composition (NFKC: full-width forms, half-width kana, ligatures, super- and subscripts) without
// accents, in lower case and in simplified characters. Characters that would become something of another nature keep
// their form: ① is not 1, ™ is not tm, ½ is not three units, … is not three stops.
func (f *folder) fold(r rune) []rune {
	switch {
	case r == unicode.ReplacementChar || r >= 0xd800 && r < 0xe000:
		return []rune{unicode.ReplacementChar}
	case unicode.Is(dashes, r):
		return []rune{'-'}
	case r == '’':
		return []rune{'\''}
	case r < 0x80:
		return []rune{unicode.ToLower(r)}
	case r >= 0xac00 && r < 0xd7a4:
		return []rune{r} // Hangul syllables
	case r >= 0x3400 && r < 0xa000 || r >= 0x20000 && r < 0x2f800:
		if s, ok := f.simplified[r]; ok {
			return []rune{s}
		}
		return []rune{r}
	}
	out := []rune(norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(accents, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(string(r)))))
	for i, c := range out {
		c = unicode.ToLower(unicode.ToUpper(c))
		if s, ok := f.simplified[c]; ok {
			c = s
		}
		out[i] = c
	}
	if len(out) == 1 {
		c := classify(out[0])
		switch {
		case unicode.In(r, unicode.S, unicode.No) && c == classLatin && !unicode.Is(raised, r):
			return []rune{r} // ⓐ, ①
		case c == classMark || c == classIgnore:
			return []rune{r}
		}
		return out
	}
	if len(out) == 0 || len(out) > 4 || !unicode.In(r, unicode.L, unicode.Nl) {
		return []rune{r}
	}
	for _, c := range out {
		if classify(c) != classLatin {
			return []rune{r}
		}
	}
	return out
}

// classify returns the class of a folded rune.
func classify(r rune) class {
	switch {
	case r == unicode.ReplacementChar || r == 0xfffc:
		return classBreak
	case unicode.Is(accents, r):
		return classMark
	case unicode.Is(ideographs, r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return classHan
	case unicode.In(r, unicode.No) && !unicode.Is(raised, r):
		return classSymbol
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		return classLatin
	case unicode.In(r, unicode.Z, unicode.Cc):
		return classSpace
	case unicode.In(r, unicode.Cf):
		return classIgnore
	case unicode.Is(rules, r):
		return classBreak
	case unicode.In(r, unicode.Sm, unicode.Sc, unicode.So) || unicode.Is(pictographs, r):
		return classSymbol
	}
	return classBreak
}

// Sets that Unicode's categories and scripts do not give.
var (
	// accents are the marks that are dropped: diacritics of Latin, Greek and Cyrillic, the voicing marks of kana,
	// variation selectors, the keycap and the skin tones of emoji.
	accents = &unicode.RangeTable{
		R16: []unicode.Range16{{0x0300, 0x036f, 1}, {0x1ab0, 0x1aff, 1}, {0x1dc0, 0x1dff, 1}, {0x20d0, 0x20ff, 1},
			{0x3099, 0x309a, 1}, {0xfe00, 0xfe0f, 1}, {0xfe20, 0xfe2f, 1}},
		R32: []unicode.Range32{{0x1f3fb, 0x1f3ff, 1}, {0xe0020, 0xe007f, 1}, {0xe0100, 0xe01ef, 1}},
	}
	// dashes are the hyphens and dashes that join what they stand between; the em dash does not.
	dashes = &unicode.RangeTable{R16: []unicode.Range16{{0x2010, 0x2013, 1}, {0x2212, 0x2212, 1}, {0xff0d, 0xff0d, 1}}}
	// ideographs are Han characters and marks that stand for one, assigned or to come.
	ideographs = &unicode.RangeTable{
		R16: []unicode.Range16{{0x3005, 0x3007, 1}, {0x30fc, 0x30fc, 1}},
		R32: []unicode.Range32{{0x20000, 0x3fffd, 1}},
	}
	// raised are super- and subscript digits, which fold to the digits: m² is m2.
	raised = &unicode.RangeTable{
		R16:         []unicode.Range16{{0xb2, 0xb3, 1}, {0xb9, 0xb9, 1}, {0x2070, 0x2089, 1}},
		LatinOffset: 2,
	}
	// rules are symbols that part text rather than being read: the bar, the tilde and lines drawn with characters.
	rules = &unicode.RangeTable{
		R16:         []unicode.Range16{{'|', '|', 1}, {'~', '~', 1}, {0x2500, 0x259f, 1}},
		LatinOffset: 2,
	}
	// pictographs are where emoji are, assigned or to come.
	pictographs = &unicode.RangeTable{R32: []unicode.Range32{{0x1f000, 0x1faff, 1}}}
)
