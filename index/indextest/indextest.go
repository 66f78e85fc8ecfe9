// Package indextest is the suite that every index.Engine passes. It tells the stories that callers rely on; how an engine
// keeps its index is not its business.
package indextest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

// Open makes an engine that holds the given documents and takes updates. The suite closes it.
type Open func(t *testing.T, docs []*corpus.Document) index.Engine

// Run runs the whole suite.
func Run(t *testing.T, open Open) {
	for _, story := range []struct {
		name string
		run  func(*testing.T, index.Engine)
	}{
		{"a word finds its sections, marked", wordFinds},
		{"results are grouped by answer", grouped},
		{"any piece of a text finds its section", piecesFind},
		{"spellings of the same meet", spellingsMeet},
		{"pages of results cover everything once", pages},
		{"clauses restrict", restricts},
		{"facets count groups", facets},
		{"latest first", latest},
		{"bounds are kept", bounds},
		{"a put is seen when it returns", putIsSeen},
		{"a deleted document is gone", deleted},
		{"ids are any bytes", anyBytes},
		{"documents come back as they were", roundTrip},
		{"reindexing keeps everything", reindexed},
		{"searching while updating", concurrent},
		{"suggestions complete what was typed", suggests},
		{"similar sections come from elsewhere", similar},
		{"related terms go with the query", related},
		{"scores are explained", explained},
		{"a cancelled search ends", cancelled},
	} {
		t.Run(story.name, func(t *testing.T) {
			e := open(t, Guidance())
			t.Cleanup(func() {
				if err := e.Close(); err != nil {
					t.Errorf("Close() = %v", err)
				}
				if _, err := e.Search(context.Background(), request("留存")); !errors.Is(err, index.ErrClosed) {
					t.Errorf("Search after Close = %v, want ErrClosed", err)
				}
			})
			story.run(t, e)
		})
	}
}

func request(q string) index.Request {
	return index.Request{Query: query.Parse(q), Raw: q, Highlight: true}
}

func search(t *testing.T, e index.Engine, r index.Request) *index.Result {
	t.Helper()
	got, err := e.Search(context.Background(), r)
	if err != nil {
		t.Fatalf("Search(%q) = %v", r.Raw, err)
	}
	return got
}

func ids(r *index.Result) []string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.ID)
	}
	return out
}

func wordFinds(t *testing.T, e index.Engine) {
	for _, row := range []struct{ query, first, marked string }{
		{"留存率", "q1#a1-看留存率", "留存率"},
		{"怎么看留存率", "q1#a1-看留存率", "留存率"},
		{"GMV", "w1#指标.gmv", "GMV"},
		{"ｇｍｖ", "w1#指标.gmv", "GMV"},
		{"數據分析", "q1#a2-数据分析", "数据分析"},
		{"数据分析", "q1#a2-数据分析", "数据分析"},
		{"A/B测试", "w1#实验", "A/B测试"},
	} {
		got := search(t, e, request(row.query))
		if len(got.Hits) == 0 || got.Hits[0].ID != row.first {
			t.Errorf("%s finds %q, want %s first", row.query, ids(got), row.first)
			continue
		}
		h := got.Hits[0]
		var marks []string
		for _, s := range []struct {
			text   string
			ranges int
		}{{h.Highlights.Heading.Text, len(h.Highlights.Heading.Ranges)}, {h.Highlights.Body.Text, len(h.Highlights.Body.Ranges)}} {
			if s.ranges > 0 {
				marks = append(marks, s.text)
			}
		}
		if !strings.Contains(strings.Join(marks, "\n"), row.marked) {
			t.Errorf("%s marks %q, want %s", row.query, marks, row.marked)
		}
		if h.Document.Title == "" || h.Score <= 0 {
			t.Errorf("%s: hit has title %q and score %v", row.query, h.Document.Title, h.Score)
		}
	}
	if got := search(t, e, request("量子纠缠")); len(got.Hits) != 0 || got.Total.Value != 0 || !slices.Equal(got.Query.Missing, []string{"量子", "纠缠"}) {
		t.Errorf("量子纠缠 finds %q and misses %q, want nothing and both words", ids(got), got.Query.Missing)
	}
}

func grouped(t *testing.T, e index.Engine) {
	r := request("用户")
	for _, row := range []struct {
		group index.Group
		hits  int
		more  int
	}{{index.ByAnswer, 3, 5}, {index.ByDocument, 2, 6}, {index.Ungrouped, 8, 0}} {
		r.Group = row.group
		got := search(t, e, r)
		more := 0
		for _, h := range got.Hits {
			more += h.More
		}
		if len(got.Hits) != row.hits || got.Total.Value != row.hits || !got.Total.Exact || more != row.more {
			t.Errorf("用户 grouped by %s: %d hits, total %d, %d more; want %d, %d, %d (%q)",
				row.group, len(got.Hits), got.Total.Value, more, row.hits, row.hits, row.more, ids(got))
		}
	}
	r = request("数据分析")
	if h := search(t, e, r).Hits[0]; h.Answer == nil || h.Answer.ID != "a2" || h.Answer.Ordinal != 2 || h.Answer.Accepted {
		t.Errorf("answer of the hit = %+v, want the second, not accepted", h.Answer)
	}
	if h := search(t, e, request("GMV")).Hits[0]; h.Answer != nil || h.Document.Kind != corpus.Page {
		t.Errorf("a page's hit has answer %+v and kind %q", h.Answer, h.Document.Kind)
	}
}

func piecesFind(t *testing.T, e index.Engine) {
	for _, d := range Guidance() {
		d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
			runes := []rune(s.Text)
			for _, n := range []int{1, 2, 3, 5, 9, 20} {
				for i := 0; i+n <= len(runes); i += 7 {
					piece := string(runes[i : i+n])
					if strings.TrimSpace(piece) == "" {
						continue
					}
					r := index.Request{Query: query.Query{Clauses: []query.Clause{{Kind: query.Words, Value: piece}}},
						Raw: piece, Group: index.Ungrouped, PerPage: 50}
					if got := search(t, e, r); !slices.Contains(ids(got), s.ID) {
						t.Errorf("%q of %s finds %q", piece, s.ID, ids(got))
					}
				}
			}
			return true
		})
	}
}

func pages(t *testing.T, e index.Engine) {
	r := request("用户 数据")
	r.Group = index.Ungrouped
	whole := search(t, e, r)
	var parts []string
	r.PerPage = 2
	for r.Page = 1; ; r.Page++ {
		got := search(t, e, r)
		if got.Total != whole.Total {
			t.Errorf("page %d: total %v, want %v", r.Page, got.Total, whole.Total)
		}
		if len(got.Hits) == 0 {
			break
		}
		parts = append(parts, ids(got)...)
	}
	if !slices.Equal(parts, ids(whole)) {
		t.Errorf("pages of 2 give %q, want %q", parts, ids(whole))
	}
}

func restricts(t *testing.T, e index.Engine) {
	for _, row := range []struct {
		query string
		want  []string // section ids, sorted
	}{
		{`"每周一看"`, []string{"q1#a1-看留存率"}},
		{`"留存率看"`, nil},
		{`留存 -次日`, []string{"q1#a1-lead"}},
		{`category:增长 GMV`, nil},
		{`category:数据 GMV`, []string{"w1#指标.gmv"}},
		{`accepted:true`, []string{"q1#a1-lead", "q1#a1-看留存率", "q1#a1-第二步"}},
		{`kind:page`, []string{"w1#lead", "w1#实验", "w1#指标.gmv", "w1#指标.用户口径"}},
		{`tag:实验`, []string{"w1#lead", "w1#实验", "w1#指标.gmv", "w1#指标.用户口径"}},
		{`updated:>=2026-06 用户`, []string{"q1#a1-lead", "q1#a1-看留存率", "q1#a1-第二步", "q1#a2-lead", "q1#a2-数据分析"}},
		{`updated:<2026-02`, []string{"w1#lead", "w1#实验", "w1#指标.gmv", "w1#指标.用户口径"}},
		{`votes:>10`, []string{"q1#a1-lead", "q1#a1-看留存率", "q1#a1-第二步"}},
		{`heading:指标`, []string{"w1#指标.gmv", "w1#指标.用户口径"}},
		{`title:流失 回访`, []string{"q1#a1-第二步"}},
		{`author:小林`, []string{"q1#a2-lead", "q1#a2-数据分析"}},
		{`document:q2`, []string{"q2#a1-lead"}},
		{`document:nothing`, nil},
	} {
		r := request(row.query)
		r.Group = index.Ungrouped
		got := ids(search(t, e, r))
		slices.Sort(got)
		if !slices.Equal(got, row.want) {
			t.Errorf("%s finds %q, want %q", row.query, got, row.want)
		}
	}
	filter, err := query.ParseFilter("category:数据")
	if err != nil {
		t.Fatal(err)
	}
	r := request("用户")
	r.Filter = filter
	for _, h := range search(t, e, r).Hits {
		if h.Document.Category != "数据" {
			t.Errorf("filter category:数据 lets %s through", h.ID)
		}
	}
}

func facets(t *testing.T, e index.Engine) {
	r := request("用户")
	r.Facets = []string{"category", "tags", "kind"}
	got := search(t, e, r).Facets
	want := map[string][]index.FacetCount{
		"category": {{Value: "增长", Count: 2}, {Value: "数据", Count: 1}},
		"tags":     {{Value: "留存", Count: 2}, {Value: "实验", Count: 1}, {Value: "指标", Count: 1}},
		"kind":     {{Value: "question", Count: 2}, {Value: "page", Count: 1}},
	}
	for name, counts := range want {
		if !slices.Equal(got[name], counts) {
			t.Errorf("facet %s = %v, want %v", name, got[name], counts)
		}
	}
}

func latest(t *testing.T, e index.Engine) {
	r := request("用户")
	r.Sort = index.ByUpdated
	var dates []string
	for _, h := range search(t, e, r).Hits {
		at := h.Document.Updated
		if h.Answer != nil {
			at = h.Answer.Updated
		}
		dates = append(dates, at.Format(time.DateOnly))
	}
	if want := []string{"2026-10-01", "2026-06-01", "2026-01-15"}; !slices.Equal(dates, want) {
		t.Errorf("dates = %q, want %q", dates, want)
	}
}

func bounds(t *testing.T, e index.Engine) {
	for _, r := range []index.Request{
		{Page: -1}, {PerPage: 51}, {PerPage: -1}, {Page: 101, PerPage: 10}, {Page: 1 << 62, PerPage: 50}, {Group: "author"},
		{Sort: "votes"}, {Facets: []string{"body"}},
	} {
		r.Query = query.Parse("用户")
		if _, err := e.Search(context.Background(), r); !errors.Is(err, index.ErrBadRequest) {
			t.Errorf("Search(%+v) = %v, want ErrBadRequest", r, err)
		}
	}
	if got := search(t, e, index.Request{}); len(got.Hits) != 0 || got.Total.Value != 0 {
		t.Errorf("the empty query finds %q", ids(got))
	}
	if got := search(t, e, index.Request{Query: query.Parse("用户"), Page: 100, PerPage: 10}); len(got.Hits) != 0 || got.Total.Value != 3 {
		t.Errorf("a page behind the last has %q, total %d", ids(got), got.Total.Value)
	}
}

func suggests(t *testing.T, e index.Engine) {
	for _, row := range []struct{ typed, first, kind string }{
		{"用户流", "用户流失怎么办", "question"},
		{"流失", "用户流失怎么办", "question"},
		{"gm", "GMV", "heading"},
		{"數據", "数据指标手册", "page"},
		{"yonghuliu", "用户流失怎么办", "question"},
		{"yong'hu'liu'sh", "用户流失怎么办", "question"},
		{"用户liu", "用户流失怎么办", "question"},
		{"yhls", "用户流失怎么办", "question"},
		{"zhib", "数据指标手册", "page"},
	} {
		got, err := e.Suggest(context.Background(), row.typed, 5)
		if err != nil || len(got) == 0 || got[0].Text != row.first || got[0].Kind != row.kind {
			t.Errorf("Suggest(%s) = %+v, %v; want %s first", row.typed, got, err, row.first)
			continue
		}
		if len(got[0].Match.Ranges) == 0 || got[0].URL == "" {
			t.Errorf("Suggest(%s)[0] = %+v: want it marked and a link", row.typed, got[0])
		}
	}
	if got, err := e.Suggest(context.Background(), " ", 5); err != nil || len(got) != 0 {
		t.Errorf("Suggest of blank = %v, %v", got, err)
	}
}

func similar(t *testing.T, e index.Engine) {
	got, err := e.Similar(context.Background(), "q1#a1-看留存率", 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) == 0 {
		t.Fatal("nothing is similar")
	}
	for _, h := range got {
		if strings.HasPrefix(h.ID, "q1#a1-") {
			t.Errorf("%s is of the same answer", h.ID)
		}
	}
	for _, h := range got {
		if s, err := e.Section(context.Background(), h.ID); err != nil || len(h.Shared) == 0 || !holdsAll(s, h.Shared) {
			t.Errorf("%s shares %q, which are to be words of it", h.ID, h.Shared)
		}
	}
	if _, err := e.Similar(context.Background(), "q1#nothing", 3); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Similar of nothing = %v, want ErrNotFound", err)
	}
}

func explained(t *testing.T, e index.Engine) {
	r := request("怎么提高用户留存率")
	r.Explain = true
	for _, h := range search(t, e, r).Hits {
		if h.Explain == nil {
			t.Fatalf("%s has no explanation", h.ID)
		}
		sum := 0.0
		for _, p := range h.Explain.Parts {
			sum += p.Value
		}
		if d := sum - h.Score; d > 1e-9 || d < -1e-9 {
			t.Errorf("%s: parts add up to %v, the score is %v", h.ID, sum, h.Score)
		}
	}
}

func cancelled(t *testing.T, e index.Engine) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Search(ctx, request("用户")); !errors.Is(err, context.Canceled) {
		t.Errorf("Search = %v, want context.Canceled", err)
	}
}
