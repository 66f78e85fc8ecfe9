package local

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/query"
)

// Pruned scoring answers as exhaustive scoring does, hit by hit and to the last bit of the scores: real and random queries,
// with filters and without, on an index that was updated and of which documents were deleted.
func TestPrunedIsExhaustive(t *testing.T) {
	e, texts := updatedEngine(t)
	var full, pruned searcher
	v, err := e.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.release()
	if len(v.segments) < 2 {
		t.Fatalf("%d segments: too few to prune", len(v.segments))
	}
	full.view, full.exhaustive, pruned.view = v, true, v

	queries, err := bench.ReadQueries("../../bench/sample/queries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	for _, q := range queries {
		asked = append(asked, q.Text)
	}
	r := rand.New(rand.NewPCG(11, 22))
	for range 200 {
		asked = append(asked, randomQuery(r, texts))
	}
	passed := 0
	for i, q := range asked {
		request := index.Request{Query: query.Parse(q), Page: 1, PerPage: 50, Group: index.Ungrouped, Sort: index.ByRelevance}
		switch i % 4 {
		case 1:
			request.Group = index.ByAnswer
		case 2:
			request.Group, request.Page = index.ByDocument, 2
		case 3:
			if request.Filter, err = query.ParseFilter("kind:question"); err != nil {
				t.Fatal(err)
			}
		}
		want, err := full.search(context.Background(), request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pruned.search(context.Background(), request)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: pruned %v, in full %v", q, summary(got), summary(want))
		}
		for s := range v.segments {
			for range full.sums[s].Scored() {
				passed++
			}
			for range pruned.sums[s].Scored() {
				passed--
			}
		}
	}
	t.Logf("%d queries; %d scores were not needed", len(asked), passed)
	if passed == 0 {
		t.Error("nothing was ever passed over: the test proves nothing")
	}
}

// updatedEngine is an engine over several copies of the bundled corpus, some of them put later, some again, some deleted;
// and the texts in it.
func updatedEngine(t *testing.T) (*Engine, []string) {
	t.Helper()
	var docs []*corpus.Document
	var texts []string
	for _, copied := range []string{"a", "b", "c"} {
		for d, err := range corpus.Sample() {
			if err != nil {
				t.Fatal(err)
			}
			d.ID = copied + "/" + d.ID
			d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
				s.ID = corpus.SectionID(d.ID, s.Anchor)
				texts = append(texts, s.Text)
				return true
			})
			docs = append(docs, d)
		}
	}
	dir := t.TempDir()
	built := docs[:len(docs)*2/3]
	each := func(yield func(*corpus.Document, error) bool) {
		for _, d := range built {
			if !yield(d, nil) {
				return
			}
		}
	}
	ctx := context.Background()
	if _, err := Build(ctx, dir, each, BuildOptions{Dictionaries: indextest.Dictionaries()}); err != nil {
		t.Fatal(err)
	}
	e, err := Open(dir, Options{Dictionaries: indextest.Dictionaries()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	for i := len(built); i < len(docs); i += 16 {
		if err := e.Put(ctx, docs[i:min(i+16, len(docs))]...); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(docs); i += 7 {
		if err := e.Delete(ctx, docs[i].ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Put(ctx, docs[3:9]...); err != nil {
		t.Fatal(err)
	}
	return e, texts
}

// randomQuery puts pieces of texts together.
func randomQuery(r *rand.Rand, texts []string) (q string) {
	for range 1 + r.IntN(4) {
		text := []rune(texts[r.IntN(len(texts))])
		if len(text) == 0 {
			continue
		}
		from := r.IntN(len(text))
		q += string(text[from:min(len(text), from+1+r.IntN(12))])
		if r.IntN(3) == 0 {
			q += " "
		}
	}
	return q
}

func summary(r *index.Result) (s string) {
	for _, h := range r.Hits {
		s += fmt.Sprintf(" %s %.17g", h.ID, h.Score)
	}
	return s
}
