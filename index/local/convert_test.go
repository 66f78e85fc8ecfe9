package local

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/opsguide/opsguide/index/indextest"
)

// guidance is documents as they come to be converted.
func guidance(t *testing.T) []bleveindex.Document {
	t.Helper()
	a, err := dictionary(indextest.Dictionaries(), t.TempDir()+"/dictionary", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
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
	return docs
}

// Whatever becomes of documents in memory, what is written is what bleve's own plugin writes, but that stored values are
// not packed.
func TestConvertsAsBleveDoes(t *testing.T) {
	docs := guidance(t)
	if !convertible(docs) {
		t.Fatal("documents of our own are left to bleve")
	}
	ours, size, err := (&converter{packs: true}).New(docs)
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

// Merged documents get the numbers that bleve's own plugin gives them, with and without deletions.
func TestMergesAsBleveDoes(t *testing.T) {
	docs := guidance(t)
	c := new(converter)
	var parts []segmentapi.Segment
	for _, of := range [][]bleveindex.Document{docs[:len(docs)/3], docs[len(docs)/3:]} {
		s, _, err := c.New(of)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "x.zap")
		if err := s.(segmentapi.UnpersistedSegment).Persist(path); err != nil {
			t.Fatal(err)
		}
		if s, err = c.Open(path); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		parts = append(parts, s)
	}
	for _, row := range []struct {
		name  string
		drops []*roaring.Bitmap
		own   bool
	}{
		{"all", []*roaring.Bitmap{nil, nil}, true},
		{"no deletion", []*roaring.Bitmap{nil, roaring.New()}, true},
		{"a deletion", []*roaring.Bitmap{roaring.BitmapOf(1), nil}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if own := mergeable(parts, row.drops) != nil; own != row.own {
				t.Fatalf("merged here: %t, want %t", own, row.own)
			}
			path := filepath.Join(t.TempDir(), "merged.zap")
			got, size, err := c.Merge(parts, row.drops, path, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			want, _, err := new(zap.ZapPlugin).Merge(parts, row.drops, path+"-bleve", nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("documents get the numbers %v, want %v", got, want)
			}
			if file, err := os.Stat(path); err != nil || file.Size() != int64(size) {
				t.Errorf("%d bytes were written, the file is %v, %v", size, file, err)
			}
			merged, err := c.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer merged.Close()
			file := merged.(*zap.Segment)
			if sum := crc32.ChecksumIEEE(file.Data()[:len(file.Data())-4]); sum != file.CRC() {
				t.Errorf("checksum %x, want %x", file.CRC(), sum)
			}
		})
	}
}
