// Package query is the user's query grammar, parsed once into a typed tree with a canonical form.
//
//	留存 提升             words: ranked by relevance
//	"用户留存"            a phrase: must stand in the section as written; also ＂…＂ “…” 「…」 『…』
//	-活动 -"拉新" -tag:x   left out
//	category:运营         a field; in Chinese too, 分类：运营, and quoted, title:"周报 模板"
//	updated:>=2026-10     a date (year, month or day) or a number, compared with < <= > >=
//
// [Parse] takes the text of a search box and never fails: everything that is not one of these is plain words, so that any
// text a person pastes is a valid query. [ParseFilter] takes a filter parameter, which programs write, and reports what it
// cannot read. There are no wildcards, regular expressions or boolean operators.
//
// What a word means (segmentation, synonyms, weights) is the engine's business, not the grammar's.
package query

import "strings"

// A Query is a parsed query. All clauses hold together: words and phrases rank, phrases and field clauses restrict, and what
// is negated is left out. The zero Query has no clauses and matches nothing.
type Query struct {
	Clauses []Clause
}

// Kind says what a clause asks for.
type Kind uint8

const (
	// Words is a run of plain text, ranked by relevance. A negated one is a single word and leaves out the sections in
	// which it stands as written, as a negated Phrase does.
	Words Kind = iota
	// Phrase is text that must stand in a section as it is written, width, case and traditional forms aside.
	Phrase
	// Field compares a field with a value.
	Field
)

// Op is how a Field clause compares.
type Op uint8

const (
	// Has is field:value. Text fields (title, heading) contain the value as a phrase; others equal it, width and case
	// aside ([Fold]), or, for updated, begin with it (updated:2026-10). A document id equals it byte for byte.
	Has Op = iota
	// Less, LessEqual, Greater and GreaterEqual compare dates and numbers: updated and votes. A year or a month stands for
	// all of it: updated:>2026-10 begins with November, updated:<=2026-10 holds all of October. What is unknown is neither.
	Less
	LessEqual
	Greater
	GreaterEqual
)

// String is the operator as it is written after the colon; that of Has is empty.
func (o Op) String() string { return [...]string{"", "<", "<=", ">", ">="}[o] }

// A Clause is one part of a query.
type Clause struct {
	Kind  Kind
	Not   bool   // leave matching sections out
	Name  string // Field only: one of Fields
	Op    Op     // Field only
	Value string // the text of words or phrase, or the value of a field; white space is single spaces
}

// plain reports whether the clause is plain words.
func (c Clause) plain() bool { return c.Kind == Words && !c.Not }

// IsZero reports whether the query has no clauses.
func (q Query) IsZero() bool { return len(q.Clauses) == 0 }

// Words returns the plain words, with single spaces between.
func (q Query) Words() string {
	var words []string
	for _, c := range q.Clauses {
		if c.plain() {
			words = append(words, c.Value)
		}
	}
	return strings.Join(words, " ")
}

// Phrases returns the phrases that must stand in a section, in the order typed.
func (q Query) Phrases() []string {
	var phrases []string
	for _, c := range q.Clauses {
		if c.Kind == Phrase && !c.Not {
			phrases = append(phrases, c.Value)
		}
	}
	return phrases
}

// String is the canonical form of the query: fields by their English names, white space as single spaces, straight quotes
// wherever the text allows. Parse(q.String()) equals q for every q that Parse or ParseFilter returned.
func (q Query) String() string {
	var b strings.Builder
	var open quoteSet // what the bare text so far opens: nothing may close it
	for i, c := range q.Clauses {
		if i > 0 {
			b.WriteByte(' ')
		}
		if c.Not {
			b.WriteByte('-')
		}
		if c.Kind == Field {
			b.WriteString(c.Name + ":" + c.Op.String())
		}
		// There is a pair for whatever was typed in quotes: the one that it was typed in.
		pair, ok := around(c.Value, open)
		if c.Kind == Phrase || c.Kind == Field && ok && needsQuotes(c.Value) {
			b.WriteRune(pair.open)
			b.WriteString(c.Value)
			b.WriteRune(pair.close)
			continue
		}
		b.WriteString(c.Value)
		open.add(c.Value)
	}
	return b.String()
}

// needsQuotes reports whether the bare value of a field could be read as something else.
func needsQuotes(value string) bool {
	return value == "" || strings.ContainsFunc(value, func(r rune) bool { return isSpace(r) || opening(r) >= 0 })
}
