package analyzer

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// A trie is a double array over character codes: the child of a node under code c is the slot at the node's base + c,
// provided that the slot's label is c. No two nodes share a base, so the label alone says whose child a slot is, and
// everything about a node sits in one 8-byte word:
//
//	bits  0-15  label: the code that leads here, 0 for an empty slot
//	bits 16-36  base of the children, 0 for a leaf
//	bits 37-60  cost of the word that ends here in 1/2^19 bits, 0 when none does
//	bit     61  the word is in the dictionary (and so a token of its own)
//	bit     62  the word is a term of the lexicon
//	bit     63  the word is a question filler
//
// Useful for finding every word that begins at a place: one memory access a character, nothing to decode, and it can be
// read where it lies in a file. Not useful for anything that changes: adding a word may move others.
//
// The root is slot 0. Codes are dealt by frequency, so what is read most lies together.
type trie []byte

// A node is the word of 8 bytes that a slot holds.
type node uint64

const (
	baseShift = 16
	maxBase   = 1<<21 - 1
	costShift = 37
	maxCost   = 1<<24 - 1

	nodeWord    node = 1 << 61
	nodeLexical node = 1 << 62
	nodeFiller  node = 1 << 63
)

func (n node) label() uint16 { return uint16(n) }
func (n node) base() int     { return int(n >> baseShift & maxBase) }
func (n node) cost() int64   { return int64(n >> costShift & maxCost) }
func (n node) leaf() bool    { return n>>baseShift&maxBase == 0 }

// root returns the node that walks begin at.
func (t trie) root() node { return t.slot(0) }

func (t trie) slot(i int) node { return node(binary.LittleEndian.Uint64(t[i*8:])) }

// child returns the node that code leads to from n, and whether there is one.
func (t trie) child(n node, code uint16) (node, bool) {
	i := (n.base() + int(code)) * 8
	if i+8 > len(t) {
		return 0, false
	}
	c := node(binary.LittleEndian.Uint64(t[i:]))
	return c, c.label() == code && code != 0
}

// An entry is a word to put into a trie.
type entry struct {
	codes []uint16
	value node // cost and flags
}

var errTrieFull = errors.New("too many words for the dictionary image")

// buildTrie packs entries into a double array. Entries are sorted in place; equal ones are joined: the lower cost and
// the flags of both.
func buildTrie(entries []entry) (trie, error) {
	slices.SortFunc(entries, func(a, b entry) int { return slices.Compare(a.codes, b.codes) })
	rows := rowsOf(entries)
	var b trieBuilder
	b.used.set(0)  // the root itself
	b.bases.set(0) // base 0 marks a leaf
	// The widest rows first, while there is room; single children fill the holes that they leave.
	slices.SortStableFunc(rows, func(x, y *row) int { return cmp.Compare(len(y.labels), len(x.labels)) })
	for _, r := range rows {
		if err := b.place(r); err != nil {
			return nil, err
		}
	}
	out := make(trie, 8*(b.last+1))
	put := func(i int, n node) { binary.LittleEndian.PutUint64(out[8*i:], uint64(n)) }
	for _, r := range rows {
		for i, label := range r.labels {
			n := r.values[i] | node(label)
			if c := r.children[i]; c != nil {
				n |= node(c.base) << baseShift
			}
			put(r.base+int(label), n)
		}
		if r.root {
			put(0, node(r.base)<<baseShift)
		}
	}
	return out, nil
}

// A row is the children of one node.
type row struct {
	labels   []uint16
	values   []node
	children []*row
	base     int
	root     bool
}

// A trieBuilder finds room for rows, 64 bases at a time.
type trieBuilder struct {
	used  bitmap // slots in use
	bases bitmap // bases in use
	tier  int    // width of the rows being placed, in bits
	hint  int    // where the search for a row of that width begins
	last  int    // the last slot in use
}

// A bitmap grows with what is set in it.
type bitmap []uint64

func (b *bitmap) set(i int) {
	for i>>6 >= len(*b) {
		*b = append(*b, make(bitmap, len(*b)+1024)...)
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

// at returns the 64 bits from i on.
func (b bitmap) at(i int) uint64 {
	w, shift := i>>6, i&63
	if w+1 >= len(b) {
		if w >= len(b) {
			return 0
		}
		return b[w] >> shift
	}
	return b[w]>>shift | b[w+1]<<1<<(63-shift)
}

// rowsOf turns sorted entries into the rows of the trie, parents before children.
func rowsOf(entries []entry) []*row {
	type span struct {
		row           *row
		lo, hi, depth int
	}
	rootRow := &row{root: true}
	rows := []*row{rootRow}
	queue := []span{{rootRow, 0, len(entries), 0}}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for lo := s.lo; lo < s.hi; {
			label := entries[lo].codes[s.depth]
			hi := lo
			var value node
			inner := -1
			for ; hi < s.hi && entries[hi].codes[s.depth] == label; hi++ {
				if len(entries[hi].codes) == s.depth+1 {
					value = joinValues(value, entries[hi].value)
				} else if inner < 0 {
					inner = hi
				}
			}
			s.row.labels = append(s.row.labels, label)
			s.row.values = append(s.row.values, value)
			var child *row
			if inner >= 0 {
				child = &row{}
				rows = append(rows, child)
				queue = append(queue, span{child, inner, hi, s.depth + 1})
			}
			s.row.children = append(s.row.children, child)
			lo = hi
		}
	}
	return rows
}

// joinValues joins what two entries say of one word.
func joinValues(a, b node) node {
	flags := (a | b) &^ (maxCost << costShift)
	ca, cb := a.cost(), b.cost()
	if ca == 0 || cb != 0 && cb < ca {
		ca = cb
	}
	return flags | node(ca)<<costShift
}

// place finds a base for a row and takes its slots.
func (b *trieBuilder) place(r *row) error {
	if tier := bits.Len(uint(len(r.labels))); tier != b.tier {
		b.tier, b.hint = tier, 0 // narrower rows fit between those placed so far
	}
	first := int(r.labels[0])
	tries := 0
	for block := max(0, b.hint-first) &^ 63; ; block += 64 {
		taken := b.bases.at(block)
		for _, label := range r.labels {
			if taken |= b.used.at(block + int(label)); taken == ^uint64(0) {
				break
			}
		}
		if taken != ^uint64(0) {
			r.base = block + bits.TrailingZeros64(^taken)
			break
		}
		if tries++; tries > maxTries {
			b.hint = max(b.hint, block+first-64*maxTries/2) // it is crowded here
		}
	}
	if r.base > maxBase {
		return errTrieFull
	}
	b.bases.set(r.base)
	for _, label := range r.labels {
		b.used.set(r.base + int(label))
		b.last = max(b.last, r.base+int(label))
	}
	return nil
}

// maxTries is how many blocks of 64 bases are tried for a row before later rows of its width begin further on.
const maxTries = 64
