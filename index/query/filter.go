package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// ParseFilter reads a filter parameter: field clauses, negated or not, with white space between. An empty one is the zero
// Query. The error is a *[FilterError].
//
// Programs write filters, and a filter that quietly became plain words would give wrong results for good. So what Parse
// would take as words or a phrase is an error here.
func ParseFilter(s string) (Query, error) {
	var q Query
	p := newParser(s)
	for p.next() {
		if p.clause.Kind != Field {
			return Query{}, &FilterError{
				Text:   p.text[p.from:p.at],
				Column: utf8.RuneCountInString(p.text[:p.from]) + 1,
				Cure:   cure(p.clause),
			}
		}
		q.Clauses = append(q.Clauses, p.clause)
	}
	return q, nil
}

// A FilterError says what in a filter is no field clause.
type FilterError struct {
	Text   string // the piece that could not be read
	Column int    // where it begins, in characters from 1
	Cure   string // what to write instead
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("filter, character %d: cannot use %q: %s", e.Column, e.Text, e.Cure)
}

// cure says what to write in place of words or a phrase.
func cure(c Clause) string {
	if c.Kind == Phrase {
		return fmt.Sprintf("a filter takes fields only: write title:%q, or move the phrase to the query", c.Value)
	}
	if f, _, ok := cutField(c.Value); ok {
		return f.name + " takes " + f.takes
	}
	if name, _, ok := cutName(c.Value); ok {
		return fmt.Sprintf("there is no field %q; the fields are %s", name, strings.Join(Fields, ", "))
	}
	return fmt.Sprintf("a filter takes fields only: write category:%s or such, or move the words to the query", c.Value)
}
