package suggest

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/analyzer/pinyin"
)

// Build returns an image of prompts, in any order; a tells where their words begin. Of prompts with the same text the best
// one counts. Beyond 8 million prompts the last ones are left out, and so are empty ones and those that are not UTF-8. What
// stands beyond 255 bytes of a text is not found.
func Build(a *analyzer.Analyzer, prompts []Prompt) []byte {
	list := collect(prompts)
	b := builder{analyzer: a, textOffsets: make([]byte, 4), soundOffsets: make([]byte, 4)}
	for i, p := range list {
		b.add(i, p)
	}
	columns := [3]column{
		{b.byText, func(e entry) []byte { return part(b.texts, b.textOffsets, e.prompt(), 1)[e.at():] }},
		{b.bySound, func(e entry) []byte { return part(b.sounds, b.soundOffsets, e.prompt(), 2)[2*e.at():] }},
		{slices.Clone(b.bySound), func(e entry) []byte { return part(b.initials, b.soundOffsets, e.prompt(), 1)[e.at():] }},
	}
	var sorting sync.WaitGroup
	for i := range columns {
		sorting.Go(columns[i].sort)
	}
	sorting.Wait()

	body := slices.Concat(b.prompts, b.textOffsets, b.soundOffsets)
	for _, c := range columns {
		for _, e := range c.entries {
			body = binary.LittleEndian.AppendUint32(body, uint32(e))
		}
	}
	body = slices.Concat(body, b.texts, b.sounds)
	head := []byte(imageMagic)
	for _, n := range []int{imageVersion, pinyin.Version, len(list), len(b.texts), len(b.sounds) / 2,
		len(columns[0].entries), len(columns[1].entries), len(columns[2].entries)} {
		head = binary.LittleEndian.AppendUint32(head, uint32(n))
	}
	head = binary.LittleEndian.AppendUint64(head, xxhash.Sum64(body))
	head = binary.LittleEndian.AppendUint64(head, xxhash.Sum64(head))
	return append(head, body...)
}

// collect makes one of prompts with the same text and puts the best first.
func collect(prompts []Prompt) []Prompt {
	list := make([]Prompt, 0, len(prompts))
	for _, p := range prompts {
		if p.Text != "" && utf8.ValidString(p.Text) && !strings.Contains(p.Text, "\x00") && p.Kind <= Term {
			p.Count = min(max(p.Count, 0), maxCount)
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Prompt) int {
		if a.Text != b.Text {
			return strings.Compare(a.Text, b.Text)
		}
		return cmp.Or(comparePrompts(a, b), strings.Compare(a.Label, b.Label))
	})
	list = slices.CompactFunc(list, func(a, b Prompt) bool { return a.Text == b.Text })
	slices.SortFunc(list, comparePrompts)
	return list[:min(len(list), maxPrompts)]
}

// builder gathers the parts of an image.
type builder struct {
	analyzer *analyzer.Analyzer
	analysis analyzer.Analysis

	prompts, textOffsets, soundOffsets []byte
	texts, sounds, initials            []byte

	byText, bySound []entry
}

func (b *builder) add(number int, p Prompt) {
	b.prompts = binary.LittleEndian.AppendUint32(b.prompts, uint32(p.Kind)<<kindShift|uint32(p.Count))
	b.texts = append(b.texts, p.Text...)
	if p.Label != "" {
		b.texts = append(append(b.texts, 0), p.Label...)
	}
	b.textOffsets = binary.LittleEndian.AppendUint32(b.textOffsets, uint32(len(b.texts)))

	words := b.words(p.Text)
	heard := 0 // sounds before the word in hand
	from := 0
	for _, at := range words {
		heard += utf8.RuneCountInString(p.Text[from:at]) - strings.Count(p.Text[from:at], " ")
		from = at
		if heard > maxAt {
			break
		}
		if first, _ := utf8.DecodeRuneInString(p.Text[at:]); pinyin.Rune(first) != nil {
			b.bySound = append(b.bySound, entry(number<<8|heard))
		}
	}
	b.analyzer.Units(&b.analysis, p.Text)
	for _, t := range b.analysis.Tokens {
		if at := int(t.Start); at <= maxAt {
			e := entry(number<<8 | at)
			if _, begins := slices.BinarySearch(words, at); !begins {
				e |= insideBit
			}
			b.byText = append(b.byText, e)
		}
	}
	for _, s := range sounds(p.Text) {
		b.sounds = binary.BigEndian.AppendUint16(b.sounds, uint16(s))
		b.initials = append(b.initials, s.Initial())
	}
	b.soundOffsets = binary.LittleEndian.AppendUint32(b.soundOffsets, uint32(len(b.initials)))
}

// words returns where words begin, the inner ones of longer words among them; ascending.
func (b *builder) words(text string) []int {
	words := []int{0}
	b.analyzer.Query(&b.analysis, text)
	for _, t := range b.analysis.Tokens {
		if t.Flags&(analyzer.OnPath|analyzer.Inner) != 0 || t.Kind == analyzer.Latin {
			words = append(words, int(t.Start))
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// sounds returns the usual reading of a text, character by character; 0 for those that have none. Spaces are left out.
func sounds(text string) []pinyin.Syllable {
	readable := strings.Map(func(r rune) rune {
		if pinyin.Rune(r) == nil {
			return ' '
		}
		return r
	}, text)
	var reading pinyin.Reading
	if readings := pinyin.Of(readable); len(readings) > 0 {
		reading = readings[0]
	}
	out := make([]pinyin.Syllable, 0, len(text)/3)
	for _, r := range text {
		switch {
		case r == ' ':
		case pinyin.Rune(r) == nil:
			out = append(out, 0)
		default:
			out, reading = append(out, reading[0]), reading[1:]
		}
	}
	return out
}

// A column is entries that are sorted by what follows their place.
type column struct {
	entries []entry
	rest    func(entry) []byte
}

func (c column) sort() {
	type keyed struct {
		key   uint64 // the first bytes, which tell most apart
		entry entry
	}
	list := make([]keyed, len(c.entries))
	for i, e := range c.entries {
		var first [8]byte
		copy(first[:], c.rest(e))
		list[i] = keyed{binary.BigEndian.Uint64(first[:]), e}
	}
	slices.SortFunc(list, func(a, b keyed) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Or(bytes.Compare(c.rest(a.entry), c.rest(b.entry)), cmp.Compare(a.entry, b.entry))
	})
	for i, k := range list {
		c.entries[i] = k.entry
	}
}
