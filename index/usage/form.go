package usage

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/opsguide/opsguide/index/query"
)

// Bounds of what is counted.
const (
	maxRunes   = 64  // of a query; longer ones are texts that were pasted
	maxDigits  = 6   // in a row: telephone numbers, bank cards and identity cards have more
	maxMixed   = 16  // letters and digits of one mixed word: beyond that it is a key, a token or a hash
	maxSection = 256 // bytes of the id of a section; that a longer one was opened counts, which one it was does not
)

// Form is the text under which a query is counted: its canonical form without regard to width, case, white space and the
// spaces beside Han characters. It is a query again. A query that looks for nothing in particular (fields and exclusions
// only) has no form, and neither has one that looks like personal data or a secret: with more than 6 digits in a row (what
// stands between them aside, unless it is a letter), an address of e-mail or of a page, a word that mixes letters and digits
// over more than 16 characters, or more than 64 characters in all. Form is "" for these.
func Form(q query.Query) string {
	clauses := slices.Clone(q.Clauses)
	asks := false
	for i := range clauses {
		c := &clauses[i]
		if c.Name == "document" {
			continue // ids tell width and case apart
		}
		c.Value = query.Fold(c.Value)
		if c.Kind == query.Words && !c.Not {
			c.Value = joinHan(c.Value)
		}
		asks = asks || c.Kind != query.Field && !c.Not
	}
	form := query.Query{Clauses: clauses}.String()
	if !asks || !keepable(form) {
		return ""
	}
	return form
}

// joinHan leaves out the spaces beside Han characters, which part nothing.
func joinHan(s string) string {
	var b strings.Builder
	before := rune(0)
	for i, r := range s {
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if r != ' ' || !unicode.Is(unicode.Han, before) && !unicode.Is(unicode.Han, after) {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// keepable reports whether a form may be kept.
func keepable(form string) bool {
	if form == "" || utf8.RuneCountInString(form) > maxRunes || !utf8.ValidString(form) {
		return false
	}
	if strings.Contains(form, "@") || strings.Contains(form, "://") || strings.Contains(form, "www.") {
		return false
	}
	digits, letters, numbers := 0, 0, 0 // digits since a letter; letters and digits of one Latin word
	for _, r := range form {
		switch {
		case unicode.IsDigit(r):
			digits++
			numbers++
		case r <= unicode.MaxLatin1 && unicode.IsLetter(r):
			digits = 0
			letters++
		case unicode.IsLetter(r):
			digits, letters, numbers = 0, 0, 0
		case r != '-' && r != '_':
			letters, numbers = 0, 0
		}
		if digits > maxDigits || letters > 0 && numbers > 0 && letters+numbers > maxMixed {
			return false
		}
	}
	return true
}
