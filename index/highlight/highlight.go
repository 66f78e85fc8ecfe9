// Package highlight turns a text and the places where a query matched it into what is shown: a passage and the ranges to
// mark in it. The result is data; markup is made at the edge (api, cmd) from [Snippet.Parts].
//
// [Whole] shows all of a text (a title, a heading), [Best] the passage of a longer one that tells most about the query.
// Both give the same result whatever the order of the matches.
//
// The package knows nothing of tokens or of an index: a caller says where the matches are.
package highlight

import (
	"iter"
	"unicode/utf8"
)

// Via says how a match came about.
type Via string

// The ways in which a query finds a text.
const (
	Exact       Via = "exact"
	Synonym     Via = "synonym"
	Pinyin      Via = "pinyin"
	Traditional Via = "traditional"
	Typo        Via = "typo"
)

// rank orders ways that claim the same place: what the user typed goes first.
func (v Via) rank() int {
	switch v {
	case Exact:
		return 0
	case Traditional:
		return 1
	case Synonym:
		return 2
	case Pinyin:
		return 3
	}
	return 4
}

// A Match is a place in a text that a term of the query matched. One that is not within the text, not on rune boundaries, or
// begins or ends with white space, is ignored.
type Match struct {
	Start, End int     // bytes in the text; on rune boundaries
	Term       int     // which term of the query; matches of one term add nothing to each other's worth
	Weight     float64 // worth of the term, such as its idf; larger is better
	Via        Via
	// Weak is set for a piece of a word of the query, such as a single character of it. Weak matches count and are marked
	// only in a text that has no other: where 转化率 stands, a stray 率 is noise. A character that is a word by itself in
	// the query is not weak.
	Weak bool
}

// A Range is a marked piece of a Snippet.
type Range struct {
	Start int `json:"start"` // UTF-16 units in the snippet's text
	End   int `json:"end"`
	Via   Via `json:"via"`
}

// A Snippet is a text to show and the ranges to mark in it, ascending and apart. White space in the text is single spaces,
// and none at the ends. Ranges touch only where they differ in Via.
type Snippet struct {
	Text   string
	Ranges []Range
}

// Whole shows all of text.
//
// Where matches overlap, the longest has the place, then the one nearest to what was typed. Overlapping and touching
// matches of one Via make one range: 转化 and 率 become 转化率.
func Whole(text string, matches []Match) Snippet {
	return passage{text: text, end: len(text)}.snippet(usable(text, matches))
}

// Parts yields the text piece by piece, in order; the Via of an unmarked piece is empty.
func (s Snippet) Parts() iter.Seq2[string, Via] {
	return func(yield func(string, Via) bool) {
		at, units := 0, 0 // the same place in bytes and in UTF-16 units
		cut := func(to int) string {
			from := at
			for at < len(s.Text) && units < to {
				r, size := utf8.DecodeRuneInString(s.Text[at:])
				at += size
				units += utf16Len(r)
			}
			return s.Text[from:at]
		}
		for _, r := range s.Ranges {
			if plain := cut(r.Start); plain != "" && !yield(plain, "") {
				return
			}
			if marked := cut(r.End); marked != "" && !yield(marked, r.Via) {
				return
			}
		}
		if rest := s.Text[at:]; rest != "" {
			yield(rest, "")
		}
	}
}

// utf16Len is the number of UTF-16 units of r.
func utf16Len(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}
