package local

import (
	"math"
	"sync/atomic"

	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rank"
)

// bounds keeps the bounds of a segment's posting lists from query to query, without locks and in little memory: a list is
// found in the slot that its address falls on, or not at all. A nil one keeps nothing.
type bounds [1 << boundSlots]atomic.Uint64 // address<<24 | the upper 24 bits of the bound, a float32, 0 before it is known; 0 is free

const boundSlots = 14

// newBounds returns bounds for a segment of so many documents; a small one has no lists that need them.
func newBounds(docs int) *bounds {
	if docs < fewPostings {
		return nil
	}
	return new(bounds)
}

const (
	boundBits   = 24
	addressBits = 64 - boundBits
	// fewPostings is how short a list is whose bound is not worth looking for.
	fewPostings = 1024
)

// of returns what no posting of a list exceeds when its frequency is saturated with s.
func (b *bounds) of(l posting.List, lengths []uint32, s *rank.Saturation) float64 {
	if b == nil || l.Count() < fewPostings || l.Address()>>addressBits != 0 {
		return s.Limit()
	}
	slot := &b[l.Address()*0x9e3779b97f4a7c15>>(64-boundSlots)]
	x := slot.Load()
	if x>>boundBits != l.Address() {
		// Looking for the bound costs as much as scoring the list: that is worth while once the list is asked for again.
		slot.Store(l.Address() << boundBits)
		return s.Limit()
	}
	if x<<addressBits == 0 {
		var c posting.Cursor
		c.Reset(l)
		bound := math.Float32bits(float32(rank.Bound(&c, lengths, s)))>>(32-boundBits) + 1 // never below
		x |= uint64(bound)
		slot.Store(x)
	}
	return float64(math.Float32frombits(uint32(x) << (32 - boundBits)))
}
