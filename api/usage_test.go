package api

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/cache"
	"github.com/opsguide/opsguide/index/usage"
)

// serveCounting is a server with a cache that counts, in memory only where path is empty.
func serveCounting(t *testing.T, path string) (*server, *usage.Counter) {
	t.Helper()
	counter := usage.Open(path, usage.Options{})
	t.Cleanup(counter.Close)
	return serve(t, Options{Usage: counter}, func(e index.Engine) index.Engine {
		c, err := cache.New(e, "", cache.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}), counter
}

// gapLines asks the server for its gaps, one a line.
func (s *server) gapLines() string {
	s.t.Helper()
	found, err := s.client.Gaps(s.t.Context(), 0)
	if err != nil {
		s.t.Fatal(err)
	}
	var lines []string
	for _, g := range found.Gaps {
		lines = append(lines, fmt.Sprintf("%s %s %d/%d/%d/%d", g.Query, g.Why, g.Asked, g.Nothing, g.Little, g.Opened))
	}
	return strings.Join(lines, "\n")
}

func searchPath(q, more string) string { return "/api/v1/search?q=" + url.QueryEscape(q) + more }

// Spellings of a query count together, wherever its answer comes from and however it is asked.
func TestEveryWayOfAskingCounts(t *testing.T) {
	s, _ := serveCounting(t, "")
	for range 3 {
		for _, q := range []string{"区块链 选型", "区块链选型", " 区块链　选型 "} {
			if got := s.get(searchPath(q, ""), "Accept-Encoding", "identity"); got.StatusCode != 200 {
				t.Fatal(got.body)
			}
			s.zipped(searchPath(q, ""))
		}
	}
	if got, want := s.gapLines(), "区块链选型 nothing 18/18/0/0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.do("POST", "/api/v1/search", `{"q":"区块链选型"}`)
	s.get("/?q=" + url.QueryEscape("区块链选型"))
	tag := s.get(searchPath("区块链选型", "")).Header.Get("ETag")
	if got := s.get(searchPath("区块链选型", ""), "If-None-Match", tag); got.StatusCode != 304 {
		t.Error(got.StatusCode)
	}
	if got, want := s.gapLines(), "区块链选型 nothing 22/22/0/0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// An answer whose question was forgotten in between, kept compressed only, is counted for what it is.
func TestAKeptAnswerTellsItsOutcome(t *testing.T) {
	counter := usage.Open("", usage.Options{})
	t.Cleanup(counter.Close)
	h := &handler{usage: counter, questions: newQuestions()}
	cached := serveCached(t, 0)
	engine, err := cache.New(cached.engine, "", cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h.engine = engine
	for range 3 {
		found, err := readSearch(&params{values: url.Values{"q": {"区块链"}}})
		if err != nil {
			t.Fatal(err)
		}
		q, err := newQuestion(found) // each time anew
		if err != nil {
			t.Fatal(err)
		}
		a, err := h.answer(t.Context(), q, true)
		if err != nil {
			t.Fatal(err)
		}
		h.count(t.Context(), q, a.Version)
	}
	if got := counter.Gaps(); len(got) != 1 || got[0].Asked != 3 || got[0].Nothing != 3 {
		t.Errorf("%+v", got)
	}
}

func TestWhatDoesNotCount(t *testing.T) {
	s, counter := serveCounting(t, "")
	q := url.QueryEscape("区块链")
	base := s.url
	for range 3 {
		s.get(searchPath("区块链", "&count=false"))
		s.get(searchPath("区块链", "&page=2"))
		s.get(searchPath("区块链", "&filter="+url.QueryEscape("category:用户运营")))
		s.get(searchPath("区块链", "&page=0"))
		s.do("POST", "/api/v1/search", `{"q":"区块链","count":false}`)
		s.get("/api/v1/suggest?q=" + q)
		s.get("/?category=x&q=" + q)
		s.get("/?page=2&q=" + q)
		s.get("/?q="+q, "Sec-Purpose", "prefetch;prerender")
		s.get("/?q="+q, "Referer", base+"/d/q1?q="+q+"&hit=lead") // back to the results
		s.get("/?sort=updated&q="+q, "Referer", base+"/?q="+q)
		s.get("/?q="+q, "Referer", base+"/gaps")
		s.do(http.MethodHead, "/?q="+q, "")
		s.get("/")
		s.get(searchPath("category:用户运营", ""))
		s.get(searchPath("13812345678", ""))
	}
	if got := counter.Gaps(); len(got) != 0 {
		t.Errorf("counted: %+v", got)
	}
	s.get("/?q="+q, "Referer", base+"/d/q1?q=x") // another question, from the box of a reading page
	s.get("/?q="+q, "Referer", "https://elsewhere.example/?q="+q)
	if got, want := s.gapLines(), "区块链 nothing 2/2/0/0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := s.get(searchPath("x", "&count=maybe")); got.StatusCode != 400 || named(got.problem(t)) != "count" {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

// A gap closes by itself once somebody writes what was missing.
func TestAGapCloses(t *testing.T) {
	s, _ := serveCounting(t, "")
	for range 3 {
		s.get(searchPath("直播选品", ""))
		s.get(searchPath(`"直播选品 清单" 用户`, ""))
	}
	want := "\"直播选品 清单\" 用户 nothing 3/3/0/0\n直播选品 nothing 3/3/0/0"
	if got := s.gapLines(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	found, err := s.client.Gaps(t.Context(), 1)
	if err != nil || len(found.Gaps) != 1 {
		t.Fatal(found, err)
	}
	// A phrase that stands nowhere still leads to what its words find.
	if g := found.Gaps[0]; len(g.Nearest) == 0 || g.Last == "" {
		t.Errorf("%+v", g)
	}
	for i := range 3 {
		in := client.DocumentInput{Title: "直播选品", Text: fmt.Sprintf("直播选品看退货率，方法 %d。", i)}
		if _, err := s.client.Put(t.Context(), fmt.Sprint("new", i), in); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := s.gapLines(), `"直播选品 清单" 用户 nothing 3/3/0/0`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestOpenedHits(t *testing.T) {
	s, counter := serveCounting(t, "")
	for range 6 {
		s.get(searchPath("留存", ""))
		s.get(searchPath("周报", ""))
	}
	q := url.QueryEscape("留存")
	from := s.url + "/?q=" + q
	s.get("/d/q1?q="+q+"&hit=a1-lead", "Referer", from)
	s.get("/d/q1?q="+q+"&hit=a1-lead", "Referer", from)
	s.get("/d/q1?q=" + q + "&hit=a1-lead")                                            // out of a chat
	s.get("/d/q1?q="+q+"&hit=a1-lead", "Referer", s.url+"/d/q1?q="+q)                 // another language
	s.get("/d/q1?q="+q+"&hit=a1-lead", "Referer", from, "Cache-Control", "max-age=0") // the page again
	s.get("/d/q1?q="+q+"&hit=a1-lead", "Referer", "https://other.example/")           // a foreign page
	s.get("/d/q1?q="+q+"&hit=nowhere", "Referer", from)                               // no section
	s.get("/d/q1?q="+q, "Referer", from)                                              // not from a result
	s.get("/d/gone?q="+q+"&hit=lead", "Referer", from)                                // no document
	s.get("/d/q1?q="+q+"&hit=a1-lead", "Referer", from, "Sec-Purpose", "prefetch")
	if err := s.client.Opened(t.Context(), "留 存", "q1#a1-lead"); err != nil {
		t.Error(err)
	}
	if got := fmt.Sprint(openings(counter)); got != "[{留存 q1#a1-lead 3}]" {
		t.Errorf("openings %s", got)
	}
	// What is asked as often, found and never opened, is a gap too.
	if got, want := s.gapLines(), "周报 little 6/0/6/0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for body, want := range map[string]string{
		`{"section":"q1#a1-lead"}`:          "400 q",
		`{"q":"留存"}`:                        "400 section",
		`{"q":"留存","section":"q1#nowhere"}`: "404 ",
		`[]`:                                "400 line 1",
		`{"q":"没人问过","section":"q1#a1-lead"}`:        "204",
		`{"q":"13812345678","section":"q1#a1-lead"}`: "204",
	} {
		a := s.do("POST", "/api/v1/opened", body, "Content-Type", "application/json")
		got := fmt.Sprint(a.StatusCode)
		if a.body != "" {
			got += " " + named(a.problem(t))
		}
		if got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	if a := s.do("POST", "/api/v1/opened", `{"q":"留存","section":"q1#a1-lead"}`, "Content-Type", "application/json",
		"Origin", "https://evil.example"); a.StatusCode != 403 {
		t.Errorf("from a foreign site: %d", a.StatusCode)
	}
	if got := fmt.Sprint(openings(counter)); got != "[{留存 q1#a1-lead 3}]" {
		t.Errorf("openings %s", got)
	}
}

func openings(c *usage.Counter) (all []usage.Opening) {
	for o := range c.Openings() {
		all = append(all, o)
	}
	return all
}

func TestCountsOutliveTheServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usage.jsonl")
	for round := 1; round <= 2; round++ {
		s, counter := serveCounting(t, path)
		for range 2 {
			s.get(searchPath("区块链", ""))
		}
		if got, want := s.gapLines(), fmt.Sprintf("区块链 nothing %d/%[1]d/0/0", 2*round); got != want {
			t.Errorf("round %d: %s, want %s", round, got, want)
		}
		s.stop()
		counter.Close()
	}
}

func TestGapsPage(t *testing.T) {
	s, _ := serveCounting(t, "")
	for range 2 {
		s.get(searchPath("区块链<b> 周报", ""))
	}
	got := s.get("/gaps", "Accept", "text/html")
	for _, part := range []string{"区块链&lt;b&gt;", "搜过 2 次", "/d/q2#"} {
		if !strings.Contains(got.body, part) {
			t.Errorf("%q does not stand in the page:\n%s", part, got.body)
		}
	}
	if got.StatusCode != 200 || got.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%d %v", got.StatusCode, got.Header)
	}
	if got := s.get("/", "Accept", "text/html"); !strings.Contains(got.body, `href="/gaps"`) {
		t.Error("the first page does not lead to what is missing")
	}
}

// Without a counter everything works as before, and what cannot be told is said so.
func TestWithoutCounting(t *testing.T) {
	s := serve(t, Options{})
	for range 2 {
		s.get(searchPath("区块链", ""))
		s.get("/?q=x")
	}
	if got := s.get("/", "Accept", "text/html"); strings.Contains(got.body, "/gaps") {
		t.Error("the first page leads to a page that there is not")
	}
	if err := s.client.Opened(t.Context(), "留存", "q1#a1-lead"); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"/api/v1/gaps", "/gaps"} {
		got := s.get(path)
		if p := got.problem(t); got.StatusCode != 501 || p.Code != client.CodeUnsupported {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	for _, n := range []string{"0", "101", "x"} {
		if got := s.get("/api/v1/gaps?n=" + n); got.StatusCode != 400 || named(got.problem(t)) != "n" {
			t.Errorf("n=%s: %d", n, got.StatusCode)
		}
	}
}

func TestOutcome(t *testing.T) {
	rewrite := func(from, why string) []client.Rewrite { return []client.Rewrite{{From: from, To: "留存", Why: why}} }
	for _, test := range []struct {
		name  string
		total int
		q     client.Query
		want  usage.Outcome
	}{
		{"no hits", 0, client.Query{Terms: []string{"区块链"}}, usage.Nothing},
		{"two hits", 2, client.Query{Terms: []string{"留存"}}, usage.Little},
		{"three hits", 3, client.Query{Terms: []string{"留存"}}, usage.Enough},
		{"a word in vain", 90, client.Query{Terms: []string{"区块链", "活动"}, Missing: []string{"区块链"}}, usage.Little},
		{"every word in vain", 90, client.Query{Terms: []string{"区块链"}, Missing: []string{"区块链"}}, usage.Nothing},
		{"only a guess", 90, client.Query{Terms: []string{"榴存"}, Missing: []string{"榴存"}, Rewrites: rewrite("榴存", "typo")}, usage.Nothing},
		{"pinyin", 90, client.Query{Terms: []string{"liucun"}, Missing: []string{"liucun"}, Rewrites: rewrite("liucun", "pinyin")}, usage.Enough},
		{"pinyin in capitals", 90, client.Query{Terms: []string{"liucun"}, Missing: []string{"liucun"}, Rewrites: rewrite("ＬiuCun", "pinyin")}, usage.Enough},
		{"pinyin in pieces", 90, client.Query{Terms: []string{"liu", "cun"}, Missing: []string{"liu", "cun"}, Rewrites: rewrite("liu cun", "pinyin")}, usage.Enough},
		{"pinyin beside Han", 90, client.Query{Terms: []string{"用户", "liucun"}, Missing: []string{"liucun"}, Rewrites: rewrite("用户liucun", "pinyin")}, usage.Enough},
		{"within pinyin", 90, client.Query{Terms: []string{"liucun", "liu"}, Missing: []string{"liucun", "liu"}, Rewrites: rewrite("liucun", "pinyin")}, usage.Little},
		{"pinyin of little", 1, client.Query{Terms: []string{"liucun"}, Missing: []string{"liucun"}, Rewrites: rewrite("liucun", "pinyin")}, usage.Little},
	} {
		if got := outcomeOf(test.total, test.q); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestRuns(t *testing.T) {
	for _, test := range []struct{ words, text, want string }{
		{"区块 链", "埋点区块链", "区块链"}, {"区块 链 元 宇宙", "区块链埋点元宇宙", "区块链 元宇宙"}, {"元 宇宙", "元旦宇宙", "元 宇宙"},
		{"nft", "nft", "nft"}, {"", "周报", ""},
	} {
		if got := strings.Join(runs(strings.Fields(test.words), test.text), " "); got != test.want {
			t.Errorf("runs(%q, %q) = %q, want %q", test.words, test.text, got, test.want)
		}
	}
}
