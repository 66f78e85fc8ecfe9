package api

import (
	"encoding/json"
	"testing"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/api/web"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/rank"
)

func TestMeant(t *testing.T) {
	homophone := index.Rewrite{From: "留村", To: "留存", Why: "homophone"}
	other := index.Rewrite{From: "留村", To: "六村", Why: "homophone", Suggested: true}
	synonym := index.Rewrite{From: "拉新", To: "获客", Why: "synonym"}
	suggested := index.Rewrite{From: "景点", To: "竞品", Why: "homophone", Suggested: true}
	pinyin := index.Rewrite{From: "ab", To: "阿爸", Why: "pinyin"}
	for _, tt := range []struct {
		query    string
		rewrites []index.Rewrite
		want     string
	}{
		{"怎么看留村率", []index.Rewrite{homophone, other}, "怎么看留存率"},
		{"留村 景点", []index.Rewrite{homophone, suggested, synonym}, "留存 竞品"},
		{"拉新", []index.Rewrite{synonym}, ""},
		{"拉新", nil, ""},
		{`留村 "留村曲线" -留村 分类：留村`, []index.Rewrite{homophone}, `留存 "留存曲线" -留村 category:留村`},
		{"AB lab ab", []index.Rewrite{pinyin}, "阿爸 lab 阿爸"},
		{"景點", []index.Rewrite{suggested}, "竞品"}, // as the index has it, not as typed
		{"景点", []index.Rewrite{{From: "景点", To: "$1", Why: "typo"}}, "$1"},
		{"x", []index.Rewrite{{To: "y", Why: "typo"}}, ""},
	} {
		if got := meant(query.Parse(tt.query), tt.rewrites); got != tt.want {
			t.Errorf("meant(%s, %v) = %q, want %q", tt.query, tt.rewrites, got, tt.want)
		}
	}
}

func TestBroader(t *testing.T) {
	for _, tt := range []struct {
		query   string
		missing []string
		want    string
	}{
		{"鼹鼠怎么做活动", []string{"鼹鼠"}, "怎么做活动"},
		{`活动 "鼹鼠的家"`, []string{"鼹鼠"}, "活动"},
		{`活动 区块链 category:x`, []string{"区块"}, "活动 category:x"}, // 链 by itself asks for nothing
		{"x轴 a.b dau", []string{"a.b", "x"}, "dau"},
		{"鼹鼠", []string{"鼹鼠"}, ""},
		{"鼹鼠 category:运营", []string{"鼹鼠"}, "鼹鼠"},
		{`"怎么做活动" -用户`, nil, "怎么做活动 -用户"},
		{"活动 -活动", nil, "活动"},
		{"活动", nil, ""},
		{"category:运营", nil, ""},
		{"", nil, ""},
	} {
		if got := broader(query.Parse(tt.query), tt.missing); got != tt.want {
			t.Errorf("broader(%s, %q) = %q, want %q", tt.query, tt.missing, got, tt.want)
		}
	}
}

// Every answer says how to go on, whether something else was searched for, may have been meant, or nothing is there.
func TestAnswersLeadOn(t *testing.T) {
	s := serve(t, Options{})
	ask := func(q string) *client.SearchResponse {
		t.Helper()
		found, err := s.client.Search(t.Context(), client.SearchRequest{Q: q, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	found := ask("liucun -鼹鼠")
	want := client.Rewrite{From: "liucun", To: "留存", Why: "pinyin", Query: "留存 -鼹鼠"}
	if len(found.Query.Rewrites) == 0 || found.Query.Rewrites[0] != want || found.Query.Meant != "留存 -鼹鼠" {
		t.Errorf("liucun -鼹鼠: %+v", found.Query)
	}
	for _, hit := range found.Hits {
		for _, p := range hit.Explain.Parts {
			if p.Detail == p.Name || p.DetailEn == p.Name || p.Detail == p.DetailEn || p.Detail == "" {
				t.Errorf("part %s is put in words as %q and %q", p.Name, p.Detail, p.DetailEn)
			}
		}
	}
	found = ask(`复盘 "鼹鼠"`)
	if found.Total.Value != 0 || found.Query.Broader != "复盘" || found.Query.Meant != "" || len(found.Suggestions) == 0 {
		t.Errorf("复盘 with a phrase that is nowhere: %+v, suggestions %+v", found.Query, found.Suggestions)
	}
	// What is not there is left out, not empty.
	var object struct{ Query, Suggestions json.RawMessage }
	if err := json.Unmarshal([]byte(s.get("/api/v1/search?q=复盘").body), &object); err != nil {
		t.Fatal(err)
	}
	if got, want := string(object.Query), `{"raw":"复盘","terms":["复盘"],"rewrites":[],"missing":[]}`; got != want || object.Suggestions != nil {
		t.Errorf("query %s with suggestions %s, want %s and none", got, object.Suggestions, want)
	}
}

// Every part that a score can have is put in words.
func TestEveryPartIsPutInWords(t *testing.T) {
	for _, lang := range []string{"zh-CN", "zh-TW", "en"} {
		for _, name := range append([]string{"words"}, rank.Names[:]...) {
			if said := web.Explain(lang, name, .5); said == name {
				t.Errorf("%s has no words for the part %s", lang, name)
			}
		}
		if said := web.Explain(lang, "new", .5); said != "new" {
			t.Errorf("%s says of an unknown part %q", lang, said)
		}
	}
}
