package posting

import (
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/blevesearch/vellum"
)

// ErrStopped is returned by Merge when it was told to stop.
var ErrStopped = errors.New("merge was stopped")

// Mergeable reports whether Merge can merge segments: they have nothing but what a Batch writes, and what is called the same
// is kept in the same way.
func Mergeable(segments []*Segment) bool {
	_, ok := unite(segments)
	return ok
}

// unite returns the fields of all segments in their order.
func unite(segments []*Segment) (fields []fieldEntry, ok bool) {
	for _, s := range segments {
		own, ok := s.plainFields()
		if !ok {
			return nil, false
		}
		fields = append(fields, own...)
	}
	slices.SortFunc(fields, func(a, b fieldEntry) int { return compareFields(a.name, b.name) })
	fields = slices.Compact(fields)
	for i := range fields {
		if i > 0 && fields[i].name == fields[i-1].name {
			return nil, false // with other options
		}
	}
	return fields, len(fields) > 0
}

// Options of fields, as bleve writes them.
const (
	indexed  = 1
	stored   = 2
	unscored = 16 // has neither frequencies nor lengths
)

// plainFields returns the fields of a segment by number, and whether it has only stored values and terms without positions
// and doc values.
func (s *Segment) plainFields() (fields []fieldEntry, ok bool) {
	index := reader{s.data, binary.BigEndian.Uint64(s.data[len(s.data)-footerSize+20:])}
	nested := reader{s.data, s.storedIndex + 8*uint64(s.docs)}
	ok = s.docs > 0 && nested.uvarint() == 0
	for n := index.uvarint(); n > 0; n-- {
		r := reader{s.data, binary.BigEndian.Uint64(s.data[index.at:])}
		index.at += 8
		f := fieldEntry{name: string(r.bytes(r.uvarint())), options: r.uvarint()}
		fields = append(fields, f)
		ok = ok && f.options&^(stored|indexed|unscored) == 0
		for n := r.uvarint(); n > 0; n-- {
			kind, at := binary.BigEndian.Uint16(r.data[r.at:]), binary.BigEndian.Uint64(r.data[r.at+2:])
			r.at += 10
			ok = ok && (kind == 0) == (at != 0)
		}
	}
	return fields, ok
}

// Merge writes the file of a segment that has the documents of all given ones, which must be Mergeable, in their order. It
// returns how many bytes it has written. What it writes is what zapx writes, but that indexes of other kinds than text are
// left out of the index of fields; it takes a third of the time, because it decodes each list once, in place.
func Merge(to io.Writer, segments []*Segment, stop <-chan struct{}) (size uint64, err error) {
	m := merger{to: to, segments: segments, stop: stop, segmentWriter: segmentWriter{packs: true}}
	for _, s := range segments {
		m.first = append(m.first, uint32(m.docs))
		m.docs += uint64(s.docs)
	}
	m.fields, _ = unite(segments)
	m.lengths = make([]uint32, m.docs)
	storedAt, err := m.copyStored()
	if err != nil {
		return 0, err
	}
	addresses := make([]uint64, len(m.fields))
	for i, f := range m.fields {
		if addresses[i], err = m.mergeField(f); err != nil {
			return 0, fmt.Errorf("merge terms of %s: %w", f.name, err)
		}
	}
	index := m.fieldIndex(m.fields, addresses)
	m.out = binary.BigEndian.AppendUint32(m.out, 0) // not encrypted
	for _, n := range []uint64{m.docs, storedAt, index} {
		m.out = binary.BigEndian.AppendUint64(m.out, n)
	}
	m.out = binary.BigEndian.AppendUint32(m.out, ChunkMode)
	m.out = binary.BigEndian.AppendUint32(m.out, Version)
	if err := m.flush(0); err != nil {
		return 0, err
	}
	m.out = binary.BigEndian.AppendUint32(m.out, m.sum)
	return m.at(), m.flush(0)
}

type merger struct {
	segmentWriter
	to       io.Writer
	segments []*Segment
	stop     <-chan struct{}
	fields   []fieldEntry
	first    []uint32 // by segment: the number that its first document gets
	sum      uint32   // CRC-32

	terms   termHeap
	list    []posted
	lengths []uint32 // by document
	cursor  Cursor
}

// flush writes what there is once it is more than some bytes.
func (m *merger) flush(more int) error {
	if len(m.out) <= more {
		return nil
	}
	select {
	case <-m.stop:
		return ErrStopped
	default:
	}
	m.sum = crc32.Update(m.sum, crc32.IEEETable, m.out)
	m.before += uint64(len(m.out))
	_, err := m.to.Write(m.out)
	m.out = m.out[:0]
	return err
}

const flushSize = 1 << 20

// copyStored copies stored documents as they are, but for the numbers of their fields.
func (m *merger) copyStored() (index uint64, err error) {
	offsets := make([]uint64, 0, m.docs)
	var meta []byte
	for _, s := range m.segments {
		numbers := make([]uint64, len(s.names))
		for i, name := range s.names {
			numbers[i] = uint64(slices.IndexFunc(m.fields, func(f fieldEntry) bool { return f.name == name }))
		}
		for doc := range uint32(s.docs) {
			old, data := s.stored(doc)
			meta = binary.AppendUvarint(meta[:0], old.uvarint())
			for old.at < uint64(len(old.data)) {
				meta = binary.AppendUvarint(meta, numbers[old.uvarint()])
				for range 3 { // type, place and length
					meta = binary.AppendUvarint(meta, old.uvarint())
				}
				n := old.uvarint() // positions in arrays
				meta = binary.AppendUvarint(meta, n)
				for range n {
					meta = binary.AppendUvarint(meta, old.uvarint())
				}
			}
			offsets = append(offsets, m.at())
			m.uvarint(uint64(len(meta)))
			m.uvarint(uint64(len(data)))
			m.out = append(m.out, meta...)
			m.out = append(m.out, data...)
			if err := m.flush(flushSize); err != nil {
				return 0, err
			}
		}
	}
	return m.storedIndex(offsets), m.flush(0)
}

// mergeField writes the lists and the dictionary of a field.
func (m *merger) mergeField(field fieldEntry) (address uint64, err error) {
	builder, err := m.newDictionary()
	if err != nil {
		return 0, err
	}
	m.terms = m.terms[:0]
	for i, s := range m.segments {
		f := s.fields[field.name]
		if f == nil || f.fst == nil || field.options&indexed == 0 {
			continue
		}
		it, err := f.fst.Iterator(nil, nil)
		if errors.Is(err, vellum.ErrIteratorDone) {
			continue
		}
		if err != nil {
			return 0, err
		}
		m.terms = append(m.terms, newTermsOf(i, it))
	}
	heap.Init(&m.terms)
	var term []byte
	for len(m.terms) > 0 {
		m.list = m.list[:0]
		term = append(term[:0], m.terms[0].term...)
		for len(m.terms) > 0 && bytes.Equal(m.terms[0].term, term) {
			next := m.terms[0]
			m.take(next.segment, next.value)
			if err := next.advance(); errors.Is(err, vellum.ErrIteratorDone) {
				heap.Pop(&m.terms)
				continue
			} else if err != nil {
				return 0, err
			}
			heap.Fix(&m.terms, 0)
		}
		value, err := m.segmentWriter.list(m.list, m.lengths)
		if err != nil {
			return 0, err
		}
		if err := builder.Insert(term, value); err != nil {
			return 0, err
		}
		if err := m.flush(flushSize); err != nil {
			return 0, err
		}
	}
	return m.endField(builder)
}

// take adds the list of a segment to the one in hand.
func (m *merger) take(segment int, value uint64) {
	l := listAt(m.segments[segment].data, value)
	first := m.first[segment]
	if l.bitmap == nil {
		m.list = append(m.list, posted{first + l.doc, 1})
		m.lengths[first+l.doc] = l.length
		return
	}
	m.cursor.Reset(l)
	var docs [256]uint32
	numbers := reader{l.numbers, 0}
	for n := m.cursor.docs(docs[:], allDocs); n > 0; n = m.cursor.docs(docs[:], allDocs) {
		for _, doc := range docs[:n] {
			freq := uint32(numbers.uvarint() >> 1)
			if freq > 0 {
				m.lengths[first+doc] = uint32(numbers.uvarint())
			}
			m.list = append(m.list, posted{first + doc, freq})
		}
	}
}

// termsOf goes through the terms of a segment.
type termsOf struct {
	segment int
	it      *vellum.FSTIterator
	term    []byte
	key     uint64 // the first bytes of term
	value   uint64
}

func newTermsOf(segment int, it *vellum.FSTIterator) *termsOf {
	t := &termsOf{segment: segment, it: it}
	t.read()
	return t
}

func (t *termsOf) read() {
	t.term, t.value = t.it.Current()
	t.key = firstBytes(t.term)
}

func (t *termsOf) advance() error {
	if err := t.it.Next(); err != nil {
		return err
	}
	t.read()
	return nil
}

// termHeap has the lowest term on top, and of equal ones that of the first segment.
type termHeap []*termsOf

func (h termHeap) Len() int      { return len(h) }
func (h termHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h termHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if a.key != b.key {
		return a.key < b.key
	}
	if c := bytes.Compare(a.term, b.term); c != 0 {
		return c < 0
	}
	return a.segment < b.segment
}

// Push implements heap.Interface.
func (h *termHeap) Push(x any) { *h = append(*h, x.(*termsOf)) }

// Pop implements heap.Interface.
func (h *termHeap) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	*h = (*h)[:last]
	return t
}
