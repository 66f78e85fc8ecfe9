package rewrite

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Repair says that units From to To of a query, To excluded, may have been meant as one of the candidates.
type Repair struct {
	From, To   int
	Candidates []Candidate // the surest first
}

const (
	maxRepairUnits = 5  // Han characters and Latin words that one candidate stands for
	maxLatinUnits  = 8  // Latin words alone: yong hu sheng ming zhou qi
	maxWindows     = 64 // looked at for one query
	worthOfUnit    = 8  // what a longer candidate may cost more
	worthOfLexicon = 8  // what a term of the lexicon may cost more
)

// Repair proposes replacements for what no section has, the longest and surest first, with at most max candidates each.
// They do not overlap, so that all of them can be carried out; what is not replaced stays as it is.
//
// units are the Han characters and Latin words of a query in order, folded. absent reports that no section has these side
// by side; it is asked for single units of the query, and for pairs of Han characters as they stand in the query or would
// stand after a replacement. Windows of one to five units around what is absent are looked up, and Latin words in them are
// joined (liu cun, gogle analytics).
//
// Two words that never meet in the index are no mistake by that alone: 留存怎么办 must not become 留存率么办, nor
// 石屋最后 become 事务最后. Words of the vocabulary are never taken for mistakes, and see query.plausible for what is asked
// of a proposal.
func (v *Vocabulary) Repair(units []string, absent func(units ...string) bool, max int) []Repair {
	q := newQuery(units, absent)
	q.trust(v)
	var all []proposal
	for windows, i := 0, 0; i < len(units); i++ {
		for j := i + 1; j <= min(i+maxLatinUnits, len(units)) && windows < maxWindows; j++ {
			han := slices.Contains(q.han[i:j], true)
			if han && (j-i > maxRepairUnits || j-i == 1) || !q.suspect(i, j) {
				continue
			}
			windows++
			for _, c := range v.Rewrites(q.join(i, j), max) {
				if p := (proposal{from: i, to: j, Candidate: c}); q.plausible(p) {
					all = append(all, p)
				}
			}
		}
	}
	slices.SortStableFunc(all, proposal.compare)
	var out []Repair
	for _, p := range all {
		at := slices.IndexFunc(out, func(r Repair) bool { return p.from < r.To && r.From < p.to })
		if at < 0 {
			out = append(out, Repair{From: p.from, To: p.to, Candidates: []Candidate{p.Candidate}})
		} else if out[at].From == p.from && out[at].To == p.to {
			out[at].Candidates = append(out[at].Candidates, p.Candidate)
		}
	}
	for _, r := range out { // a long candidate says where the mistake is, not that it is the likeliest there
		slices.SortStableFunc(r.Candidates, Candidate.compare)
	}
	return out
}

// A proposal is a candidate for units from to to.
type proposal struct {
	from, to int
	Candidate
}

// compare orders by rank, then the one that replaces more first.
func (p proposal) compare(o proposal) int {
	return cmp.Or(cmp.Compare(p.rank(), o.rank()), cmp.Compare(o.to-o.from, p.to-p.from), cmp.Compare(o.DF, p.DF))
}

// rank is the cost, less what a long candidate and a term of the lexicon are worth.
func (p proposal) rank() int {
	length := 0
	for _, f := range strings.Fields(p.Text) {
		if n := utf8.RuneCountInString(f); n < len(f) {
			length += n // Han characters
		} else {
			length++ // a Latin word
		}
	}
	rank := p.Cost - worthOfUnit*min(length, maxRepairUnits)
	if p.Lexicon {
		rank -= worthOfLexicon
	}
	return rank
}
