package local

import "github.com/opsguide/opsguide/analyzer"

// What is the same has two terms: 12 where it is written in the canonical form, and the alias =12 where it is not (十二). A
// query in either spelling asks for both. What was not typed is taken to be as frequent as the two together, and weighs a
// little less, so that of two texts that are alike but for the spelling the one that has it as typed comes first.

// weightAlias is the class weight of the spellings that were not typed.
const weightAlias = 0.9 * weightLatin

// addSpellings adds the terms of the other spellings of a token, whose own term is x.
func (p *plan) addSpellings(a *analyzer.Analysis, at map[string]int, t analyzer.Token, x term) {
	switch t.Kind {
	case analyzer.Latin, analyzer.Whole:
		x.kind, x.text, x.also = analyzer.Alias, analyzer.AliasPrefix+x.text, x.text
		x.weight *= weightAlias / weightLatin
		p.addTerm(at, x)
		if _, ok := p.spelt[x.also]; !ok {
			p.setSpelt(x.also, x.text)
		}
	case analyzer.Alias:
		x.text, x.also = x.also, x.text
		p.addTerm(at, x)
		for _, other := range a.Tokens {
			if other.Kind != analyzer.Alias && other.Pos < t.Pos+t.Units && t.Pos < other.Pos+other.Units {
				p.setSpelt(string(a.Term(other)), x.also)
			}
		}
	}
}

func (p *plan) setSpelt(text, alias string) {
	if p.spelt == nil {
		p.spelt = map[string]string{}
	}
	p.spelt[text] = alias
}

// spellings returns the terms of the alias that stands for a word of the query, or that it is part of.
func (p *plan) spellings(word string) []string {
	alias, ok := p.spelt[word]
	if !ok {
		return nil
	}
	return []string{alias, alias[len(analyzer.AliasPrefix):]}
}

// isSpelt reports whether a section has another spelling of a word.
func (p *plan) isSpelt(v *view, word string) (bool, error) {
	for _, text := range p.spellings(word) {
		if df, err := v.frequency(text); err != nil || df > 0 && text != word {
			return err == nil, err
		}
	}
	return false, nil
}
