package rewrite

import (
	"cmp"
	"fmt"
	"slices"
)

// Why says what a candidate has in common with what was typed.
type Why uint8

const (
	// Pinyin: its syllables or their initials were typed in letters.
	Pinyin Why = iota + 1
	// Homophone: it sounds the same, or nearly so.
	Homophone
	// Typo: it is spelt nearly the same.
	Typo
)

// String returns the name in lower case: pinyin, homophone, typo.
func (w Why) String() string {
	if names := [...]string{"", "pinyin", "homophone", "typo"}; int(w) < len(names) && w > 0 {
		return names[w]
	}
	return fmt.Sprintf("Why(%d)", uint8(w))
}

// A Candidate is a word of the vocabulary that may have been meant.
type Candidate struct {
	Text    string
	Why     Why
	Cost    int // how far it is from what was typed: the same sound costs less than 8, a slip 32 and more
	DF      int
	Lexicon bool
}

// compare orders by cost, then lexicon terms before others, then by document frequency.
func (c Candidate) compare(o Candidate) int {
	lexicon := 0
	if c.Lexicon != o.Lexicon {
		lexicon = 1
		if c.Lexicon {
			lexicon = -1
		}
	}
	return cmp.Or(cmp.Compare(c.Cost, o.Cost), lexicon, cmp.Compare(o.DF, c.DF))
}

// SameSound is what a candidate costs less than that sounds exactly like what was typed.
const SameSound = costBeginning

// What a candidate costs that does not sound exactly the same. What may be added never reaches the next step.
const (
	costRare      = 1  // added when a character is read as it seldom is
	costChanged   = 2  // added for every changed Han character beyond the first, up to 3 times
	costInitials  = 4  // yhlc
	costBeginning = 8  // liucu; 1 more for every syllable that is still missing, up to 7
	costLoose     = 16 // niucun for liucun
	costSlip      = 32 // a wrong Han character of four and more, or a letter; 4 more for a second letter
	costOrder     = 34 // a Han character missing, too many or in its neighbour's place
	costBadSlip   = 40 // a wrong Han character of three
)

// A found is a Candidate before its text is copied.
type found struct {
	word   int
	weight uint32
	why    Why
	cost   int
}

// best keeps the cheapest found, each word once.
type best struct {
	list []found
	max  int
}

func (b *best) add(v *Vocabulary, word, cost int, why Why) {
	if word >= v.Len() {
		return // the image is damaged
	}
	f := found{word: word, weight: v.weight(word), why: why, cost: cost}
	if n := len(b.list); n == b.max && f.compare(b.list[n-1]) >= 0 {
		return
	}
	if i := slices.IndexFunc(b.list, func(o found) bool { return o.word == word }); i >= 0 {
		if b.list[i].cost <= cost {
			return
		}
		b.list = slices.Delete(b.list, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(b.list, f, found.compare)
	if len(b.list) == b.max {
		b.list = b.list[:b.max-1]
	}
	b.list = slices.Insert(b.list, i, f)
}

// compare orders by cost, then lexicon terms before others, then by document frequency.
func (f found) compare(o found) int {
	return cmp.Or(cmp.Compare(f.cost, o.cost), cmp.Compare(o.weight, f.weight), cmp.Compare(f.word, o.word))
}

// candidates copies what was found out of the image.
func (b *best) candidates(v *Vocabulary) []Candidate {
	out := make([]Candidate, 0, len(b.list))
	for _, f := range b.list {
		if text := v.copied(f.word); text != "" {
			df, lexicon := int(f.weight&^topBit), f.weight&topBit != 0
			out = append(out, Candidate{Text: text, Why: f.why, Cost: f.cost, DF: df, Lexicon: lexicon})
		}
	}
	return out
}
