package posting

import (
	"encoding/binary"
	"fmt"
	"iter"

	"github.com/RoaringBitmap/roaring/v2"
)

// A List is the posting list of a term. The zero value is empty. It is small and meant to be copied; what it points to
// is the mapped file.
type List struct {
	bitmap  []byte // serialised; nil for a list of at most one document
	numbers []byte // frequency<<1 and length of each document in turn, varints; nil where none were kept
	count   int
	doc     uint32 // the only document of a list without bitmap
	length  uint32 // its length
	short   bool   // every varint has one byte
	address uint64
}

// One document with frequency 1 is packed into the value of its term.
const (
	packedMask = 3 << 62
	packed     = 2 << 62
	packedBits = 31
)

// noNumbers is the address of the numbers of a list that has none.
const noNumbers = 1<<64 - 1

func listAt(data []byte, value uint64) List {
	if value&packedMask == packed {
		const mask = 1<<packedBits - 1
		return List{count: 1, doc: uint32(value & mask), length: uint32(value >> packedBits & mask), address: value}
	}
	r := reader{data, value}
	numbersAt := r.uvarint()
	r.uvarint() // locations
	l := List{address: value, bitmap: r.bytes(r.uvarint())}
	l.count = cardinality(l.bitmap)
	if numbersAt == noNumbers {
		return l
	}
	// The numbers lie in chunks, each ending where the index says; read from the first to the last they are one stream.
	n := reader{data, numbersAt}
	end := uint64(0)
	for chunks := n.uvarint(); chunks > 0; chunks-- {
		end = n.uvarint()
	}
	l.numbers = n.bytes(end)
	l.short = len(l.numbers) == 2*l.count
	return l
}

// Count is the number of documents, deleted ones included.
func (l *List) Count() int { return l.count }

// Address tells the lists of a segment apart.
func (l *List) Address() uint64 { return l.address }

// Bitmap returns the documents. It reads the mapped file and must not be changed.
func (l *List) Bitmap() (*roaring.Bitmap, error) {
	b := roaring.New()
	switch {
	case l.bitmap != nil:
		if _, err := b.FromBuffer(l.bitmap); err != nil {
			return nil, fmt.Errorf("%w: documents of a term: %w", ErrFormat, err)
		}
	case l.count == 1:
		b.Add(l.doc)
	}
	return b, nil
}

// allDocs is beyond every document: bleve numbers them below 2³¹.
const allDocs = 1 << 31

// Docs yields the documents in ascending order.
func (l *List) Docs() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		var c Cursor
		var docs [256]uint32
		c.Reset(*l)
		for n := c.docs(docs[:], allDocs); n > 0; n = c.docs(docs[:], allDocs) {
			for _, doc := range docs[:n] {
				if !yield(doc) {
					return
				}
			}
		}
	}
}

// Lengths calls yield for every document with the length that was kept for it.
func (l *List) Lengths(yield func(doc, length uint32)) {
	var c Cursor
	var docs [512]uint32
	c.Reset(*l)
	at := 0
	for {
		n := c.docs(docs[:], allDocs)
		if n == 0 {
			return
		}
		for _, doc := range docs[:n] {
			length := uint64(l.length)
			if l.bitmap != nil {
				_, skip := binary.Uvarint(l.numbers[at:])
				at += skip
				length, skip = binary.Uvarint(l.numbers[at:])
				at += skip
			}
			yield(doc, uint32(length))
		}
	}
}
