package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
)

func TestRelated(t *testing.T) {
	s := serve(t, Options{})
	for i, text := range []string{
		"按 SKU 盘点库存。", "库存低了补货，先看 SKU 报表。", "每个 SKU 的安全库存不一样。", "滞销 SKU 占了三成库存。",
	} {
		if _, err := s.client.Put(t.Context(), fmt.Sprint("stock", i), client.DocumentInput{Title: "备货", Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.client.Related(t.Context(), "库存", 0)
	if err != nil {
		t.Fatal(err)
	}
	if got.Query != "库存" || got.Looked != 4 || got.Sections < 10 || len(got.Terms) != 1 {
		t.Fatalf("Related = %+v, want a term, of 4 sections", got)
	}
	if x := got.Terms[0]; x.Text != "SKU" || x.Found != 4 || x.Sections != 4 || x.Score < 15 {
		t.Errorf("term %+v, want SKU in all 4", x)
	}
	if none := s.get("/api/v1/related?q=%20"); none.StatusCode != 200 || !strings.Contains(none.body, `"terms":[]`) {
		t.Errorf("of nothing: %d %s", none.StatusCode, none.body)
	}

	path := "/api/v1/related?n=3&q=" + url.QueryEscape("库存")
	tag := s.get(path).Header.Get("ETag")
	if again := s.get(path, "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified {
		t.Errorf("with its ETag %q: %d", tag, again.StatusCode)
	}
	for query, status := range map[string]int{"": 400, "q=x&n=21": 400, "q=x&n=0": 400, "q=" + strings.Repeat("x", 257): 400} {
		if got := s.get("/api/v1/related?" + query); got.StatusCode != status {
			t.Errorf("related?%.20s: %d, want %d", query, got.StatusCode, status)
		}
	}
}

func TestSimilarSharesWords(t *testing.T) {
	s := serve(t, Options{})
	for id, text := range map[string]string{"a": "滞销商品退回供应商。", "b": "找供应商换掉滞销商品。"} {
		if _, err := s.client.Put(t.Context(), id, client.DocumentInput{Title: id, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.client.Similar(t.Context(), "a#lead", 1)
	if err != nil || len(got) != 1 || got[0].Document.ID != "b" {
		t.Fatalf("Similar = %+v, %v", got, err)
	}
	if shared := strings.Join(got[0].Shared, " "); shared != "供应商 商品 滞销" {
		t.Errorf("shared are %q", shared)
	}
	if plain := s.get("/api/v1/search?q=" + url.QueryEscape("滞销")); strings.Contains(plain.body, `"shared"`) {
		t.Error("a hit of a search has shared words")
	}
}
