package api

import (
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/opsguide/opsguide/api/client"
)

// TestSearchAnswer shows a whole answer. What depends on the moment or on the ranking's fine points is left out.
func TestSearchAnswer(t *testing.T) {
	s := serve(t, Options{})
	got := s.get("/api/v1/search?q=" + url.QueryEscape("用户留存怎么提升") + "&per_page=2&facets=category,tags")
	if got.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	var indented strings.Builder
	e := json.NewEncoder(&indented)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(json.RawMessage(got.body)); err != nil {
		t.Fatal(err)
	}
	scrub := regexp.MustCompile(`("(?:took_us|score|version)": )[^,\n]+`)
	golden(t, "search.golden.json", scrub.ReplaceAllString(indented.String(), "${1}null"))
}

func TestPostEqualsGet(t *testing.T) {
	s := serve(t, Options{})
	for _, tt := range []struct{ get, post string }{
		{"q=留存", `{"q":"留存"}`},
		{"q=留存&page=2&per_page=1&group=none", `{"q":"留存","page":2,"per_page":1,"group":"none"}`},
		{"q=留存&facets=category,tags", `{"q":"留存","facets":["category","tags"]}`},
		{"q=留存&facets=category&facets=tags", `{"q":"留存","facets":"category,tags"}`},
		{"q=怎么&filter=category:用户运营&filter=tag:增长", `{"q":"怎么","filter":["category:用户运营","tag:增长"]}`},
		{"q=怎么&filter=category:用户运营+tag:增长", `{"q":"怎么","filter":"category:用户运营 tag:增长"}`},
		{"q=周报&sort=updated&highlight=offsets", `{"q":"周报","sort":"updated","highlight":"offsets"}`},
		{"q=周报&explain=true", `{"q":"周报","explain":true}`},
		{"q=周报&per_page=3", `{"q":"周报","per_page":"3","unknown":[1,true,null]}`},
		{"q=&per_page=3", "\n{\"q\" : \"\", \"per_page\":3 }\n"},
		{"q=转化率100%", `{"q":"转化率100%"}`},
		{"q=留存&page=0", `{"q":"留存","page":0}`},
		{"q=留存&per_page=51&group=section", `{"q":"留存","per_page":51,"group":"section"}`},
		{"q=留存&filter=foo:1", `{"q":"留存","filter":"foo:1"}`},
		{"page=1", `{"page":1}`},
	} {
		got := s.get("/api/v1/search?" + tt.get)
		same := s.do("POST", "/api/v1/search", tt.post, "Content-Type", "application/json")
		if got.StatusCode != same.StatusCode || steady(got.body) != steady(same.body) {
			t.Errorf("GET %s: %d %s\nPOST %s: %d %s", tt.get, got.StatusCode, got.body, tt.post, same.StatusCode, same.body)
		}
	}
}

// steady leaves out of an answer what differs from one request to the next.
func steady(body string) string {
	return regexp.MustCompile(`"(took_us":\d+|request_id":"[^"]+")`).ReplaceAllString(body, "")
}

func TestSearchFinds(t *testing.T) {
	s := serve(t, Options{})
	for _, tt := range []struct {
		name    string
		request client.SearchRequest
		first   string // document of the first hit; "" when nothing is to be found
		total   int
	}{
		{"words", client.SearchRequest{Q: "复盘"}, "d4", 1},
		{"empty", client.SearchRequest{Q: ""}, "", 0},
		{"blank", client.SearchRequest{Q: " \t　"}, "", 0},
		{"field alone", client.SearchRequest{Q: "category:社群运营"}, "q5", 1},
		{"field alone, every section", client.SearchRequest{Q: "category:社群运营", Group: "none"}, "q5", 3},
		{"filter", client.SearchRequest{Q: "怎么", Filter: []string{"category:工作方法"}}, "q2", 1},
		{"filter by date", client.SearchRequest{Q: "tag:增长", Filter: []string{"updated:>=2026-10"}}, "q1", 1},
		{"filter keeps all out", client.SearchRequest{Q: "复盘", Filter: []string{"category:工作方法"}}, "", 0},
		{"by document", client.SearchRequest{Q: "tag:增长", Group: "document", Sort: "updated"}, "q1", 2},
		{"no such word", client.SearchRequest{Q: "鼹鼠"}, "", 0},
		{"past the end", client.SearchRequest{Q: "复盘", Page: 50}, "", 1},
		{"one id", client.SearchRequest{Q: "引导", Filter: []string{"document:guides/onboarding.md#2026"}},
			"guides/onboarding.md#2026", 1},
	} {
		found, err := s.client.Search(t.Context(), tt.request)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		first := ""
		if len(found.Hits) > 0 {
			first = found.Hits[0].Document.ID
		}
		if first != tt.first || found.Total.Value != tt.total {
			t.Errorf("%s: first %q of %d, want %q of %d", tt.name, first, found.Total.Value, tt.first, tt.total)
		}
	}
}

func TestHighlightModes(t *testing.T) {
	s := serve(t, Options{})
	for mode, want := range map[string]struct{ shown, html, ranges bool }{
		"":        {true, true, true},
		"both":    {true, true, true},
		"html":    {true, true, false},
		"offsets": {true, false, true},
		"none":    {false, false, false},
	} {
		found, err := s.client.Search(t.Context(), client.SearchRequest{Q: "留存率", Highlight: mode})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Hits) == 0 {
			t.Fatal("nothing found")
		}
		for _, hit := range found.Hits {
			if (hit.Highlights != nil) != want.shown {
				t.Errorf("highlight=%s: shown %v, want %v", mode, hit.Highlights != nil, want.shown)
				continue
			}
			if !want.shown {
				continue
			}
			for _, h := range []client.Highlight{hit.Highlights.Title, hit.Highlights.Heading, hit.Highlights.Body} {
				if (h.HTML != nil) != want.html || (h.Ranges != nil) != want.ranges {
					t.Errorf("highlight=%s: html %v, ranges %v", mode, h.HTML != nil, h.Ranges != nil)
				}
				if want.html && want.ranges && marked(h) != *h.HTML {
					t.Errorf("ranges give %q, html is %q", marked(h), *h.HTML)
				}
			}
		}
	}
}

// marked builds the HTML of a highlight the way a script would, from its ranges.
func marked(h client.Highlight) string {
	units := utf16.Encode([]rune(h.Text))
	var b strings.Builder
	done := 0
	for _, r := range h.Ranges {
		b.WriteString(html.EscapeString(string(utf16.Decode(units[done:r.Start]))))
		b.WriteString("<mark>" + html.EscapeString(string(utf16.Decode(units[r.Start:r.End]))) + "</mark>")
		done = r.End
	}
	b.WriteString(html.EscapeString(string(utf16.Decode(units[done:]))))
	return b.String()
}

func TestETag(t *testing.T) {
	s := serve(t, Options{})
	tag := func(query string) string {
		t.Helper()
		got := s.get("/api/v1/search?" + query)
		if got.StatusCode != 200 || got.Header.Get("Cache-Control") != "private, no-cache" {
			t.Fatalf("%s: %d, Cache-Control %q", query, got.StatusCode, got.Header.Get("Cache-Control"))
		}
		return got.Header.Get("ETag")
	}
	first := tag("q=留存")
	if form := regexp.MustCompile(`^W/"[A-Za-z0-9.-]+-[0-9a-f]{16}"$`); !form.MatchString(first) {
		t.Errorf("ETag %s, want the form %s", first, form)
	}
	for query, same := range map[string]bool{
		"q=留存":                      true,
		"q=+留存+":                    true,
		"q=留存&page=1&per_page=10":   true,
		"q=留存&group=answer&other=1": true,
		"q=留存率":                     false,
		"q=留存&page=2":               false,
		"q=留存&per_page=9":           false,
		"q=留存&group=none":           false,
		"q=留存&sort=updated":         false,
		"q=留存&highlight=html":       false,
		"q=留存&explain=true":         false,
		"q=留存&facets=tags":          false,
		"q=留存&filter=category:用户运营": false,
	} {
		if got := tag(query); (got == first) != same {
			t.Errorf("%s: ETag %s beside %s, want same %v", query, got, first, same)
		}
	}
	for given, status := range map[string]int{
		first:                              304,
		strings.TrimPrefix(first, "W/"):    304,
		`"other", ` + first + `, W/"more"`: 304,
		`W/"other"`:                        200,
		"garbage":                          200,
	} {
		got := s.get("/api/v1/search?q=留存", "If-None-Match", given)
		if got.StatusCode != status {
			t.Errorf("If-None-Match %s: %d, want %d", given, got.StatusCode, status)
		}
		if status == 304 && (got.body != "" || got.Header.Get("ETag") != first) {
			t.Errorf("304 with body %q and ETag %q", got.body, got.Header.Get("ETag"))
		}
	}
	if got := s.get("/api/v1/search?q=留存&page=0", "If-None-Match", first); got.StatusCode != 400 {
		t.Errorf("a bad request with an ETag gets %d", got.StatusCode)
	}

	// Every change of the index makes every answer new.
	if _, err := s.client.Put(t.Context(), "new", client.DocumentInput{Title: "无关", Text: "别的内容"}); err != nil {
		t.Fatal(err)
	}
	got := s.get("/api/v1/search?q=留存", "If-None-Match", first)
	if got.StatusCode != 200 || got.Header.Get("ETag") == first {
		t.Errorf("after an update: %d, ETag %s", got.StatusCode, got.Header.Get("ETag"))
	}

	found, err := s.client.Search(t.Context(), client.SearchRequest{Q: "留存"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.client.Search(t.Context(), client.SearchRequest{Q: "留存", IfNoneMatch: found.ETag})
	if !errors.Is(err, client.ErrNotModified) {
		t.Errorf("the client with its ETag: %v", err)
	}
}

func TestSuggest(t *testing.T) {
	s := serve(t, Options{})
	got, err := s.client.Suggest(t.Context(), "用户留", 3)
	if err != nil {
		t.Fatal(err)
	}
	if got.Query != "用户留" || len(got.Suggestions) == 0 || len(got.Suggestions) > 3 {
		t.Fatalf("suggestions %+v", got)
	}
	found := false
	for _, x := range got.Suggestions {
		found = found || x.Text == "用户留存怎么提升"
		if x.Match.HTML == nil || marked(x.Match) != *x.Match.HTML {
			t.Errorf("%s is marked %+v", x.Text, x.Match)
		}
	}
	if !found {
		t.Errorf("suggestions %+v, want the question among them", got.Suggestions)
	}
	browser := s.get("/api/v1/suggest?format=opensearch&q=" + url.QueryEscape("用户留"))
	var list []any
	if err := json.Unmarshal([]byte(browser.body), &list); err != nil || len(list) != 2 || list[0] != "用户留" {
		t.Errorf("for a browser: %s, %v", browser.body, err)
	}
	for query, status := range map[string]int{"q=": 200, "": 400, "q=x&n=21": 400, "q=x&format=xml": 400} {
		if got := s.get("/api/v1/suggest?" + query); got.StatusCode != status {
			t.Errorf("suggest?%s: %d, want %d", query, got.StatusCode, status)
		}
	}
}
