package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
)

// nastyIDs are ids that get lost where somebody forgets to encode, decodes twice or tidies up a path.
var nastyIDs = []string{
	"a/b#c",
	"../x",
	"a/../../etc/passwd",
	"./a/./b//c/",
	"/",
	"//",
	".",
	"..",
	"#",
	"?q=1&x",
	"100%",
	"%2F",
	"%252e%252e",
	"a+b c",
	" 前后空格 ",
	"x/similar",
	"x#s/similar",
	"similar",
	"运营/周报#一",
	"🙂👩‍👩‍👧",
	"line\nbreak\r\ttab",
	"nul\x00byte",
	"not utf-8 \xff\xfe\xe8\xbf",
	"\ufffd",
	`back\slash "quoted" <b>`,
	";,:@&=+$!*'()",
	strings.Repeat("长", 170) + "ab", // 512 bytes
}

func TestIDsComeBack(t *testing.T) {
	s := serve(t, Options{})
	ctx := t.Context()
	for _, id := range nastyIDs {
		t.Run(fmt.Sprintf("%q", id), func(t *testing.T) {
			word := fmt.Sprintf("编号%x", len(id)*31+int(id[0]))
			change, err := s.client.Put(ctx, id, client.DocumentInput{Title: word, Text: "正文在此"})
			if err != nil || change.ID != id {
				t.Fatalf("Put = %+v, %v", change, err)
			}
			d, err := s.client.Document(ctx, id)
			if err != nil || d.ID != id || d.Title != word || len(d.Sections) == 0 {
				t.Fatalf("Document = %+v, %v", d, err)
			}
			section := d.Sections[0].ID
			one, err := s.client.Section(ctx, section)
			if err != nil || one.ID != section || one.Document.ID != id || one.Text == "" {
				t.Errorf("Section(%q) = %+v, %v", section, one, err)
			}
			if _, err := s.client.Similar(ctx, section, 3); err != nil {
				t.Errorf("Similar(%q): %v", section, err)
			}
			found, err := s.client.Search(ctx, client.SearchRequest{Q: `"` + word + `"`, Group: "document", PerPage: 50})
			if err != nil {
				t.Fatal(err)
			}
			hit := -1
			for i := range found.Hits {
				if found.Hits[i].Document.ID == id {
					hit = i
				}
			}
			if hit < 0 {
				t.Fatalf("a search finds %d hits, none of them with the id", len(found.Hits))
			}
			if id != "." && id != ".." { // browsers resolve these; no encoding helps
				path, fragment, _ := strings.Cut(found.Hits[hit].URL, "#")
				page := s.get(path)
				if page.StatusCode != 200 || !strings.Contains(page.body, word) {
					t.Errorf("%s leads to %d", path, page.StatusCode)
				}
				if anchor, err := url.PathUnescape(fragment); err != nil || !strings.Contains(page.body, `id="`+anchor+`"`) {
					t.Errorf("the page %s has no anchor %q", path, anchor)
				}
			}
			if _, err := s.client.Delete(ctx, id); err != nil {
				t.Fatal(err)
			}
			if _, err := s.client.Document(ctx, id); !isProblem(err, 404, client.CodeNotFound) {
				t.Errorf("after its removal: %v", err)
			}
		})
	}
}

func isProblem(err error, status int, code string) bool {
	p, ok := errors.AsType[*client.Problem](err)
	return ok && p.Status == status && p.Code == code
}

// People forget to encode slashes. What cannot be mistaken is taken.
func TestIDWithRealSlashes(t *testing.T) {
	s := serve(t, Options{})
	for path, status := range map[string]int{
		"/api/v1/documents/guides/onboarding.md%232026":          200,
		"/api/v1/documents/guides%2Fonboarding.md%232026":        200,
		"/api/v1/documents/guides%2fonboarding%2Emd%232026":      200,
		"/d/guides/onboarding.md%232026":                         200,
		"/api/v1/documents/guides/onboarding.md":                 404,
		"/api/v1/documents/guides//onboarding.md%232026":         404,
		"/api/v1/documents/guides%252Fonboarding.md%232026":      404,
		"/api/v1/documents/":                                     404,
		"/api/v1/documents/q1/":                                  404,
		"/api/v1/sections/":                                      404,
		"/api/v1/sections/similar":                               404,
		"/api/v1/sections//similar":                              404,
		"/api%2Fv1/documents/q1":                                 404,
		"/d/":                                                    404,
		"/d/nowhere":                                             404,
		"/api/v1/documents/q1?format=unknown&parameters=ignored": 200,
	} {
		if got := s.get(path); got.StatusCode != status {
			t.Errorf("%s: %d, want %d\n%s", path, got.StatusCode, status, got.body)
		}
	}
}

func TestDocument(t *testing.T) {
	s := serve(t, Options{})
	got := s.get("/api/v1/documents/q1")
	golden(t, "document.golden.json", strings.ReplaceAll(got.body, `},{`, "},\n{"))

	page, err := s.client.Document(t.Context(), "d4")
	if err != nil {
		t.Fatal(err)
	}
	if page.Kind != "page" || page.Answers != nil || len(page.Sections) != 4 || page.Sections[2].Heading != "原因" {
		t.Errorf("wiki page %+v", page)
	}
	if got := s.get("/api/v1/documents/d4").body; strings.Contains(got, `"answers"`) || strings.Contains(got, "null") {
		t.Errorf("wiki page has answers or null: %s", got)
	}
}

func TestReadsAreConditional(t *testing.T) {
	s := serve(t, Options{})
	section := sectionOf(t, s, "q1", "缩短到达价值的路径")
	for _, path := range []string{
		"/api/v1/documents/q1",
		"/api/v1/sections/" + client.EscapeID(section),
		"/api/v1/sections/" + client.EscapeID(section) + "/similar",
	} {
		got := s.get(path)
		tag := got.Header.Get("ETag")
		if got.StatusCode != 200 || tag == "" {
			t.Errorf("%s: %d with ETag %q", path, got.StatusCode, tag)
		}
		if again := s.get(path, "If-None-Match", tag); again.StatusCode != 304 {
			t.Errorf("%s with its ETag: %d", path, again.StatusCode)
		}
		head := s.do(http.MethodHead, path, "")
		if head.StatusCode != 200 || head.Header.Get("ETag") != tag || head.body != "" {
			t.Errorf("HEAD %s: %d, ETag %q", path, head.StatusCode, head.Header.Get("ETag"))
		}
	}
}

// sectionOf returns the id of the section of a document that has a heading.
func sectionOf(t *testing.T, s *server, document, heading string) string {
	t.Helper()
	d, err := s.client.Document(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	sections := d.Sections
	for _, a := range d.Answers {
		sections = append(sections, a.Sections...)
	}
	for _, x := range sections {
		if x.Heading == heading {
			return x.ID
		}
	}
	t.Fatalf("%s has no section %q", document, heading)
	return ""
}

func TestSectionAndSimilar(t *testing.T) {
	s := serve(t, Options{})
	id := sectionOf(t, s, "q1", "缩短到达价值的路径")
	section, err := s.client.Section(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if section.Label != "二" || section.Document.Title != "用户留存怎么提升" || section.Answer == nil || !section.Answer.Accepted {
		t.Errorf("section %+v", section)
	}
	if want := "/d/q1#" + url.PathEscape(section.Anchor); section.URL != want {
		t.Errorf("it is read at %s, want %s", section.URL, want)
	}
	near, err := s.client.Similar(t.Context(), id, 2)
	if err != nil || len(near) == 0 || len(near) > 2 {
		t.Fatalf("Similar = %+v, %v", near, err)
	}
	for _, hit := range near {
		if hit.Document.ID == "q1" && hit.Answer.ID == section.Answer.ID {
			t.Errorf("%s is of the same answer", hit.ID)
		}
	}
	if _, err := s.client.Similar(t.Context(), "nowhere#x", 2); !isProblem(err, 404, client.CodeNotFound) {
		t.Errorf("similar to nothing: %v", err)
	}
	if _, err := s.client.Similar(t.Context(), id, 21); !isProblem(err, 400, client.CodeBadParameter) {
		t.Errorf("21 similar sections: %v", err)
	}
	if wiki, err := s.client.Section(t.Context(), sectionOf(t, s, "d4", "原因")); err != nil || wiki.Answer != nil {
		t.Errorf("section of a wiki page: %+v, %v", wiki, err)
	}
}
