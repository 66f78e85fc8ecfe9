package posting

import (
	"encoding/binary"
	"fmt"

	"github.com/golang/snappy"
)

// ID returns the id of a document; it points into the mapped file.
func (s *Segment) ID(doc uint32) []byte {
	meta, data := s.stored(doc)
	return data[:meta.uvarint()]
}

// Stored calls yield for every stored field of a document, the id apart. Values lie in the mapped file or, where they are
// packed, are unpacked into buf, which grows as needed, and are valid until it is used again.
func (s *Segment) Stored(doc uint32, buf *[]byte, yield func(field string, value []byte)) error {
	meta, data := s.stored(doc)
	data = data[meta.uvarint():]
	values, inPlace := onePiece(data)
	if !inPlace {
		var err error
		if values, err = snappy.Decode((*buf)[:cap(*buf)], data); err != nil {
			return fmt.Errorf("unpack document %d: %w", doc, err)
		}
		*buf = values
	}
	for meta.at < uint64(len(meta.data)) {
		field := meta.uvarint()
		meta.uvarint() // type
		from := meta.uvarint()
		to := from + meta.uvarint()
		for n := meta.uvarint(); n > 0; n-- {
			meta.uvarint() // position in an array
		}
		yield(s.names[field], values[from:to])
	}
	return nil
}

// onePiece returns the values if they are not packed, see segmentWriter.pack.
func onePiece(data []byte) ([]byte, bool) {
	size, n := binary.Uvarint(data)
	if n <= 0 || n >= len(data) || data[n]&3 != 0 {
		return nil, false
	}
	length, more := uint64(data[n]>>2), 0 // of the first literal, less one, or how many bytes have it
	if length >= 60 {
		more = int(length) - 59
	}
	if n++; n+more > len(data) {
		return nil, false
	}
	if more > 0 {
		length = 0
		for i := more - 1; i >= 0; i-- {
			length = length<<8 | uint64(data[n+i])
		}
		n += more
	}
	return data[n:], length+1 == size && uint64(len(data)-n) == size
}

// Warm asks memory for the beginning of a document's stored fields. Who warms several documents before reading them waits
// for all of them at once. What it returns means nothing; it keeps the reads from being left out.
func (s *Segment) Warm(doc uint32) (read byte) {
	const line, lines = 64, 8 // of the processor's cache
	at := binary.BigEndian.Uint64(s.data[s.storedIndex+8*uint64(doc):])
	for i := range uint64(lines) {
		read ^= s.data[min(at+i*line, uint64(len(s.data)-1))]
	}
	return read
}

// stored returns what describes the stored fields of a document, and the fields: the id as it is, then the others, packed.
func (s *Segment) stored(doc uint32) (meta reader, data []byte) {
	at := binary.BigEndian.Uint64(s.data[s.storedIndex+8*uint64(doc):])
	r := reader{s.data, at}
	metaSize := r.uvarint()
	dataSize := r.uvarint()
	meta.data = r.bytes(metaSize)
	return meta, r.bytes(dataSize)
}
