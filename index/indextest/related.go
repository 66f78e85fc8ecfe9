package indextest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

// related tells apart what goes with 库存, what stands everywhere, what only one document says and what was asked itself.
func related(t *testing.T, e index.Engine) {
	ctx := context.Background()
	ask := func(q string, n int) *index.Related {
		t.Helper()
		got, err := e.Related(ctx, query.Parse(q), n)
		if err != nil {
			t.Fatalf("Related(%s) = %v", q, err)
		}
		return got
	}
	stock := []string{
		"我们先盘点库存，按 SKU 核对，供应商少发的当天补。",
		"库存低于一周销量就找供应商补货，我们每天看 sku 报表。",
		"供应商交期不稳，我们把安全库存提到两周，SKU 分级管理。",
		"滞销的SKU退回供应商，我们清掉三成库存，仓库租金也降了。",
		"库存周转按月看，我们和供应商约好账期，每个 SKU 一张卡。",
	}
	for i, text := range stock {
		id := fmt.Sprintf("stock%d", i)
		if err := e.Put(ctx, page(id, "备货", "商品", "", lead(id, "lead", text))); err != nil {
			t.Fatal(err)
		}
	}
	lonely := page("lonely", "备货", "商品", "")
	for _, heading := range []string{"春", "夏", "秋", "冬"} {
		lonely.Sections = append(lonely.Sections, section("lonely", "", heading, "我们的库存放在保税区。"))
	}
	if err := e.Put(ctx, numbered(lonely)); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		id := fmt.Sprintf("other%d", i)
		text := fmt.Sprintf("我们第%d次开会，主题是海报、文案和排期。", i)
		if err := e.Put(ctx, page(id, "会议", "日常", "", lead(id, "lead", text))); err != nil {
			t.Fatal(err)
		}
	}

	got := ask("库存", 10)
	var texts []string
	for _, x := range got.Terms {
		texts = append(texts, x.Text)
		if x.Found > got.Looked || x.Found > x.Sections || x.Score <= 0 {
			t.Errorf("库存: %+v is not possible with %d sections looked at", x, got.Looked)
		}
	}
	if got.Looked != 9 || got.Sections != 59 {
		t.Errorf("库存: looked at %d of %d sections, want 9 of 59", got.Looked, got.Sections)
	}
	if !slices.Equal(texts, []string{"SKU", "供应商"}) {
		t.Errorf("with 库存 go %q, want SKU and 供应商", texts)
	}
	for _, x := range got.Terms {
		if x.Found != 5 || x.Sections != 5 {
			t.Errorf("库存: %s in %d of the best and %d of all, want 5 and 5", x.Text, x.Found, x.Sections)
		}
	}
	if got := ask("供应商的库存", 1); len(got.Terms) != 1 || got.Terms[0].Text != "SKU" {
		t.Errorf("with 供应商的库存 goes %+v, want SKU alone", got.Terms)
	}
	for _, q := range []string{"", "category:商品", "-库存", "。", "量子纠缠", "口径"} {
		if got := ask(q, 10); len(got.Terms) != 0 {
			t.Errorf("with %q goes %+v, want nothing", q, got.Terms)
		}
	}
	if got := ask("库存", 0); len(got.Terms) != 0 {
		t.Errorf("0 terms are %+v", got.Terms)
	}
	if got := ask("库存 -document:lonely", 10); got.Looked != 5 {
		t.Errorf("of the restricted query %d sections were looked at, want 5", got.Looked)
	}
	if _, err := e.Related(ctx, query.Parse(strings.Repeat("库", index.MaxQueryRunes+1)), 10); !errors.Is(err, index.ErrBadRequest) {
		t.Errorf("Related of a long query = %v, want ErrBadRequest", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := e.Related(ended, query.Parse("库存"), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("Related = %v, want context.Canceled", err)
	}
}

// holdsAll reports whether all words stand in a section.
func holdsAll(s *index.Hit, words []string) bool {
	text := strings.Join([]string{s.Document.Title, strings.Join(s.Section.Path, "\n"), s.Text}, "\n")
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}
