package local_test

import (
	"context"
	"testing"

	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
)

// BenchmarkBuild builds and publishes an index of the bundled corpus, its dictionary compiled before.
func BenchmarkBuild(b *testing.B) {
	size := 0
	for d, err := range corpus.Sample() {
		if err != nil {
			b.Fatal(err)
		}
		d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool { size += len(s.Text); return true })
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		o := local.BuildOptions{Dictionaries: indextest.Dictionaries()}
		if _, err := local.Build(context.Background(), b.TempDir(), corpus.Sample(), o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch asks the judged queries of the bundled corpus in turn: ten highlighted hits, nothing kept.
func BenchmarkSearch(b *testing.B) {
	queries, err := bench.ReadQueries("../../bench/sample/queries.jsonl")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	o := local.BuildOptions{Dictionaries: indextest.Dictionaries()}
	if _, err := local.Build(context.Background(), dir, corpus.Sample(), o); err != nil {
		b.Fatal(err)
	}
	e := open(b, dir, local.Options{ReadOnly: true})
	defer e.Close()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := queries[i%len(queries)].Text
		if _, err := e.Search(context.Background(), index.Request{Query: query.Parse(q), Highlight: true}); err != nil {
			b.Fatal(err)
		}
	}
}
