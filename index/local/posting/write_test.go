package posting_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/opsguide/opsguide/index/local/posting"
)

// write puts documents into a batch: the field body by counts, all others term by term.
func write(t *testing.T, docs []bleveindex.Document) posting.Written {
	t.Helper()
	b := posting.NewBatch()
	var own, other posting.Vocabulary
	for i, d := range docs {
		b.Document()
		d.VisitFields(func(f bleveindex.Field) {
			options := uint64(f.Options())
			if f.Options().IsStored() {
				b.Store(f.Name(), options, f.EncodedFieldType(), f.Value())
			}
			if f.Name() != "body" {
				for _, tf := range f.AnalyzedTokenFrequencies() {
					b.Term(f.Name(), options, f.AnalyzedLength(), tf.Term, tf.Frequency())
				}
				return
			}
			v := &own
			if i%500 == 7 {
				v = &other // a document may come with a vocabulary of its own
			}
			var counts []posting.Count
			for _, tf := range f.AnalyzedTokenFrequencies() {
				counts = append(counts, posting.Count{Term: v.Number(tf.Term), Freq: uint32(tf.Frequency())})
			}
			b.Count(f.Name(), options, f.AnalyzedLength(), v, counts)
		})
	}
	w, err := b.Write(0)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A batch is byte by byte what zapx writes, up to the index of fields, in which zapx lists indexes of other kinds as well.
func TestWritesAsBleveDoes(t *testing.T) {
	for _, n := range []int{1, 2, 300, 5000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			docs := documents(n, rand.New(rand.NewPCG(3, 5)))
			for i, d := range docs {
				d := d.(*document.Document)
				for j := range i % 4 { // stored values, of a field more than once, and terms that a document has twice
					tag := document.NewTextFieldCustom("tag", nil, []byte(fmt.Sprintf("标签%d", j%2)),
						bleveindex.IndexField|bleveindex.StoreField|bleveindex.SkipFreqNorm, nil)
					tag.Analyze()
					d.AddField(tag)
					again := document.NewTextFieldCustom("again", nil, []byte("x"), bleveindex.IndexField, nil)
					again.Analyze()
					d.AddField(again)
					d.AddField(document.NewTextFieldCustom("kept", nil, bytes.Repeat([]byte("留"), i%50), bleveindex.StoreField, nil))
				}
			}
			got := write(t, docs)
			theirs, _, err := new(zap.ZapPlugin).New(docs)
			if err != nil {
				t.Fatal(err)
			}
			want := bytesOf(t, theirs)
			sameUpToFields(t, got.Bytes, want)
			ours, err := zap.InitSegmentBase(got.Bytes, crc32.ChecksumIEEE(got.Bytes), zap.DefaultChunkMode, uint64(got.Docs),
				got.StoredOffset, got.FieldOffset, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, err := posting.Open(bytesOf(t, ours))
			if err != nil {
				t.Fatal(err)
			}
			for _, field := range []string{"body", "kind", "_id", "tag", "again", "kept"} {
				compare(t, theirs, s, field)
			}
		})
	}
}

// sameUpToFields compares with the bytes of a file that zapx wrote, up to the index of fields.
func sameUpToFields(t *testing.T, got, want []byte) {
	t.Helper()
	index := binary.BigEndian.Uint64(want[len(want)-20:])
	_, skip := binary.Uvarint(want[index:])
	fields := binary.BigEndian.Uint64(want[index+uint64(skip):])
	if uint64(len(got)) < fields || !bytes.Equal(got[:fields], want[:fields]) {
		at := 0
		for at < len(got) && got[at] == want[at] {
			at++
		}
		t.Fatalf("byte %d of %d differs", at, fields)
	}
}

// Stored values that are left in place are what both snappy and Stored read.
func TestStoredInPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	b := posting.NewBatch()
	b.InPlace = true
	options := uint64(bleveindex.StoreField | bleveindex.IndexField)
	var want [][]byte
	for _, size := range []int{0, 1, 2, 58, 59, 60, 61, 62, 255, 256, 257, 300, 65535, 65536, 65537, 70000} {
		for noise := range 40 { // from what packs well to what does not
			value := bytes.Repeat([]byte("留存"), size/6+1)[:size]
			for range size * noise / 40 {
				value[r.IntN(size)] = byte(r.Uint32())
			}
			b.Document()
			id := fmt.Appendf(nil, "d%d", len(want))
			b.Store("_id", options, 't', id)
			b.Term("_id", options, 1, id, 0)
			b.Store("body", uint64(bleveindex.StoreField), 't', value)
			want = append(want, value)
		}
	}
	w, err := b.Write(0)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := zap.InitSegmentBase(w.Bytes, crc32.ChecksumIEEE(w.Bytes), zap.DefaultChunkMode, uint64(w.Docs),
		w.StoredOffset, w.FieldOffset, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := posting.Open(bytesOf(t, theirs))
	if err != nil {
		t.Fatal(err)
	}
	var buf []byte
	for doc, value := range want {
		var ours, zaps []byte
		if err := s.Stored(uint32(doc), &buf, func(_ string, v []byte) { ours = bytes.Clone(v) }); err != nil {
			t.Fatal(err)
		}
		err := theirs.VisitStoredFields(uint64(doc), func(field string, _ byte, v []byte, _ []uint64) bool {
			if field == "body" {
				zaps = bytes.Clone(v)
			}
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(ours, value) || !bytes.Equal(zaps, value) {
			t.Errorf("document %d, %d bytes: read %d, by zapx %d", doc, len(value), len(ours), len(zaps))
		}
	}
}

func TestBatchWithoutKey(t *testing.T) {
	b := posting.NewBatch()
	b.Document()
	b.Term("kind", uint64(bleveindex.IndexField), 1, []byte("page"), 0)
	if _, err := b.Write(0); err == nil {
		t.Error("a document without an _id was written")
	}
}

// FuzzVocabulary compares with a map.
func FuzzVocabulary(f *testing.F) {
	f.Add([]byte("a,b,,a,留存,留存率,b"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var v posting.Vocabulary
		want := map[string]uint32{}
		for range 2 {
			for _, term := range bytes.Split(text, []byte(",")) {
				n, seen := want[string(term)]
				if !seen {
					n = uint32(len(want))
					want[string(term)] = n
				}
				if got := v.Number(term); got != n {
					t.Fatalf("number of %q = %d, want %d", term, got, n)
				}
			}
			if v.Len() != len(want) {
				t.Fatalf("%d terms, want %d", v.Len(), len(want))
			}
			for term, n := range want {
				if string(v.Term(n)) != term {
					t.Fatalf("term %d = %q, want %q", n, v.Term(n), term)
				}
			}
			v.Reset()
			clear(want)
		}
	})
}
