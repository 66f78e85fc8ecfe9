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
	words    []string            // terms and synonyms, folded, each once, sorted: what a dictionary is made of
}

func newLexicon(terms []Term) *Lexicon {
	l := &Lexicon{terms: terms, synonyms: make(map[string][]string)}
	for _, t := range terms {
		l.words = append(l.words, foldString(t.Text))
		for _, s := range t.Synonyms {
			l.words = append(l.words, foldString(s))
			l.link(t.Text, s)
			l.link(s, t.Text)
		}
	}
	slices.Sort(l.words)
	l.words = slices.Compact(l.words)
	return l
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

// A LexiconError says what is wrong with a lexicon, each line as "file:line: reason; cure".
type LexiconError struct {
	Lines []string
}

// Error returns the lines.
func (e *LexiconError) Error() string { return strings.Join(e.Lines, "\n") }

// maxLexiconErrors is how many bad lines are named: a file that is no lexicon at all has thousands.
const maxLexiconErrors = 100

// ParseLexicon reads a lexicon: one term a line, in up to four columns parted by tabs: the term, its category, its
// English name and its synonyms, parted by semicolons. Only the term must be there. Empty lines and lines that begin with
// # are skipped, and so is a header: a first line whose first column is "term". Width, letter case and traditional
// characters make no difference between terms.
//
// The error is a [*LexiconError] that names every bad line, up to a hundred, with the file called name.
func ParseLexicon(r io.Reader, name string) (*Lexicon, error) {
	var terms []Term
	var bad []string
	lines := make(map[string]int) // by folded term
	in := bufio.NewScanner(r)
	n := 0
	for in.Scan() && len(bad) < maxLexiconErrors {
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
			err = fmt.Errorf("%q is on line %d already; keep one of the two", t.Text, first)
		}
		if err != nil {
			bad = append(bad, fmt.Sprintf("%s:%d: %v", name, n, err))
			continue
		}
		lines[key] = n
		terms = append(terms, t)
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		bad = append(bad, fmt.Sprintf("%s:%d: the line is longer than %d bytes; one term stands on a line", name, n+1, bufio.MaxScanTokenSize))
	} else if err != nil {
		bad = append(bad, fmt.Sprintf("%s:%d: %v", name, n+1, err))
	}
	if len(bad) > 0 {
		return nil, &LexiconError{bad}
	}
	return newLexicon(terms), nil
}

func parseTerm(line string) (Term, error) {
	if !utf8.ValidString(line) {
		return Term{}, errors.New("the line is not UTF-8; save the file as UTF-8")
	}
	columns := strings.Split(line, "\t")
	if len(columns) > 4 {
		return Term{}, fmt.Errorf("%d columns, want at most 4 (term, category, english, synonyms); take away a tab", len(columns))
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
			return Term{}, fmt.Errorf("synonym %q of %q is there twice or is the term itself; leave it out", s, t.Text)
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
		return errors.New("is empty; write it, or leave its place out")
	case strings.TrimSpace(s) != s:
		return errors.New("has white space around it; take it away")
	case utf8.RuneCountInString(s) > maxTermRunes:
		return fmt.Errorf("is longer than %d characters; name the thing shorter", maxTermRunes)
	case !strings.ContainsFunc(s, func(r rune) bool { return classify(r) == classHan || classify(r) == classLatin }):
		return errors.New("has no letter in it; leave it out")
	}
	folded := []rune(foldString(s))
	if len(folded) == 0 || classify(folded[0]) == classBreak || classify(folded[len(folded)-1]) == classBreak {
		return errors.New("begins or ends with punctuation, which is part of no word; take it away")
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

// Extend returns a lexicon with the terms of both. A term of more that l has as well replaces it, synonyms included.
func (l *Lexicon) Extend(more *Lexicon) *Lexicon {
	place := make(map[string]int, len(l.terms))
	for i, t := range l.terms {
		place[foldString(t.Text)] = i
	}
	terms := slices.Clone(l.terms)
	for _, t := range more.terms {
		if i, ok := place[foldString(t.Text)]; ok {
			terms[i] = t
		} else {
			terms = append(terms, t)
		}
	}
	return newLexicon(terms)
}

// SameWords reports whether both lexicons have the same terms and synonyms taken together, so that the same dictionary is
// compiled of them, whatever is a synonym of what.
func (l *Lexicon) SameWords(other *Lexicon) bool { return slices.Equal(l.words, other.words) }

// AppendText implements [encoding.TextAppender]; [ParseLexicon] reads what it writes.
func (l *Lexicon) AppendText(b []byte) ([]byte, error) {
	b = append(b, "term\tcategory\tenglish\tsynonyms\n"...)
	for _, t := range l.terms {
		b = fmt.Appendf(b, "%s\t%s\t%s\t%s\n", t.Text, t.Category, t.English, strings.Join(t.Synonyms, ";"))
	}
	return b, nil
}
