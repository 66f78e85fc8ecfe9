package analyzer

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"strings"
)

// An entry is a word to put into a trie.
type entry struct {
	key   string // the codes of its characters, two bytes each, the higher first: strings sort as codes do
	value node   // cost and flags
}

func (e entry) len() int          { return len(e.key) / 2 }
func (e entry) code(i int) uint16 { return uint16(e.key[2*i])<<8 | uint16(e.key[2*i+1]) }

var errTrieFull = errors.New("too many words for a dictionary image")

// buildTrie packs entries into a double array. Entries are sorted in place; equal ones are joined: the lower cost and
// the flags of both.
func buildTrie(entries []entry) (trie, error) {
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	rows := rowsOf(entries)
	root := rows[0]
	var b trieBuilder
	b.used.set(0)  // the root itself
	b.bases.set(0) // base 0 marks a leaf
	// The widest rows first, while there is room; single children fill the holes that they leave.
	slices.SortStableFunc(rows, func(x, y *row) int { return cmp.Compare(len(y.cells), len(x.cells)) })
	for _, r := range rows {
		if err := b.place(r); err != nil {
			return nil, err
		}
	}
	out := make(trie, 8*(b.last+1))
	binary.LittleEndian.PutUint64(out, uint64(root.base)<<baseShift)
	for _, r := range rows {
		for _, c := range r.cells {
			n := c.value | node(c.label)
			if c.children != nil {
				n |= node(c.children.base) << baseShift
			}
			binary.LittleEndian.PutUint64(out[8*(r.base+int(c.label)):], uint64(n))
		}
	}
	return out, nil
}

// A row is the children of one node, by label.
type row struct {
	cells []cell
	base  int
}

type cell struct {
	label    uint16
	value    node
	children *row
}

// rowsOf turns sorted entries into the rows of a trie, the root's first.
func rowsOf(entries []entry) []*row {
	type job struct {
		row           *row
		lo, hi, depth int // the entries that lead here, and how many of their codes
	}
	rows := []*row{{}}
	jobs := []job{{rows[0], 0, len(entries), 0}}
	cells := make([]cell, 0, 2*len(entries)) // of all rows; a dictionary of n words has about 1.4 n nodes
	for len(jobs) > 0 {
		j := jobs[len(jobs)-1]
		jobs = jobs[:len(jobs)-1]
		first := len(cells)
		for lo := j.lo; lo < j.hi; {
			c := cell{label: entries[lo].code(j.depth)}
			hi := lo
			for ; hi < j.hi && entries[hi].code(j.depth) == c.label; hi++ {
				if entries[hi].len() == j.depth+1 { // words that end here come first
					c.value = joinValues(c.value, entries[hi].value)
					lo = hi + 1
				}
			}
			if lo < hi {
				c.children = &row{}
				rows = append(rows, c.children)
				jobs = append(jobs, job{c.children, lo, hi, j.depth + 1})
			}
			cells = append(cells, c)
			lo = hi
		}
		j.row.cells = cells[first:len(cells):len(cells)]
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

// A trieBuilder finds room for rows, 64 bases at a time.
type trieBuilder struct {
	used  bitmap // slots in use
	bases bitmap // bases in use
	width int    // of the rows being placed, in bits
	hint  int    // where the search for a row of that width begins
	last  int    // the last slot in use
}

// maxTries is how many blocks of 64 bases are tried for a row before later rows of its width begin further on. More
// makes the trie smaller and the building slower: 64 take 0.3 s to get 57 % full, 4,096 take 3 s to get 60 %.
const maxTries = 64

// place finds a base for a row and takes its slots.
func (b *trieBuilder) place(r *row) error {
	if width := bits.Len(uint(len(r.cells))); width != b.width {
		b.width, b.hint = width, 0 // narrower rows fit between those placed so far
	}
	first := int(r.cells[0].label)
	tries := 0
	for block := max(0, b.hint-first) &^ 63; ; block += 64 {
		taken := b.bases.at(block)
		for _, c := range r.cells {
			if taken |= b.used.at(block + int(c.label)); taken == ^uint64(0) {
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
	for _, c := range r.cells {
		b.used.set(r.base + int(c.label))
	}
	b.last = max(b.last, r.base+int(r.cells[len(r.cells)-1].label))
	return nil
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
