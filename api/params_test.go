package api

import (
	"net/url"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
)

func TestBadParameters(t *testing.T) {
	s := serve(t, Options{})
	long := strings.Repeat("字", 257)
	for _, tt := range []struct {
		query  string
		named  string // parameters, in the order of the answer
		detail string // a piece of the English detail
	}{
		{"", "q", "q is missing"},
		{"page=2", "q", "q is missing"},
		{"q=" + long, "q", "257 characters; 256 are allowed"},
		{"q=x&page=0", "page", `page is "0"; allowed are whole numbers from 1 to 1000`},
		{"q=x&page=-1", "page", `"-1"`},
		{"q=x&page=two", "page", `"two"`},
		{"q=x&page=1.5", "page", `"1.5"`},
		{"q=x&page=99999999999999999999", "page", "99999999999999999999"},
		{"q=x&page=101", "page", "page 101 of 10 hits lies beyond the first 1000"},
		{"q=x&page=21&per_page=50", "page", "page 21 of 50 hits"},
		{"q=x&per_page=0", "per_page", "from 1 to 50"},
		{"q=x&per_page=51", "per_page", `per_page is "51"`},
		{"q=x&group=section", "group", `group is "section"; allowed are answer, document, none`},
		{"q=x&sort=newest", "sort", "relevance, updated"},
		{"q=x&facets=category,colour", "facets", `"colour"; allowed are category, tags, kind, author`},
		{"q=x&highlight=xml", "highlight", "both, html, offsets, none"},
		{"q=x&explain=yes", "explain", "false, true"},
		{"q=x&filter=用户留存", "filter", "用户留存"},
		{"q=x&filter=colour:red", "filter", "colour"},
		{"q=x&filter=updated:昨天", "filter", "updated"},
		{"q=x&page=0&per_page=0&group=x", "page per_page group", "3 things are wrong"},
		{"q=x&group=" + long, "group", "字…"},
		{"q=x&facets=" + strings.Repeat("a,b,c,", 100), strings.TrimSpace(strings.Repeat("facets ", 10)), "10 things"},
	} {
		got := s.get("/api/v1/search?"+tt.query, "Accept-Language", "en")
		p := got.problem(t)
		if got.StatusCode != 400 || p.Code != client.CodeBadParameter || named(p) != tt.named {
			t.Errorf("%s: %d %s names %q, want %q", tt.query, got.StatusCode, p.Code, named(p), tt.named)
		}
		if !strings.Contains(p.Detail, tt.detail) {
			t.Errorf("%s: detail %q, want %q in it", tt.query, p.Detail, tt.detail)
		}
		if tag := got.Header.Get("ETag"); tag != "" {
			t.Errorf("%s: a failure carries ETag %s", tt.query, tag)
		}
	}
}

func TestBadBodies(t *testing.T) {
	s := serve(t, Options{})
	for _, tt := range []struct {
		body   string
		status int
		code   string
		named  string
	}{
		{"", 400, client.CodeBadJSON, "line 1"},
		{"q=留存", 400, client.CodeBadJSON, "line 1"},
		{"[]", 400, client.CodeBadJSON, "line 1"},
		{"{\n\"q\": \"x\",\n}", 400, client.CodeBadJSON, "line 3"},
		{`{"q":"x"} {"q":"y"}`, 400, client.CodeBadJSON, "line 1"},
		{`{"q":{"text":"x"}}`, 400, client.CodeBadParameter, "q q"}, // it is an object, and so there is no q
		{`{"q":"x","facets":[["tags"]]}`, 400, client.CodeBadParameter, "facets"},
		{`{"q":"` + strings.Repeat("x", 64<<10) + `"}`, 413, client.CodeTooLarge, ""},
	} {
		got := s.do("POST", "/api/v1/search", tt.body, "Content-Type", "application/json")
		if p := got.problem(t); got.StatusCode != tt.status || p.Code != tt.code || named(p) != tt.named {
			t.Errorf("%.40s: %d %s %q, want %d %s %q", tt.body, got.StatusCode, p.Code, named(p), tt.status, tt.code, tt.named)
		}
	}
}

// What url.ParseQuery can read is read the same way.
func FuzzParseQuery(f *testing.F) {
	for _, raw := range []string{"q=留存&page=2", "q=100%", "q=%E7%95%99+%", "a&=b&&a=%2", "q=a;b", "%zz=1&q==&+=+"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := parseQuery(raw)
		if want, err := url.ParseQuery(raw); err == nil && got.Encode() != want.Encode() {
			t.Errorf("parseQuery(%q) = %v, want %v", raw, got, want)
		}
		if again := parseQuery(got.Encode()); again.Encode() != got.Encode() {
			t.Errorf("%q reads %v, and written again %v", raw, got, again)
		}
	})
}
