package analyzer

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

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

// fold returns what stands for r: one rune, or a few letters.
//
// It is compatibility composition (NFKC: full-width forms, half-width kana, ligatures, super- and subscripts) without
// accents, in lower case and in simplified characters. Characters that would become something of another nature keep
// their form: ① is not 1, ™ is not tm, ½ is not three units, … is not three stops.
func fold(r rune) []rune {
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
		if s, ok := simplifications()[r]; ok {
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
		if s, ok := simplifications()[c]; ok {
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

// foldString folds a short text as the scanner folds a long one.
func foldString(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		for _, r := range fold(r) {
			switch classify(r) {
			case classMark, classIgnore:
			case classSpace:
				if n := len(out); n > 0 && out[n-1] != ' ' {
					out = append(out, ' ')
				}
			default:
				out = append(out, r)
			}
		}
	}
	return string(out)
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
