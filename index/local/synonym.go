package local

import (
	"strings"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/rank"
)

// synonymShare is what a synonym is worth of the word that was typed: a section that has the word itself always beats the
// same section with its synonym.
const synonymShare = 0.5

// maxSynonyms bounds how many synonyms a query takes in.
const maxSynonyms = 24

// A lexical is a word of the query that the lexicon has.
type lexical struct {
	typed string // as it was typed
	text  string // as the index has it
	terms []int  // of the plan: the word and what it is made of
}

// addLexical notes the lexicon's words of a query that has just been cut.
func (p *plan) addLexical(a *analyzer.Analysis, at map[string]int, value string) {
	for _, t := range a.Tokens {
		if t.Flags&analyzer.Lexical == 0 || t.Flags&analyzer.Filler != 0 {
			continue
		}
		l := lexical{typed: value[t.Start:t.End], text: string(a.Term(t))}
		for _, u := range a.Tokens {
			if u.Pos >= t.Pos && u.Pos+u.Units <= t.Pos+t.Units && u.Kind != analyzer.Char {
				l.terms = append(l.terms, at[string(a.Term(u))])
			}
		}
		p.lexical = append(p.lexical, l)
	}
}

// addSynonyms adds what else the lexicon's words of the query are called, where some section has that. What contains the
// word or is part of it adds nothing: such sections are found as they are.
func (p *plan) addSynonyms(v *view) error {
	if len(p.lexical) == 0 {
		return nil
	}
	var scratch analyzer.Analysis
	typed := len(p.terms)
	for _, l := range p.lexical {
		worth := 0.0
		for _, i := range l.terms {
			worth += p.terms[i].weight * p.terms[i].idf
		}
		for _, synonym := range v.generation.lexicon().Synonyms(l.text) {
			text, first, kind := whole(v.generation.analyzer, &scratch, synonym)
			if text == "" || p.has(text) || strings.Contains(text, l.text) || strings.Contains(l.text, text) {
				continue
			}
			df, err := v.frequency(text)
			if err != nil {
				return err
			}
			if df == 0 {
				continue
			}
			idf := rank.IDF(v.sections, df)
			if idf == 0 || len(p.terms)-typed == maxSynonyms {
				return nil
			}
			weight := synonymShare * min(weightBigram+weightWord, worth/idf)
			p.terms = append(p.terms, term{text: text, weight: weight, idf: idf, df: df, opens: true, word: true, kind: kind,
				via: highlight.Synonym})
			p.numbers.Add([]byte(first)) // so that texts are looked at where it begins
			p.rewrites = append(p.rewrites, index.Rewrite{From: l.typed, To: synonym, Why: string(highlight.Synonym)})
		}
	}
	return nil
}

func (p *plan) has(text string) bool {
	for i := range p.terms {
		if p.terms[i].text == text {
			return true
		}
	}
	return false
}

// whole returns the one term that the index has for all of a word, and its first unit; "" if the word is none to the
// dictionary.
func whole(a *analyzer.Analyzer, scratch *analyzer.Analysis, word string) (text, first string, kind analyzer.Kind) {
	a.Index(scratch, word)
	for _, t := range scratch.Tokens {
		if t.Pos == 0 && t.Units == 1 && first == "" {
			first = string(scratch.Term(t))
		}
		if t.Pos == 0 && int(t.Units) == scratch.Units && t.Kind != analyzer.Char {
			return string(scratch.Term(t)), first, t.Kind
		}
	}
	return "", "", 0
}
