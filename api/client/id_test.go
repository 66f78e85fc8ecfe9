package client

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestEscapeID(t *testing.T) {
	for id, want := range map[string]string{
		"q1":         "q1",
		"a/b#c":      "a%2Fb%23c",
		"50% off":    "50%25%20off",
		"周报":         "%E5%91%A8%E6%8A%A5",
		"\x00\xff":   "%00%FF",
		".":          "%2E",
		"..":         "%2E%2E",
		"../x":       "..%2Fx",
		"a?b&c=d+e":  "a%3Fb&c=d+e",
		"%2F":        "%252F",
		"x/similar":  "x%2Fsimilar",
		"back\\lash": "back%5Clash",
	} {
		got := EscapeID(id)
		if got != want {
			t.Errorf("EscapeID(%q) = %q, want %q", id, got, want)
		}
		if back, err := url.PathUnescape(got); err != nil || back != id {
			t.Errorf("EscapeID(%q) comes back as %q, %v", id, back, err)
		}
	}
}

func FuzzEscapeID(f *testing.F) {
	f.Add("a/b#c")
	f.Fuzz(func(t *testing.T, id string) {
		u, err := url.Parse("http://host/d/" + EscapeID(id))
		if err != nil {
			t.Fatal(err)
		}
		rest := strings.TrimPrefix(u.EscapedPath(), "/d/")
		if back, err := url.PathUnescape(rest); err != nil || back != id || strings.Contains(rest, "/") {
			t.Errorf("%q travels as %q and comes back as %q, %v", id, rest, back, err)
		}
	})
}

// JSON has no bytes that are no UTF-8; ids that had some get them back.
func TestIDsAreRestored(t *testing.T) {
	answer := ""
	c, _ := scripted(t, Options{}, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, answer) })

	answer = `{"id":"a\ufffd","sections":[{"id":"a\ufffd#s","anchor":"s"}],
		"answers":[{"sections":[{"id":"a\ufffd#t","anchor":"t"}]}]}`
	d, err := c.Document(t.Context(), "a\xff")
	if err != nil || d.ID != "a\xff" || d.Sections[0].ID != "a\xff#s" || d.Answers[0].Sections[0].ID != "a\xff#t" {
		t.Errorf("Document = %+v, %v", d, err)
	}
	answer = `{"id":"a\ufffd#s","anchor":"s","document":{"id":"a\ufffd"}}`
	section, err := c.Section(t.Context(), "a\xff#s")
	if err != nil || section.ID != "a\xff#s" || section.Document.ID != "a\xff" {
		t.Errorf("Section = %+v, %v", section, err)
	}
	answer = `{"hits":[{"id":"a\ufffd#s","document":{"id":"a\ufffd"},"section":{"anchor":"s"},"url":"/d/a%FF#s"}]}`
	near, err := c.Similar(t.Context(), "x#y", 0)
	if err != nil || near[0].ID != "a\xff#s" || near[0].Document.ID != "a\xff" {
		t.Errorf("Similar = %+v, %v", near, err)
	}
}
