package analyzer

import "unicode/utf8"

// A match is a word or compound that begins at a unit.
type match struct {
	end      int32 // unit after the last
	node     node
	compound bool
	sharp    bool // it ends with the sharp sign behind its last unit
}

// walk finds the dictionary words that begin at unit i, shortest first, and leaves them in out.matches. A word may
// reach across a gap when the gap is spelt the same: google analytics, a/b测试.
func (a *Analyzer) walk(out *Analysis, i int) {
	out.matches = out.matches[:0]
	n := a.trie.root()
	for j := i; j < len(out.units); j++ {
		u := &out.units[j]
		if j > i && !u.glued {
			n = a.spell(n, out.Text[out.units[j-1].termEnd:u.termStart])
		}
		if u.code != 0 {
			n = a.trie.child(n, u.code)
		} else {
			n = a.spell(n, out.Text[u.termStart:u.termEnd])
		}
		if n&(nodeWord|nodeFiller) != 0 {
			out.matches = append(out.matches, match{end: int32(j + 1), node: n})
		}
		if n.leaf() {
			return // 0 is a leaf, too
		}
	}
}

// spell walks on through every character of text; 0 when no word goes on like that.
func (a *Analyzer) spell(n node, text []byte) node {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		code := a.chars.lookup(r).code()
		if n.leaf() || code == 0 {
			return 0
		}
		n, text = a.trie.child(n, code), text[size:]
	}
	return n
}

// emitMatch emits a match of two units and more, unless it is a bigram, which is a token anyway.
func (out *Analysis) emitMatch(i int, m match, f Flags) {
	j := int(m.end)
	if j-i == 1 && !m.sharp || j-i == 2 && out.bigramAt(i) {
		return
	}
	k := Word
	if m.compound || !out.pureHan(i, j) {
		k = Whole
	}
	out.emit(i, j, k, f)
	if m.sharp {
		t := &out.Tokens[len(out.Tokens)-1]
		t.End += int32(out.units[i].sign)
		t.TermEnd++
	}
}

// pureHan reports whether units i to j are Han characters without a gap.
func (out *Analysis) pureHan(i, j int) bool {
	for k := i; k < j; k++ {
		if out.units[k].class != classHan || k > i && !out.units[k].glued {
			return false
		}
	}
	return true
}
