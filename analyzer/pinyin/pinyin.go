// Package pinyin says how terms are read, in syllables without tones.
//
// [Of] gives the readings of a term, of which [Reading.Key] is what people type in full (liucun), [Reading.Initials] what
// they type in short (lc) and [Reading.LooseKey] what stays the same when the ear is not sure (see [Syllable.Alike]).
// The way back, from letters to syllables, is [Leading], [Split] and [Readable].
//
// Terms are expected as an Analyzer folds them: simplified characters, lower case, half width. Everything here is safe
// for concurrent use.
package pinyin

import "strings"

// Version rises when a syllable changes its number or a character its reading, so that whoever stores them can tell.
const Version = 1

// MaxReadings bounds the readings of one term.
const MaxReadings = 8

// A Reading is a term read aloud: a syllable for every Han character, and for every Latin letter or digit itself.
type Reading []Syllable

// Key returns the syllables one after the other, as they are typed: liucun. The ü of lü and nü is v.
func (r Reading) Key() string {
	var b strings.Builder
	for _, s := range r {
		b.WriteString(s.String())
	}
	return b.String()
}

// Initials returns the first letter of every syllable: lc. Those of zh, ch and sh are z, c and s, as people type them.
func (r Reading) Initials() string {
	b := make([]byte, len(r))
	for i, s := range r {
		b[i] = s.Initial()
	}
	return string(b)
}

// LooseKey is Key with the sounds folded that Alike confuses: terms that sound much the same have the same.
func (r Reading) LooseKey() string {
	var b strings.Builder
	for _, s := range r {
		b.WriteString(s.loose())
	}
	return b.String()
}

// String returns the syllables parted by spaces: liu cun.
func (r Reading) String() string {
	var b strings.Builder
	for i, s := range r {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s.String())
	}
	return b.String()
}

// Of returns the readings of a term, the usual one first and no more than MaxReadings. Letters and digits are read as
// themselves and what is neither is skipped: a/b测试 is a b ce shi. A word that is known to be read one way only has
// that reading alone (增长 is zengzhang, 长期 changqi); elsewhere every character that has several keeps them. A term with a
// character in it that has no reading (カ, я) has none, nor has one without any letter.
func Of(term string) []Reading {
	var options [][]Syllable
	for i, r := range term {
		switch s := known(term, i, r); {
		case s != nil:
			options = append(options, s)
		case r >= 0x80 && !isPunctuation(r):
			return nil
		}
	}
	if len(options) == 0 {
		return nil
	}
	var readings []Reading
	choice := make([]int, len(options))
	for len(readings) < MaxReadings {
		r := make(Reading, len(options))
		for i, c := range choice {
			r[i] = options[i][c]
		}
		readings = append(readings, r)
		i := len(choice) - 1
		for ; i >= 0 && choice[i]+1 == len(options[i]); i-- {
			choice[i] = 0
		}
		if i < 0 {
			break
		}
		choice[i]++
	}
	return readings
}

// Rune returns the readings of one character, the usual one first, or nil if it has none. A Latin letter or a digit is
// read as itself. The caller must not change the result.
func Rune(r rune) []Syllable {
	if s, ok := letter(r); ok {
		return letters[s : s+1 : s+1]
	}
	t := table()
	if p := t.polyphones[r]; p != nil {
		return p.readings
	}
	if r < firstHan || int(r-firstHan) >= len(t.usual) || t.usual[r-firstHan] == 0 {
		return nil
	}
	i := r - firstHan
	return t.usual[i : i+1 : i+1]
}

// known is Rune for the character at offset i of term, narrowed by the word that it stands in.
func known(term string, i int, r rune) []Syllable {
	if p := table().polyphones[r]; p != nil {
		if s := p.in(term, i); s != nil {
			return s
		}
	}
	return Rune(r)
}
