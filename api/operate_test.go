package api

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// routes returns the routes that are served, as openapi.json would name them.
func routes(t *testing.T) map[string]bool {
	t.Helper()
	h := &handler{log: slog.New(slog.DiscardHandler)}
	e := echo.New()
	h.routes(e)
	out := map[string]bool{}
	for _, r := range e.Routes() {
		if r.Method != http.MethodHead {
			out[r.Method+" "+describedPath(strings.Replace(r.Path, "*", "x", 1))] = true
		}
	}
	out["GET /api/v1/sections/{id}/similar"] = true // see handler.section
	return out
}

func TestEveryRouteIsDescribed(t *testing.T) {
	var doc schema
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path := range doc.at("paths") {
		for method := range doc.at("paths", path) {
			if method != "parameters" {
				described[strings.ToUpper(method)+" "+path] = true
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(described)), slices.Sorted(maps.Keys(routes(t))); !slices.Equal(got, want) {
		t.Errorf("described:\n%s\nserved:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var walk func(any)
	walk = func(piece any) {
		switch v := piece.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok && doc.resolve(v) == nil {
				t.Errorf("%s leads nowhere", ref)
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(map[string]any(doc))
}

func TestOperation(t *testing.T) {
	s := serve(t, Options{})
	if err := s.client.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	stats, err := s.client.Stats(t.Context())
	if err != nil || stats.Documents != 5 || stats.Answers != 4 || stats.Sections == 0 || stats.Bytes == 0 {
		t.Errorf("Stats = %+v, %v", stats, err)
	}
	if got := s.get("/openapi.json"); got.StatusCode != 200 || got.body != string(openAPI) {
		t.Errorf("openapi.json: %d", got.StatusCode)
	}
	for _, path := range []string{"/", "/livez", "/readyz", "/api/v1/stats", "/opensearch.xml"} {
		if got := s.do(http.MethodHead, path, ""); got.StatusCode != 200 || got.body != "" {
			t.Errorf("HEAD %s: %d %q", path, got.StatusCode, got.body)
		}
	}

	// A closed engine leaves a live process that is not ready.
	s.engine.Close()
	if got := s.get("/livez"); got.StatusCode != 200 {
		t.Errorf("livez: %d", got.StatusCode)
	}
	for _, path := range []string{"/readyz", "/api/v1/stats", "/api/v1/search?q=x", "/api/v1/documents/q1", "/"} {
		if got := s.get(path); got.StatusCode != 503 || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", path, got.StatusCode, got.Header.Get("Retry-After"))
		}
	}
}

func TestOpenSearch(t *testing.T) {
	for public, base := range map[string]string{"": "", "https://guide.example.com": "https://guide.example.com"} {
		s := serve(t, Options{PublicURL: public})
		if base == "" {
			base = s.url
		}
		var got openSearchDescription
		if err := xml.Unmarshal([]byte(s.get("/opensearch.xml").body), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.URLs) != 2 || got.URLs[0].Template != base+"/?q={searchTerms}" {
			t.Errorf("%+v", got)
		}
		suggest := strings.Replace(got.URLs[1].Template, "{searchTerms}", "x", 1)
		if answer := s.get(strings.TrimPrefix(suggest, base)); answer.Header.Get("Content-Type") != got.URLs[1].Type {
			t.Errorf("%s is answered as %s", suggest, answer.Header.Get("Content-Type"))
		}
	}
}

// What takes longer than a read may is answered all the same.
func TestSlowWritesAreAnswered(t *testing.T) {
	limit := func(s *http.Server) { s.WriteTimeout = 100 * time.Millisecond }
	s := serveWithin(t, Options{}, limit, func(e index.Engine) index.Engine { return slow{e} })
	if _, err := s.client.Reindex(t.Context(), ""); err != nil {
		t.Error(err)
	}
	if _, err := s.client.Put(t.Context(), "x", client.DocumentInput{Title: "慢", Text: "正文"}); err != nil {
		t.Error(err)
	}
}

// slow is an engine on a busy disk.
type slow struct{ index.Engine }

func (e slow) Put(ctx context.Context, docs ...*corpus.Document) error {
	time.Sleep(300 * time.Millisecond)
	return e.Engine.Put(ctx, docs...)
}

func (e slow) Reindex(ctx context.Context, report func(index.Progress)) error {
	time.Sleep(300 * time.Millisecond)
	return e.Engine.Reindex(ctx, report)
}

// A second rebuild is refused while one runs, and may be tried again.
func TestOneReindexAtATime(t *testing.T) {
	running, finish := make(chan struct{}), make(chan struct{})
	s := serve(t, Options{Adopt: func(ctx context.Context, generation string) error {
		close(running)
		<-finish
		return nil
	}})
	done := make(chan error)
	go func() {
		_, err := s.client.Reindex(t.Context(), "g")
		done <- err
	}()
	<-running
	got := s.do("POST", "/api/v1/reindex", "")
	if got.StatusCode != 503 || got.problem(t).Code != client.CodeBusy || got.Header.Get("Retry-After") == "" {
		t.Errorf("second: %d %s", got.StatusCode, got.body)
	}
	close(finish)
	if err := <-done; err != nil {
		t.Errorf("first: %v", err)
	}
}

// A body that stops coming is told so, and the connection closed.
func TestBodyThatStopsComing(t *testing.T) {
	s := serveWithin(t, Options{}, func(s *http.Server) { s.ReadTimeout = 300 * time.Millisecond })
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(conn, "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") ||
		!strings.Contains(string(answer), client.CodeIncomplete) {
		t.Errorf("%s, %v", answer, err)
	}
}

// A sender that never finishes its header is cut off, and one that sends too much of it is refused.
func TestServerLimits(t *testing.T) {
	server := NewServer("127.0.0.1:0", http.NotFoundHandler())
	for name, got := range map[string]time.Duration{
		"header": server.ReadHeaderTimeout, "read": server.ReadTimeout, "write": server.WriteTimeout,
		"idle": server.IdleTimeout,
	} {
		if got <= 0 || got > 2*time.Minute {
			t.Errorf("%s time limit is %v", name, got)
		}
	}
	server.ReadHeaderTimeout = 200 * time.Millisecond
	listener, err := net.Listen("tcp", server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	defer server.Close()
	for name, sent := range map[string]string{
		"half a header":  "GET / HTTP/1.1\r\nHost: x\r\n",
		"a large header": "GET / HTTP/1.1\r\nHost: x\r\nCookie: " + strings.Repeat("x", 32<<10) + "\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		io.WriteString(conn, sent)
		if answer, _ := io.ReadAll(conn); strings.Contains(string(answer), " 404 ") {
			t.Errorf("%s is served: %s", name, answer)
		}
		conn.Close()
	}
}
