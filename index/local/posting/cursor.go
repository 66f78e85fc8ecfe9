package posting

import (
	"encoding/binary"
	"math/bits"

	"github.com/opsguide/opsguide/index/rank"
)

// A Cursor reads a list block by block, in ascending order of documents. It is reused and not for concurrent use; call
// Reset first.
type Cursor struct {
	list    List
	passed  int // documents read so far
	numbers int // bytes of the list's numbers read so far, unless it is short

	containers containers
	base       uint32 // of the documents of the container that is being read
	left       int    // documents of it to come
	values     []byte // of an array: those to come; of a bitmap: its words; of runs: those to come
	kind       kind
	word       uint64 // of a bitmap: the bits to come of its word number at-1; of a run: the next value and how many follow
	at         int
}

// Reset begins at the start of a list.
func (c *Cursor) Reset(l List) {
	*c = Cursor{list: l}
	if l.bitmap != nil {
		c.containers = newContainers(l.bitmap)
	}
}

// Fill implements rank.Postings.
func (c *Cursor) Fill(buf []rank.Posting, end uint32) int {
	var docs [256]uint32
	n := c.docs(docs[:min(len(docs), len(buf))], end)
	switch {
	case c.list.short:
		pairs := c.list.numbers[2*(c.passed-n) : 2*c.passed]
		for i, doc := range docs[:n] {
			buf[i] = rank.Posting{Doc: doc, Freq: uint32(pairs[2*i] >> 1)}
		}
	case c.list.numbers == nil:
		for i, doc := range docs[:n] {
			buf[i] = rank.Posting{Doc: doc, Freq: 1}
		}
	default:
		for i, doc := range docs[:n] {
			freq, skip := binary.Uvarint(c.list.numbers[c.numbers:])
			c.numbers += skip
			_, skip = binary.Uvarint(c.list.numbers[c.numbers:])
			c.numbers += skip
			buf[i] = rank.Posting{Doc: doc, Freq: uint32(freq >> 1)}
		}
	}
	return n
}

// Mark implements rank.Postings. Frequencies are read of the documents that are wanted only, and most others are taken over
// 64 at a time.
func (c *Cursor) Mark(seen, open, mask []uint64, end uint32, out []rank.Posting) []rank.Posting {
	if !c.list.short || c.list.bitmap == nil || c.left > 0 {
		return c.markEach(seen, open, mask, end, out)
	}
	for !c.containers.done() && c.containers.base() < end {
		if c.containers.kind() == runs {
			out = c.markEach(seen, open, mask, c.containers.base()+1, out)
			continue
		}
		k, base, count, values := c.containers.take()
		freqs := c.list.numbers[2*c.passed : 2*(c.passed+count)]
		if k == array {
			out = markArray(values, base, freqs, seen, open, mask, out)
		} else {
			out = markBitmap(values, base, freqs, seen, open, mask, out)
		}
		c.passed += count
	}
	return out
}

// markEach marks posting by posting.
func (c *Cursor) markEach(seen, open, mask []uint64, end uint32, out []rank.Posting) []rank.Posting {
	var buf [256]rank.Posting
	for n := c.Fill(buf[:], end); n > 0; n = c.Fill(buf[:], end) {
		for _, x := range buf[:n] {
			word, bit := x.Doc/64, uint64(1)<<(x.Doc%64)
			if mask != nil && mask[word]&bit == 0 {
				continue
			}
			seen[word] |= bit
			if open[word]&bit != 0 {
				out = append(out, x)
			}
		}
	}
	return out
}

// freqs are two bytes for each document: frequency<<1, and what is not needed.

func markArray(values []byte, base uint32, freqs []byte, seen, open, mask []uint64, out []rank.Posting) []rank.Posting {
	for i := 0; i+2 <= len(values) && i < len(freqs); i += 2 {
		doc := base | uint32(binary.LittleEndian.Uint16(values[i:]))
		word, bit := doc/64, uint64(1)<<(doc%64)
		if mask != nil && mask[word]&bit == 0 {
			continue
		}
		seen[word] |= bit
		if open[word]&bit != 0 {
			out = append(out, rank.Posting{Doc: doc, Freq: uint32(freqs[i] >> 1)})
		}
	}
	return out
}

func markBitmap(values []byte, base uint32, freqs []byte, seen, open, mask []uint64, out []rank.Posting) []rank.Posting {
	passed := 0
	for i := 0; i+8 <= len(values); i += 8 {
		docs := binary.LittleEndian.Uint64(values[i:])
		if docs == 0 {
			continue
		}
		word := int(base/64) + i/8
		live := docs
		if mask != nil {
			live &= mask[word]
		}
		seen[word] |= live
		for wanted := live & open[word]; wanted != 0; wanted &= wanted - 1 {
			bit := bits.TrailingZeros64(wanted)
			n := passed + bits.OnesCount64(docs&(1<<bit-1))
			out = append(out, rank.Posting{Doc: uint32(64*word + bit), Freq: uint32(freqs[2*n] >> 1)})
		}
		passed += bits.OnesCount64(docs)
	}
	return out
}

// docs writes the next documents below end, a multiple of 65,536, into buf and returns how many; 0 at the end.
func (c *Cursor) docs(buf []uint32, end uint32) (n int) {
	if c.list.bitmap == nil {
		if c.passed < c.list.count && c.list.doc < end && len(buf) > 0 {
			buf[0] = c.list.doc
			n = 1
		}
		c.passed += n
		return n
	}
	for n < len(buf) {
		if c.left == 0 && !c.next(end) {
			break
		}
		m := min(c.left, len(buf)-n)
		switch c.kind {
		case array:
			c.fromArray(buf[n : n+m])
		case bitmap:
			c.fromBitmap(buf[n : n+m])
		case runs:
			c.fromRuns(buf[n : n+m])
		}
		c.left -= m
		n += m
	}
	c.passed += n
	return n
}

// next begins the next container, if that lies below end.
func (c *Cursor) next(end uint32) bool {
	if c.containers.done() || c.containers.base() >= end {
		return false
	}
	c.kind, c.base, c.left, c.values = c.containers.take()
	c.word, c.at = 0, 0
	return true
}

func (c *Cursor) fromArray(buf []uint32) {
	values := c.values[:2*len(buf)]
	for i := range buf {
		buf[i] = c.base | uint32(binary.LittleEndian.Uint16(values[2*i:]))
	}
	c.values = c.values[2*len(buf):]
}

func (c *Cursor) fromBitmap(buf []uint32) {
	for i := range buf {
		for c.word == 0 {
			c.word = binary.LittleEndian.Uint64(c.values[8*c.at:])
			c.at++
		}
		buf[i] = c.base | uint32(64*(c.at-1)+bits.TrailingZeros64(c.word))
		c.word &= c.word - 1
	}
}

// fromRuns keeps in word how many values of the current run are to come, and in at the next of them.
func (c *Cursor) fromRuns(buf []uint32) {
	for i := range buf {
		if c.word == 0 {
			c.at = int(binary.LittleEndian.Uint16(c.values))
			c.word = uint64(binary.LittleEndian.Uint16(c.values[2:])) + 1
			c.values = c.values[4:]
		}
		buf[i] = c.base | uint32(c.at)
		c.at++
		c.word--
	}
}
