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
// width, case, the amount of white space, and the order and repetition of fields and of what is negated. The order of words
// and phrases stays, since they rank. A key is no text for people and no query.
func (q Query) Key() string {
	var ranks, restricts []string
	for _, c := range q.Clauses {
		if c.Kind == Field || c.Not {
			restricts = append(restricts, c.key())
		} else {
			ranks = append(ranks, c.key())
		}
	}
	slices.Sort(restricts)
	// Values hold no control characters, so these separators keep clauses apart. Runs of words that another clause parts
	// stay apart too: whether "a b" and "a", "b" are one thing is for the engine to say.
	return strings.Join(ranks, "\x1f") + "\x1e" + strings.Join(slices.Compact(restricts), "\x1f")
}

func (c Clause) key() string {
	key := Fold(c.Value)
	switch {
	case c.Name == "document":
		key = c.Name + ":" + c.Value // ids tell width and case apart
	case c.Kind == Field:
		key = c.Name + ":" + c.Op.String() + key
	case c.Kind == Phrase || c.Not: // a negated word leaves out what the negated phrase does
		key = `"` + key
	default:
		key = " " + key
	}
	if c.Not {
		return "-" + key
	}
	return key
}
