package local

import (
	"fmt"
	"iter"
	"os"
	"unicode"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer"
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

// A vocabulary is the words of a generation.
type vocabulary struct {
	mapped
	words *rewrite.Vocabulary
}

// open returns the words.
func (v *vocabulary) open() (*rewrite.Vocabulary, error) {
	err := v.mapped.open(func(image []byte) (err error) {
		v.words, err = rewrite.Open(image)
		return err
	})
	return v.words, err
}
