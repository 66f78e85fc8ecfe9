package posting

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// A Vocabulary numbers terms from 0 on, in the order in which they are first seen. The zero value is empty. It is not for
// concurrent use.
type Vocabulary struct {
	text   []byte
	ends   []uint32 // by number: where the term ends in text
	hashes []uint32 // by number
	slots  []uint32 // by hash, open addressing: number plus one, 0 for none; a power of two of them
}

var vocabularySeed = maphash.MakeSeed()

// Len is how many terms have a number.
func (v *Vocabulary) Len() int { return len(v.ends) }

// Term is the term of a number; it is valid until Reset.
func (v *Vocabulary) Term(number uint32) []byte {
	var start uint32
	if number > 0 {
		start = v.ends[number-1]
	}
	return v.text[start:v.ends[number]:v.ends[number]]
}

// Number returns the number of a term and gives it one if it has none yet.
func (v *Vocabulary) Number(term []byte) uint32 {
	if 4*(len(v.ends)+1) > 3*len(v.slots) {
		v.grow()
	}
	hash := uint32(maphash.Bytes(vocabularySeed, term))
	mask := uint32(len(v.slots) - 1)
	at := hash & mask
	for ; v.slots[at] != 0; at = (at + 1) & mask {
		if n := v.slots[at] - 1; v.hashes[n] == hash && bytes.Equal(v.Term(n), term) {
			return n
		}
	}
	v.text = append(v.text, term...)
	v.ends = append(v.ends, uint32(len(v.text)))
	v.hashes = append(v.hashes, hash)
	v.slots[at] = uint32(len(v.ends))
	return uint32(len(v.ends) - 1)
}

func (v *Vocabulary) grow() {
	v.slots = make([]uint32, max(64, 2*len(v.slots)))
	mask := uint32(len(v.slots) - 1)
	for n, hash := range v.hashes {
		at := hash & mask
		for v.slots[at] != 0 {
			at = (at + 1) & mask
		}
		v.slots[at] = uint32(n + 1)
	}
}

// Reset forgets all terms and keeps the memory.
func (v *Vocabulary) Reset() {
	v.text, v.ends, v.hashes = v.text[:0], v.ends[:0], v.hashes[:0]
	clear(v.slots)
}

// sorted returns the numbers by the bytes of their terms.
func (v *Vocabulary) sorted() []uint32 {
	// Most terms differ in their first eight bytes, which compare as one number.
	type keyed struct {
		key    uint64
		number uint32
	}
	order := make([]keyed, v.Len())
	for n := range order {
		order[n] = keyed{firstBytes(v.Term(uint32(n))), uint32(n)}
	}
	slices.SortFunc(order, func(a, b keyed) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return bytes.Compare(v.Term(a.number), v.Term(b.number))
	})
	numbers := make([]uint32, len(order))
	for i, k := range order {
		numbers[i] = k.number
	}
	return numbers
}

// firstBytes is the first eight bytes of a term as a number: what differs in them compares as the terms do.
func firstBytes(term []byte) uint64 {
	var first [8]byte
	copy(first[:], term)
	return binary.BigEndian.Uint64(first[:])
}
