package local_test

import (
	"context"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
)

// realPage reads the question page that the project was begun with.
func realPage(t *testing.T) iter.Seq2[*corpus.Document, error] {
	t.Helper()
	dir := os.Getenv("OPSGUIDE_DATASETS")
	if dir == "" {
		t.Skip("OPSGUIDE_DATASETS names no folder with the real question page")
	}
	return corpus.Read(context.Background(), []string{filepath.Join(dir, "corpus", "qa-page-operations-work.txt")}, corpus.Options{})
}

func buildFrom(t *testing.T, docs iter.Seq2[*corpus.Document, error]) (*local.Engine, []corpus.Section) {
	t.Helper()
	var sections []corpus.Section
	counted := func(yield func(*corpus.Document, error) bool) {
		for d, err := range docs {
			if err == nil {
				d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool { sections = append(sections, *s); return true })
			}
			if !yield(d, err) {
				return
			}
		}
	}
	dir := t.TempDir()
	if _, err := local.Build(context.Background(), dir, counted, local.BuildOptions{Dictionaries: indextest.Dictionaries()}); err != nil {
		t.Fatal(err)
	}
	e := open(t, dir, local.Options{})
	t.Cleanup(func() { _ = e.Close() })
	return e, sections
}

// Any verbatim piece of a section finds that section: among the first ten, unless more than ten sections have the piece,
// which then come before all that do not.
func TestVerbatimPieces(t *testing.T) {
	t.Run("bundled corpus", func(t *testing.T) { testPieces(t, corpus.Sample(), 400) })
	t.Run("real page", func(t *testing.T) { testPieces(t, realPage(t), 400) })
}

func testPieces(t *testing.T, docs iter.Seq2[*corpus.Document, error], n int) {
	e, sections := buildFrom(t, docs)
	r := rand.New(rand.NewPCG(20, 26))
	for range n {
		s := sections[r.IntN(len(sections))]
		runes := []rune(s.Text)
		length := 1 + r.IntN(min(20, len(runes)))
		from := r.IntN(len(runes) - length + 1)
		piece := string(runes[from : from+length])
		if strings.TrimSpace(piece) == "" {
			continue
		}
		holders := 0
		for _, other := range sections {
			if strings.Contains(other.Text, piece) {
				holders++
			}
		}
		rank := 0
		req := index.Request{Query: query.Parse(piece), Group: index.Ungrouped, PerPage: 50}
		for req.Page = 1; req.Page <= 20 && rank == 0; req.Page++ {
			got, err := e.Search(context.Background(), req)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Hits) == 0 {
				break
			}
			for i, h := range got.Hits {
				if h.ID == s.ID {
					rank = (req.Page-1)*50 + i + 1
				}
			}
		}
		if rank == 0 {
			t.Errorf("%q (in %d sections) does not find %s", piece, holders, s.ID)
		} else if length > 1 && rank > max(10, holders) {
			t.Errorf("%q (in %d sections) finds %s at %d", piece, holders, s.ID, rank)
		}
	}
}
