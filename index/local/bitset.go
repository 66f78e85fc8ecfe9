package local

// A bitset holds small numbers.
type bitset []uint64

func (b bitset) has(i uint32) bool { return b[i/64]>>(i%64)&1 != 0 }
func (b bitset) add(i uint32)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) remove(i uint32)   { b[i/64] &^= 1 << (i % 64) }

// newBitset returns an empty set of numbers below n.
func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

// cleared returns an empty set of numbers below n, in the same memory where that is enough.
func (b bitset) cleared(n int) bitset {
	words := (n + 63) / 64
	if cap(b) < words {
		return newBitset(n)
	}
	b = b[:words]
	clear(b)
	return b
}
