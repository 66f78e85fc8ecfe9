package pinyin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// usualText gives the usual reading of every character: a syllable, a space and the characters read so, a line each. It
// comes from github.com/mozillazg/go-pinyin; go test -update writes it anew. The library itself stays out of the program,
// which it would make 7 ms slower at every start.
//
//go:embed usual.txt
var usualText string

// polyphonesText gives the characters with several readings in use, one a line: the character, then every reading, the
// usual one first, each followed by words in which it is read so. Where the character itself is one of them, it is read
// otherwise in the words of its other readings only.
//
//go:embed polyphones.txt
var polyphonesText string

const firstHan = 0x4e00

type readings struct {
	usual      []Syllable // by character, from firstHan
	polyphones map[rune]*polyphone
}

type polyphone struct {
	readings []Syllable
	words    [][]string // by reading
}

// in returns the reading that a known word in term gives the polyphone at offset i, of the longest if there are several.
func (p *polyphone) in(term string, i int) []Syllable {
	best, length := -1, 0
	for k, words := range p.words {
		for _, w := range words {
			if len(w) > length && covers(term, i, w) {
				best, length = k, len(w)
			}
		}
	}
	if best < 0 {
		return nil
	}
	return p.readings[best : best+1 : best+1]
}

// covers reports whether word stands in term over offset i.
func covers(term string, i int, word string) bool {
	for at := max(0, i-len(word)+1); at <= i; at++ {
		if strings.HasPrefix(term[at:], word) {
			return true
		}
	}
	return false
}

var table = sync.OnceValue(func() *readings {
	t := &readings{usual: make([]Syllable, 0xa000-firstHan), polyphones: map[rune]*polyphone{}}
	for line := range strings.Lines(usualText) {
		written, chars, _ := strings.Cut(strings.TrimSpace(line), " ")
		s := find(written)
		for _, r := range chars {
			t.usual[r-firstHan] = s
		}
	}
	for line := range strings.Lines(polyphonesText) {
		fields := strings.Fields(line)
		r, _ := utf8.DecodeRuneInString(fields[0])
		p := &polyphone{}
		for _, f := range fields[1:] {
			if f[0] < utf8.RuneSelf {
				p.readings = append(p.readings, find(f))
				p.words = append(p.words, nil)
			} else {
				last := len(p.words) - 1
				p.words[last] = append(p.words[last], f)
			}
		}
		t.polyphones[r] = p
	}
	return t
})

// isPunctuation reports whether a character is not read.
func isPunctuation(r rune) bool { return unicode.In(r, unicode.P, unicode.S, unicode.Z) }
