package local

import (
	"context"
	"strings"
	"unicode"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// Class weights of the first pass. Characters, words and bigrams together rank better than any of them alone; a word of two
// characters is a bigram, and that it is a word is known here, in the query.
const (
	weightChar   = 0.3
	weightWord   = 0.5 // of three characters and more; added to a bigram that is a word
	weightBigram = 1.0
	weightLatin  = weightChar + weightWord + weightBigram // a Latin word is all three at once
	weightFiller = 0.1                                    // of what stands in a question filler (请问, 怎么, 有哪些)
)

// A term of a query and what it is worth.
type term struct {
	text   string
	also   string  // another spelling of it, which counts towards how rare it is
	weight float64 // class weight × occurrences in the query, fillers weighed down
	idf    float64 // filled in from the view
	opens  bool    // the first pass scores it, and a section that has it is a candidate
	word   bool    // it is a word of the query, not just characters side by side
	quoted bool    // it stands in quoted phrases only, and is not marked by itself
	kind   analyzer.Kind
	via    highlight.Via // what brought it into the query; "" for what was typed
	df     int           // sections that have it
	loose  bool          // a bigram with a character that is no part of a longer word
}

// A plan is a query made ready for the index.
type plan struct {
	terms    []term
	phrases  [][]string // the units of each phrase, quoted or of a title or heading
	words    []string   // as it was cut, for people
	numbers  *analyzer.Numbering
	sequence []int16           // the query's units in order, by number
	filler   []bool            // by number: the unit stands in fillers only
	aliased  bool              // some terms may be the alias of what stands in a text
	widened  bool              // some terms are words that contain one of the query
	literal  string            // the literal form of a query of few units and punctuation; else ""
	missing  []string          // words that no section has
	spelt    map[string]string // the alias of words, by what stands in the query
	marked   map[string]int    // the terms to mark in a hit, by text: their index in terms
	lexical  []lexical         // words of the query that may have synonyms
	rewrites []index.Rewrite
}

// newPlan cuts the query's words and phrases into terms.
func newPlan(a *analyzer.Analyzer, scratch *analyzer.Analysis, numbers *analyzer.Numbering, q query.Query) *plan {
	numbers.Reset(a)
	p := &plan{numbers: numbers}
	at := map[string]int{}
	for _, c := range q.Clauses {
		if c.Not {
			continue
		}
		if c.Kind == query.Phrase || c.Name == "title" || c.Name == "heading" {
			a.Units(scratch, c.Value)
			p.phrases = append(p.phrases, unitStrings(scratch))
		}
		if c.Kind == query.Field {
			continue
		}
		a.Query(scratch, c.Value)
		p.addTerms(scratch, at, c.Kind == query.Phrase)
		p.addUnits(scratch)
		if c.Kind == query.Words {
			p.addLexical(scratch, at, c.Value)
		}
	}
	if len(q.Clauses) == 1 && len(p.sequence) <= fewUnits && strings.ContainsFunc(q.Clauses[0].Value, isMark) {
		p.literal = literalForm(q.Clauses[0].Value)
	}
	p.ensureOpening()
	return p
}

// fewUnits is how long a query is whose units say little, so that its punctuation has to help (1%提, ；留).
const fewUnits = 3

// isMark reports whether a character is read past when texts are cut into units.
func isMark(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// literalForm is how texts are compared with their punctuation.
func literalForm(s string) string { return query.Fold(strings.Join(strings.Fields(s), " ")) }

func (p *plan) addTerms(a *analyzer.Analysis, at map[string]int, quoted bool) {
	joined, single := joinedChars(a), singleChars(a)
	var fillers []string
	content := len(p.words)
	for _, t := range a.Tokens {
		text := string(a.Term(t))
		weight, opens := 0.0, true
		switch t.Kind {
		case analyzer.Char:
			weight, opens = weightChar, !joined[t.Pos]
			if opens {
				weight = weightLatin // a character by itself is the word that was asked for
			}
		case analyzer.Bigram:
			weight = weightBigram
			if t.Flags&(analyzer.OnPath|analyzer.Inner) != 0 {
				weight += weightWord
			}
		case analyzer.Word, analyzer.Whole:
			weight = weightWord
		case analyzer.Latin:
			weight = weightLatin
		case analyzer.Alias:
			weight = weightAlias
			if t.Flags&analyzer.Inner != 0 {
				weight = weightChar // 双十一 is not about the number
			}
		}
		if t.Flags&analyzer.Filler != 0 {
			weight *= weightFiller
			opens = false
		}
		if t.Flags&analyzer.OnPath != 0 || t.Kind == analyzer.Latin {
			if t.Flags&analyzer.Filler != 0 {
				fillers = append(fillers, text)
			} else {
				p.words = append(p.words, text)
			}
		}
		loose := t.Kind == analyzer.Bigram && (single[t.Pos] || single[t.Pos+1])
		word := t.Kind != analyzer.Bigram || t.Flags&(analyzer.OnPath|analyzer.Inner) != 0
		x := term{text: text, weight: weight, opens: opens, word: word, quoted: quoted, kind: t.Kind}
		if t.Kind == analyzer.Alias {
			x.also = strings.TrimPrefix(text, analyzer.AliasPrefix)
		}
		x.loose = loose && !quoted
		p.addTerm(at, x)
		p.addSpellings(a, at, t, x)
	}
	if len(p.words) == content {
		p.words = append(p.words, fillers...)
	}
}

// addTerm adds a term, or adds it to the one of the same text.
func (p *plan) addTerm(at map[string]int, x term) {
	i, ok := at[x.text]
	if !ok {
		at[x.text] = len(p.terms)
		p.terms = append(p.terms, x)
		return
	}
	t := &p.terms[i]
	t.weight += x.weight
	t.opens = t.opens || x.opens
	t.word = t.word || x.word
	t.quoted = t.quoted && x.quoted
	if x.also == "" {
		t.also = ""
	}
}

// joinedChars says, by position, which units are part of a bigram.
func joinedChars(a *analyzer.Analysis) map[int32]bool {
	joined := map[int32]bool{}
	for _, t := range a.Tokens {
		if t.Kind == analyzer.Bigram {
			joined[t.Pos], joined[t.Pos+1] = true, true
		}
	}
	return joined
}

// singleChars says, by position, which characters are words by themselves, or no words at all.
func singleChars(a *analyzer.Analysis) map[int32]bool {
	single := map[int32]bool{}
	for _, t := range a.Tokens {
		if t.Kind == analyzer.Char && t.Flags&(analyzer.OnPath|analyzer.Filler) == analyzer.OnPath {
			single[t.Pos] = true
		}
	}
	return single
}

func (p *plan) addUnits(a *analyzer.Analysis) {
	for _, t := range a.Tokens {
		if t.Units != 1 || t.Kind != analyzer.Char && t.Kind != analyzer.Latin || len(p.sequence) >= rank.MaxUnits {
			continue
		}
		n := p.numbers.Add(a.Term(t))
		if int(n) == len(p.filler) {
			p.filler = append(p.filler, true)
		}
		p.filler[n] = p.filler[n] && t.Flags&analyzer.Filler != 0
		p.sequence = append(p.sequence, n)
	}
}

// ensureOpening lets fillers open candidates where the query has nothing else (怎么办).
func (p *plan) ensureOpening() {
	for _, t := range p.terms {
		if t.opens {
			return
		}
	}
	bigrams := false
	for _, t := range p.terms {
		bigrams = bigrams || t.kind == analyzer.Bigram
	}
	for i := range p.terms {
		p.terms[i].opens = p.terms[i].kind != analyzer.Char || !bigrams
	}
}

// weigh fills in the idf of every term, lets Latin words that contain one that no section has stand in for it, and notes
// the words that are missing.
func (p *plan) weigh(ctx context.Context, v *view) error {
	var parts []term
	for i := range p.terms {
		t := &p.terms[i]
		var err error
		if t.df, err = v.frequency(t.text); err != nil {
			return err
		}
		both := t.df
		if t.also != "" && t.df > 0 {
			if both, err = v.frequency(t.also); err != nil {
				return err
			}
			both = min(both+t.df, v.sections)
		}
		t.idf = rank.IDF(v.sections, both)
		if t.df > 0 {
			continue
		}
		t.opens = false
		if (t.kind == analyzer.Latin || t.kind == analyzer.Whole) && len(parts) < maxParts {
			spelt, err := p.isSpelt(v, t.text)
			if err != nil {
				return err
			}
			if !spelt { // what is there in another spelling needs nothing to stand in for it
				parts = append(parts, *t)
			}
		}
	}
	if len(parts) > 0 {
		if err := p.widen(ctx, v, parts); err != nil {
			return err
		}
	}
	if err := p.addSynonyms(v); err != nil {
		return err
	}
	p.marked = map[string]int{}
	for i, t := range p.terms {
		p.aliased = p.aliased || t.kind == analyzer.Latin || t.kind == analyzer.Alias
		if !t.quoted && (t.opens || t.kind == analyzer.Word || t.kind == analyzer.Whole) {
			p.marked[t.text] = i
		}
	}
	return p.noteMissing(v)
}

// question prepares the second pass.
func (p *plan) question(v *view, measured *rank.Weights) (*rank.Question, error) {
	units := p.numbers.Units()
	idf := make([]float64, len(units))
	for i, u := range units[:len(p.filler)] { // those behind are for marking synonyms
		x, err := v.unitIDF([]byte(u))
		if err != nil {
			return nil, err
		}
		if p.filler[i] {
			x *= rank.FillerWeight
		}
		idf[i] = x
	}
	telling := make([]bool, len(idf)*len(idf))
	worth := map[string]float64{}
	chars := make([]float64, len(units))
	for _, t := range p.terms {
		worth[t.text] = t.idf
		if t.kind == analyzer.Char && !t.opens {
			if n := p.numbers.Of([]byte(t.text)); n != analyzer.NoNumber {
				chars[n] = t.weight * t.idf
			}
		}
	}
	for i := 1; i < len(p.sequence); i++ {
		a, b := p.sequence[i-1], p.sequence[i]
		if worth[units[a]+units[b]] >= tellingIDF {
			telling[int(a)*len(idf)+int(b)] = true
		}
	}
	q := rank.NewQuestion(p.sequence, idf, chars, telling)
	if measured.Bigrams != 0 {
		q.SetBigrams(p.bigrams(len(idf), worth))
	}
	return q, nil
}

// bigrams are what rank.Question.SetBigrams wants of a query with n distinct units.
func (p *plan) bigrams(n int, worth map[string]float64) (idf []float64, latin []bool) {
	idf, latin = make([]float64, n*n), make([]bool, n)
	units := p.numbers.Units()
	for i := 1; i < len(p.sequence); i++ {
		a, b := p.sequence[i-1], p.sequence[i]
		x := worth[units[a]+units[b]]
		if p.filler[a] && p.filler[b] {
			x *= rank.FillerWeight
		}
		idf[int(a)*n+int(b)] = x
	}
	for _, t := range p.terms {
		if t.kind == analyzer.Latin {
			if u := p.numbers.Of([]byte(t.text)); u != analyzer.NoNumber {
				latin[u] = true
			}
		}
	}
	return idf, latin
}

// tellingIDF is the idf from which a bigram's first place in a section says something.
const tellingIDF = 5
