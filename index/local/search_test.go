package local_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
)

func page(id, title, date string, texts ...string) *corpus.Document {
	d := &corpus.Document{ID: id, Title: title, Kind: corpus.Page}
	d.Updated, _ = time.Parse(time.DateOnly, date)
	for i, text := range texts {
		anchor := string(rune('a' + i))
		d.Sections = append(d.Sections, corpus.Section{ID: corpus.SectionID(id, anchor), Role: corpus.Body, Ordinal: i + 1,
			Heading: anchor, Path: []string{anchor}, Anchor: anchor, Text: text})
	}
	return d
}

func find(t *testing.T, e *local.Engine, q string) (ids []string, r *index.Result) {
	t.Helper()
	r, err := e.Search(context.Background(), index.Request{Query: query.Parse(q), Raw: q, Group: index.Ungrouped, Explain: true})
	if err != nil {
		t.Fatalf("Search(%s) = %v", q, err)
	}
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return ids, r
}

func TestPieceOfALatinWord(t *testing.T) {
	e := engineOf(t,
		page("1", "工具", "", "用 Retention 报表看留存。", "用户留存率每周看一次。", "Tableau 连数据库。"))
	for _, row := range []struct {
		query   string
		want    []string
		missing []string
	}{
		{"etenti", []string{"1#a"}, nil},
		{"etenti 每周", []string{"1#a", "1#b"}, nil}, // the words behind the piece keep their weight
		{"zzqq etenti blea", []string{"1#a", "1#c"}, []string{"zzqq"}},
	} {
		ids, r := find(t, e, row.query)
		slices.Sort(ids)
		if !slices.Equal(ids, row.want) {
			t.Errorf("%s finds %q, want %q", row.query, ids, row.want)
		}
		var missing []string
		for _, w := range r.Query.Missing {
			if w != "etenti" && w != "blea" {
				missing = append(missing, w)
			}
		}
		if !slices.Equal(missing, row.missing) {
			t.Errorf("%s misses %q, want %q", row.query, missing, row.missing)
		}
	}
}

func TestMarksRestrictNothing(t *testing.T) {
	e := engineOf(t, page("1", "内容", "", "内容一。", "内容二。"))
	for _, q := range []string{"内容 -！", `内容 "——"`, "内容"} {
		if ids, _ := find(t, e, q); len(ids) != 2 {
			t.Errorf("%s finds %q, want both sections", q, ids)
		}
	}
}

// What was deleted takes no part in how fresh the rest is.
func TestFreshnessForgetsTheDeleted(t *testing.T) {
	e := engineOf(t, page("1", "复盘", "2026-03-01", "复盘先看目标。"))
	ctx := context.Background()
	_, before := find(t, e, "复盘")
	if err := e.Put(ctx, page("2", "将来", "2099-01-01", "来自将来的一页。")); err != nil {
		t.Fatal(err)
	}
	if err := e.Delete(ctx, "2"); err != nil {
		t.Fatal(err)
	}
	_, after := find(t, e, "复盘")
	if a, b := after.Hits[0].Score, before.Hits[0].Score; math.Abs(a-b) > 1e-12 {
		t.Errorf("score is %v after a put and a delete, %v before", a, b)
	}
}

func TestBoundsOfTheEngine(t *testing.T) {
	e := engineOf(t, page("1", "复盘", "", "复盘先看目标。"))
	long := query.Query{Clauses: []query.Clause{{Kind: query.Words, Value: strings.Repeat("复盘", 129)}}}
	if _, err := e.Search(context.Background(), index.Request{Query: long}); !errors.Is(err, index.ErrBadRequest) {
		t.Errorf("a query of 258 characters gives %v, want ErrBadRequest", err)
	}
	if hits, err := e.Similar(context.Background(), "1#a", -1); err != nil || len(hits) != 0 {
		t.Errorf("Similar of -1 = %v, %v", hits, err)
	}
}

// A deadline ends the work of every kind of query.
func TestDeadlines(t *testing.T) {
	e := engineOf(t, page("1", "复盘", "", "复盘先看目标。"))
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	for _, q := range []string{"复盘", `"复盘"`, "kind:page", "zzqq", "。"} {
		if _, err := e.Search(ctx, index.Request{Query: query.Parse(q)}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Search(%s) = %v, want DeadlineExceeded", q, err)
		}
	}
}

// A document without any text is found by its title, and goes when it is deleted.
func TestTitleOnly(t *testing.T) {
	e := engineOf(t, page("1", "复盘", "", "复盘先看目标。"))
	ctx := context.Background()
	question := &corpus.Document{ID: "2", Title: "孤零零的问题没人回答", Kind: corpus.Question}
	if err := e.Put(ctx, question); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"没人回答", "title:孤零零", "document:2", `"零零的问题"`} {
		if ids, _ := find(t, e, q); !slices.Equal(ids, []string{"2#lead"}) {
			t.Errorf("%s finds %q, want 2#lead", q, ids)
		}
	}
	if got, err := e.Document(ctx, "2"); err != nil || got.Title != question.Title || len(got.Answers) != 0 {
		t.Errorf("Document = %+v, %v", got, err)
	}
	if err := e.Delete(ctx, "2"); err != nil {
		t.Fatal(err)
	}
	if ids, _ := find(t, e, "没人回答"); len(ids) != 0 {
		t.Errorf("after Delete it is still found: %q", ids)
	}
}

// Of a quoted phrase the phrase is marked, and not its words wherever they stand.
func TestPhraseMarks(t *testing.T) {
	e := engineOf(t, page("1", "留存率下滑", "", "次日复访和用户留存要分开看，次日留存只看新客，次日留存高不等于留存好。"))
	r, err := e.Search(context.Background(), index.Request{Query: query.Parse(`"次日留存" 新客`), Highlight: true})
	if err != nil || len(r.Hits) != 1 {
		t.Fatalf("Search = %+v, %v", r, err)
	}
	var marked []string
	for text, via := range r.Hits[0].Highlights.Body.Parts() {
		if via != "" {
			marked = append(marked, text)
		}
	}
	if want := []string{"次日留存", "新客", "次日留存"}; !slices.Equal(marked, want) {
		t.Errorf("marked %q, want %q", marked, want)
	}
	if title := r.Hits[0].Highlights.Title; len(title.Ranges) != 0 {
		t.Errorf("the title %q is marked: %v", title.Text, title.Ranges)
	}
	r, err = e.Search(context.Background(), index.Request{Query: query.Parse("title:留存率"), Highlight: true})
	if err != nil || len(r.Hits) != 1 || len(r.Hits[0].Highlights.Title.Ranges) != 1 {
		t.Errorf("title:留存率 marks nothing in the title: %+v, %v", r, err)
	}
}
