package web_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/opsguide/opsguide/api/web"
)

var update = flag.Bool("update", false, "write golden files anew")

var scheme = regexp.MustCompile(`^\s*[\w+.-]+:`)

var hashes = regexp.MustCompile(`\.[0-9a-f]{12}\.`)

// golden compares a page, without the hashes of its assets, with a file in testdata.
func golden(t *testing.T, name string, page []byte) {
	t.Helper()
	page = hashes.ReplaceAll(page, []byte("."))
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want) {
		t.Errorf("%s differs; run with -update and look at the difference. Got:\n%s", path, page)
	}
}

func TestPagesReadAsBefore(t *testing.T) {
	answer := &web.Answer{Ordinal: 2, Accepted: true, Votes: 128, Updated: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)}
	hit := web.Hit{
		DocumentID: "留存", URL: "/d/%E7%95%99%E5%AD%98#a2-1", Kind: "question", Category: "用户运营", Answer: answer, More: 3,
		Title: []web.Piece{{Text: "怎么提升"}, {Text: "用户留存", Mark: true}},
		Section: web.Section{
			Role: "section", Label: "一", Path: []string{"先做的事", "定义激活"}, Heading: []web.Piece{{Text: "定义激活"}},
			Text: []web.Piece{{Text: "比较"}, {Text: "粘性", Mark: true, Via: "synonym"}, {Text: "高低不同的人。"}},
		},
	}
	lead := hit
	lead.Section = web.Section{Role: "lead", Text: []web.Piece{{Text: "先别急着做活动。"}}}
	lead.Answer, lead.More = &web.Answer{Ordinal: 1}, 0
	pages := map[string]func(*bytes.Buffer) error{
		"first.html": func(b *bytes.Buffer) error {
			return web.SearchPage(b, web.SearchView{Gaps: true, Corpus: web.Counts{Documents: 44, Answers: 96, Sections: 1024}})
		},
		"results.html": func(b *bytes.Buffer) error {
			return web.SearchPage(b, web.SearchView{
				Query: "用户留存", Category: "用户运营", Sort: "updated", Page: 2,
				Results: &web.Results{
					Total: 23, Exact: true, Took: 312 * time.Microsecond, Hits: []web.Hit{hit, lead},
					Rewrites: []web.Rewrite{
						{From: "用护", To: "用户", Why: "homophone"}, {From: "用护", To: "拥护", Why: "homophone", Suggested: true, Query: "拥护留存"},
						{From: "留存", To: "粘性", Why: "synonym"},
					},
					Missing:    []string{"用护", "区块链", "元宇宙"},
					Categories: []web.Facet{{Value: "用户运营", Count: 23}},
				},
			})
		},
		"explained.html": func(b *bytes.Buffer) error {
			taken := hit
			taken.Score, taken.Explain = 1.85, []web.Part{{Name: "words", Value: 1, Share: 1}, {Name: "title", Value: .9, Share: .6},
				{Name: "position", Value: -.05, Share: .2}, {Name: "unheard of", Value: 0.0004, Share: .1}}
			synonyms := []web.Rewrite{{From: "留存", To: "粘性", Why: "synonym"}}
			for _, to := range []string{"纳新", "获客", "引流"} {
				synonyms = append(synonyms, web.Rewrite{From: "拉新", To: to, Why: "synonym"})
			}
			return web.SearchPage(b, web.SearchView{Lang: "zh-TW", Query: "拉新 留存", Explain: true, Results: &web.Results{
				Total: 1, Exact: true, Hits: []web.Hit{taken}, Rewrites: synonyms, Missing: []string{"元宇宙", "區塊鏈"},
			}})
		},
		"nothing.html": func(b *bytes.Buffer) error {
			return web.SearchPage(b, web.SearchView{Lang: "en", Query: `活动 "区块链"`, Document: "留存", Results: &web.Results{
				Exact: true, Missing: []string{"区块链"}, Broader: "活动",
				Rewrites:    []web.Rewrite{{From: "活动", To: "获东", Why: "typo", Suggested: true, Query: `获东 "区块链"`}},
				Suggestions: []web.Suggestion{{Text: "活动运营手册", URL: "/d/handbook.md#lead"}, {Text: "活动复盘"}},
			}})
		},
		"failure.html": func(b *bytes.Buffer) error {
			return web.SearchPage(b, web.SearchView{Lang: "zh-TW", Query: "留存", Problem: &web.Problem{Status: 503, RequestID: "r-17"}})
		},
		"reading.html": func(b *bytes.Buffer) error {
			similar := hit
			similar.Shared = []string{"留存率", "次日"}
			a := *answer
			a.Sections = []web.Section{
				{ID: "留存#a2-0", Role: "lead", Anchor: "a2-0", Text: []web.Piece{{Text: "第一段。\n\n第二段有"}, {Text: "留存", Mark: true}, {Text: "。\n换行。\n\n- 先看"}, {Text: "留存", Mark: true}, {Text: "\n- 再看转化\n\n动词 | 含义\nview | 进入页面\n\n\n- 不是\n列表\n\nSELECT a |\n  b\n- c\n\n3. 三\n  续行\n  - 里层\n4. 四\n\n2026. 年"}}},
				{ID: "留存#a2-1", Role: "section", Anchor: "a2-1", Label: "一", Path: []string{"定义激活"}, Heading: []web.Piece{{Text: "定义激活"}}, Text: []web.Piece{{Text: "比较。"}}},
			}
			return web.ReadingPage(b, web.ReadingView{
				Query: "留存", ID: "留存", Title: hit.Title, Kind: "question", Category: "用户运营", URL: "https://wiki.example/1",
				Tags: []string{"用户留存"}, Author: "阿岚", Updated: answer.Updated,
				Answers: []web.Answer{{Ordinal: 1, Age: "1个月前", Comments: 2, Sections: a.Sections[:1]}, a}, Similar: []web.Hit{similar, lead},
			})
		},
		"gaps.html": func(b *bytes.Buffer) error {
			return web.GapsPage(b, web.GapsView{Gaps: []web.Gap{
				{Query: "区块链怎么做活动", Why: "nothing", Asked: 12, Last: "2026-11-20", Missing: []string{"区块链"}, Nearest: []web.Hit{hit, lead}},
				{Query: "<b>直播</b>", Why: "little", Asked: 3, Last: "2026-11-22"},
				{Query: "用户留存", Why: "unopened", Asked: 5, Last: "2026-11-21", Nearest: []web.Hit{hit}},
			}})
		},
		"no-gaps.html": func(b *bytes.Buffer) error { return web.GapsPage(b, web.GapsView{Lang: "en"}) },
		"gone.html": func(b *bytes.Buffer) error {
			return web.ErrorPage(b, web.ErrorView{Problem: web.Problem{Status: 404, Detail: "没有 id 为 x 的文档"}})
		},
	}
	for name, write := range pages {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.Bytes())
	}
}

// A text never becomes markup: whatever is put in every place of a view, the page has the same elements with the same
// attributes, and says the text as it is.
func FuzzTextStaysText(f *testing.F) {
	for _, s := range []string{
		"留存", `<script>alert(1)</script>`, `"><img src=x onerror=a()>`, `' onfocus=a() x='`, `javascript:a()`, "{{.}}", "</title></p>",
		"&lt;b&gt;", "\x00\xff", "a#b?c=d&e", "--><svg/onload=a()>", "http://x/\"><b>",
	} {
		f.Add(s)
	}
	elements := func(t *testing.T, text string) (shape string, visible string) {
		var b, seen strings.Builder
		p := []web.Piece{{Text: text}, {Text: text, Mark: true, Via: text}}
		s := web.Section{ID: text, Role: "section", Label: text, Heading: p, Path: []string{text, text}, Anchor: text, Text: p}
		a := web.Answer{Ordinal: 1, Author: text, Age: text, Sections: []web.Section{s}}
		hit := web.Hit{DocumentID: text, URL: text, Title: p, Kind: text, Category: text, Answer: &a, Section: s, More: 1, Shared: []string{text, text}}
		original := "http://x/" + text
		if _, err := url.Parse(original); err != nil { // is not linked
			original = "http://x/"
		}
		hit.Explain = []web.Part{{Name: text, Value: 1, Share: 1}}
		rewrites := []web.Rewrite{{From: text, To: text, Why: text}}
		for _, why := range []string{"homophone", "pinyin", "typo", "synonym", "synonym", "synonym", "synonym"} {
			rewrites = append(rewrites, web.Rewrite{From: text, To: text, Why: why},
				web.Rewrite{From: text, To: text, Why: why, Suggested: true, Query: text})
		}
		problem := web.Problem{Status: 500, Detail: text, RequestID: text}
		var page bytes.Buffer
		for _, err := range []error{
			web.SearchPage(&page, web.SearchView{
				Query: text, Group: text, Sort: text, Category: text, Document: text, Page: 2,
				Results: &web.Results{
					Total: 1, Rewrites: rewrites, Missing: []string{text}, Hits: []web.Hit{hit},
					Categories: []web.Facet{{Value: text + "1", Count: 1}},
				},
			}),
			web.SearchPage(&page, web.SearchView{Query: text, Results: &web.Results{
				Rewrites: rewrites, Missing: []string{text, text + "1"}, Broader: text,
				Suggestions: []web.Suggestion{{Text: text}, {Text: text, URL: text}},
			}}),
			web.SearchPage(&page, web.SearchView{Query: text, Problem: &problem}),
			web.ErrorPage(&page, web.ErrorView{Query: text, Problem: problem}),
			web.ReadingPage(&page, web.ReadingView{
				Query: text, ID: text, Title: p, Kind: text, Category: text, URL: original, Tags: []string{text}, Author: text,
				Answers: []web.Answer{a}, Sections: a.Sections, Similar: []web.Hit{hit},
			}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		z := html.NewTokenizer(&page)
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			token := z.Token()
			if kind == html.TextToken {
				seen.WriteString(token.Data)
				continue
			}
			fmt.Fprint(&b, kind, token.Data)
			for _, a := range token.Attr {
				b.WriteString(" " + a.Key)
				if (a.Key == "href" || a.Key == "action") && scheme.MatchString(a.Val) && !strings.HasPrefix(a.Val, "http://x/") {
					t.Errorf("a link leads to %q", a.Val)
				}
			}
			b.WriteString("\n")
		}
		return b.String(), seen.String()
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r", "")
		if strings.TrimSpace(text) == "" || strings.ContainsAny(text, "\n\x00") || slices.Contains([]string{
			"exact", "synonym", "homophone", "pinyin", "traditional", "typo", "page", "question",
		}, text) {
			t.Skip("is shown in a way of its own")
		}
		if n := len(text); n > 64 {
			t.Skip("long")
		}
		got, visible := elements(t, text)
		plain, _ := elements(t, "留存")
		if got != plain {
			t.Errorf("%q changes the elements of the pages:\n%s", text, got)
		}
		if !strings.Contains(visible, text) {
			t.Errorf("%q is not to be read on the pages", text)
		}
	})
}
