package analyzer

import "math"

// A step is the cheapest way to the end of a unit: the word that it ends with, and where that begins.
type step struct {
	cost int64
	node node // 0 for a unit that is no word
	from int32
}

// A pathWord is the word of the best path that begins at a unit.
type pathWord struct {
	end    int32 // unit after its last; 0 when no word begins here
	filler bool  // the unit lies within a filler
	node   node
}

// A span is the units from start to end.
type span struct{ start, end int32 }

// Query gives the tokens of a question: its units, bigrams, the words of the best path of three characters and more with
// the words inside them, compounds and aliases, with what the query knows of them in Flags.
//
// The best path is the most probable sequence of words, each independent of the others, as gse finds it; terms of the
// lexicon have a probability of their own. Costs are whole numbers, so a sentence is cut alike wherever it stands.
func (a *Analyzer) Query(out *Analysis, text string) {
	a.scan(out, text)
	a.findPath(out)
	compoundEnd := 0 // what lies within a longer compound is not a compound to a query
	var word span    // of the path, at the unit in hand
	for i := range out.units {
		if end := out.path[i].end; end != 0 {
			word = span{int32(i), end}
		}
		a.findInner(out, i, word)
		out.emitUnit(i, out.flags(i, i+1))
		if out.bigramAt(i) {
			f := out.flags(i, i+2)
			if len(out.inner) > 0 && int(out.inner[0].end) == i+2 {
				f |= Inner
			}
			out.emit(i, i+2, Bigram, f)
		}
		out.matches = out.matches[:0]
		if out.units[i].class == classLatin && i >= compoundEnd {
			if out.compounds(i); len(out.matches) > 0 {
				out.matches = append(out.matches[:0], out.matches[len(out.matches)-1])
				compoundEnd = int(out.matches[0].end)
			}
		}
		if w := out.path[i]; w.end != 0 {
			out.insert(match{end: w.end, node: w.node})
		}
		for _, m := range out.inner {
			out.insert(m)
		}
		for _, m := range out.matches {
			f := out.flags(i, int(m.end))
			if !m.compound && f&OnPath == 0 {
				f |= Inner
			}
			if m.compound && out.boundary(i) && out.boundary(int(m.end)) {
				f |= OnPath // gse knows no compounds, but the path leaves this one whole
			}
			out.emitMatch(i, m, f)
		}
		if n := len(out.Tokens); out.mayAlias(i) {
			a.aliasAt(out, i, true)
			if len(out.Tokens) > n {
				out.Tokens[n].Flags = out.aliasFlags(out.Tokens[n], word)
			}
		}
	}
}

// aliasFlags returns what a query knows of an alias that begins within that word of the path.
func (out *Analysis) aliasFlags(t Token, word span) Flags {
	f := out.flags(int(t.Pos), int(t.Pos+t.Units)) & Filler
	if t.Pos+t.Units <= word.end && t.Units < word.end-word.start && out.pureHan(int(word.start), int(word.end)) {
		f |= Inner
	}
	return f
}

// findInner leaves in out.inner the words of two units and more that begin at unit i and are part of a word of the path,
// shortest first.
func (a *Analyzer) findInner(out *Analysis, i int, word span) {
	out.inner = out.inner[:0]
	if word.end-word.start <= 2 {
		return
	}
	a.walk(out, i)
	for _, m := range out.matches {
		if n := m.end - int32(i); m.node&nodeWord != 0 && n >= 2 && m.end <= word.end && n < word.end-word.start {
			out.inner = append(out.inner, m)
		}
	}
}

// flags returns what the path says of the units i to j.
func (out *Analysis) flags(i, j int) Flags {
	var f Flags
	if w := out.path[i]; int(w.end) == j {
		f |= OnPath
		if w.node&nodeLexical != 0 {
			f |= Lexical
		}
	}
	for _, w := range out.path[i:j] {
		if !w.filler {
			return f
		}
	}
	return f | Filler
}

// findPath fills out.path.
func (a *Analyzer) findPath(out *Analysis) {
	n := len(out.units)
	out.steps, out.path, out.fillers = resize(out.steps, n), resize(out.path, n), out.fillers[:0]
	for i := range out.steps {
		out.steps[i].cost = math.MaxInt64
	}
	clear(out.path)
	var cost int64 // of the way to where unit i begins
	for i := range n {
		single := false
		a.walk(out, i)
		for _, m := range out.matches {
			if m.node&nodeFiller != 0 {
				out.fillers = append(out.fillers, span{int32(i), m.end})
			}
			if m.node&nodeWord != 0 {
				single = single || int(m.end) == i+1
				out.reach(i, int(m.end), cost+m.node.cost(), m.node)
			}
		}
		if !single {
			out.reach(i, i+1, cost+unknownCost, 0)
		}
		cost = out.steps[i].cost
	}
	for end := int32(n); end > 0; {
		s := out.steps[end-1]
		out.path[s.from] = pathWord{end: end, node: s.node}
		end = s.from
	}
	for _, f := range out.fillers { // 的 alone is one, 的 of 目的 is not
		if out.boundary(int(f.start)) && out.boundary(int(f.end)) {
			for i := f.start; i < f.end; i++ {
				out.path[i].filler = true
			}
		}
	}
}

// boundary reports whether a word of the path begins at unit i, or the text ends before it.
func (out *Analysis) boundary(i int) bool { return i == len(out.path) || out.path[i].end != 0 }

// reach offers a way to where unit j begins. Of ways that cost the same the first is kept, as in gse: the one whose last
// word is longest.
func (out *Analysis) reach(i, j int, cost int64, n node) {
	if s := &out.steps[j-1]; cost < s.cost {
		*s = step{cost: cost, node: n, from: int32(i)}
	}
}

// resize returns s with n elements, whatever they hold.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
