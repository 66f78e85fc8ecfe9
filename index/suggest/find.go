package suggest

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Find returns the prompts that complete what was typed, at most max, in the order of Compare. Letters are taken for pinyin
// where fewer than max have them as they are.
//
// Pinyin may be parted by spaces, as what is typed with apostrophes (liu'cun) is folded to, may end within a syllable, and
// may stand with Han characters, which are right then (用户liu).
func (p *Prompts) Find(typed string, max int) []Match {
	if typed == "" || max <= 0 || !utf8.ValidString(typed) {
		return nil
	}
	found := &best{max: max}
	p.findText(found, typed)
	if len(found.list) < max {
		if s := parse(typed); s != nil && p.hasStart(typed) {
			p.findSounds(found, s)
			p.findInitials(found, s)
		}
	}
	out := make([]Match, len(found.list))
	for i, c := range found.list {
		m := Match{Prompt: p.prompt(c.prompt), Place: c.place, From: c.at, To: c.at + c.length}
		if c.place.Sounds() {
			m.From, m.To = bytesOf(m.Text, c.at, c.length)
		}
		m.From, m.To = min(m.From, len(m.Text)), min(m.To, len(m.Text))
		out[i] = m
	}
	return out
}

// findText finds the prompts that have what was typed as it is.
func (p *Prompts) findText(found *best, typed string) {
	for i, j := p.beginning(typed); i < j; i++ {
		e := entry(number(p.byText, i))
		place := Word
		switch {
		case e.at() == 0:
			place = Beginning
		case e.inside():
			place = Inside
		}
		if found.wants(place, e.prompt()) {
			found.add(candidate{place, e.prompt(), e.at(), len(typed)})
		}
	}
}

// beginning returns the range of the entries by text where a text begins.
func (p *Prompts) beginning(text string) (i, j int) {
	i = p.search(p.byText, func(e entry) bool { return string(p.rest(e)) >= text })
	prefix := []byte(text)
	return i, i + p.search(p.byText[4*i:], func(e entry) bool { return !bytes.HasPrefix(p.rest(e), prefix) })
}

// hasStart reports whether the Han characters that what was typed begins with stand in any prompt. Where they do not, what
// sounds like them need not be looked through, which may be much.
func (p *Prompts) hasStart(typed string) bool {
	han := strings.IndexFunc(typed, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
	i, j := p.beginning(typed[:max(han, 0)])
	return i < j
}

// search returns the first entry of a column from which on a condition holds.
func (p *Prompts) search(column []byte, holds func(entry) bool) int {
	return sort.Search(len(column)/4, func(i int) bool { return holds(entry(number(column, i))) })
}

// bytesOf returns where n characters of a text from one on begin and end; spaces do not count.
func bytesOf(text string, at, n int) (from, to int) {
	from, to = len(text), len(text)
	k := 0
	for i, r := range text {
		if r == ' ' {
			continue
		}
		if k == at {
			from = i
		}
		if k++; k == at+n {
			return from, i + utf8.RuneLen(r)
		}
	}
	return from, to
}

// A candidate is a prompt that was found.
type candidate struct {
	place      Place
	prompt     int
	at, length int // in bytes of the text or, where it sounds so, in sounds
}

func (c candidate) before(place Place, prompt int) bool {
	return c.place < place || c.place == place && c.prompt < prompt
}

// best keeps the first of the candidates, in order, and of each prompt only the first.
type best struct {
	max  int
	list []candidate
}

// wants reports whether a candidate would be kept. Most are not, of those that a common character finds.
func (b *best) wants(place Place, prompt int) bool {
	return len(b.list) < b.max || !b.list[b.max-1].before(place, prompt)
}

func (b *best) add(c candidate) {
	if i := slices.IndexFunc(b.list, func(x candidate) bool { return x.prompt == c.prompt }); i >= 0 {
		if b.list[i].place <= c.place {
			return
		}
		b.list = slices.Delete(b.list, i, i+1)
	}
	i := sort.Search(len(b.list), func(i int) bool { return !b.list[i].before(c.place, c.prompt) })
	b.list = slices.Insert(b.list, i, c)
	b.list = b.list[:min(len(b.list), b.max)]
}
