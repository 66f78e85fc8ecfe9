package local

import (
	"bytes"
	"encoding/binary"
	"io"
	"sync/atomic"
	"testing"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/opsguide/opsguide/index/indextest"
)

// Whatever becomes of documents in memory, what is written is what bleve's own plugin writes.
func TestConvertsAsBleveDoes(t *testing.T) {
	a, err := dictionary(indextest.Dictionaries(), t.TempDir()+"/dictionary", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	e := encoder{analyzer: a, serial: new(atomic.Uint32)}
	var docs []bleveindex.Document
	for _, d := range indextest.Guidance() {
		d.Tags = append(d.Tags, d.Tags...) // a value that a document has twice is one posting
		records, err := e.encode(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			r.AddIDField()
			for _, f := range r.Fields {
				f.Analyze()
			}
			docs = append(docs, r)
		}
	}
	if !convertible(docs) {
		t.Fatal("documents of our own are left to bleve")
	}
	ours, size, err := new(converter).New(docs)
	if err != nil {
		t.Fatal(err)
	}
	theirs, _, err := new(zap.ZapPlugin).New(docs)
	if err != nil {
		t.Fatal(err)
	}
	var got, want bytes.Buffer
	if _, err := ours.(io.WriterTo).WriteTo(&got); err != nil {
		t.Fatal(err)
	}
	if _, err := theirs.(io.WriterTo).WriteTo(&want); err != nil {
		t.Fatal(err)
	}
	// The index of fields follows, where bleve lists indexes of kinds that there are none of.
	footer := want.Bytes()[want.Len()-20:]
	index := binary.BigEndian.Uint64(footer)
	_, skip := binary.Uvarint(want.Bytes()[index:])
	fields := binary.BigEndian.Uint64(want.Bytes()[index+uint64(skip):])
	if size < fields || !bytes.Equal(got.Bytes()[:fields], want.Bytes()[:fields]) {
		t.Errorf("the first %d bytes are not those of bleve", fields)
	}

	text := document.NewTextFieldWithIndexingOptions("text", nil, []byte("x"), bleveindex.IndexField|bleveindex.DocValues)
	if other := document.NewDocument("x").AddField(text); convertible(append(docs, other)) {
		t.Error("a document with doc values was taken for one of our own")
	}
}
