package usage

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/opsguide/opsguide/index/query"
)

// A Query is what was counted of one query. Counts are rounded: they fade.
type Query struct {
	Text    string // as [Form] has it
	Asked   int    // at least so often
	Nothing int    // so often it found nothing
	Little  int    // so often it found little
	Opened  int    // so many of its hits were opened
	Last    string // day on which it was asked last, such as 2026-11-22
}

// A Reason is why guidance may be missing.
type Reason string

// Reasons of gaps.
const (
	FoundNothing  Reason = "nothing"
	FoundLittle   Reason = "little"
	NothingOpened Reason = "unopened" // much was found, but nobody opened any of it
)

// A Gap is a query that is not answered.
type Gap struct {
	Query
	Why Reason
}

// From how many askings on a query is told of: once may have been one person's business.
const (
	fewestShown    = 2
	fewestPopular  = 3
	fewestUnopened = 5 // that nobody opened anything may be chance, until then
)

// Gaps returns the queries that mostly found nothing or little, unless about every other time a hit was opened all the same,
// and those that found enough of which no hit was ever opened. The last come only where openings are counted at all. What
// was asked most often comes first.
func (c *Counter) Gaps() []Gap {
	if c == nil {
		return nil
	}
	var gaps []Gap
	c.settle(func(t *table) {
		openings := slices.ContainsFunc(t.heap, func(e *entry) bool { return e.opened > 0 })
		for _, e := range t.heap {
			if why := e.gap(openings); why != "" {
				gaps = append(gaps, Gap{e.report(), why})
			}
		}
	})
	slices.SortFunc(gaps, func(a, b Gap) int { return byAsked(a.Query, b.Query) })
	return gaps
}

// gap says why a query is a gap; "" means that it is none.
func (e *entry) gap(openings bool) Reason {
	asked := e.count - e.over
	switch {
	case rounded(asked) < fewestShown:
	case 2*e.opened >= asked:
	case 2*e.nothing > asked:
		return FoundNothing
	case 2*(e.nothing+e.little) > asked:
		return FoundLittle
	case openings && e.opened == 0 && rounded(asked) >= fewestUnopened:
		return NothingOpened
	}
	return ""
}

// Popular returns at most n queries that begin with what was typed, most asked first: those asked three times and more that
// mostly found enough. It is about a second behind, and takes some microseconds.
func (c *Counter) Popular(typed string, n int) []Query {
	if c == nil {
		return nil
	}
	prefix := joinHan(query.Fold(strings.Join(strings.Fields(typed), " ")))
	all := *c.popular.Load() // by text
	from, _ := slices.BinarySearchFunc(all, prefix, func(q Query, s string) int { return strings.Compare(q.Text, s) })
	to := from
	for to < len(all) && strings.HasPrefix(all[to].Text, prefix) {
		to++
	}
	found := slices.Clone(all[from:to])
	slices.SortFunc(found, byAsked)
	return found[:min(max(n, 0), len(found))]
}

// publish gathers what Popular returns. Its caller holds counting, or else the only reference to c.
func (c *Counter) publish() {
	var popular []Query
	for _, e := range c.table.heap {
		asked := e.count - e.over
		if rounded(asked) >= fewestPopular && 2*(e.nothing+e.little) < asked {
			popular = append(popular, e.report())
		}
	}
	slices.SortFunc(popular, func(a, b Query) int { return strings.Compare(a.Text, b.Text) })
	c.popular.Store(&popular)
}

// An Opening says how often a section was opened from among the hits of a query.
type Opening struct {
	Query   string // as Form has it
	Section string // id
	Times   int
}

// Openings yields the sections opened most for each query that may be told of, queries in the order of their texts: what
// readers judge to answer them.
func (c *Counter) Openings() iter.Seq[Opening] {
	var all []Opening
	if c != nil {
		c.settle(func(t *table) {
			for _, e := range t.heap {
				if rounded(e.count-e.over) < fewestShown {
					continue
				}
				for _, s := range e.sections {
					if times := rounded(s.count); times > 0 {
						all = append(all, Opening{e.query, s.id, times})
					}
				}
			}
		})
	}
	slices.SortStableFunc(all, func(a, b Opening) int { return strings.Compare(a.Query, b.Query) })
	return slices.Values(all)
}

func (e *entry) report() Query {
	return Query{Text: e.query, Asked: rounded(e.count - e.over), Nothing: rounded(e.nothing), Little: rounded(e.little),
		Opened: rounded(e.opened), Last: dateOf(e.last)}
}

func rounded(count float64) int { return int(math.Round(count)) }

// byAsked orders queries: the most asked first, of these what was asked last.
func byAsked(a, b Query) int {
	return cmp.Or(cmp.Compare(b.Asked, a.Asked), strings.Compare(b.Last, a.Last), strings.Compare(a.Text, b.Text))
}
