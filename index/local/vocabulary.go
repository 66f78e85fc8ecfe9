package local

import (
	"fmt"
	"io/fs"
	"iter"
	"os"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/mmap-go"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rewrite"
)

// writeVocabulary writes the words that some section has, which a query that finds little may be rewritten to.
func writeVocabulary(path string, a *analyzer.Analyzer, lex *analyzer.Lexicon, segments []*segment) error {
	var err error
	image := rewrite.Build(words(a, lex, segments, &err))
	if err != nil {
		return fmt.Errorf("list words: %w", err)
	}
	if err := os.WriteFile(path, image, 0o644); err != nil {
		return fmt.Errorf("write vocabulary: %w", err)
	}
	return nil
}

// words yields the terms of the index that are words: of two characters side by side only those that the dictionary has.
// It also yields what the lexicon has and no section, as whoever means it may be helped by its parts and its synonyms.
func words(a *analyzer.Analyzer, lex *analyzer.Lexicon, segments []*segment, failed *error) iter.Seq[rewrite.Word] {
	return func(yield func(rewrite.Word) bool) {
		var scratch analyzer.Analysis
		for _, t := range lex.Terms() {
			for _, term := range append([]string{t.Text}, t.Synonyms...) {
				if t, _ := whole(a, &scratch, term); t.text != "" && !yield(rewrite.Word{Text: t.text, Lexicon: true}) {
					return
				}
			}
		}
		for _, s := range segments {
			err := s.eachTerm(fieldTerms, "", func(text string, l posting.List) bool {
				first, size := utf8.DecodeRuneInString(text)
				if size == len(text) || unicode.IsDigit(first) {
					return true
				}
				a.Query(&scratch, text)
				for _, t := range scratch.Tokens {
					word := t.Flags&analyzer.OnPath != 0 && (t.Kind != analyzer.Whole || t.Flags&analyzer.Lexical != 0)
					if int(t.Units) == scratch.Units && (word || t.Kind == analyzer.Word || t.Kind == analyzer.Latin) {
						return yield(rewrite.Word{Text: text, DF: l.Count(), Lexicon: t.Flags&analyzer.Lexical != 0})
					}
				}
				return true
			})
			if err != nil {
				*failed = err
				return
			}
		}
	}
}

// A vocabulary is mapped when it is first asked for, which most processes never do.
type vocabulary struct {
	path  string
	once  sync.Once
	image mmap.MMap
	words *rewrite.Vocabulary
	err   error
}

// open returns the words.
func (v *vocabulary) open() (*rewrite.Vocabulary, error) {
	v.once.Do(func() {
		if v.err = v.read(); v.err != nil {
			v.err = fmt.Errorf("%w: open vocabulary: %w", index.ErrDamaged, v.err)
		}
	})
	return v.words, v.err
}

func (v *vocabulary) read() error {
	f, err := os.Open(v.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if v.image, err = mmap.Map(f, mmap.RDONLY, 0); err != nil {
		return &fs.PathError{Op: "map", Path: v.path, Err: err}
	}
	v.words, err = rewrite.Open(v.image)
	return err
}

// close unmaps what was mapped. Nobody may be using it.
func (v *vocabulary) close() {
	if v.image != nil {
		_ = v.image.Unmap()
	}
}
