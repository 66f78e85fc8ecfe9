package local

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/indextest"
)

// A generation is published with one segment, however many batches it was written in.
func TestBuildLeavesOneSegment(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 9,000 documents")
	}
	defer func(n int) { batchSections = n }(batchSections)
	batchSections = 700
	dir := t.TempDir()
	docs := func(yield func(*corpus.Document, error) bool) {
		for i := range 9000 {
			id := fmt.Sprintf("d%d", i)
			d := &corpus.Document{ID: id, Title: fmt.Sprintf("第%d号活动", i), Kind: corpus.Page, Sections: []corpus.Section{
				{ID: corpus.SectionID(id, "lead"), Role: corpus.Lead, Anchor: "lead", Text: "活动结束后三天内复盘，先看目标再看过程。"}}}
			if !yield(d, nil) {
				return
			}
		}
	}
	m, err := Build(context.Background(), dir, docs, BuildOptions{Dictionaries: indextest.Dictionaries()})
	if err != nil {
		t.Fatal(err)
	}
	if m.Documents != 9000 || m.Sections != 9000 {
		t.Errorf("manifest counts %d documents and %d sections, want 9,000 each", m.Documents, m.Sections)
	}
	e, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	v, err := e.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.release()
	if n := len(v.segments); n != 1 {
		t.Errorf("%d segments, want 1", n)
	}
	files, err := filepath.Glob(filepath.Join(generationPath(dir, m.Generation), indexDir, "store", "*.zap"))
	if err != nil || len(files) != 1 {
		t.Errorf("segment files %q, %v; want one", files, err)
	}
	if v.sections != 9000 || v.documents != 9000 {
		t.Errorf("the index holds %d sections of %d documents, want 9,000 of each", v.sections, v.documents)
	}
}
