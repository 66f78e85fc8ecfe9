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

// ChunkMode is the version of zapx's rule by which numbers are parted into chunks, see Batch.
const ChunkMode = 1026

// A Count is how often a document has a term, by the term's number in a Vocabulary.
type Count struct{ Term, Freq uint32 }

// A Batch is documents on their way into one segment. Begin every document with Document and add its fields then.
//
// What bleve does with them goes through two maps for each document and allocates for every term of it. Here terms are
// numbers from the beginning on, and a batch is turned over by one counting sort. The bytes are those that zapx would
// write of the same documents in the same order, but for indexes of other kinds than text, which are left out.
type Batch struct {
	docs   int
	fields map[string]*batchField
	stored []storedValue // by document, then in the order in which they came
	counts []Count       // of fields with few terms
}

type batchField struct {
	name    string
	options uint64
	number  uint64

	vocabulary *Vocabulary
	docs       []docTerms
	postings   int
}

// docTerms are terms of a document. The length is that of all its values so far.
type docTerms struct {
	doc, length uint32
	terms       []Count
}

type storedValue struct {
	doc   int
	field *batchField
	kind  byte
	value []byte
}

// idField is the field that comes first in a segment and is the key of a document.
const idField = "_id"

// NewBatch returns an empty batch.
func NewBatch() *Batch {
	b := &Batch{fields: map[string]*batchField{}}
	b.field(idField, 0)
	return b
}

// Document begins the next document.
func (b *Batch) Document() { b.docs++ }

func (b *Batch) field(name string, options uint64) *batchField {
	f := b.fields[name]
	if f == nil {
		f = &batchField{name: name}
		b.fields[name] = f
	}
	f.options |= options
	return f
}

// Store keeps a value of a field of the document; kind is how bleve names its type, options are as bleve writes them.
func (b *Batch) Store(field string, options uint64, kind byte, value []byte) {
	b.stored = append(b.stored, storedValue{b.docs - 1, b.field(field, options), kind, value})
}

// Count adds the terms of a field of the document, each once, and the field's length. Counts and vocabulary have to stay as
// they are until the batch is written.
func (b *Batch) Count(field string, options uint64, length int, v *Vocabulary, counts []Count) {
	f := b.field(field, options)
	if f.vocabulary == nil {
		f.vocabulary = v
	}
	if f.vocabulary != v {
		b.add(f, length, len(counts), func(i int) ([]byte, uint32) { return v.Term(counts[i].Term), counts[i].Freq })
		return
	}
	f.add(b.docs-1, length, counts)
}

// Term adds one term to a field of the document, and to the field's length.
func (b *Batch) Term(field string, options uint64, length int, term []byte, freq int) {
	f := b.field(field, options)
	if f.vocabulary == nil {
		f.vocabulary = new(Vocabulary)
	}
	b.add(f, length, 1, func(int) ([]byte, uint32) { return term, uint32(freq) })
}

func (b *Batch) add(f *batchField, length, n int, term func(i int) (term []byte, freq uint32)) {
	start := len(b.counts)
	for i := range n {
		term, freq := term(i)
		b.counts = append(b.counts, Count{f.vocabulary.Number(term), freq})
	}
	f.add(b.docs-1, length, b.counts[start:])
}

func (f *batchField) add(doc, length int, counts []Count) {
	f.postings += len(counts)
	if last := len(f.docs) - 1; last >= 0 && f.docs[last].doc == uint32(doc) {
		length += int(f.docs[last].length)
	}
	f.docs = append(f.docs, docTerms{uint32(doc), uint32(length), counts})
}

// A Written is a batch as the bytes of a segment, the footer of the file apart, and where its indexes begin in them.
type Written struct {
	Bytes                     []byte
	Docs                      int
	StoredOffset, FieldOffset uint64
}

// Write returns the segment of a batch, which has at least one document; every document has stored its _id. A hint of how
// many bytes that will be saves copying.
func (b *Batch) Write(hint int) (Written, error) {
	w := segmentWriter{out: make([]byte, 0, hint), docs: uint64(b.docs)}
	var fields []*batchField
	for _, f := range b.fields {
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(a, b *batchField) int {
		if a.name == idField || b.name == idField {
			return cmp.Compare(btoi(b.name == idField), btoi(a.name == idField))
		}
		return cmp.Compare(a.name, b.name)
	})
	for i, f := range fields {
		f.number = uint64(i)
	}
	written := Written{Docs: b.docs}
	var err error
	if written.StoredOffset, err = w.storedFields(b.stored); err != nil {
		return written, err
	}
	addresses := make([]uint64, len(fields))
	for i, f := range fields {
		if addresses[i], err = w.invertedField(f); err != nil {
			return written, fmt.Errorf("write terms of %s: %w", f.name, err)
		}
	}
	written.FieldOffset = w.fieldIndex(fields, addresses)
	written.Bytes = w.out
	return written, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// segmentWriter writes the parts of a segment one after the other.
type segmentWriter struct {
	out  []byte
	docs uint64

	data, meta []byte
	chunkEnds  []uint64
	numbers    []uint32
	arrays     []int // where each begins in a list
	bitmap     roaring.Bitmap
	dictionary bytes.Buffer
}

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
		compressed = snappy.Encode(compressed[:cap(compressed)], w.data)
		offsets = append(offsets, uint64(len(w.out)))
		w.uvarint(uint64(len(w.meta)))
		w.uvarint(uint64(len(id) + len(compressed)))
		w.out = append(w.out, w.meta...)
		w.out = append(w.out, id...)
		w.out = append(w.out, compressed...)
	}
	index = uint64(len(w.out))
	for _, offset := range offsets {
		w.out = binary.BigEndian.AppendUint64(w.out, offset)
	}
	w.uvarint(0) // no document is nested in another
	return index, nil
}

// invertedField writes the posting lists of a field and its dictionary.
func (w *segmentWriter) invertedField(f *batchField) (address uint64, err error) {
	w.dictionary.Reset()
	// As zapx sets it: suffixes are not shared, which costs some room and saves much time.
	builder, err := vellum.New(&w.dictionary, &vellum.BuilderOpts{Encoder: 1, RegistryTableSize: 0, RegistryMRUSize: 1})
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
	if err := builder.Close(); err != nil {
		return 0, err
	}
	dictionary := uint64(len(w.out))
	w.uvarint(uint64(w.dictionary.Len()))
	w.out = append(w.out, w.dictionary.Bytes()...)
	const none = 1<<64 - 1
	address = uint64(len(w.out))
	w.uvarint(none) // doc values, from
	w.uvarint(none) // and to
	w.uvarint(dictionary)
	return address, nil
}

// posted is a document in the list of a term.
type posted struct{ doc, freq uint32 }

type lists struct {
	ends   []uint32 // by term
	posted []posted // by term, then by document
}

// turnOver sorts the terms of documents into the documents of terms.
func (f *batchField) turnOver() lists {
	next := make([]uint32, f.vocabulary.Len())
	for _, d := range f.docs {
		for _, c := range d.terms {
			next[c.Term]++
		}
	}
	var sum uint32
	for term, n := range next {
		next[term] = sum
		sum += n
	}
	all := make([]posted, f.postings)
	for _, d := range f.docs {
		for _, c := range d.terms {
			all[next[c.Term]] = posted{d.doc, c.Freq}
			next[c.Term]++
		}
	}
	return lists{next, all}
}

// of returns the list of a term; what several values of a document have in common is one posting.
func (l lists) of(term uint32) []posted {
	var start uint32
	if term > 0 {
		start = l.ends[term-1]
	}
	list := l.posted[start:l.ends[term]]
	n := 0
	for i, p := range list {
		if i > 0 && p.doc == list[n-1].doc {
			list[n-1].freq += p.freq
			continue
		}
		list[n] = p
		n++
	}
	return list[:n]
}

// list writes a posting list and returns where it begins: frequencies and lengths in chunks of documents, then the
// documents as a roaring bitmap.
func (w *segmentWriter) list(list []posted, lengths []uint32) (uint64, error) {
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

	numbers := uint64(len(w.out))
	w.uvarint(uint64(len(ends)))
	for _, end := range ends {
		w.uvarint(end)
	}
	w.out = append(w.out, data...)
	start := uint64(len(w.out))
	w.uvarint(numbers)
	w.uvarint(0) // no positions
	return start, w.documents(list)
}

// fieldIndex writes of every field its name, its options and where its terms are; Open reads it first.
func (w *segmentWriter) fieldIndex(fields []*batchField, addresses []uint64) uint64 {
	starts := make([]uint64, len(fields))
	for i, f := range fields {
		starts[i] = uint64(len(w.out))
		w.uvarint(uint64(len(f.name)))
		w.out = append(w.out, f.name...)
		w.uvarint(f.options)
		w.uvarint(1)                                    // one kind of index
		w.out = binary.BigEndian.AppendUint16(w.out, 0) // that of text
		w.out = binary.BigEndian.AppendUint64(w.out, addresses[i])
	}
	index := uint64(len(w.out))
	w.uvarint(uint64(len(fields)))
	for _, start := range starts {
		w.out = binary.BigEndian.AppendUint64(w.out, start)
	}
	return index
}

// documents writes the documents of a list as a roaring bitmap.
func (w *segmentWriter) documents(list []posted) error {
	const (
		cookie    = 12346 // no runs
		arrayMost = 4096  // values of an array
	)
	if len(list) > arrayMost {
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
	w.out = binary.LittleEndian.AppendUint32(w.out, cookie)
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
