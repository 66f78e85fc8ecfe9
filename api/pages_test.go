package api

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/opsguide/opsguide/api/web"
)

// texts parses a page and returns the text of every element of a kind, joined by '|'.
func texts(t *testing.T, page, tag string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			var b strings.Builder
			for inner := range n.Descendants() {
				if inner.Type == html.TextNode {
					b.WriteString(inner.Data)
				}
			}
			out = append(out, b.String())
		}
	}
	return strings.Join(out, "|")
}

// links returns the targets of all links of a page.
func links(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if n.Data == "a" && a.Key == "href" {
				out = append(out, a.Val)
			}
		}
	}
	return out
}

// readable lists the documents that a page links to, each once, in order.
func readable(t *testing.T, page string) string {
	t.Helper()
	var out []string
	for _, link := range links(t, page) {
		rest, ok := strings.CutPrefix(link, "/d/")
		id, err := url.PathUnescape(rest[:max(0, strings.IndexAny(rest, "?#"))])
		if ok && err == nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return strings.Join(out, " ")
}

func TestSearchPage(t *testing.T) {
	s := serve(t, Options{})
	for _, tt := range []struct {
		name, path string
		status     int
		documents  string // that it leads to
		text       string // a piece of the page
	}{
		{"first visit", "/", 200, "", `opensearch.xml`},
		{"blank", "/?q=+", 200, "", `name="q"`},
		{"results", "/?q=留存率", 200, "q1 guides/onboarding.md#2026", `value="留存率"`},
		{"nothing", "/?q=鼹鼠", 200, "", "鼹鼠"},
		{"one category", "/?q=复盘&category=活动运营", 200, "d4", "活动运营"},
		{"another category", "/?q=复盘&category=工作方法", 200, "", "工作方法"},
		{"a category alone", "/?category=社群运营", 200, "q5", "社群运营"},
		{"one document", "/?q=引导&group=none&document=guides/onboarding.md%232026", 200, "guides/onboarding.md#2026", "衡量"},
		{"by document", "/?q=tag:增长&group=document&sort=updated", 200, "q1 guides/onboarding.md#2026", ""},
		{"bad page", "/?q=x&page=0", 400, "", `value="x"`},
		{"beyond the end", "/?q=x&page=101", 400, "", ""},
		{"bad order", "/?q=x&sort=newest", 400, "", "newest"},
		{"percent sign", "/?q=100%", 200, "q5", `value="100%"`}, // where it says 一百个人
		{"too long", "/?q=" + strings.Repeat("x", 300), 400, "", ""},
	} {
		got := s.get(tt.path, "Accept", "text/html")
		if got.StatusCode != tt.status || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s\n%s", tt.name, got.StatusCode, got.Header.Get("Content-Type"), got.body)
			continue
		}
		if documents := readable(t, got.body); documents != tt.documents {
			t.Errorf("%s: leads to %q, want %q", tt.name, documents, tt.documents)
		}
		if !strings.Contains(got.body, tt.text) {
			t.Errorf("%s: no %q in\n%s", tt.name, tt.text, got.body)
		}
		if got.Header.Get("Content-Security-Policy") != web.Policy {
			t.Errorf("%s: policy %q", tt.name, got.Header.Get("Content-Security-Policy"))
		}
	}
}

// Without scripts a reader gets from a search to the section, and finds the words marked there.
func TestFromSearchToSection(t *testing.T) {
	s := serve(t, Options{})
	results := s.get("/?q="+url.QueryEscape("引导效果"), "Accept", "text/html")
	target := ""
	for _, link := range links(t, results.body) {
		if strings.HasPrefix(link, "/d/") {
			target = link
			break
		}
	}
	if !strings.HasPrefix(target, "/d/guides%2Fonboarding.md%232026?q=") {
		t.Fatalf("the first result leads to %q", target)
	}
	path, fragment, _ := strings.Cut(target, "#")
	page := s.get(path, "Accept", "text/html")
	if page.StatusCode != 200 {
		t.Fatalf("%s: %d", path, page.StatusCode)
	}
	anchor, err := url.PathUnescape(fragment)
	if err != nil || !strings.Contains(page.body, `id="`+anchor+`"`) {
		t.Errorf("the page has no anchor %q", anchor)
	}
	if marked := texts(t, page.body, "mark"); !strings.Contains(marked, "引导效果") {
		t.Errorf("marked are %q", marked)
	}
	if plain := s.get("/d/guides%2Fonboarding.md%232026"); strings.Contains(plain.body, "<mark") {
		t.Error("words are marked without a query")
	}
}

func TestErrorPages(t *testing.T) {
	s := serve(t, Options{})
	for _, tt := range []struct {
		path, accept string
		status       int
		page         bool
	}{
		{"/d/nowhere", "text/html,*/*", 404, true},
		{"/nowhere", "text/html,*/*", 404, true},
		{"/nowhere", "*/*", 404, false},
		{"/api/v1/nowhere", "text/html,*/*", 404, false},
		{"/api/v1/search", "text/html,*/*", 400, false},
	} {
		got := s.get(tt.path, "Accept", tt.accept)
		isPage := strings.HasPrefix(got.Header.Get("Content-Type"), "text/html")
		if got.StatusCode != tt.status || isPage != tt.page {
			t.Errorf("%s for %s: %d %s", tt.path, tt.accept, got.StatusCode, got.Header.Get("Content-Type"))
		}
		if tt.page && !strings.Contains(got.body, got.Header.Get("X-Request-Id")) {
			t.Errorf("%s: the page does not name the request", tt.path)
		}
	}
}
