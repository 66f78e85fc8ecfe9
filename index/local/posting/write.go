package posting

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
	"github.com/golang/snappy"
)

// idField is the field that comes first in a segment and is the key of a document.
const idField = "_id"

// fieldEntry is a field as the index of fields has it.
type fieldEntry struct {
	name    string
	options uint64
}

// compareFields compares names of fields by their place in a segment.
func compareFields(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == idField:
		return -1
	case b == idField:
		return 1
	}
	return cmp.Compare(a, b)
}

// segmentWriter writes the parts of a segment one after the other.
type segmentWriter struct {
	out     []byte
	before  uint64 // bytes that came before those in out, see flush
	docs    uint64
	packs   bool // a list may be packed into the value of its term
	inPlace bool // stored values are rather left as they are than packed

	data, meta []byte
	chunkEnds  []uint64
	numbers    []uint32
	arrays     []int // where each begins in a list
	bitmap     roaring.Bitmap
	dictionary bytes.Buffer
}

func (w *segmentWriter) at() uint64 { return w.before + uint64(len(w.out)) }

func (w *segmentWriter) uvarint(n uint64) { w.out = binary.AppendUvarint(w.out, n) }

// storedFields writes for every document its key, what it stores (compressed) and where in it each value stands.
func (w *segmentWriter) storedFields(stored []storedValue) (index uint64, err error) {
	offsets := make([]uint64, 0, w.docs)
	var compressed []byte
	for doc := range int(w.docs) {
		n := 0
		for n < len(stored) && stored[n].doc == doc {
			n++
		}
		values := stored[:n]
		stored = stored[n:]
		slices.SortStableFunc(values, func(a, b storedValue) int { return cmp.Compare(a.field.number, b.field.number) })
		if n == 0 || values[0].field.number != 0 {
			return 0, fmt.Errorf("document %d of the batch has no %s", doc, idField)
		}
		id := values[0].value
		w.meta = binary.AppendUvarint(w.meta[:0], uint64(len(id)))
		w.data = w.data[:0]
		for _, v := range values[1:] {
			for _, n := range []uint64{v.field.number, uint64(v.kind), uint64(len(w.data)), uint64(len(v.value)), 0} {
				w.meta = binary.AppendUvarint(w.meta, n)
			}
			w.data = append(w.data, v.value...)
		}
		compressed = w.pack(compressed, w.data)
		offsets = append(offsets, w.at())
		w.uvarint(uint64(len(w.meta)))
		w.uvarint(uint64(len(id) + len(compressed)))
		w.out = append(w.out, w.meta...)
		w.out = append(w.out, id...)
		w.out = append(w.out, compressed...)
	}
	return w.storedIndex(offsets), nil
}

// pack returns values as snappy packs them or, to be read in place, as snappy writes what it cannot pack: in one piece, if
// packing would not save a third.
func (w *segmentWriter) pack(dst, values []byte) []byte {
	packed := snappy.Encode(dst[:cap(dst)], values)
	if !w.inPlace || len(packed) < len(values)-len(values)/3 || len(values) == 0 {
		return packed
	}
	dst = binary.AppendUvarint(packed[:0], uint64(len(values)))
	const literal, twoBytes, fourBytes = 0, 61 << 2, 63 << 2 // tags, see snappy's format description
	switch n := len(values) - 1; {
	case n < 60:
		dst = append(dst, byte(n<<2|literal))
	case n < 1<<16:
		dst = binary.LittleEndian.AppendUint16(append(dst, twoBytes), uint16(n))
	default:
		dst = binary.LittleEndian.AppendUint32(append(dst, fourBytes), uint32(n))
	}
	return append(dst, values...)
}

func (w *segmentWriter) storedIndex(offsets []uint64) (index uint64) {
	index = w.at()
	for _, offset := range offsets {
		w.out = binary.BigEndian.AppendUint64(w.out, offset)
	}
	w.uvarint(0) // no document is nested in another
	return index
}

// invertedField writes the posting lists of a field and its dictionary.
func (w *segmentWriter) invertedField(f *batchField) (address uint64, err error) {
	builder, err := w.newDictionary()
	if err != nil {
		return 0, err
	}
	if f.vocabulary != nil {
		lists := f.turnOver()
		lengths := make([]uint32, w.docs)
		for _, d := range f.docs {
			lengths[d.doc] = d.length // the last one is the whole
		}
		for _, term := range f.vocabulary.sorted() {
			list := lists.of(term)
			if len(list) == 0 {
				continue
			}
			at, err := w.list(list, lengths)
			if err != nil {
				return 0, err
			}
			if err := builder.Insert(f.vocabulary.Term(term), at); err != nil {
				return 0, err
			}
		}
	}
	return w.endField(builder)
}

func (w *segmentWriter) newDictionary() (*vellum.Builder, error) {
	w.dictionary.Reset()
	// As zapx sets it: suffixes are not shared, which costs some room and saves much time.
	return vellum.New(&w.dictionary, &vellum.BuilderOpts{Encoder: 1, RegistryTableSize: 0, RegistryMRUSize: 1})
}

// endField writes the dictionary of a field, after its lists, and where that is.
func (w *segmentWriter) endField(builder *vellum.Builder) (address uint64, err error) {
	if err := builder.Close(); err != nil {
		return 0, err
	}
	dictionary := w.at()
	w.uvarint(uint64(w.dictionary.Len()))
	w.out = append(w.out, w.dictionary.Bytes()...)
	const none = 1<<64 - 1
	address = w.at()
	w.uvarint(none) // doc values, from
	w.uvarint(none) // and to
	w.uvarint(dictionary)
	return address, nil
}

// list writes a posting list and returns the value of its term, which says where it begins: frequencies and lengths in chunks
// of documents, then the documents as a roaring bitmap.
func (w *segmentWriter) list(list []posted, lengths []uint32) (uint64, error) {
	if w.packs && len(list) == 1 && list[0].freq == 1 && list[0].doc < 1<<packedBits {
		return packed | uint64(lengths[list[0].doc])<<packedBits | uint64(list[0].doc), nil
	}
	const chunk = 1024 // postings, if they were spread evenly
	size := w.docs / (uint64(len(list))/chunk + 1)
	ends := append(w.chunkEnds[:0], make([]uint64, (w.docs-1)/size+1)...)
	data := w.data[:0]
	at := uint64(0)
	for _, p := range list {
		for c := uint64(p.doc) / size; at < c; at++ {
			ends[at] = uint64(len(data))
		}
		data = binary.AppendUvarint(data, uint64(p.freq)<<1)
		if p.freq > 0 {
			data = binary.AppendUvarint(data, uint64(lengths[p.doc]))
		}
	}
	for ; at < uint64(len(ends)); at++ {
		ends[at] = uint64(len(data))
	}
	w.chunkEnds, w.data = ends, data

	numbers := w.at()
	w.uvarint(uint64(len(ends)))
	for _, end := range ends {
		w.uvarint(end)
	}
	w.out = append(w.out, data...)
	start := w.at()
	w.uvarint(numbers)
	w.uvarint(0) // no positions
	return start, w.documents(list)
}

// fieldIndex writes of every field its name, its options and where its terms are; Open reads it first.
func (w *segmentWriter) fieldIndex(fields []fieldEntry, addresses []uint64) uint64 {
	starts := make([]uint64, len(fields))
	for i, f := range fields {
		starts[i] = w.at()
		w.uvarint(uint64(len(f.name)))
		w.out = append(w.out, f.name...)
		w.uvarint(f.options)
		w.uvarint(1)                                    // one kind of index
		w.out = binary.BigEndian.AppendUint16(w.out, 0) // that of text
		w.out = binary.BigEndian.AppendUint64(w.out, addresses[i])
	}
	index := w.at()
	w.uvarint(uint64(len(fields)))
	for _, start := range starts {
		w.out = binary.BigEndian.AppendUint64(w.out, start)
	}
	return index
}

// documents writes the documents of a list as a roaring bitmap.
func (w *segmentWriter) documents(list []posted) error {
	if len(list) > arrayMax {
		w.numbers = w.numbers[:0]
		for _, p := range list {
			w.numbers = append(w.numbers, p.doc)
		}
		w.bitmap.Clear()
		w.bitmap.AddMany(w.numbers)
		w.uvarint(w.bitmap.GetSerializedSizeInBytes())
		b, err := w.bitmap.ToBytes()
		w.out = append(w.out, b...)
		return err
	}
	// A short list is arrays only, which are quickly written as they are: one for every 65,536 documents.
	w.arrays = w.arrays[:0]
	for start, p := range list {
		if start == 0 || p.doc>>16 != list[start-1].doc>>16 {
			w.arrays = append(w.arrays, start)
		}
	}
	n := len(w.arrays)
	w.arrays = append(w.arrays, len(list))
	w.uvarint(uint64(8 + 8*n + 2*len(list)))
	w.out = binary.LittleEndian.AppendUint32(w.out, cookiePlain)
	w.out = binary.LittleEndian.AppendUint32(w.out, uint32(n))
	for i, start := range w.arrays[:n] {
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(list[start].doc>>16))
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(w.arrays[i+1]-start-1))
	}
	for _, start := range w.arrays[:n] {
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(8+8*n+2*start))
	}
	for _, p := range list {
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(p.doc))
	}
	return nil
}
