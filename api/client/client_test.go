package client

import (
	"context"
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

func TestRequests(t *testing.T) {
	var got string
	c, _ := scripted(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = strings.TrimSpace(r.Method + " " + r.RequestURI + " " + string(body))
		io.WriteString(w, `{}`)
	})
	ctx := t.Context()
	for _, tt := range []struct {
		want string
		call func() error
	}{
		{"GET /api/v1/suggest?n=3&q=%E7%95%99", func() error { _, err := c.Suggest(ctx, "留", 3); return err }},
		{"GET /api/v1/suggest?q=", func() error { _, err := c.Suggest(ctx, "", 0); return err }},
		{"GET /api/v1/related?n=3&q=%E7%95%99", func() error { _, err := c.Related(ctx, "留", 3); return err }},
		{"GET /api/v1/related?q=", func() error { _, err := c.Related(ctx, "", 0); return err }},
		{"GET /api/v1/documents/a%2Fb%23c", func() error { _, err := c.Document(ctx, "a/b#c"); return err }},
		{"GET /api/v1/sections/x%23s%2Fsimilar", func() error { _, err := c.Section(ctx, "x#s/similar"); return err }},
		{"GET /api/v1/sections/x%23s/similar?n=2", func() error { _, err := c.Similar(ctx, "x#s", 2); return err }},
		{"GET /api/v1/sections/x%23s/similar", func() error { _, err := c.Similar(ctx, "x#s", 0); return err }},
		{`PUT /api/v1/documents/%2E%2E {"title":"t"}`, func() error {
			_, err := c.Put(ctx, "..", DocumentInput{Title: "t"})
			return err
		}},
		{"DELETE /api/v1/documents/%00%FF", func() error { _, err := c.Delete(ctx, "\x00\xff"); return err }},
		{"POST /api/v1/reindex", func() error { _, err := c.Reindex(ctx, ""); return err }},
		{`POST /api/v1/reindex {"adopt":"g000002"}`, func() error { _, err := c.Reindex(ctx, "g000002"); return err }},
		{"GET /api/v1/gaps?n=5", func() error { _, err := c.Gaps(ctx, 5); return err }},
		{"GET /api/v1/gaps", func() error { _, err := c.Gaps(ctx, 0); return err }},
		{`POST /api/v1/opened {"q":"留存","section":"q1#a1-1"}`, func() error { return c.Opened(ctx, "留存", "q1#a1-1") }},
		{"GET /api/v1/search?count=false&q=x", func() error {
			_, err := c.Search(ctx, SearchRequest{Q: "x", Count: "false"})
			return err
		}},
		{"GET /api/v1/stats", func() error { _, err := c.Stats(ctx); return err }},
		{"GET /readyz", func() error { return c.Ready(ctx) }},
	} {
		if err := tt.call(); err != nil || got != tt.want {
			t.Errorf("sent %s, %v, want %s", got, err, tt.want)
		}
	}
}

func TestUnusableAnswers(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"no JSON":  func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") },
		"cut off":  func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"documents":`) },
		"no reply": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	} {
		c, _ := scripted(t, Options{}, handler)
		if _, err := c.Stats(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestProblemError(t *testing.T) {
	for _, tt := range []struct {
		problem Problem
		want    string
	}{
		{Problem{Status: 503, Code: "busy"}, "server: 503 busy"},
		{Problem{Status: 400, Code: "bad_parameter", Detail: "page is 0", RequestID: "r1"},
			"server: 400 bad_parameter: page is 0 (request r1)"},
	} {
		if got := tt.problem.Error(); got != tt.want {
			t.Errorf("%+v reads %q, want %q", tt.problem, got, tt.want)
		}
	}
}
