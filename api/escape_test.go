package api

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index/highlight"
)

// payloads are texts that do harm where they are taken for markup. Each is found by the word 引号.
var payloads = []string{
	`<script>alert(1)</script>`,
	`<ScRiPt src=//evil.example></sCrIpT>`,
	`<img src=x onerror=alert(1)>`,
	`<svg/onload=alert(1)>`,
	`<svg><script>alert&#40;1&#41;</script>`,
	`"><script>alert(1)</script>`,
	`'><img src=x onerror=alert(1)>`,
	`</mark><script>alert(1)</script>`,
	`<mark onmouseover=alert(1)>`,
	`<mark>x</mark><mark>`,
	`<a href="javascript:alert(1)">点我</a>`,
	`<iframe srcdoc="<script>alert(1)</script>">`,
	`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
	`<!--<img src="--><img src=x onerror=alert(1)//">`,
	`<style>@import'//evil.example/x.css';</style>`,
	`<base href=//evil.example>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
	`<scr` + "\u0000" + `ipt>alert(1)</script>`,
	`＜script＞alert(1)＜/script＞`,
	`{{constructor.constructor('alert(1)')()}}`,
	"`${alert(1)}`",
	"<img\nsrc=x\tonerror\n=alert(1)>",
}

// hostile is a document that holds a payload wherever it can.
func hostile(payload string) client.DocumentInput {
	text := "引号 " + payload + "\n\n一、引号 " + payload + "\n\n正文 引号 " + payload
	return client.DocumentInput{
		Title: "引号 " + payload, Category: payload, Tags: []string{payload}, Author: payload, URL: "javascript:alert(1)",
		Answers: []client.AnswerInput{{Author: payload, Text: text}},
	}
}

func TestHTMLIsEscaped(t *testing.T) {
	s := serve(t, Options{})
	for i, payload := range payloads {
		id := fmt.Sprintf("xss%d", i)
		if _, err := s.client.Put(t.Context(), id, hostile(payload)); err != nil {
			t.Fatalf("%s: %v", payload, err)
		}
	}
	tags := regexp.MustCompile(`</?mark>`)
	seen := map[string]bool{}
	for page := 1; page <= 2; page++ {
		found, err := s.client.Search(t.Context(), client.SearchRequest{Q: "引号", Group: "none", Page: page, PerPage: 50})
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range found.Hits {
			seen[hit.Document.ID] = true
			for _, h := range []client.Highlight{hit.Highlights.Title, hit.Highlights.Heading, hit.Highlights.Body} {
				plain := tags.ReplaceAllString(*h.HTML, "")
				if strings.ContainsAny(plain, `<>"'`) || html.UnescapeString(plain) != h.Text {
					t.Errorf("%s: html %q of text %q", hit.ID, *h.HTML, h.Text)
				}
				if strings.Count(*h.HTML, "<mark>") != len(h.Ranges) || strings.Count(*h.HTML, "</mark>") != len(h.Ranges) {
					t.Errorf("%s: html %q has other marks than ranges %v", hit.ID, *h.HTML, h.Ranges)
				}
			}
		}
	}
	if len(seen) != len(payloads) {
		t.Errorf("found %d of %d documents", len(seen), len(payloads))
	}
}

func TestPagesEscape(t *testing.T) {
	s := serve(t, Options{})
	script := regexp.MustCompile(`(?i)<(script|img|svg|iframe|style|base|math|link|meta)\b[^>]*>`)
	clean := map[string]bool{} // the tags that pages have of their own
	for _, path := range []string{"/?q=x", "/d/q1", "/d/nowhere"} {
		for _, tag := range script.FindAllString(s.get(path, "Accept", "text/html").body, -1) {
			clean[tag] = true
		}
	}
	for i, payload := range payloads {
		if _, err := s.client.Put(t.Context(), payload, hostile(payload)); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{
			"/?q=" + url.QueryEscape("引号 "+payload),
			"/?q=" + url.QueryEscape("引号") + "&category=" + url.QueryEscape(payload),
			"/?q=x&group=" + url.QueryEscape(payload),
			"/d/" + client.EscapeID(payload) + "?q=" + url.QueryEscape("引号 "+payload),
			"/nowhere/" + client.EscapeID(payload) + "?q=" + url.QueryEscape(payload),
		} {
			page := s.get(path, "Accept", "text/html")
			for _, tag := range script.FindAllString(page.body, -1) {
				if !clean[tag] {
					t.Errorf("payload %d at %s: the page has %s", i, path, tag)
				}
			}
			for _, link := range links(t, page.body) {
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(link)), "javascript:") {
					t.Errorf("payload %d at %s: a link to %s", i, path, link)
				}
			}
		}
	}
}

// Whatever a text holds and wherever it is marked, its HTML is the escaped text with marks around the ranges.
func FuzzMarkup(f *testing.F) {
	for _, payload := range payloads {
		f.Add(payload, "alert")
	}
	f.Fuzz(func(t *testing.T, text, word string) {
		var matches []highlight.Match
		if at := strings.Index(text, word); at >= 0 && utf8.ValidString(text) && utf8.ValidString(word) {
			matches = append(matches, highlight.Match{Start: at, End: at + len(word), Weight: 1, Via: highlight.Exact})
		}
		snippet := highlight.Whole(text, matches)
		got := markup(snippet)
		if strings.Count(got, "<") != 2*len(snippet.Ranges) || strings.Count(got, "<mark>") != len(snippet.Ranges) {
			t.Errorf("%q with ranges %v becomes %q", text, snippet.Ranges, got)
		}
		plain := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got)
		if html.UnescapeString(plain) != snippet.Text {
			t.Errorf("%q becomes %q", snippet.Text, got)
		}
	})
}
