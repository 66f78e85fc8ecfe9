package rewrite

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// query is what Repair knows of a query.
type query struct {
	units  []string
	absent func(units ...string) bool
	han    []bool // the unit is one Han character
	alone  []bool // no section has the unit
	pair   []bool // no section has the unit and the next, both Han, side by side
}

func newQuery(units []string, absent func(units ...string) bool) *query {
	n := len(units)
	q := &query{units: units, absent: absent, han: make([]bool, n), alone: make([]bool, n), pair: make([]bool, n)}
	for i, u := range units {
		r, size := utf8.DecodeRuneInString(u)
		q.han[i] = size == len(u) && isHan(r)
		q.alone[i] = absent(u)
	}
	for i := range max(n-1, 0) {
		q.pair[i] = q.han[i] && q.han[i+1] && absent(units[i], units[i+1])
	}
	return q
}

// trust takes the words of the vocabulary that the query has for right, even if no section has them: a term of the lexicon
// that nobody has written about is no mistake.
func (q *query) trust(v *Vocabulary) {
	for i := range q.units {
		for j := i + 1; j <= min(i+maxLatinUnits, len(q.units)); j++ {
			if q.suspect(i, j) && v.Has(q.join(i, j)) {
				clear(q.alone[i:j])
				clear(q.pair[i : j-1])
			}
		}
	}
}

// suspect reports whether something absent lies within i to j or, if that is long, at its ends.
func (q *query) suspect(i, j int) bool {
	if slices.Contains(q.alone[i:j], true) || slices.Contains(q.pair[i:j-1], true) {
		return true
	}
	return j-i > 2 && (i > 0 && q.pair[i-1] || q.pair[j-1])
}

// join writes units as one text: Latin words that stand side by side are parted by spaces.
func (q *query) join(i, j int) string {
	var b strings.Builder
	for k := i; k < j; k++ {
		if k > i && !q.han[k-1] && !q.han[k] {
			b.WriteByte(' ')
		}
		b.WriteString(q.units[k])
	}
	return b.String()
}

// plausible reports whether a proposal mends what is wrong, rather than making another word of two that happen to stand
// side by side.
//
// Every Han character that it changes is in doubt: absent, or absent beside a neighbour; for a short word that no lexicon
// has, or one that sounds otherwise, beside either neighbour. Unless it is a term of the lexicon or stands for all that was
// typed, it must also be no slip of three characters, keep one and fit in: the sections have its ends beside their new
// neighbours.
func (q *query) plausible(p proposal) bool {
	if slices.Contains(q.han[p.from:p.to], false) {
		return true
	}
	text := strings.Split(p.Text, "")
	if !q.doubted(p, text) {
		return false
	}
	whole := !q.hanAt(p.from-1) && !q.hanAt(p.to)
	return p.Lexicon || whole || p.Cost < costBadSlip && q.keeps(p, text) && q.fits(p, text)
}

// doubted reports whether everything that a proposal changes is in doubt.
func (q *query) doubted(p proposal, text []string) bool {
	typed := q.units[p.from:p.to]
	if len(text) == len(typed) {
		strict := p.Why == Typo || len(typed) < 3 && !p.Lexicon
		for k, c := range text {
			if typed[k] != c && !q.doubtful(p.from+k, strict) {
				return false
			}
		}
		return true
	}
	// One character is missing within or one too many: where the texts part, the pair is absent.
	k := 0
	for k < len(text) && k < len(typed) && typed[k] == text[k] {
		k++
	}
	if k == len(typed) {
		return false
	}
	return k > 0 && q.pair[p.from+k-1] || len(text) < len(typed) && q.doubtful(p.from+k, true)
}

// doubtful reports whether a Han character may be wrong: no section has it, or has it beside a neighbour; strictly, beside
// either neighbour.
func (q *query) doubtful(i int, strict bool) bool {
	left, right := i > 0 && q.pair[i-1], q.pair[i]
	if strict {
		return q.alone[i] || (left || right) && (left || !q.hanAt(i-1)) && (right || !q.hanAt(i+1))
	}
	return q.alone[i] || left || right
}

// keeps reports whether a proposal has one of the characters in its place.
func (q *query) keeps(p proposal, text []string) bool {
	if len(text) != p.to-p.from {
		return true
	}
	for k, c := range text {
		if q.units[p.from+k] == c {
			return true
		}
	}
	return false
}

// fits reports whether the sections have the ends of a proposal, where they change, beside what stands next to them.
func (q *query) fits(p proposal, text []string) bool {
	first, last := text[0], text[len(text)-1]
	return (first == q.units[p.from] || !q.hanAt(p.from-1) || !q.absent(q.units[p.from-1], first)) &&
		(last == q.units[p.to-1] || !q.hanAt(p.to) || !q.absent(last, q.units[p.to]))
}

// hanAt reports whether a Han character stands at i.
func (q *query) hanAt(i int) bool { return i >= 0 && i < len(q.han) && q.han[i] }
