package rewrite

import (
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer/pinyin"
)

// maxSteps bounds the search for one typed text, whatever it is: some 2 ms.
const maxSteps = 10000

// An ear finds the words that sound like what was typed. It walks through the typed units and the readings of one length
// at once: with every syllable the range of the readings that go on so narrows, and what is empty is not followed.
type ear struct {
	v         *Vocabulary
	typed     *typed
	loosely   bool // hear syllables that sound alike, too
	beginning bool // hear words that only begin so
	heard     func(h heard)

	readings readings
	chars    [maxSyllables]rune // typed Han characters by syllable, 0 where letters were typed
	steps    int
}

// A heard is a word that sounds like what was typed.
type heard struct {
	word    int
	changed int // typed Han characters that it does not have
	missing int // syllables that are not typed, or not in full
	rare    bool
	loose   bool
	spelt   bool // syllables were typed in letters
}

// state is how far the walk has come.
type state struct {
	unit, at int // the typed unit, and how far into its letters
	k        int // syllables so far
	i, j     int // the range of the readings that begin so
	rare     bool
	loose    bool
	spelt    bool
}

func (e *ear) listen() {
	if e.typed.mute || len(e.typed.units) == 0 {
		return
	}
	for k := max(2, e.typed.han); k <= maxSyllables; k++ {
		if e.readings = e.v.readings[k]; e.readings.len() > 0 {
			e.walk(state{j: e.readings.len()})
		}
	}
}

func (e *ear) walk(s state) {
	if e.steps++; e.steps > maxSteps {
		return
	}
	if s.unit == len(e.typed.units) {
		if missing := e.readings.syllables - s.k; missing == 0 || e.beginning {
			e.report(s, missing)
		}
		return
	}
	if s.k == e.readings.syllables {
		return
	}
	u := e.typed.units[s.unit]
	next := s
	next.k++
	if u.han != 0 {
		e.chars[s.k] = u.han
		next.unit++
		for n, syllable := range pinyin.Rune(u.han) {
			next.rare = s.rare || n > 0
			e.step(next, syllable)
		}
		return
	}
	e.chars[s.k] = 0
	letters := u.latin[s.at:]
	next.advance(u, 1)
	e.narrow(next, pinyin.Rune(rune(letters[0]))[0], 0)
	next.spelt = true
	for syllable, n := range pinyin.Leading(letters) {
		next.unit, next.at = s.unit, s.at
		next.advance(u, n)
		e.step(next, syllable)
	}
	if first, last := pinyin.Beginning(letters); e.beginning && first != 0 && s.unit == len(e.typed.units)-1 {
		i, j := e.readings.narrow(s.i, s.j, s.k, first, last)
		next.i, next.j = i, j
		e.report(next, e.readings.syllables-s.k)
	}
}

// advance goes n letters on.
func (s *state) advance(u typedUnit, n int) {
	if s.at += n; s.at == len(u.latin) {
		s.unit, s.at = s.unit+1, 0
	}
}

// step goes on with a syllable, and with those that sound like it.
func (e *ear) step(s state, syllable pinyin.Syllable) {
	e.narrow(s, syllable, 0)
	if !e.loosely {
		return
	}
	for _, a := range syllable.Alike() {
		if a != syllable {
			e.narrow(s, a, 1)
		}
	}
}

func (e *ear) narrow(s state, syllable pinyin.Syllable, loose int) {
	s.loose = s.loose || loose > 0
	if s.i, s.j = e.readings.narrow(s.i, s.j, s.k-1, syllable, syllable); s.i < s.j {
		e.walk(s)
	}
}

func (e *ear) report(s state, missing int) {
	for i := s.i; i < s.j; i++ {
		word, rare := e.readings.word(i)
		h := heard{word: word, missing: missing, rare: rare || s.rare, loose: s.loose, spelt: s.spelt}
		if e.typed.han > 0 {
			h.changed = e.changed(e.v.text(word), e.readings.syllables-missing)
		}
		e.heard(h)
	}
}

// changed counts the typed Han characters among the first n syllables that a word writes otherwise.
func (e *ear) changed(text []byte, n int) int {
	changed, k := 0, 0
	for len(text) > 0 && k < n {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if !isAlphanumeric(r) && !isHan(r) {
			continue
		}
		if c := e.chars[k]; c != 0 && c != r {
			changed++
		}
		k++
	}
	return changed
}

// initials finds the words of which the syllables begin with the letters, one each; all of them, or as many as were typed
// when the word may go on.
func (v *Vocabulary) initials(letters string, goOn bool, heard func(word, missing int)) {
	if len(letters) > maxSyllables {
		return
	}
	first, last := pinyin.Beginning(letters[:1])
	letter := pinyin.Rune(rune(letters[0]))[0]
	for k := max(len(letters), 2); k <= maxSyllables && (goOn || k == len(letters)); k++ {
		r := v.readings[k]
		for _, span := range [2][2]pinyin.Syllable{{first, last}, {letter, letter}} {
			if span[0] == 0 {
				continue
			}
			i, j := r.narrow(0, r.len(), 0, span[0], span[1])
		next:
			for ; i < j; i++ {
				for n := 1; n < len(letters); n++ {
					if r.syllable(i, n).Initial() != letters[n] {
						continue next
					}
				}
				word, _ := r.word(i)
				heard(word, k-len(letters))
			}
		}
	}
}
