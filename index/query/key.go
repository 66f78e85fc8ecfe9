package query

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Fold makes full-width and half-width forms alike and letters lower case, rune by rune. Values that are equal after Fold
// are equal for the grammar.
func Fold(s string) string { return strings.Map(unicode.ToLower, width.Fold.String(s)) }

// Key is a key under which the results of a query may be kept: queries of one key ask for the same thing. It leaves aside
// width, case, the amount of white space, and the order and repetition of the clauses that restrict. It is no text for
// people and no query.
func (q Query) Key() string {
	var ranked, restricting []string
	for _, c := range q.Clauses {
		if c.ranks() {
			ranked = append(ranked, Fold(c.Value))
		} else {
			restricting = append(restricting, c.key())
		}
	}
	slices.Sort(restricting)
	// Values hold no control characters, so these separators keep clauses apart. Runs of words that a phrase parts stay
	// apart too: whether "a b" and "a", "b" are one thing is for the engine to say.
	return strings.Join(ranked, "\x1f") + "\x1e" + strings.Join(slices.Compact(restricting), "\x1f")
}

// key is the key of a clause that restricts.
func (c Clause) key() string {
	sign := ""
	if c.Not {
		sign = "-"
	}
	switch {
	case c.Kind != Field:
		return sign + `"` + Fold(c.Value) // a negated word leaves out what the negated phrase does
	case c.Name == "document":
		return sign + c.Name + ":" + c.Value // ids tell width and case apart
	}
	return sign + c.Name + ":" + c.Op.String() + Fold(c.Value)
}
