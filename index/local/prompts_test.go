package local

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
)

// TestSuggestsFromMergedSegments: once bleve has merged what the build left, its prompts are still those of the build, and
// what updates brought is still suggested.
func TestSuggestsFromMergedSegments(t *testing.T) {
	ctx := context.Background()
	e := suggesting(t)
	if err := e.Put(ctx, titled("q2", "社群怎么排班")); err != nil {
		t.Fatal(err)
	}
	g := e.current.Load().generation
	if err := mergeToOne(ctx, g.bleve); err != nil {
		t.Fatal(err)
	}
	if err := e.Put(ctx, titled("q3", "社群")); err != nil {
		t.Fatal(err)
	}
	for _, s := range e.current.Load().segments {
		if s.snapshot.Id() == g.prompts.segment {
			t.Fatal("the segment of the build is still there")
		}
	}
	found, err := e.Suggest(ctx, "shequn", 9)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range found {
		texts = append(texts, s.Text)
	}
	if len(texts) != 3 || texts[0] != "社群" || texts[1] != "社群怎么排班" || texts[2] != "社群没人说话" {
		t.Errorf("suggested %q", texts)
	}
}

// TestDamagedPrompts: searching goes on without them.
func TestDamagedPrompts(t *testing.T) {
	e := suggesting(t)
	path := filepath.Join(generationPath(e.dir, e.current.Load().generation.name), promptsFile)
	if err := os.Truncate(path, 7); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Suggest(context.Background(), "社群", 9); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("Suggest = %v, want %v", err, index.ErrDamaged)
	}
	if err := e.Put(context.Background(), titled("q2", "社群怎么排班")); err != nil {
		t.Errorf("Put = %v", err)
	}
}

func titled(id, title string) *corpus.Document {
	return &corpus.Document{ID: id, Title: title, Kind: corpus.Question}
}

// suggesting opens an engine with one document.
func suggesting(t *testing.T) *Engine {
	t.Helper()
	dir := t.TempDir()
	docs := func(yield func(*corpus.Document, error) bool) { yield(titled("q1", "社群没人说话"), nil) }
	if _, err := Build(context.Background(), dir, docs, BuildOptions{Dictionaries: indextest.Dictionaries()}); err != nil {
		t.Fatal(err)
	}
	e, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}
