package analyzer

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Term is one line of a lexicon.
type Term struct {
	Text     string
	Category string
	English  string
	Synonyms []string
}

// A Lexicon is the vocabulary of a trade: terms that must stay whole, and what else they are called. It is immutable and
// safe for concurrent use.
type Lexicon struct {
	terms    []Term
	synonyms map[string][]string // by folded term
}

//go:embed lexicon.tsv
var bundledLexicon string

// BundledLexicon returns the operations lexicon that comes with the program.
var BundledLexicon = sync.OnceValue(func() *Lexicon {
	lex, err := ParseLexicon(strings.NewReader(bundledLexicon), "lexicon.tsv")
	if err != nil {
		panic(err) // it is part of the program, and a test reads it
	}
	return lex
})

// ParseLexicon reads a lexicon: one term a line, in up to four columns parted by tabs: the term, its category, its
// English name and its synonyms, parted by semicolons. Only the term must be there. Empty lines and lines that begin with
// # are skipped, and so is a header: a first line whose first column is "term". Width, letter case and traditional
// characters make no difference between terms.
//
// The name is used in errors only, which say the line and what is wrong with it.
func ParseLexicon(r io.Reader, name string) (*Lexicon, error) {
	lex := &Lexicon{synonyms: make(map[string][]string)}
	lines := make(map[string]int) // by folded term
	in := bufio.NewScanner(r)
	n := 0
	for in.Scan() {
		n++
		line := strings.TrimSuffix(in.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if line == "" || line[0] == '#' || n == 1 && (line == "term" || strings.HasPrefix(line, "term\t")) {
			continue
		}
		t, err := parseTerm(line)
		key := foldString(t.Text)
		if first, ok := lines[key]; err == nil && ok {
			err = fmt.Errorf("%q is on line %d already", t.Text, first)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		lines[key] = n
		lex.terms = append(lex.terms, t)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, n+1, err)
	}
	for _, t := range lex.terms {
		for _, s := range t.Synonyms {
			lex.link(t.Text, s)
			lex.link(s, t.Text)
		}
	}
	return lex, nil
}

func parseTerm(line string) (Term, error) {
	if !utf8.ValidString(line) {
		return Term{}, errors.New("the line is not UTF-8")
	}
	columns := strings.Split(line, "\t")
	if len(columns) > 4 {
		return Term{}, fmt.Errorf("%d columns, want at most 4 (term, category, english, synonyms)", len(columns))
	}
	columns = append(columns, "", "", "")
	t := Term{Text: columns[0], Category: columns[1], English: columns[2]}
	if err := checkTerm(t.Text); err != nil {
		return Term{}, fmt.Errorf("term %q %w", t.Text, err)
	}
	if columns[3] == "" {
		return t, nil
	}
	seen := []string{foldString(t.Text)}
	for _, s := range strings.Split(columns[3], ";") {
		if err := checkTerm(s); err != nil {
			return Term{}, fmt.Errorf("synonym %q of %q %w", s, t.Text, err)
		}
		if key := foldString(s); slices.Contains(seen, key) {
			return Term{}, fmt.Errorf("synonym %q of %q is there twice or is the term itself", s, t.Text)
		} else {
			seen = append(seen, key)
		}
		t.Synonyms = append(t.Synonyms, s)
	}
	return t, nil
}

// maxTermRunes is how long a term may be.
const maxTermRunes = 32

func checkTerm(s string) error {
	switch {
	case s == "":
		return errors.New("is empty")
	case strings.TrimSpace(s) != s:
		return errors.New("has white space around it")
	case utf8.RuneCountInString(s) > maxTermRunes:
		return fmt.Errorf("is longer than %d characters", maxTermRunes)
	case !strings.ContainsFunc(s, func(r rune) bool { return classify(r) == classHan || classify(r) == classLatin }):
		return errors.New("has no letter in it")
	}
	return nil
}

func (l *Lexicon) link(from, to string) {
	k := foldString(from)
	if !slices.Contains(l.synonyms[k], to) {
		l.synonyms[k] = append(l.synonyms[k], to)
	}
}

// Terms returns the terms in the order of the file. The caller must not change them.
func (l *Lexicon) Terms() []Term { return l.terms }

// Synonyms returns what else a term is called, as the lexicon spells it and in its order: for a term, its synonyms and
// the terms that name it as theirs; for a synonym, the terms that it belongs to. The term may be spelt in any width, case
// and script, so the term of a token will do. The caller must not change the result.
func (l *Lexicon) Synonyms(term string) []string { return l.synonyms[foldString(term)] }
