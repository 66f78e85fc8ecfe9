package indextest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

func putIsSeen(t *testing.T, e index.Engine) {
	ctx := context.Background()
	before := e.Version()
	d := page("w2", "直播复盘", "直播", "", section("w2", "", "开场话术", "开场三分钟留住观众，先说福利再讲品。"))
	if err := e.Put(ctx, d); err != nil {
		t.Fatal(err)
	}
	if got := search(t, e, request("开场话术")); len(got.Hits) == 0 || got.Hits[0].ID != "w2#开场话术" {
		t.Errorf("after Put 开场话术 finds %q", ids(got))
	}
	middle := e.Version()
	d = page("w2", "直播复盘", "直播", "", section("w2", "", "收尾", "收尾时预告下一场。"))
	if err := e.Put(ctx, d); err != nil {
		t.Fatal(err)
	}
	if got := search(t, e, request("开场话术 福利")); slices.Contains(ids(got), "w2#开场话术") {
		t.Error("a section that the new document lacks is still found")
	}
	if _, err := e.Section(ctx, "w2#开场话术"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Section of the old text = %v, want ErrNotFound", err)
	}
	if after := e.Version(); before == middle || middle == after || before == after {
		t.Errorf("versions %q, %q, %q: each update must have its own", before, middle, after)
	}
	if err := e.Put(ctx, &corpus.Document{ID: "bad"}); !errors.Is(err, index.ErrBadDocument) {
		t.Errorf("Put of a document without title = %v, want ErrBadDocument", err)
	}
	stats, err := e.Stats(ctx)
	if err != nil || stats.Documents != 4 || stats.Sections != 11 || stats.Answers != 3 {
		t.Errorf("Stats() = %+v, %v; want 4 documents, 3 answers, 11 sections", stats, err)
	}
}

func deleted(t *testing.T, e index.Engine) {
	ctx := context.Background()
	if err := e.Delete(ctx, "q1"); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids(search(t, e, request("用户 留存率 数据分析"))) {
		if strings.HasPrefix(id, "q1#") {
			t.Errorf("%s is still found", id)
		}
	}
	if _, err := e.Document(ctx, "q1"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Document = %v, want ErrNotFound", err)
	}
	if err := e.Delete(ctx, "q1"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("second Delete = %v, want ErrNotFound", err)
	}
}

func anyBytes(t *testing.T, e index.Engine) {
	ctx := context.Background()
	for _, id := range []string{"a/b#c", "../x", "#", "d", "s", "运营/周报.md", "sp ace", "100%", "\x00", "\xff\xfe", strings.Repeat("长", 170)} {
		d := page(id, "随机标识", "测试", "", section(id, "", "验证", "这一节只为标识而写。"))
		if err := e.Put(ctx, d); err != nil {
			t.Errorf("Put(%q) = %v", id, err)
			continue
		}
		got, err := e.Document(ctx, id)
		if err != nil || got.ID != id {
			t.Errorf("Document(%q) = %+v, %v", id, got, err)
		}
		h, err := e.Section(ctx, corpus.SectionID(id, "验证"))
		if err != nil || h.Document.ID != id || h.Text != "这一节只为标识而写。" {
			t.Errorf("Section of %q = %+v, %v", id, h, err)
		}
		if err := e.Delete(ctx, id); err != nil {
			t.Errorf("Delete(%q) = %v", id, err)
		}
	}
}

func roundTrip(t *testing.T, e index.Engine) {
	ctx := context.Background()
	seen := map[string]*corpus.Document{}
	for d, err := range e.Documents(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		seen[d.ID] = d
	}
	for _, want := range Guidance() {
		got, err := e.Document(ctx, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if w, g := fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got); w != g {
			t.Errorf("Document(%s)\n got %s\nwant %s", want.ID, g, w)
		}
		if w, g := fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", seen[want.ID]); w != g {
			t.Errorf("Documents: %s\n got %s\nwant %s", want.ID, g, w)
		}
	}
	if len(seen) != len(Guidance()) {
		t.Errorf("Documents yields %d, want %d", len(seen), len(Guidance()))
	}
	h, err := e.Section(ctx, "w1#指标.gmv")
	if err != nil || h.Section.Heading != "GMV" || !slices.Equal(h.Section.Path, []string{"指标", "GMV"}) || h.Section.Ordinal != 2 {
		t.Errorf("Section = %+v, %v", h, err)
	}
}

func reindexed(t *testing.T, e index.Engine) {
	ctx := context.Background()
	if err := e.Delete(ctx, "q2"); err != nil {
		t.Fatal(err)
	}
	before, want := e.Version(), ids(search(t, e, request("用户")))
	begun, written, done := make(chan struct{}), make(chan struct{}), make(chan error)
	once := sync.OnceFunc(func() { close(begun); <-written })
	go func() { done <- e.Reindex(ctx, func(index.Progress) { once() }) }()
	<-begun
	for _, id := range []string{"w7", "w8", "w9"} {
		late := page(id, "晚到的页面"+id, "测试", "", section(id, "", "晚到", "重建之中写入，不得丢失。"))
		if err := e.Put(ctx, late); err != nil {
			t.Error(err)
		}
	}
	close(written)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, group := range []index.Group{index.ByAnswer, index.ByDocument} {
		r := request(`"重建之中"`)
		r.Group = group
		if got := search(t, e, r); got.Total.Value != 3 || len(got.Hits) != 3 {
			t.Errorf("documents put during Reindex, by %s: %q of %d, want all three", group, ids(got), got.Total.Value)
		}
	}
	if got := ids(search(t, e, request("document:w8"))); !slices.Equal(got, []string{"w8#晚到"}) {
		t.Errorf("document:w8 after Reindex finds %q", got)
	}
	if e.Version() == before {
		t.Error("the version is the same after Reindex")
	}
	if got := ids(search(t, e, request("用户"))); !slices.Equal(got, want) {
		t.Errorf("after Reindex 用户 finds %q, before %q", got, want)
	}
	if _, err := e.Document(ctx, "w9"); err != nil {
		t.Errorf("a document put during Reindex: %v", err)
	}
	if _, err := e.Document(ctx, "q2"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("a document deleted before Reindex: %v", err)
	}
}

func concurrent(t *testing.T, e index.Engine) {
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Go(func() {
			for i := range 8 {
				id := fmt.Sprintf("p%d-%d", w, i)
				if err := e.Put(ctx, page(id, "并发写入", "测试", "", section(id, "", "节", "并发写入的内容。"))); err != nil {
					t.Errorf("Put(%s) = %v", id, err)
				}
				if _, err := e.Section(ctx, id+"#节"); err != nil {
					t.Errorf("Section(%s) right after Put = %v", id, err)
				}
			}
		})
	}
	for range 4 {
		wg.Go(func() {
			for range 50 {
				got, err := e.Search(ctx, request("留存率 用户"))
				if err != nil || len(got.Hits) == 0 || got.Hits[0].ID != "q1#a1-看留存率" {
					t.Errorf("Search = %v, %v", got, err)
					return
				}
			}
		})
	}
	wg.Wait()
}
