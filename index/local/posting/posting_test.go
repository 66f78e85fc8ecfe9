package posting_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rank"
)

// counted is a field with given terms, frequencies and length.
type counted struct {
	document.Field
	terms  map[string]int
	length int
}

func (c *counted) AnalyzedLength() int { return c.length }
func (c *counted) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	out := bleveindex.TokenFrequencies{}
	for term, freq := range c.terms {
		tf := &bleveindex.TokenFreq{Term: []byte(term)}
		tf.SetFrequency(freq)
		out[term] = tf
	}
	return out
}

// build makes a segment of n documents as bleve does.
func build(t *testing.T, n int, r *rand.Rand) segmentapi.Segment {
	t.Helper()
	s, _, err := new(zap.ZapPlugin).New(documents(n, r))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// documents makes n documents. Every shape of a list is in it: a term of one document, rare and
// frequent ones (arrays and bitmaps), ranges (runs), frequencies of one byte and of several, and a field without any.
func documents(n int, r *rand.Rand) []bleveindex.Document {
	docs := make([]bleveindex.Document, n)
	for i := range docs {
		d := document.NewDocument(fmt.Sprintf("d%06d", i))
		d.AddIDField()
		terms := map[string]int{"all": 1}
		if i < 5000 {
			terms[fmt.Sprintf("only%d", i)], terms[fmt.Sprintf("often%d", i)] = 1, 70
		}
		if i%3 == 0 {
			terms["third"] = 1 + i%2
		}
		if i > n/4 && i < n/2 {
			terms["range"] = 2
		}
		if r.IntN(100) == 0 {
			terms["rare"] = 1 + r.IntN(200)
		}
		if r.IntN(2) == 0 {
			terms["half"] = 1 + r.IntN(5)
		}
		text := document.NewTextFieldCustom("body", nil, nil, bleveindex.IndexField, nil)
		d.AddField(&counted{text, terms, 1 + r.IntN(3000)})
		d.AddField(document.NewTextFieldCustom("kind", nil, []byte([]string{"page", "question"}[i%2]), bleveindex.IndexField|bleveindex.SkipFreqNorm, nil))
		if i%5 > 0 {
			d.AddField(document.NewTextFieldCustom("text", nil, []byte(fmt.Sprintf("第%d号活动", i)), bleveindex.StoreField, nil))
			d.AddField(document.NewTextFieldCustom("record", nil, bytes.Repeat([]byte("留存"), i%40), bleveindex.StoreField, nil))
		}
		for _, f := range d.Fields {
			if _, ok := f.(*counted); !ok {
				f.Analyze()
			}
		}
		docs[i] = d
	}
	return docs
}

// bytesOf returns what bleve writes of a segment.
func bytesOf(t *testing.T, s segmentapi.Segment) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.(io.WriterTo).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every list reads as bleve's own iterators read it.
func TestReadsAsBleveDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for _, n := range []int{1, 2, 300, 5000, 70000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			want := build(t, n, r)
			s, err := posting.Open(bytesOf(t, want))
			if err != nil {
				t.Fatal(err)
			}
			if s.Docs() != n {
				t.Fatalf("%d documents, want %d", s.Docs(), n)
			}
			for _, field := range []string{"body", "kind", "_id", "nothing"} {
				compare(t, want, s, field)
			}
			for doc := 0; doc < n; doc += 1 + n/500 {
				compareStored(t, want, s, uint32(doc))
			}
		})
	}
}

func compare(t *testing.T, want segmentapi.Segment, s *posting.Segment, field string) {
	t.Helper()
	dict, err := want.Dictionary(field)
	if err != nil {
		t.Fatal(err)
	}
	var terms []string
	it := dict.AutomatonIterator(nil, nil, nil)
	for entry, err := it.Next(); entry != nil; entry, err = it.Next() {
		if err != nil {
			t.Fatal(err)
		}
		terms = append(terms, entry.Term)
	}
	seen := 0
	err = s.Field(field).Terms(nil, nil, func(term []byte, _ posting.List) bool {
		if seen >= len(terms) || string(term) != terms[seen] {
			t.Fatalf("term %d of %s is %q, want one of the %d of bleve", seen, field, term, len(terms))
		}
		seen++
		return true
	})
	if err != nil || seen != len(terms) {
		t.Fatalf("%s has %d terms, %v; want %d", field, seen, err, len(terms))
	}
	for i, term := range append(terms, "missing") {
		if len(terms) > 1000 && i%37 != 0 && len(term) > 5 {
			continue // most terms of one document
		}
		list, err := s.Field(field).Find([]byte(term))
		if err != nil {
			t.Fatal(err)
		}
		compareList(t, dict, field, term, list)
		compareMarked(t, list, s.Docs())
	}
}

func compareStored(t *testing.T, want segmentapi.Segment, s *posting.Segment, doc uint32) {
	t.Helper()
	id, err := want.DocID(uint64(doc))
	if err != nil || string(s.ID(doc)) != string(id) {
		t.Fatalf("document %d is %q, want %q, %v", doc, s.ID(doc), id, err)
	}
	var theirs, ours []string
	err = want.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != "_id" {
			theirs = append(theirs, field+"="+string(value))
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	var buf []byte
	err = s.Stored(doc, &buf, func(field string, value []byte) { ours = append(ours, field+"="+string(value)) })
	if err != nil || !slices.Equal(ours, theirs) {
		t.Fatalf("document %d has %q, %v; want %q", doc, ours, err, theirs)
	}
}

func compareList(t *testing.T, dict segmentapi.TermDictionary, field, term string, list posting.List) {
	t.Helper()
	theirs, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if list.Count() != int(theirs.Count()) {
		t.Fatalf("%s %q has %d postings, want %d", field, term, list.Count(), theirs.Count())
	}
	bitmap, err := list.Bitmap()
	if err != nil || int(bitmap.GetCardinality()) != list.Count() {
		t.Fatalf("%s %q: bitmap of %d, %v", field, term, bitmap.GetCardinality(), err)
	}
	counts := field == "body"
	next := theirs.Iterator(counts, counts, false, nil)
	var c posting.Cursor
	c.Reset(list)
	buf := make([]rank.Posting, 1+list.Count()%97)
	var lengths []uint32
	if counts {
		list.Lengths(func(doc, length uint32) { lengths = append(lengths, length) })
	}
	at := 0
	end := uint32(rank.Window)
	for at < list.Count() {
		n := c.Fill(buf, end)
		if n == 0 {
			if end += rank.Window; end > 1<<20 {
				break
			}
		}
		for _, got := range buf[:n] {
			x, err := next.Next()
			if err != nil || x == nil {
				t.Fatalf("%s %q: more postings than bleve has, %v", field, term, err)
			}
			if got.Doc >= end {
				t.Fatalf("%s %q: document %d, asked for those below %d", field, term, got.Doc, end)
			}
			if uint64(got.Doc) != x.Number() || !bitmap.Contains(got.Doc) {
				t.Fatalf("%s %q: posting %d is of document %d, want %d", field, term, at, got.Doc, x.Number())
			}
			if counts {
				length := x.(interface{ NormUint64() uint64 }).NormUint64()
				if uint64(got.Freq) != x.Frequency() || uint64(lengths[at]) != length {
					t.Fatalf("%s %q: document %d has frequency %d and length %d, want %d and %d",
						field, term, got.Doc, got.Freq, lengths[at], x.Frequency(), length)
				}
			}
			at++
		}
	}
	if at != list.Count() {
		t.Fatalf("%s %q: %d postings were read, want %d", field, term, at, list.Count())
	}
}

// compareMarked reads a list by windows with Mark, which has to find what Fill finds.
func compareMarked(t *testing.T, list posting.List, docs int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(docs), uint64(list.Count())))
	words := (docs + 63) / 64
	var c posting.Cursor
	for _, masked := range []bool{false, true} {
		open, mask, want, seen := make([]uint64, words), []uint64(nil), make([]uint64, words), make([]uint64, words)
		for i := range open {
			open[i] = r.Uint64() & r.Uint64()
		}
		if masked {
			mask = make([]uint64, words)
			for i := range mask {
				mask[i] = r.Uint64() | r.Uint64()
			}
		}
		var wanted, got []rank.Posting
		var buf [64]rank.Posting
		c.Reset(list)
		for n := c.Fill(buf[:], 1<<30); n > 0; n = c.Fill(buf[:], 1<<30) {
			for _, x := range buf[:n] {
				word, bit := x.Doc/64, uint64(1)<<(x.Doc%64)
				if masked && mask[word]&bit == 0 {
					continue
				}
				want[word] |= bit
				if open[word]&bit != 0 {
					wanted = append(wanted, x)
				}
			}
		}
		c.Reset(list)
		for end := uint32(rank.Window); end < uint32(docs)+rank.Window; end += rank.Window {
			if end == 2*rank.Window { // a window that is read in full
				for n := c.Fill(buf[:], end); n > 0; n = c.Fill(buf[:], end) {
					for _, x := range buf[:n] {
						word, bit := x.Doc/64, uint64(1)<<(x.Doc%64)
						if !masked || mask[word]&bit != 0 {
							seen[word] |= bit
							if open[word]&bit != 0 {
								got = append(got, x)
							}
						}
					}
				}
				continue
			}
			got = c.Mark(seen, open, mask, end, got)
		}
		if !slices.Equal(got, wanted) || !slices.Equal(seen, want) {
			t.Fatalf("list of %d, masked %v: %d postings are marked, want %d", list.Count(), masked, len(got), len(wanted))
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	good := bytesOf(t, build(t, 3, rand.New(rand.NewPCG(1, 1))))
	for _, row := range []struct {
		name string
		data []byte
	}{
		{"nothing", nil},
		{"too short", good[:20]},
		{"another version", func() []byte { b := bytes.Clone(good); b[len(b)-5]++; return b }()},
	} {
		if _, err := posting.Open(row.data); err == nil {
			t.Errorf("%s: opened", row.name)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	s, err := posting.Open(bytesOf(&testing.T{}, build(&testing.T{}, 50000, rand.New(rand.NewPCG(1, 1)))))
	if err != nil {
		b.Fatal(err)
	}
	for _, term := range []string{"third", "half", "rare"} {
		list, err := s.Field("body").Find([]byte(term))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(term, func(b *testing.B) {
			var buf [256]rank.Posting
			b.ReportAllocs()
			for b.Loop() {
				var c posting.Cursor
				c.Reset(list)
				for c.Fill(buf[:], 1<<30) > 0 {
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(list.Count()), "ns/posting")
		})
	}
}
