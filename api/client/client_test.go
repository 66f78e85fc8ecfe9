package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// scripted answers request after request with the handlers given, the last one from then on, and counts them.
func scripted(t *testing.T, o Options, handlers ...http.HandlerFunc) (*Client, *atomic.Int64) {
	t.Helper()
	n := new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[min(int(n.Add(1)), len(handlers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	c, err := New(server.URL, o)
	if err != nil {
		t.Fatal(err)
	}
	return c, n
}

func refuse(status int, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"status":%d,"code":"busy","detail":"try again","request_id":"r1"}`, status)
	}
}

func accept(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"documents":3}`) }

func TestRetries(t *testing.T) {
	soon := time.Now().Add(-time.Second).UTC().Format(http.TimeFormat)
	for _, tt := range []struct {
		name     string
		options  Options
		script   []http.HandlerFunc
		attempts int64
		status   int // of the problem; 0 means success
	}{
		{"at once", Options{}, []http.HandlerFunc{accept}, 1, 0},
		{"busy twice", Options{}, []http.HandlerFunc{refuse(503, "0"), refuse(503, "0"), accept}, 3, 0},
		{"limited once, a date", Options{}, []http.HandlerFunc{refuse(429, soon), accept}, 2, 0},
		{"limited once, no hint", Options{}, []http.HandlerFunc{refuse(429, ""), accept}, 2, 0},
		{"busy for ever", Options{Retries: 2}, []http.HandlerFunc{refuse(503, "0")}, 3, 503},
		{"busy for long", Options{MaxWait: time.Second}, []http.HandlerFunc{refuse(503, "60")}, 1, 503},
		{"never again", Options{Retries: -1}, []http.HandlerFunc{refuse(503, "0"), accept}, 1, 503},
		{"no use", Options{}, []http.HandlerFunc{refuse(400, "0"), accept}, 1, 400},
		{"disk full", Options{}, []http.HandlerFunc{refuse(507, ""), accept}, 1, 507},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, attempts := scripted(t, tt.options, tt.script...)
			stats, err := c.Stats(t.Context())
			if n := attempts.Load(); n != tt.attempts {
				t.Errorf("%d attempts, want %d", n, tt.attempts)
			}
			problem, _ := errors.AsType[*Problem](err)
			switch {
			case tt.status == 0 && (err != nil || stats.Documents != 3):
				t.Errorf("Stats = %+v, %v", stats, err)
			case tt.status != 0 && (problem == nil || problem.Status != tt.status || problem.Code != "busy"):
				t.Errorf("Stats: %v, want problem %d", err, tt.status)
			}
		})
	}
}

func TestRetryEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := scripted(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		refuse(503, "9")(w, r)
		time.AfterFunc(50*time.Millisecond, cancel)
	})
	err := c.Ready(ctx)
	if p, ok := errors.AsType[*Problem](err); !ok || p.Status != 503 {
		t.Errorf("Ready: %v, want what the server said", err)
	}
}

func TestBodyIsSentAgain(t *testing.T) {
	var bodies []string
	keep := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			bodies = append(bodies, string(b))
			next(w, r)
		}
	}
	c, _ := scripted(t, Options{}, keep(refuse(503, "0")), keep(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"id":"x","version":"1"}`)
	}))
	change, err := c.Put(t.Context(), "x", DocumentInput{ID: "x", Title: "周报", Text: "正文"})
	if err != nil || change.ID != "x" {
		t.Fatalf("Put = %+v, %v", change, err)
	}
	if want := `{"title":"周报","text":"正文"}`; len(bodies) != 2 || bodies[0] != want || bodies[1] != want {
		t.Errorf("bodies %q, want twice %q", bodies, want)
	}
}

func TestForeignErrorPage(t *testing.T) {
	c, _ := scripted(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<h1>nginx</h1>")
	})
	_, err := c.Document(t.Context(), "x")
	if p, ok := errors.AsType[*Problem](err); !ok || p.Status != 502 || p.Code != CodeUnexpectedReply {
		t.Errorf("Document: %v", err)
	}
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		base string
		ok   bool
	}{
		{"http://127.0.0.1:8080", true},
		{"https://guide.example.com/ops/", true},
		{"127.0.0.1:8080", false},
		{"localhost", false},
		{"ftp://host", false},
		{"http://", false},
		{"http://host/?q=1", false},
		{"http://host/#x", false},
		{"http://ho st/", false},
	} {
		if _, err := New(tt.base, Options{}); (err == nil) != tt.ok {
			t.Errorf("New(%q): %v, want ok %v", tt.base, err, tt.ok)
		}
	}
}

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

func TestTime(t *testing.T) {
	for _, tt := range []struct{ in, out string }{
		{`"2026-10-01"`, `"2026-10-01"`},
		{`"2026-10-01T00:00:00Z"`, `"2026-10-01"`},
		{`"2026-10-01T08:00:00+08:00"`, `"2026-10-01"`},
		{`"2026-10-01T08:30:00+08:00"`, `"2026-10-01T00:30:00Z"`},
		{`"2026-10-01T08:30:00.25Z"`, `"2026-10-01T08:30:00.25Z"`},
	} {
		var got Time
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
		}
		if out, err := json.Marshal(got); err != nil || string(out) != tt.out {
			t.Errorf("%s is written as %s, %v, want %s", tt.in, out, err, tt.out)
		}
	}
	for _, in := range []string{`"昨天"`, `20261001`, `"2026-13-01"`, `{}`} {
		if err := json.Unmarshal([]byte(in), new(Time)); err == nil {
			t.Errorf("%s was taken", in)
		}
	}
	if out, _ := json.Marshal(DocumentInfo{}); strings.Contains(string(out), "updated") {
		t.Errorf("an unknown time is written: %s", out)
	}
	for _, in := range []string{`null`, `""`} {
		var got Time
		if err := json.Unmarshal([]byte(in), &got); err != nil || !got.IsZero() {
			t.Errorf("%s: %v, %v, want the unknown time", in, got, err)
		}
	}
}

func TestSearchTravels(t *testing.T) {
	var got *http.Request
	c, _ := scripted(t, Options{Language: "en"}, func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("ETag", `W/"7-1"`)
		if r.Header.Get("If-None-Match") == `W/"7-1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, `{"hits":[{"id":"a\ufffd#s","document":{"id":"a\ufffd"},"section":{"anchor":"s"},
			"url":"/d/a%FF#s"}]}`)
	})
	r := SearchRequest{
		Q: "留存 100%", Page: 2, Filter: []string{"category:内容运营", "tag:a b"}, Facets: []string{"tags"}, Explain: true,
	}
	found, err := c.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"q": {"留存 100%"}, "page": {"2"}, "filter": {"category:内容运营", "tag:a b"}, "facets": {"tags"}, "explain": {"true"},
	}
	if got.Method != http.MethodGet || got.URL.Query().Encode() != want.Encode() {
		t.Errorf("sent %s %s", got.Method, got.URL)
	}
	if language := got.Header.Get("Accept-Language"); language != "en" {
		t.Errorf("asked for language %q", language)
	}
	if id := found.Hits[0].ID; id != "a\xff#s" || found.Hits[0].Document.ID != "a\xff" {
		t.Errorf("hit has id %q, want the bytes of its URL", id)
	}
	r.IfNoneMatch = found.ETag
	if _, err := c.Search(t.Context(), r); !errors.Is(err, ErrNotModified) {
		t.Errorf("with its ETag: %v, want ErrNotModified", err)
	}
	r = SearchRequest{Q: "x", Filter: []string{strings.Repeat("tag:运营 ", 400)}}
	if _, err := c.Search(t.Context(), r); err != nil || got.Method != http.MethodPost {
		t.Errorf("a long search is sent as %s, %v, want POST", got.Method, err)
	}
}
