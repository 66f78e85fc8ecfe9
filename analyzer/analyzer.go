// Package analyzer cuts Chinese guidance into the terms of the index.
//
// An [Analyzer] reads a dictionary image that [Compile] wrote; [Open] maps one from a file, and [Default] compiles one in
// memory. [Analyzer.Index] gives the tokens of a text to be found, [Analyzer.Query] those of a question, and
// [Analyzer.Units] only the characters and words that positions count, for exact matching.
//
// Texts are normalised as they are read: full-width forms, letter case, accents and traditional characters are folded,
// and every token still says where it stands in the original. Any bytes are a text; what is not UTF-8 parts words. What
// goes beyond 512 MB is left out.
package analyzer

import "slices"

// Kind says what a token is.
type Kind uint8

const (
	// Char is one Han character (or one symbol or emoji: anything that is read but is neither a letter nor a digit).
	Char Kind = iota
	// Bigram is two Han characters that stand side by side.
	Bigram
	// Word is a dictionary or lexicon word of three Han characters and more.
	Word
	// Latin is a run of letters and digits of any other script, lower case: dau, 5w1h, привет.
	Latin
	// Whole is several units kept as one: a/b, v1.2.3, c++, an e-mail address, a term such as a/b测试 or google analytics.
	// Its parts are tokens of their own as well.
	Whole
	// Alias is the canonical form of what stands there in another, behind AliasPrefix: =3 for the 三 of 三个月, =10% for
	// 百分之十, =1000 for 1,000, =email for e-mail. Who asks for 3 asks for =3 as well.
	Alias
)

// String returns the name of the kind in lower case.
func (k Kind) String() string {
	return [...]string{"char", "bigram", "word", "latin", "whole", "alias"}[k]
}

// A Token is one term and where it stands.
type Token struct {
	Start, End         int32 // bytes in the original text, on rune boundaries
	TermStart, TermEnd int32 // bytes in Analysis.Text; of an Alias, in what only Analysis.Term knows
	Pos                int32 // ordinal of the first unit (Han character, symbol or Latin run), from 0
	Units              int32 // how many units it spans
	Kind               Kind
	Flags              Flags
}

// Flags are what a query knows of a token; Index leaves them empty.
type Flags uint8

const (
	// OnPath: the token is a word of the best path (for Bigram: these two characters are a word here; for Char: this
	// character is a word by itself; for Whole: no word reaches across its ends).
	OnPath Flags = 1 << iota
	// Filler: the token lies within a question filler (请问, 怎么, 如何, 什么是, 有哪些, 的, 吗 …).
	Filler
	// Lexical: the token is a word of the best path that the lexicon has, as a term or as a synonym of one.
	Lexical
	// Inner: the token is a dictionary word within a longer word of the best path, as 用户, 留存 and 留存率 are in
	// 用户留存率; or an alias within one, as 十一 in 双十一 and 三 in 三个.
	Inner
)

// An Analysis is the outcome of one analysis; reuse it to analyse without allocating. Not for concurrent use.
type Analysis struct {
	Text   []byte  // the normalised text, which terms point into; white space is single spaces
	Tokens []Token // by Pos, then by Units, then by length; an Alias after all others of its Pos
	Units  int     // number of units: the length of the text as positions count it

	aliases []byte // the terms of kind Alias
	units   []unit
	matches []match    // that begin at the unit in hand
	inner   []match    // the same, within a longer word of the path
	steps   []step     // by the unit that they end with
	path    []pathWord // by the unit that they begin with
	fillers []span
}

// Term returns the bytes of a token's term; they are valid until the Analysis is used again.
func (a *Analysis) Term(t Token) []byte {
	if t.Kind == Alias {
		return a.aliases[t.TermStart:t.TermEnd]
	}
	return a.Text[t.TermStart:t.TermEnd]
}

// An Analyzer cuts texts. It is immutable and safe for concurrent use until it is closed.
type Analyzer struct {
	chars *charTable
	trie  trie
	image []byte
	words int
	unmap func() error

	reading func() *reading // made at the first call
}

// scan reads text into out.Text and out.units.
func (a *Analyzer) scan(out *Analysis, text string) {
	s := scanner{chars: a.chars, text: out.Text[:0], units: out.units[:0]}
	s.scan(text)
	out.Text, out.units, out.Tokens, out.Units = s.text, s.units, out.Tokens[:0], len(s.units)
	out.aliases = out.aliases[:0]
}

// Units gives the units of text and nothing else: tokens of kind Char and Latin, exactly those that Index and Query give,
// with the same positions. It does not look into the dictionary.
func (a *Analyzer) Units(out *Analysis, text string) {
	a.scan(out, text)
	for i := range out.units {
		out.emitUnit(i, 0)
	}
}

// Index gives every token by which text can be found: its units, the bigrams of adjacent characters, all dictionary words
// of three characters and more wherever they begin, compounds and aliases.
func (a *Analyzer) Index(out *Analysis, text string) {
	a.scan(out, text)
	for i := range out.units {
		a.indexAt(out, i)
	}
}

// IndexAt gives those tokens of Index that begin at the given units, which are ascending. With spellings it also gives all that
// another spelling may ask for: the tokens that begin at a Latin unit, and aliases wherever they begin.
func (a *Analyzer) IndexAt(out *Analysis, text string, at []int32, spellings bool) {
	a.scan(out, text)
	if !spellings {
		for _, i := range at {
			a.indexAt(out, int(i))
		}
		return
	}
	for i := range out.units {
		asked := len(at) > 0 && int(at[0]) == i
		if asked {
			at = at[1:]
		}
		if asked || out.units[i].class == classLatin {
			a.indexAt(out, i)
		} else if out.units[i].numeral != 0 {
			a.aliasAt(out, i, false)
		}
	}
}

// indexAt emits the tokens that begin at a unit.
func (a *Analyzer) indexAt(out *Analysis, i int) {
	out.emitUnit(i, 0)
	if out.bigramAt(i) {
		out.emit(i, i+2, Bigram, 0)
	}
	a.walk(out, i)
	if out.units[i].class == classLatin {
		out.compounds(i)
	}
	for _, m := range out.matches {
		if m.node&nodeWord != 0 || m.compound {
			out.emitMatch(i, m, 0)
		}
	}
	if out.mayAlias(i) {
		a.aliasAt(out, i, false)
	}
}

func (out *Analysis) emit(i, j int, k Kind, f Flags) {
	n := len(out.Tokens)
	if n == cap(out.Tokens) {
		out.Tokens = slices.Grow(out.Tokens, n+64)
	}
	out.Tokens = out.Tokens[:n+1]
	t, first, last := &out.Tokens[n], &out.units[i], &out.units[j-1]
	t.Start, t.TermStart = first.start, first.termStart
	t.End, t.TermEnd = last.end, last.termEnd
	t.Pos, t.Units, t.Kind, t.Flags = int32(i), int32(j-i), k, f
}

func (out *Analysis) emitUnit(i int, f Flags) {
	k := Char
	if out.units[i].class == classLatin {
		k = Latin
	}
	out.emit(i, i+1, k, f)
}

// bigramAt reports whether a bigram begins at unit i.
func (out *Analysis) bigramAt(i int) bool {
	return i+1 < len(out.units) && out.units[i+1].glued && out.units[i].class == classHan && out.units[i+1].class == classHan
}
