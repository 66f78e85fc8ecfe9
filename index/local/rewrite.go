package local

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rewrite"
)

// rewriteShare is what a word that may have been meant is worth of one that was typed.
const rewriteShare = 0.5

// maxCandidates is how many words are proposed for one piece of a query. The first is searched for.
const maxCandidates = 3

// doubtful reports whether the query has something that no section has and that may be a mistake: a Latin word, or two
// characters of which one is no part of a longer word. (That no section has the end of one word beside the beginning of the
// next is usual.)
func (p *plan) doubtful() bool {
	short := len(p.sequence) <= maxDoubtful
	if short && len(p.missing) > 0 {
		return true
	}
	for i := range p.terms {
		t := &p.terms[i]
		if t.df == 0 && t.via == "" && (t.kind == analyzer.Latin || short && t.loose) {
			return true
		}
	}
	return false
}

// maxDoubtful is how long a query is, in units, that has enough to go by with one of them wrong.
const maxDoubtful = 12

// rewrite plans the query anew with what no section has replaced by what may have been meant. Correct words that no section
// has are left alone, unless all is true.
func (s *searcher) rewrite(ctx context.Context, q query.Query, all bool) error {
	words, err := s.view.generation.vocabulary.open()
	if err != nil {
		return err
	}
	meant := query.Query{Clauses: slices.Clone(q.Clauses)}
	var rewrites []index.Rewrite
	var via highlight.Via
	for i, c := range q.Clauses {
		if c.Kind != query.Words || c.Not {
			continue
		}
		var failed error
		absent := s.absent(&failed)
		pieces := s.pieces(c.Value, absent)
		barren := barren(absent)
		var repairs []rewrite.Repair
		for from, to := range pieces.runs() {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, r := range words.Repair(pieces.units[from:to], absent, maxCandidates) {
				r.From, r.To = r.From+from, r.To+from
				slices.SortStableFunc(r.Candidates, func(a, b rewrite.Candidate) int { return barren(a) - barren(b) })
				if all || pieces.likely(r) {
					repairs = append(repairs, r)
				}
			}
		}
		if failed != nil {
			return failed
		}
		var said []index.Rewrite
		slices.SortFunc(repairs, func(a, b rewrite.Repair) int { return b.From - a.From })
		for _, r := range repairs {
			from, to := pieces.from[r.From], pieces.to[r.To-1]
			var proposed []index.Rewrite
			for j, x := range r.Candidates {
				if x.Cost > r.Candidates[0].Cost+likeEnough {
					continue
				}
				proposed = append(proposed, index.Rewrite{From: c.Value[from:to], To: x.Text, Why: x.Why.String(), Suggested: j > 0})
			}
			said = append(proposed, said...)
			via = viaOf(r.Candidates[0].Why)
			value := &meant.Clauses[i].Value
			*value = (*value)[:from] + r.Candidates[0].Text + (*value)[to:]
		}
		for _, x := range said {
			if !slices.Contains(rewrites, x) {
				rewrites = append(rewrites, x)
			}
		}
	}
	if len(rewrites) == 0 {
		return nil
	}
	p, n := s.plan, newPlan(s.view.generation.analyzer, &s.analysis, &s.numbers, meant)
	n.words, n.literal = p.words, p.literal
	if err := n.weigh(ctx, s.view); err != nil {
		return fmt.Errorf("look up terms: %w", err)
	}
	for i := range n.terms {
		if t := &n.terms[i]; t.via == "" && !p.finds(t.text) {
			t.via = via
			t.weight *= rewriteShare
		}
	}
	n.rewrites = append(rewrites, n.rewrites...)
	s.plan = n
	return nil
}

// fewFound is up to how many results a query may have been meant otherwise.
const fewFound = 2

// meant searches once more for a query that has found nothing, with correct words that no section has taken for others, and
// suggests what one that has found little may have meant.
func (s *searcher) meant(ctx context.Context, r index.Request, found []leader) ([]leader, error) {
	if len(s.plan.rewrites) > 0 || len(r.Query.Words()) == 0 {
		return found, nil
	}
	if s.groups.total > 0 {
		return found, s.suggestMeant()
	}
	before := s.plan
	if err := s.rewrite(ctx, r.Query, true); err != nil || s.plan == before {
		return found, err
	}
	return s.leaders(ctx, r)
}

// clearlyMore is how many times as many sections have a word that is suggested for another.
const clearlyMore = 10

// suggestMeant suggests, for words of the query that few sections have, what sounds the same and many have.
func (s *searcher) suggestMeant() error {
	words, err := s.view.generation.vocabulary.open()
	if err != nil {
		return err
	}
	for _, w := range s.plan.words {
		df, err := s.view.frequency(w)
		if err != nil {
			return fmt.Errorf("look up %q: %w", w, err)
		}
		for _, x := range words.Rewrites(w, 1) {
			has, err := s.view.frequency(x.Text) // by now
			if err != nil {
				return fmt.Errorf("look up %q: %w", x.Text, err)
			}
			meant := index.Rewrite{From: w, To: x.Text, Why: x.Why.String(), Suggested: true}
			if has >= clearlyMore*max(df, 1) && !slices.Contains(s.plan.rewrites, meant) {
				s.plan.rewrites = append(s.plan.rewrites, meant)
			}
		}
	}
	return nil
}

func viaOf(why rewrite.Why) highlight.Via {
	if why == rewrite.Typo {
		return highlight.Typo
	}
	return highlight.Pinyin
}

// finds reports whether a term of the plan is in some section.
func (p *plan) finds(text string) bool {
	t := p.term(text)
	return t != nil && t.df > 0
}

// barren returns a function that is 1 for a word of which no section has anything any more, else 0: of longer ones that
// none had when the words were written some have the parts.
func barren(absent func(units ...string) bool) func(rewrite.Candidate) int {
	return func(c rewrite.Candidate) int {
		if (c.DF > 0 || utf8.RuneCountInString(c.Text) == 2) && absent(c.Text) {
			return 1
		}
		return 0
	}
}

// likeEnough is how much more may set a second candidate apart from what was typed.
const likeEnough = 3

// pieces are the units of a text, where they stand in it, in bytes, and whether each is in one word with the next that is
// correct, but that no section has.
type pieces struct {
	text     string
	units    []string
	from, to []int
	unknown  []bool
}

func (s *searcher) pieces(text string, absent func(units ...string) bool) (p pieces) {
	a := &s.analysis
	s.view.generation.analyzer.Query(a, text)
	p.text, p.unknown = text, make([]bool, a.Units)
	for _, t := range a.Tokens {
		if t.Units == 1 && (t.Kind == analyzer.Char || t.Kind == analyzer.Latin) {
			p.units = append(p.units, string(a.Term(t)))
			p.from, p.to = append(p.from, int(t.Start)), append(p.to, int(t.End))
		}
		if t.Flags&analyzer.OnPath != 0 && t.Units > 1 && absent(string(a.Term(t))) {
			for i := t.Pos; i+1 < t.Pos+t.Units; i++ {
				p.unknown[i] = true
			}
		}
	}
	return p
}

// runs yields the pieces from one unit to another that punctuation does not part, nor a gap between Han characters.
func (p *pieces) runs() iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		from := 0
		for i := 1; i <= len(p.units); i++ {
			if i < len(p.units) && p.beside(i-1) {
				continue
			}
			if !yield(from, i) {
				return
			}
			from = i
		}
	}
}

// beside reports whether a unit and the next stand side by side: Latin words with a space between.
func (p *pieces) beside(i int) bool {
	gap := p.text[p.to[i]:p.from[i+1]]
	return gap == "" || gap == " " && p.latin(i) && p.latin(i+1)
}

func (p *pieces) latin(i int) bool { return p.units[i][0] < utf8.RuneSelf }

// likely reports whether a repair may be carried out though the rest of the query finds something. Of long questions, in
// which words meet that have never met before, nearly all that sounds like another word is right: of 39 statute questions
// that were rewritten, 36 were for the worse.
func (p *pieces) likely(r rewrite.Repair) bool {
	first, letters, han := r.Candidates[0], 0, false
	for i := r.From; i < r.To; i++ {
		if p.latin(i) {
			letters += len(p.units[i])
		} else {
			han = true
		}
	}
	if slices.Contains(p.unknown[r.From:r.To-1], true) {
		// A correct word: another was meant only if that is a term of the trade and sounds the same.
		return first.Lexicon && first.Why == rewrite.Homophone && first.Cost < rewrite.SameSound
	}
	switch {
	case r.To-r.From == len(p.units):
		return true
	case han || letters <= shortLatin:
		return first.Lexicon && (han || letters > 2)
	}
	return true
}

// shortLatin is up to how many letters a Latin word within a query is as likely an abbreviation as pinyin.
const shortLatin = 3

// absent returns a function that reports that no section has units side by side.
func (s *searcher) absent(failed *error) func(units ...string) bool {
	return func(units ...string) bool {
		text := strings.Join(units, "")
		n, err := s.view.frequency(text)
		if err != nil {
			*failed = fmt.Errorf("look up %q: %w", text, err)
		}
		return n == 0
	}
}
