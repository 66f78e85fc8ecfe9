package analyzer

// A step is the best way to reach the end of a unit.
type step struct {
	cost  int64
	from  int32 // unit that the last word begins at; then, once the path is known, the end of the word that begins here
	node  node  // the last word; 0 for a unit that is no word
	known bool
}

// Query gives the tokens of a question: its units, bigrams, the words of the best path of three characters and more, and
// compounds, with what the query knows of them in Flags.
//
// The best path is the most probable sequence of words, each independent of the others, found as gse finds it. Costs are
// whole numbers, so a sentence is cut alike wherever it stands.
func (a *Analyzer) Query(out *Analysis, text string) {
	a.scan(out, text)
	a.findPath(out)
	for i, compoundEnd := 0, 0; i < len(out.units); i++ {
		f := out.flags(i, i+1)
		out.emitUnit(i, f)
		if out.bigramAt(i) {
			out.emit(i, i+2, Bigram, out.flags(i, i+2))
		}
		out.matches = out.matches[:0]
		if i >= compoundEnd {
			if out.compounds(i); len(out.matches) > 0 { // the longest, then on from its end
				out.matches = append(out.matches[:0], out.matches[len(out.matches)-1])
				compoundEnd = int(out.matches[0].end)
			}
		}
		if w := &out.path[i]; w.known && int(w.from) > i+1 {
			out.insert(match{end: w.from, node: w.node})
		}
		for _, m := range out.matches {
			f := out.flags(i, int(m.end))
			if m.compound {
				f |= OnPath
			}
			out.emitMatch(i, m, f)
		}
	}
}

// flags returns what the path says of the units i to j.
func (out *Analysis) flags(i, j int) Flags {
	var f Flags
	if w := &out.path[i]; w.known && int(w.from) == j {
		f |= OnPath
		if w.node&nodeLexical != 0 {
			f |= Lexical
		}
	}
	for k := i; k < j; k++ {
		if out.path[k].node&nodeFiller == 0 {
			return f
		}
	}
	return f | Filler
}

// findPath leaves in out.path, for every unit that a word of the path begins at, its end and node (known), and marks all
// units inside fillers.
func (a *Analyzer) findPath(out *Analysis) {
	n := len(out.units)
	if cap(out.path) < n {
		out.path = make([]step, n)
	}
	out.path = out.path[:n]
	clear(out.path)
	var base int64
	for i := range n {
		if i > 0 {
			base = out.path[i-1].cost
		}
		a.walk(out, i)
		single := false
		for _, m := range out.matches {
			if m.node&nodeWord == 0 {
				continue
			}
			single = single || int(m.end) == i+1
			out.reach(i, int(m.end), base+m.node.cost(), m.node)
		}
		if !single {
			out.reach(i, i+1, base+unknownCost, 0)
		}
	}
	// Turn the steps round, from where a word began to where it ends.
	for j := n; j > 0; {
		i := int(out.path[j-1].from)
		word := out.path[j-1].node &^ nodeFiller
		for k := i; k < j; k++ {
			out.path[k] = step{}
		}
		out.path[i] = step{from: int32(j), node: word, known: true}
		j = i
	}
	// A filler is one whose ends are ends of words of the path.
	for i := range n {
		if !out.path[i].known {
			continue
		}
		a.walk(out, i)
		for _, m := range out.matches {
			if m.node&nodeFiller != 0 && (int(m.end) == n || out.path[m.end].known) {
				for k := i; k < int(m.end); k++ {
					out.path[k].node |= nodeFiller
				}
			}
		}
	}
}

func (out *Analysis) reach(i, j int, cost int64, n node) {
	if s := &out.path[j-1]; !s.known || cost < s.cost {
		*s = step{cost: cost, from: int32(i), node: n, known: true}
	}
}
