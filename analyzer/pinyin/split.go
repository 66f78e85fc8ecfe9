package pinyin

import (
	"iter"
	"slices"
	"strings"
)

// maxSyllableLetters is the length of the longest syllables: zhuang, chuang, shuang.
const maxSyllableLetters = 6

// Leading yields the syllables that lower-case letters can begin with and how many of the letters each takes, shortest
// first: for xian xi 2, xia 3, xian 4. The ü of lü and nü may be typed v or u, so that lu is both lu and lü.
func Leading(typed string) iter.Seq2[Syllable, int] {
	return func(yield func(Syllable, int) bool) {
		for n := 1; n <= min(len(typed), maxSyllableLetters); n++ {
			for _, s := range [2]Syllable{umlaut(typed[:n]), find(typed[:n])} {
				if s != 0 && !yield(s, n) {
					return
				}
			}
		}
	}
}

// umlaut returns the syllable with ü that is also typed with u, or 0.
func umlaut(typed string) Syllable {
	switch typed {
	case "lu", "nu", "lue", "nue":
		return find(typed[:1] + "v" + typed[2:])
	}
	return 0
}

// Beginning returns the syllables that begin with the letters, as a range of which the second is the last; both are 0
// when there is none.
func Beginning(typed string) (first, last Syllable) {
	if s := umlaut(typed); len(typed) == 3 && s != 0 {
		return s, s
	}
	i, _ := slices.BinarySearch(inventory, typed)
	j := i
	for j < len(inventory) && strings.HasPrefix(inventory[j], typed) {
		j++
	}
	if i == j {
		return 0, 0
	}
	last = firstSyllable + Syllable(j-1)
	if typed == "lu" || typed == "nu" {
		last = find(typed[:1] + "ve")
	}
	return firstSyllable + Syllable(i), last
}

// Readable reports whether the lower-case letters are syllables from end to end. Its time is linear in their number.
func Readable(typed string) bool { return typed != "" && rests(typed)[0] }

// Split returns the ways of reading lower-case letters as syllables from end to end, longer syllables first and no more
// than MaxReadings: yonghuliucun is yong hu liu cun, xian is xian and xi an. Nil when they cannot be read so.
func Split(typed string) []Reading {
	ok := rests(typed)
	if typed == "" || !ok[0] {
		return nil
	}
	var out []Reading
	var part Reading
	var walk func(at int)
	walk = func(at int) {
		if at == len(typed) {
			out = append(out, slices.Clone(part))
			return
		}
		steps := [2 * maxSyllableLetters]struct {
			s Syllable
			n int
		}{}
		n := 0
		for s, size := range Leading(typed[at:]) {
			if ok[at+size] {
				steps[n].s, steps[n].n = s, size
				n++
			}
		}
		for n--; n >= 0 && len(out) < MaxReadings; n-- { // the longest first
			part = append(part, steps[n].s)
			walk(at + steps[n].n)
			part = part[:len(part)-1]
		}
	}
	walk(0)
	return out
}

// rests reports for every offset whether the letters from there on can be read.
func rests(typed string) []bool {
	ok := make([]bool, len(typed)+1)
	ok[len(typed)] = true
	for i := len(typed) - 1; i >= 0; i-- {
		for _, n := range Leading(typed[i:]) {
			ok[i] = ok[i] || ok[i+n]
		}
	}
	return ok
}
