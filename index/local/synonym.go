package local

import (
	"slices"
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
			if u.Pos < t.Pos || u.Pos+u.Units > t.Pos+t.Units || u.Kind == analyzer.Char {
				continue
			}
			l.terms = append(l.terms, at[string(a.Term(u))])
			if i, ok := at[analyzer.AliasPrefix+string(a.Term(u))]; ok {
				l.terms = append(l.terms, i)
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
		first := len(p.terms)
		for _, synonym := range v.lexicon.Synonyms(l.text) {
			t, unit := whole(v.generation.analyzer, &scratch, synonym)
			if t.text == "" || p.term(t.text) != nil || strings.Contains(t.text, l.text) || strings.Contains(l.text, t.text) {
				continue
			}
			var err error
			if t.df, err = v.frequency(t.text); err != nil {
				return err
			}
			if t.df == 0 || len(p.terms)-typed == maxSynonyms {
				continue
			}
			weight, worth, spelling := p.apart(l, &scratch)
			if spelling {
				continue
			}
			t.idf = rank.IDF(v.sections, t.df)
			t.weight = synonymShare * min(weight, worth/t.idf)
			p.terms = append(p.terms, t)
			p.numbers.Add([]byte(unit)) // so that texts are looked at where it begins
			p.rewrites = append(p.rewrites, index.Rewrite{From: l.typed, To: synonym, Why: string(highlight.Synonym)})
		}
		shareNested(p.terms[first:])
	}
	return nil
}

// apart weighs what a word of the query has that a synonym, which has just been cut, has not: what both are made of is found
// in either. It also reports whether the synonym is only another spelling, which is found as it is.
func (p *plan) apart(l lexical, synonym *analyzer.Analysis) (weight, worth float64, spelling bool) {
	for _, i := range l.terms {
		if x := &p.terms[i]; hasTerm(synonym, x.text) {
			spelling = spelling || x.kind == analyzer.Alias
		} else if x.kind != analyzer.Alias {
			weight += x.weight
			worth += x.weight * x.idf
		}
	}
	return weight, worth, spelling
}

// hasTerm reports whether a text that has just been cut has a term.
func hasTerm(a *analyzer.Analysis, term string) bool {
	return slices.ContainsFunc(a.Tokens, func(t analyzer.Token) bool { return string(a.Term(t)) == term })
}

// shareNested divides the worth of synonyms that are parts of each other (日活, 日活用户), as they stand in one place.
func shareNested(synonyms []term) {
	nested := make([]int, len(synonyms))
	for i, a := range synonyms {
		for _, b := range synonyms {
			if strings.Contains(a.text, b.text) || strings.Contains(b.text, a.text) {
				nested[i]++
			}
		}
	}
	for i := range synonyms {
		synonyms[i].weight /= float64(nested[i])
	}
}

// term returns the term of the plan with a text, or nil.
func (p *plan) term(text string) *term {
	for i := range p.terms {
		if p.terms[i].text == text {
			return &p.terms[i]
		}
	}
	return nil
}

// whole returns the one term that the index has for all of a word, not weighed yet, and its first unit; a term without text
// if the word is none to the dictionary.
func whole(a *analyzer.Analyzer, scratch *analyzer.Analysis, word string) (t term, first string) {
	a.Index(scratch, word)
	for _, x := range scratch.Tokens {
		if x.Pos == 0 && x.Units == 1 && first == "" {
			first = string(scratch.Term(x))
		}
		if x.Pos == 0 && int(x.Units) == scratch.Units && x.Kind != analyzer.Char && x.Kind != analyzer.Alias {
			return term{text: string(scratch.Term(x)), opens: true, word: true, kind: x.Kind, via: highlight.Synonym}, first
		}
	}
	return term{}, ""
}
