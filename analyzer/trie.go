package analyzer

import "encoding/binary"

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
// The root is slot 0. Codes are dealt by frequency, so what is read most lies together.
//
// Useful for finding every word that begins at a place: one access to memory a character, no search in a node, nothing to
// decode, so it can be read where it lies in a file. (Children in a hash table of their own lie closer together, but take
// a second access to miss: a fifth slower.) Not useful for anything that changes: adding a word may move others.
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

// child returns the node that code, which is not 0, leads to from n; 0 when there is none.
func (t trie) child(n node, code uint16) node {
	i := (n.base() + int(code)) * 8
	if i+8 > len(t) {
		return 0
	}
	if c := node(binary.LittleEndian.Uint64(t[i:])); c.label() == code {
		return c
	}
	return 0
}

// words counts the words.
func (t trie) words() int {
	n := 0
	for i := range len(t) / 8 {
		if t.slot(i)&nodeWord != 0 {
			n++
		}
	}
	return n
}
