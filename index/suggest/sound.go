package suggest

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer/pinyin"
)

// maxTyped is how many characters are taken for pinyin, and maxSteps how many ways of reading them are followed.
const (
	maxTyped = 64
	maxSteps = 2000
)

// spoken is what was typed, to be read aloud: Han characters and runs of letters.
type spoken []piece

type piece struct {
	han     rune
	letters string
}

// parse returns the pieces of what was typed; nil when there are no letters in it, or none that are pinyin.
func parse(typed string) (s spoken) {
	if len(typed) > maxTyped*utf8.UTFMax {
		return nil
	}
	start, letters := -1, 0
	for i, r := range typed + " " {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if start < 0 {
				start = i
			}
			letters++
			continue
		}
		if start >= 0 {
			s = append(s, piece{letters: typed[start:i]})
			start = -1
		}
		switch {
		case unicode.Is(unicode.Han, r):
			s = append(s, piece{han: r})
		case r != ' ':
			return nil
		}
	}
	if letters == 0 || letters > maxTyped || len(s) > maxTyped {
		return nil
	}
	return s
}

// findSounds finds the prompts that are read as what was typed. It walks through the typed letters and the entries at once:
// with every syllable the range of the entries that go on so narrows, and what is empty is not followed.
func (p *Prompts) findSounds(found *best, s spoken) {
	w := walk{Prompts: p, found: found, spoken: s}
	w.from(0, 0, 0, 0, len(p.bySound)/4)
}

type walk struct {
	*Prompts
	found  *best
	spoken spoken
	chars  [maxTyped + 1]rune // typed Han characters by sound, 0 where letters were typed
	steps  int
}

// from goes on from a place in what was typed, with the entries from i to j, which have the first k sounds.
func (w *walk) from(n, at, k, i, j int) {
	if w.steps++; i >= j || w.steps > maxSteps {
		return
	}
	if n == len(w.spoken) {
		w.take(k, i, j)
		return
	}
	piece := w.spoken[n]
	if piece.han != 0 {
		w.chars[k] = piece.han
		for _, s := range pinyin.Rune(piece.han) {
			w.hear(n, len(piece.letters), k, i, j, s)
		}
		return
	}
	w.chars[k] = 0
	letters := piece.letters[at:]
	w.hear(n, at+1, k, i, j, pinyin.Rune(rune(letters[0]))[0])
	half := n == len(w.spoken)-1
	for s, length := range pinyin.Leading(letters) {
		if !half || length < len(letters) { // else it is among those that begin so
			w.hear(n, at+length, k, i, j, s)
		}
	}
	if first, last := pinyin.Beginning(letters); half && first != 0 {
		i, j = w.narrow(i, j, k, first, last)
		w.take(k+1, i, j)
	}
}

// hear goes on with a syllable, up to a place in the piece in hand.
func (w *walk) hear(n, at, k, i, j int, s pinyin.Syllable) {
	if at == len(w.spoken[n].letters) {
		n, at = n+1, 0
	}
	i, j = w.narrow(i, j, k, s, s)
	w.from(n, at, k+1, i, j)
}

// narrow returns the entries from i to j of which the sound after k others is between first and last.
func (w *walk) narrow(i, j, k int, first, last pinyin.Syllable) (int, int) {
	sound := func(i int) pinyin.Syllable { return w.sound(entry(number(w.bySound, i)), k) }
	from := i + sort.Search(j-i, func(n int) bool { return sound(i+n) >= first })
	to := from + sort.Search(j-from, func(n int) bool { return sound(from+n) > last })
	return from, to
}

// take keeps the best of the entries from i to j, of which k sounds were typed.
func (w *walk) take(k, i, j int) {
	w.keep(w.found, w.bySound[4*i:4*j], SoundsFirst, w.chars[:k])
}

// keep keeps the best of entries that sound as typed and have the Han characters that were typed.
func (p *Prompts) keep(found *best, entries []byte, first Place, chars []rune) {
	for i := range len(entries) / 4 {
		e := entry(number(entries, i))
		place := first
		if e.at() > 0 {
			place++
		}
		if found.wants(place, e.prompt()) && p.has(e, chars) {
			found.add(candidate{place, e.prompt(), e.at(), len(chars)})
		}
	}
}

// has reports whether a prompt has characters from the place of an entry by sound on. 0 stands for any.
func (p *Prompts) has(e entry, chars []rune) bool {
	text, _ := p.text(e.prompt())
	at := -e.at()
	for i, c := range chars {
		if c == 0 {
			continue
		}
		for r := rune(0); ; {
			if at > i || len(text) == 0 {
				return false
			}
			size := 1
			if r = rune(text[0]); r >= utf8.RuneSelf {
				r, size = utf8.DecodeRune(text)
			}
			text = text[size:]
			if r == ' ' {
				continue
			}
			if at++; at == i+1 {
				if r != c {
					return false
				}
				break
			}
		}
	}
	return true
}

// findInitials finds the prompts in which words have the typed letters as initials, one a syllable.
func (p *Prompts) findInitials(found *best, s spoken) {
	var typed []byte
	var chars []rune
	for _, piece := range s {
		if piece.han != 0 {
			readings := pinyin.Rune(piece.han)
			if readings == nil {
				return
			}
			typed, chars = append(typed, readings[0].Initial()), append(chars, piece.han)
			continue
		}
		typed, chars = append(typed, piece.letters...), append(chars, make([]rune, len(piece.letters))...)
	}
	if len(typed) == 1 {
		return // syllables that begin so were found already
	}
	i := p.search(p.byInitials, func(e entry) bool { return p.compareInitials(e, typed) >= 0 })
	j := i + p.search(p.byInitials[4*i:], func(e entry) bool { return p.compareInitials(e, typed) > 0 })
	p.keep(found, p.byInitials[4*i:4*j], InitialsFirst, chars)
}

// compareInitials compares as many initials from the place of an entry on as were typed.
func (p *Prompts) compareInitials(e entry, typed []byte) int {
	for k, want := range typed {
		if got := p.sound(e, k).Initial(); got != want {
			return int(got) - int(want)
		}
	}
	return 0
}
