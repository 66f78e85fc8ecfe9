// Package query is the user's query grammar, parsed once into a typed tree with a canonical form.
//
// The grammar is small on purpose: words, "a phrase", -not, field:value and field:>=value. Everything that is not one of
// these is plain words, so that any text a person pastes is a valid query. There are no wildcards, regular
// expressions or boolean operators.
//
// What a word means (segmentation, synonyms, weights) is the engine's business, not the grammar's.
package query

// A Query is a parsed query. All clauses hold together: words rank, phrases and field clauses restrict, and what is
// negated is left out. The zero Query has no clauses and matches nothing.
type Query struct {
	Clauses []Clause
}

// Kind says what a clause asks for.
type Kind uint8

const (
	// Words is a run of plain text, ranked by relevance.
	Words Kind = iota
	// Phrase is text that must stand in a section as it is written, width, case and traditional forms aside.
	Phrase
	// Field compares a field with a value.
	Field
)

// Op is how a Field clause compares.
type Op uint8

const (
	// Has is field:value. Text fields (title, heading) contain the value as a phrase; others equal it, or, for updated,
	// begin with it (updated:2026-10).
	Has Op = iota
	// Less, LessEqual, Greater and GreaterEqual compare dates and numbers.
	Less
	LessEqual
	Greater
	GreaterEqual
)

// A Clause is one part of a query.
type Clause struct {
	Kind  Kind
	Not   bool   // leave matching sections out
	Name  string // Field only: one of Fields
	Op    Op     // Field only
	Value string // the text of words or phrase, or the value of a field; white space is single spaces
}

// Fields are the names that a Field clause may have. A name outside this list is plain text.
var Fields = []string{"title", "heading", "category", "tag", "author", "kind", "accepted", "votes", "updated", "document"}
