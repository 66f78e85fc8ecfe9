package local_test

import (
	"context"
	"iter"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
)

func each(docs []*corpus.Document) iter.Seq2[*corpus.Document, error] {
	return func(yield func(*corpus.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func build(t testing.TB, dir string, docs []*corpus.Document) local.Manifest {
	t.Helper()
	m, err := local.Build(context.Background(), dir, each(docs), local.BuildOptions{Dictionaries: indextest.Dictionaries()})
	if err != nil {
		t.Fatalf("Build = %v", err)
	}
	return m
}

func open(t testing.TB, dir string, o local.Options) *local.Engine {
	t.Helper()
	e, err := local.Open(dir, o)
	if err != nil {
		t.Fatalf("Open = %v", err)
	}
	return e
}

func TestEngine(t *testing.T) {
	indextest.Run(t, func(t *testing.T, docs []*corpus.Document) index.Engine {
		dir := t.TempDir()
		build(t, dir, docs)
		return open(t, dir, local.Options{Dictionaries: indextest.Dictionaries()})
	})
}

// engineOf opens an engine that holds the documents and takes updates; the test closes it.
func engineOf(t *testing.T, docs ...*corpus.Document) *local.Engine {
	t.Helper()
	dir := t.TempDir()
	build(t, dir, docs)
	e := open(t, dir, local.Options{Dictionaries: indextest.Dictionaries()})
	t.Cleanup(func() { _ = e.Close() })
	return e
}
