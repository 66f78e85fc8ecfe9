package posting

import (
	"fmt"
	"slices"
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
	// InPlace leaves stored values as they are, to be read where they lie, unless packing saves a third of them. zapx packs
	// all of them.
	InPlace bool

	docs   int
	fields map[string]*batchField
	stored []storedValue // by document, then in the order in which they came
	counts []Count       // of fields with few terms
}

// batchField is a field of a batch and what documents have in it.
type batchField struct {
	fieldEntry
	number uint64

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
		f = &batchField{fieldEntry: fieldEntry{name: name}}
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
	w := segmentWriter{out: make([]byte, 0, hint), docs: uint64(b.docs), inPlace: b.InPlace}
	var fields []*batchField
	for _, f := range b.fields {
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(a, b *batchField) int { return compareFields(a.name, b.name) })
	entries := make([]fieldEntry, len(fields))
	for i, f := range fields {
		f.number, entries[i] = uint64(i), f.fieldEntry
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
	written.FieldOffset = w.fieldIndex(entries, addresses)
	written.Bytes = w.out
	return written, nil
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
