// Package posting reads posting lists and stored fields where they lie in a mapped segment file of bleve (zap, version 17):
// nothing is copied and, once a segment is open, nothing is allocated. bleve's own iterators cost about 30 ns a posting,
// these about 2.
//
// The layout is that of zapx v17: a footer, an index of fields, for each field a vellum FST from term to list, and for each
// list a serialised roaring bitmap of documents and a stream of varints, frequency and length in turn; and for each document
// its stored fields, packed by snappy. A Batch makes such a segment of documents and Merge one of several, both byte by byte as
// zapx does, which is what the tests compare with.
//
// A file that is damaged may make any call panic; whoever cannot vouch for it has to recover.
package posting

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/vellum"
)

// Version is the version of the segment files that are understood.
const Version = 17

// ErrFormat is returned for what is no segment of Version.
var ErrFormat = errors.New("not a segment that can be read")

// A Segment is an opened segment file. It may be used concurrently.
type Segment struct {
	data        []byte
	docs        int
	fields      map[string]*Field
	names       []string // of fields, by number
	storedIndex uint64   // where the addresses of stored documents begin
}

// footer is the fixed end of a segment file; the name of an encryption scheme, which must be empty, stands before it.
//
//	name length 4, documents 8, stored index 8, field index 8, chunk mode 4, version 4, CRC-32 4; big-endian
const footerSize = 4 + 8 + 8 + 8 + 4 + 4 + 4

// Open reads the directory of a segment file, which has to stay as it is while the segment is used.
func Open(data []byte) (*Segment, error) {
	if len(data) < footerSize {
		return nil, fmt.Errorf("%w: %d bytes", ErrFormat, len(data))
	}
	footer := data[len(data)-footerSize:]
	if v := binary.BigEndian.Uint32(footer[32:]); v != Version {
		return nil, fmt.Errorf("%w: version %d, want %d", ErrFormat, v, Version)
	}
	if binary.BigEndian.Uint32(footer) != 0 {
		return nil, fmt.Errorf("%w: it is encrypted", ErrFormat)
	}
	s := &Segment{data: data, docs: int(binary.BigEndian.Uint64(footer[4:])), fields: map[string]*Field{},
		storedIndex: binary.BigEndian.Uint64(footer[12:])}
	index := reader{data, binary.BigEndian.Uint64(footer[20:])}
	for n := index.uvarint(); n > 0; n-- {
		address := binary.BigEndian.Uint64(data[index.at:])
		index.at += 8
		s.names = append(s.names, "")
		if address == 0 {
			continue
		}
		if err := s.openField(address); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// openField reads the entry of a field: its name, its options, and where each kind of index on it begins.
func (s *Segment) openField(address uint64) error {
	r := reader{s.data, address}
	name := string(r.bytes(r.uvarint()))
	s.names[len(s.names)-1] = name
	r.uvarint() // options
	for n := r.uvarint(); n > 0; n-- {
		const invertedText = 0 // the kind
		kind, at := binary.BigEndian.Uint16(r.data[r.at:]), binary.BigEndian.Uint64(r.data[r.at+2:])
		r.at += 10
		if kind != invertedText || at == 0 {
			continue
		}
		section := reader{s.data, at}
		section.uvarint() // doc values, from
		section.uvarint() // and to
		dictionary := reader{s.data, section.uvarint()}
		fst, err := vellum.Load(dictionary.bytes(dictionary.uvarint()))
		if err != nil {
			return fmt.Errorf("%w: terms of %s: %w", ErrFormat, name, err)
		}
		s.fields[name] = &Field{data: s.data, fst: fst}
	}
	return nil
}

// Docs is the number of documents, deleted ones included.
func (s *Segment) Docs() int { return s.docs }

// Field returns what is indexed of a field; a field that the segment lacks has no terms.
func (s *Segment) Field(name string) *Field {
	if f := s.fields[name]; f != nil {
		return f
	}
	return &Field{}
}

// A Field is the terms of a field. It may be used concurrently.
type Field struct {
	data    []byte
	fst     *vellum.FST // nil without terms
	readers sync.Pool   // of *vellum.Reader
}

// Find returns the posting list of a term, an empty one when no document has it.
func (f *Field) Find(term []byte) (List, error) {
	if f.fst == nil {
		return List{}, nil
	}
	r, ok := f.readers.Get().(*vellum.Reader)
	if !ok {
		var err error
		if r, err = f.fst.Reader(); err != nil {
			return List{}, fmt.Errorf("read terms: %w", err)
		}
	}
	defer f.readers.Put(r)
	value, ok, err := r.Get(term)
	if err != nil {
		return List{}, fmt.Errorf("look up %q: %w", term, err)
	}
	if !ok {
		return List{}, nil
	}
	return listAt(f.data, value), nil
}

// Terms calls yield for every term from one on and before another (nil: no bound), in ascending order, until it returns
// false. The term is valid until yield returns.
func (f *Field) Terms(from, before []byte, yield func(term []byte, l List) bool) error {
	if f.fst == nil {
		return nil
	}
	it, err := f.fst.Iterator(from, before)
	for ; err == nil; err = it.Next() {
		term, value := it.Current()
		if !yield(term, listAt(f.data, value)) {
			return nil
		}
	}
	if errors.Is(err, vellum.ErrIteratorDone) {
		return nil
	}
	return fmt.Errorf("read terms: %w", err)
}

// reader reads numbers one after another.
type reader struct {
	data []byte
	at   uint64
}

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.data[r.at:])
	r.at += uint64(n)
	return x
}

func (r *reader) bytes(n uint64) []byte {
	b := r.data[r.at : r.at+n : r.at+n]
	r.at += n
	return b
}
