// Package highlight turns a text and the places where a query matched it into what is shown: a passage and the ranges to
// mark in it. The result is data; markup is made at the edge (api, cmd).
//
// The package knows nothing of tokens or of an index: a caller says where the matches are.
package highlight

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

// A Match is a place in a text that a term of the query matched.
type Match struct {
	Start, End int     // bytes in the text; on rune boundaries
	Term       int     // which term of the query; matches of one term add nothing to each other's worth
	Weight     float64 // worth of the term, such as its idf; larger is better
	Via        Via
}

// A Range is a marked piece of a Snippet.
type Range struct {
	Start int `json:"start"` // UTF-16 units in the snippet's text
	End   int `json:"end"`
	Via   Via `json:"via"`
}

// A Snippet is a text to show and the ranges to mark in it, ascending and apart.
type Snippet struct {
	Text   string
	Ranges []Range
}
