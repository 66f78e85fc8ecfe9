package local

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// What it takes to be related to a query.
const (
	relatedLooked   = 50    // of the query's best sections, how many are looked at
	relatedShare    = 0.3   // what their words score at least, as a share of the best section's
	relatedBytes    = 3072  // how much of each text is looked at: some thousand characters
	relatedFound    = 3     // how many of them have the term, not all of one document
	relatedEvidence = 15.14 // least log-likelihood ratio: chance gives it once in 10,000, and some hundred words are tried
	relatedStrength = 0.28  // least normalised mutual information: what stands everywhere goes with nothing
)

// Related implements index.Engine. That a word goes with a query is told by the log-likelihood ratio of its standing in the
// query's best sections and in all, how closely by normalised pointwise mutual information.
func (e *Engine) Related(ctx context.Context, q query.Query, n int) (*index.Related, error) {
	r, err := checked(index.Request{Query: q, Group: index.Ungrouped})
	if err != nil {
		return nil, err
	}
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	s, err := e.searcher(ctx, v)
	if err != nil {
		return nil, err
	}
	defer e.done(s)
	if err := s.prepare(ctx, q); err != nil {
		return nil, err
	}
	out := &index.Related{Sections: v.sections}
	if len(s.plan.terms) == 0 {
		return out, nil
	}
	if err := s.score(ctx, r, true); err != nil {
		return nil, err
	}
	best, err := s.rescore(ctx, s.top.Best())
	if err != nil {
		return nil, err
	}
	t := newTally(s.plan)
	for _, l := range best {
		if l.first < relatedShare {
			continue
		}
		if t.sections == relatedLooked {
			break
		}
		if err := cmp.Or(ctx.Err(), t.add(s, l)); err != nil {
			return nil, fmt.Errorf("read section: %w", err)
		}
	}
	out.Looked = t.sections
	out.Terms, err = t.telling(v, n)
	return out, err
}

// A tally counts in how many of the sections that are looked at each term stands, in text or heading: a title would count
// for each of its sections.
type tally struct {
	asked    map[string]bool // the terms of the query
	terms    map[string]*tallied
	sections int
	document []byte     // of the section in hand
	spans    [][2]int32 // of the text in hand: where it has what was asked, in units
}

// A tallied is a term of the sections that are looked at.
type tallied struct {
	shown    string // as it was written where it first stood as a word
	found    count  // sections that have it
	word     count  // sections where it is a word, and no part of what was asked
	document []byte // of the first of them
	several  bool   // documents have it
}

// A count counts each section once.
type count struct{ n, last int }

func (c *count) add(section int) {
	if c.last != section {
		c.n, c.last = c.n+1, section
	}
}

func newTally(p *plan) *tally {
	t := &tally{asked: map[string]bool{}, terms: map[string]*tallied{}}
	for _, x := range p.terms {
		if x.kind != analyzer.Char || x.opens {
			t.asked[x.text] = true
		}
	}
	return t
}

// add counts the terms of a section.
func (t *tally) add(s *searcher, l leader) error {
	seg := s.view.segments[l.Segment]
	texts, err := seg.texts(l.Doc, &s.reading.stored)
	if err != nil {
		return err
	}
	t.sections++
	id := seg.postings.ID(l.Doc)
	t.document = id[:max(bytes.LastIndexByte(id, '#'), 0)]
	a, cut := s.view.generation.analyzer, &s.analysis
	for _, text := range []string{beginning(texts.heading, relatedBytes), beginning(texts.body, relatedBytes)} {
		a.Index(cut, text) // as all sections were counted
		for _, x := range cut.Tokens {
			if x.Kind == analyzer.Char || x.Kind == analyzer.Alias {
				continue
			}
			known := t.terms[string(cut.Term(x))]
			if known == nil {
				known = &tallied{document: t.document}
				t.terms[string(cut.Term(x))] = known
			}
			known.found.add(t.sections)
			known.several = known.several || !bytes.Equal(known.document, t.document)
		}
		a.Query(cut, text)
		t.find(cut)
		for _, x := range cut.Tokens {
			known := t.terms[string(cut.Term(x))]
			if known == nil || !isWord(x) || x.Flags&analyzer.Filler != 0 || t.within(x) {
				continue
			}
			if known.word.add(t.sections); known.shown == "" {
				known.shown = strings.Join(strings.Fields(text[x.Start:x.End]), " ")
			}
		}
	}
	return nil
}

// beginning returns at most n bytes of a text, whole characters.
func beginning(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// isWord reports whether a token of a cut text is one of its words.
func isWord(t analyzer.Token) bool { return t.Flags&analyzer.OnPath != 0 || t.Kind == analyzer.Latin }

// find looks for what was asked in a text that has just been cut; what touches is one piece.
func (t *tally) find(a *analyzer.Analysis) {
	t.spans = t.spans[:0]
	for _, x := range a.Tokens {
		if !t.asked[string(a.Term(x))] {
			continue
		}
		from, to := x.Pos, x.Pos+x.Units
		if n := len(t.spans); n > 0 && from <= t.spans[n-1][1] {
			t.spans[n-1][1] = max(t.spans[n-1][1], to)
		} else {
			t.spans = append(t.spans, [2]int32{from, to})
		}
	}
}

// within reports whether a word is part of what was asked, or reaches into it, as 安全法 in 数据安全法 does where 数据安全 was
// asked. 留存率 has 留存 and more.
func (t *tally) within(x analyzer.Token) bool {
	from, to := x.Pos, x.Pos+x.Units
	i, _ := slices.BinarySearchFunc(t.spans, from, func(s [2]int32, from int32) int { return cmp.Compare(s[1], from+1) })
	for ; i < len(t.spans) && t.spans[i][0] < to; i++ {
		if s := t.spans[i]; s[0] < from || s[1] > to || s == [2]int32{from, to} {
			return true
		}
	}
	return false
}

// telling returns the n terms that are least likely to stand there by chance. Of two that contain each other it is the one
// that is less likely to.
func (t *tally) telling(v *view, n int) ([]index.RelatedTerm, error) {
	type scored struct {
		text string
		index.RelatedTerm
	}
	var all []scored
	for _, text := range sortedKeys(t.terms) {
		x := t.terms[text]
		// What is no word in most of its places only stands there where two words meet.
		if x.found.n < relatedFound || !x.several || 2*x.word.n < x.found.n || !speaks(text) {
			continue
		}
		df, err := v.frequency(text)
		if err != nil {
			return nil, fmt.Errorf("look up %q: %w", text, err)
		}
		evidence := rank.LogLikelihood(x.found.n, t.sections, df, v.sections)
		if evidence < relatedEvidence || rank.MutualInformation(x.found.n, t.sections, df, v.sections) < relatedStrength {
			continue
		}
		all = append(all, scored{text, index.RelatedTerm{Text: x.shown, Found: x.found.n, Sections: df, Score: evidence}})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.Score, a.Score) })
	var out []index.RelatedTerm
	for i, x := range all {
		if len(out) >= n {
			break
		}
		near := func(y scored) bool { return strings.Contains(x.text, y.text) || strings.Contains(y.text, x.text) }
		if !slices.ContainsFunc(all[:i], near) {
			out = append(out, x.RelatedTerm)
		}
	}
	return out, nil
}

// speaks reports whether a term is more than a character or a number.
func speaks(text string) bool {
	return utf8.RuneCountInString(text) > 1 && strings.ContainsFunc(text, unicode.IsLetter)
}
