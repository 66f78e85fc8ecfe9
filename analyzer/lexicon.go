package analyzer

import (
	"bufio"
	_ "embed"
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

// ParseLexicon reads a lexicon: one term a line, in four columns parted by tabs (term, category, English, synonyms
// parted by semicolons), of which only the first must be there. Empty lines and lines that begin with # are skipped, as is
// a first line that begins with the column name "term". The error names the line and what is wrong with it.
func ParseLexicon(r io.Reader, name string) (*Lexicon, error) {
	lex := &Lexicon{synonyms: make(map[string][]string)}
	lines := make(map[string]int)
	in := bufio.NewScanner(r)
	for n := 1; in.Scan(); n++ {
		line := strings.TrimSuffix(in.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if line == "" || line[0] == '#' || n == 1 && (line == "term" || strings.HasPrefix(line, "term\t")) {
			continue
		}
		t, err := parseTerm(line)
		if err == nil {
			if first, ok := lines[lexiconKey(t.Text)]; ok {
				err = fmt.Errorf("%q is on line %d already", t.Text, first)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		lines[lexiconKey(t.Text)] = n
		lex.terms = append(lex.terms, t)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	for _, t := range lex.terms {
		for _, s := range t.Synonyms {
			lex.link(t.Text, s)
			lex.link(s, t.Text)
		}
	}
	return lex, nil
}

const maxTermRunes = 32

func parseTerm(line string) (Term, error) {
	if !utf8.ValidString(line) {
		return Term{}, fmt.Errorf("the line is not UTF-8")
	}
	columns := strings.Split(line, "\t")
	if len(columns) > 4 {
		return Term{}, fmt.Errorf("%d columns, want at most 4: term, category, english, synonyms", len(columns))
	}
	columns = append(columns, "", "", "")
	t := Term{Text: columns[0], Category: columns[1], English: columns[2]}
	if err := checkTerm(t.Text); err != nil {
		return Term{}, fmt.Errorf("term %q: %w", t.Text, err)
	}
	if columns[3] == "" {
		return t, nil
	}
	for _, s := range strings.Split(columns[3], ";") {
		if err := checkTerm(s); err != nil {
			return Term{}, fmt.Errorf("synonym %q of %s: %w", s, t.Text, err)
		}
		if lexiconKey(s) == lexiconKey(t.Text) {
			return Term{}, fmt.Errorf("%s is a synonym of itself", t.Text)
		}
		t.Synonyms = append(t.Synonyms, s)
	}
	return t, nil
}

func checkTerm(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("it is empty")
	case strings.TrimSpace(s) != s:
		return fmt.Errorf("white space at its end")
	case utf8.RuneCountInString(s) > maxTermRunes:
		return fmt.Errorf("longer than %d characters", maxTermRunes)
	}
	return nil
}

// lexiconKey is what two spellings of a term have in common.
func lexiconKey(s string) string { return strings.ToLower(s) }

func (l *Lexicon) link(from, to string) {
	k := lexiconKey(from)
	if !slices.Contains(l.synonyms[k], to) {
		l.synonyms[k] = append(l.synonyms[k], to)
	}
}

// Terms returns the terms in the order of the file. The caller must not change them.
func (l *Lexicon) Terms() []Term { return l.terms }

// Synonyms returns what else a term is called, case aside: for a term of the lexicon its synonyms and the terms that
// name it as theirs; for a synonym, the terms that it belongs to. The caller must not change them.
func (l *Lexicon) Synonyms(term string) []string { return l.synonyms[lexiconKey(term)] }
