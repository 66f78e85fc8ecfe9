// Package analyzer cuts Chinese guidance into the terms of the index.
package analyzer

// Kind says what a token is.
type Kind uint8

const (
	// Char is one Han character (or one symbol or emoji: anything that is read but is neither a letter nor a digit).
	Char Kind = iota
	// Bigram is two Han characters that stand side by side.
	Bigram
	// Word is a dictionary or lexicon word of three Han characters and more.
	Word
	// Latin is a run of letters and digits of any other script, lower case.
	Latin
	// Whole is several units kept as one: a/b, 5w1h, v1.2.3, an e-mail address, a lexicon term such as a/b测试 or google
	// analytics. Its parts are tokens of their own as well.
	Whole
)

// A Token is one term and where it stands.
type Token struct {
	Start, End         int32 // bytes in the original text, on rune boundaries
	TermStart, TermEnd int32 // bytes in Analysis.Text
	Pos                int32 // ordinal of the first unit (Han character, symbol or Latin run), from 0
	Units              int32 // how many units it spans
	Kind               Kind
	Flags              Flags
}

// Flags are what a query knows of a token; Index leaves them empty.
type Flags uint8

const (
	// OnPath: the token is a word of the best path (for Bigram: these two characters are a word here; for Char: this
	// character is a word by itself).
	OnPath Flags = 1 << iota
	// Filler: the token lies within a question filler (请问, 怎么, 如何, 什么是, 有哪些, 的, 吗 …).
	Filler
	// Lexical: the token is a term of the lexicon.
	Lexical
)

// An Analysis is the outcome of one analysis; reuse it to analyse without allocating. Not for concurrent use.
type Analysis struct {
	Text   []byte  // the normalised text that terms point into
	Tokens []Token // by Pos, then by Units ascending
	Units  int     // number of units: the length of the text
}

// Term returns the bytes of a token's term; they are valid until the Analysis is used again.
func (a *Analysis) Term(t Token) []byte { return a.Text[t.TermStart:t.TermEnd] }
