package local_test

import (
	"context"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

// two pages: one has the words in its title, the other in its text, close together.
func twoPages() []*corpus.Document {
	return []*corpus.Document{
		page("title", "直播间冷场怎么救", "", "先准备三个话题。"),
		page("text", "互动手册", "", "直播间冷场怎么救？抽一次奖，再点名老粉。"),
	}
}

func best(t *testing.T, e *local.Engine, q string) index.Hit {
	t.Helper()
	got, err := e.Search(context.Background(), index.Request{Query: query.Parse(q), Explain: true})
	if err != nil || len(got.Hits) == 0 {
		t.Fatalf("Search(%s) = %v, %v", q, got, err)
	}
	return got.Hits[0]
}

func TestWeightsOfOnesOwn(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, twoPages())
	e := open(t, dir, local.Options{})
	plain := e.Version()
	if h := best(t, e, "直播间冷场怎么救"); h.Document.ID != "title" || h.Explain.Fitted {
		t.Fatalf("by the default weights %s is best: %+v", h.Document.ID, h.Explain)
	}
	if w, fitted, err := e.Weights(); w != rank.DefaultWeights || fitted || err != nil {
		t.Errorf("Weights = %v, %v, %v, want the default ones", w, fitted, err)
	}

	own := rank.Weights{Title: -2, Run: 3, Bigrams: 0.5}
	if err := local.WriteWeights(local.WeightsPath(dir), "a test's\nof two pages", own); err != nil {
		t.Fatal(err)
	}
	if h := best(t, e, "直播间冷场怎么救"); h.Document.ID != "title" || e.Version() != plain {
		t.Errorf("the file was read while the folder was open")
	}
	// A new generation ranks by it.
	if err := e.Reindex(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	h := best(t, e, "直播间冷场怎么救")
	if h.Document.ID != "text" {
		t.Errorf("by weights of one's own %s is best, want text", h.Document.ID)
	}
	var names []string
	sum := 0.0
	for _, p := range h.Explain.Parts {
		names = append(names, p.Name)
		sum += p.Value
	}
	if !slices.Contains(names, "run") || !h.Explain.Fitted || math.Abs(sum-h.Score) > 1e-9 {
		t.Errorf("explanation %+v: want the part run, that weights are fitted, and the sum %v", h.Explain, h.Score)
	}
	version := e.Version()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}

	// The version tells weights apart, so that no answer by others is kept.
	for _, w := range []rank.Weights{own, {Title: -1}} {
		if err := local.WriteWeights(local.WeightsPath(dir), "", w); err != nil {
			t.Fatal(err)
		}
		e := open(t, dir, local.Options{})
		if v := e.Version(); v == version {
			t.Errorf("version %s with other weights or comments", v)
		}
		if got, fitted, err := e.Weights(); got != w || !fitted || err != nil {
			t.Errorf("Weights = %v, %v, %v, want %v", got, fitted, err, w)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBadWeights(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, twoPages())
	for _, row := range []struct{ text, want string }{
		{"title\t1\ntitel\t2\n", `ranking.tsv:2: a score has no part "titel"; it has title, window, `},
		{"# comment\ntitle 1\n", `ranking.tsv:2: "title 1": want a name and a number with a tab between`},
		{"title\tviel\n", `ranking.tsv:1: title has "viel": want a number between -1000 and 1000`},
		{"title\tNaN\n", `title has "NaN"`},
		{"title\t1e9\n", `title has "1e9"`},
		{"title\t1\n\ntitle\t2\n", `ranking.tsv:3: title stands on line 1 already`},
		{"# nothing\n", `no line gives a weight`},
		{"", `no line gives a weight`},
	} {
		if err := os.WriteFile(local.WeightsPath(dir), []byte(row.text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := local.Open(dir, local.Options{})
		if err == nil || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), "remove the file") {
			t.Errorf("Open with %q = %v, want %q and what to do", row.text, err, row.want)
		}
	}
	if err := os.Remove(local.WeightsPath(dir)); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir, local.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
}

// Candidates are scored as hits are, and their parts add up to the score.
func TestCandidates(t *testing.T) {
	e, _ := buildFrom(t, corpus.Sample())
	for _, q := range []string{"用户留存怎么提升", "RFM 分层", "大促 排期"} {
		found, err := e.Candidates(context.Background(), index.Request{Query: query.Parse(q)})
		if err != nil || len(found) < 10 || len(found) > 200 {
			t.Fatalf("Candidates(%s) = %d, %v, want 10 to 200", q, len(found), err)
		}
		hits, err := e.Search(context.Background(), index.Request{Query: query.Parse(q), Group: index.Ungrouped})
		if err != nil {
			t.Fatal(err)
		}
		sections := map[string]int{}
		for _, c := range found {
			sections[c.DocumentID]++
		}
		for i, h := range hits.Hits {
			c := found[i]
			if c.SectionID != h.ID || c.DocumentID != h.Document.ID || c.Ordinal != h.Section.Ordinal || c.Score != h.Score {
				t.Errorf("%s: candidate %d is %+v, the hit %s with %v", q, i, c, h.ID, h.Score)
			}
			w := rank.DefaultWeights
			if sum := c.Words + w.Sum(&c.Features); math.Abs(sum-c.Score) > 1e-9 {
				t.Errorf("%s: parts of %s add up to %v, not %v", q, c.SectionID, sum, c.Score)
			}
			if want := rank.Siblings(sections[c.DocumentID]); c.Features.Siblings != want {
				t.Errorf("%s: siblings of %s = %v, want %v", q, c.SectionID, c.Features.Siblings, want)
			}
			if c.Features.Units == 0 || c.Features.Long == 0 {
				t.Errorf("%s: features without a weight were not measured in %+v", q, c)
			}
		}
	}
	if found, err := e.Candidates(context.Background(), index.Request{}); len(found) > 0 || err != nil {
		t.Errorf("Candidates of no query = %v, %v", found, err)
	}
}
