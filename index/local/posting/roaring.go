package posting

import "encoding/binary"

// The serialised form of roaring bitmaps is specified in https://github.com/RoaringBitmap/RoaringFormatSpec.
const (
	cookiePlain    = 12346 // no runs; the number of containers follows
	cookieRuns     = 12347 // in the low half; the high half is the number of containers less one, a bitset of runs follows
	offsetsFrom    = 4     // from so many containers on, offsets stand there with runs as well
	arrayMax       = 4096  // the longest array
	bitmapBytes    = 8192
	containerShift = 16
)

// kind is how a container is kept.
type kind uint8

const (
	array  kind = iota // 16-bit values
	bitmap             // 65,536 bits
	runs               // pairs of 16-bit numbers: a value and how many follow it
)

// containers goes through the containers of a serialised bitmap: up to 65,536 values each that share their high bits.
type containers struct {
	heads []byte // of those to come: high bits and cardinality less one, 16 bits each
	runs  []byte // bitset by number; nil without runs
	data  []byte // of those to come
	taken int
}

func newContainers(b []byte) containers {
	var c containers
	cookie := binary.LittleEndian.Uint32(b)
	var n int
	if cookie == cookiePlain {
		n = int(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
	} else {
		n = int(cookie>>16) + 1
		size := (n + 7) / 8
		c.runs, b = b[4:4+size], b[4+size:]
	}
	c.heads, b = b[:4*n], b[4*n:]
	if c.runs == nil || n >= offsetsFrom {
		b = b[4*n:]
	}
	c.data = b
	return c
}

func (c *containers) done() bool { return len(c.heads) == 0 }

// base is the lowest value that may be in the next container.
func (c *containers) base() uint32 {
	return uint32(binary.LittleEndian.Uint16(c.heads)) << containerShift
}

// kind is that of the next container.
func (c *containers) kind() kind {
	switch {
	case c.runs != nil && c.runs[c.taken/8]>>(c.taken%8)&1 != 0:
		return runs
	case int(binary.LittleEndian.Uint16(c.heads[2:]))+1 > arrayMax:
		return bitmap
	}
	return array
}

// take returns the next container.
func (c *containers) take() (k kind, base uint32, count int, values []byte) {
	base = c.base()
	count = int(binary.LittleEndian.Uint16(c.heads[2:])) + 1
	var size int
	switch k = c.kind(); k {
	case runs:
		size = 4 * int(binary.LittleEndian.Uint16(c.data))
		c.data = c.data[2:]
	case bitmap:
		size = bitmapBytes
	default:
		size = 2 * count
	}
	values, c.data = c.data[:size], c.data[size:]
	c.heads = c.heads[4:]
	c.taken++
	return k, base, count, values
}

// cardinality is the number of values in a serialised bitmap.
func cardinality(b []byte) (n int) {
	if len(b) == 0 {
		return 0
	}
	heads := newContainers(b).heads
	for ; len(heads) > 0; heads = heads[4:] {
		n += int(binary.LittleEndian.Uint16(heads[2:])) + 1
	}
	return n
}
