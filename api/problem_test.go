package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// failing fails as a disk or another process would make the engine behind it fail.
type failing struct {
	index.Engine
	err   error
	panic any
}

func (f *failing) Search(ctx context.Context, r index.Request) (*index.Result, error) {
	if f.panic != nil {
		panic(f.panic)
	}
	return nil, fmt.Errorf("open segment 7: %w", f.err)
}

func (f *failing) Put(context.Context, ...*corpus.Document) error {
	return fmt.Errorf("write batch: %w", f.err)
}

func (f *failing) Stats(context.Context) (index.Stats, error) { return index.Stats{}, f.err }

func TestEngineFailures(t *testing.T) {
	f := new(failing)
	s := serve(t, Options{}, func(e index.Engine) index.Engine { f.Engine = e; return f })
	for _, tt := range []struct {
		err    error
		status int
		code   string
		retry  bool
	}{
		{index.ErrNotFound, 404, client.CodeNotFound, false},
		{index.ErrBadRequest, 400, client.CodeBadParameter, false},
		{index.ErrBadDocument, 422, client.CodeBadDocument, false},
		{index.ErrDiskFull, 507, client.CodeDiskFull, false},
		{index.ErrReadOnly, 503, client.CodeReadOnly, true},
		{index.ErrBusy, 503, client.CodeBusy, true},
		{index.ErrNoIndex, 503, client.CodeNoIndex, true},
		{index.ErrDamaged, 503, client.CodeDamaged, true},
		{index.ErrClosed, 503, client.CodeClosing, true},
		{context.DeadlineExceeded, 503, client.CodeTimeout, true},
		{errors.New("the pool of goroutines at /var/lib/opsguide is dry"), 500, client.CodeInternal, false},
	} {
		f.err = tt.err
		for _, got := range []answer{
			s.get("/api/v1/search?q=x"),
			s.do("PUT", "/api/v1/documents/x", `{"title":"x","text":"y"}`, "Content-Type", "application/json"),
			s.do("POST", "/api/v1/documents", `{"title":"x","text":"y"}`, "Content-Type", "application/x-ndjson"),
			s.get("/readyz"),
		} {
			p := got.problem(t)
			status, code := tt.status, tt.code
			if got.Request.URL.Path == "/api/v1/documents" && status < 500 { // it is the line that is bad
				status, code = 422, client.CodeBadDocument
			}
			if got.StatusCode != status || p.Status != status || p.Code != code {
				t.Errorf("%v at %s: %d %s", tt.err, got.Request.URL.Path, got.StatusCode, got.body)
			}
			if (got.Header.Get("Retry-After") != "") != tt.retry {
				t.Errorf("%v: Retry-After %q", tt.err, got.Header.Get("Retry-After"))
			}
			if got.Header.Get("Content-Type") != "application/problem+json" || p.Title == "" || p.Detail == "" {
				t.Errorf("%v: %s %s", tt.err, got.Header.Get("Content-Type"), got.body)
			}
			if p.RequestID == "" || p.RequestID != got.Header.Get("X-Request-Id") {
				t.Errorf("%v: request id %q, header %q", tt.err, p.RequestID, got.Header.Get("X-Request-Id"))
			}
			if tt.status == 500 && strings.Contains(got.body, "/var/lib") {
				t.Errorf("the sender learns too much: %s", got.body)
			}
		}
	}
	s.stop()
	if !strings.Contains(s.log.String(), "/var/lib/opsguide") {
		t.Error("the operator learns too little")
	}
}

// A disk that fills up in the middle of a bulk request keeps out what comes after, and the answer says which lines.
func TestBulkWhenTheDiskFills(t *testing.T) {
	s := serve(t, Options{}, func(e index.Engine) index.Engine { return &filling{e, 1} })
	var body strings.Builder
	for i := range 2*batchSize + 1 {
		fmt.Fprintf(&body, "{\"id\":\"n%d\",\"title\":\"篇\",\"text\":\"正文\"}\n", i)
	}
	got := s.do("POST", "/api/v1/documents", body.String(), "Content-Type", "application/x-ndjson")
	p := got.problem(t)
	if got.StatusCode != 507 || p.Code != client.CodeDiskFull || p.Accepted != batchSize || p.Rejected != batchSize+1 {
		t.Fatalf("%d %.300s", got.StatusCode, got.body)
	}
	if r := p.Results[batchSize]; r.Status != client.LineError || r.Code != client.CodeDiskFull || r.Line != batchSize+1 {
		t.Errorf("first line that was kept out: %+v", r)
	}
	stats, err := s.client.Stats(t.Context())
	if err != nil || stats.Documents != 5+batchSize {
		t.Errorf("%+v, %v", stats, err)
	}
}

// filling is an engine with room for a number of batches.
type filling struct {
	index.Engine
	left int
}

func (f *filling) Put(ctx context.Context, docs ...*corpus.Document) error {
	if f.left--; f.left < 0 {
		return index.ErrDiskFull
	}
	return f.Engine.Put(ctx, docs...)
}

func TestPanic(t *testing.T) {
	f := &failing{panic: "index out of range"}
	s := serve(t, Options{}, func(e index.Engine) index.Engine { f.Engine = e; return f })
	got := s.get("/api/v1/search?q=x", "Accept-Encoding", "gzip")
	if p := got.problem(t); got.StatusCode != 500 || p.Code != client.CodeInternal {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if strings.Contains(got.body, "index out of range") {
		t.Errorf("the sender learns too much: %s", got.body)
	}
	if got := s.get("/livez"); got.StatusCode != 200 {
		t.Errorf("afterwards: %d", got.StatusCode)
	}
	s.stop()
	if log := s.log.String(); !strings.Contains(log, "index out of range") || !strings.Contains(log, "problem_test.go") {
		t.Errorf("the log has no stack: %s", log)
	}
}

func TestNoSuchRoute(t *testing.T) {
	s := serve(t, Options{})
	for _, tt := range []struct {
		method, path string
		status       int
		code         string
		allow        string
	}{
		{"GET", "/api/v1/nothing", 404, client.CodeNoRoute, ""},
		{"GET", "/api/v2/search", 404, client.CodeNoRoute, ""},
		{"GET", "/../etc/passwd", 404, client.CodeNoRoute, ""},
		{"GET", "/index.html", 404, client.CodeNoRoute, ""},
		{"GET", "/api/v1/documents", 405, client.CodeMethod, "POST"},
		{"DELETE", "/api/v1/search", 405, client.CodeMethod, "GET"},
		{"PUT", "/api/v1/reindex", 405, client.CodeMethod, "POST"},
		{"PATCH", "/api/v1/documents/q1", 405, client.CodeMethod, "DELETE"},
		{"POST", "/", 405, client.CodeMethod, "GET"},
		{"TRACE", "/", 405, client.CodeMethod, "GET"},
	} {
		got := s.do(tt.method, tt.path, "")
		if p := got.problem(t); got.StatusCode != tt.status || p.Code != tt.code {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, got.StatusCode, got.body)
		}
		if allow := got.Header.Get("Allow"); !strings.Contains(allow, tt.allow) || (allow == "") != (tt.allow == "") {
			t.Errorf("%s %s: Allow %q, want %q in it", tt.method, tt.path, allow, tt.allow)
		}
	}
}

func TestLanguage(t *testing.T) {
	s := serve(t, Options{})
	for accept, want := range map[string]string{
		"":                       "缺少参数 q",
		"zh-CN":                  "缺少参数 q",
		"zh-TW,zh;q=0.9":         "缺少参数 q",
		"zh-Hant-HK, en;q=0.5":   "缺少参数 q",
		"fr":                     "缺少参数 q",
		"en":                     "parameter q is missing",
		"en-GB,en;q=0.9,zh;q=.1": "parameter q is missing",
		"fr, en;q=0.5":           "parameter q is missing",
		";;;,q=":                 "缺少参数 q",
	} {
		got := s.get("/api/v1/search", "Accept-Language", accept)
		if p := got.problem(t); p.Detail != want {
			t.Errorf("Accept-Language %q: %q, want %q", accept, p.Detail, want)
		}
		if !strings.Contains(strings.Join(got.Header.Values("Vary"), ", "), "Accept-Language") {
			t.Errorf("Vary %q", got.Header.Values("Vary"))
		}
	}
}

func TestRequestID(t *testing.T) {
	s := serve(t, Options{})
	for id, kept := range map[string]bool{
		"":                       false,
		"trace-1.2_3":            true,
		strings.Repeat("a", 64):  true,
		strings.Repeat("a", 65):  false,
		"two words":              false,
		"请求":                     false,
		`"quoted" status=200`:    false,
		"<script>alert</script>": false,
	} {
		got := s.get("/api/v1/nothing", "X-Request-Id", id).Header.Get("X-Request-Id")
		if got == "" || (got == id) != kept {
			t.Errorf("X-Request-Id %q is answered with %q, want kept %v", id, got, kept)
		}
	}
}

func TestAccessLog(t *testing.T) {
	s := serve(t, Options{})
	s.get("/api/v1/search?q=谁也不该知道", "X-Request-Id", "r-1", "Authorization", "Bearer secret")
	s.stop()
	log := s.log.String()
	for _, want := range []string{
		"level=INFO", "method=GET", "path=/api/v1/search", "status=200", "request_id=r-1", "took=",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s: %s", want, log)
		}
	}
	for _, secret := range []string{"谁也不该知道", "%E8%B0%81", "secret"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells %s: %s", secret, log)
		}
	}
}

func TestHeaders(t *testing.T) {
	s := serve(t, Options{})
	for _, path := range []string{"/", "/d/q1", "/api/v1/search?q=x", "/api/v1/nothing", "/livez", "/openapi.json"} {
		h := s.get(path).Header
		policy := h.Get("Content-Security-Policy")
		if h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
		// What is found does without policies.
		found := strings.HasPrefix(path, "/api/v1/search")
		if (h.Get("Referrer-Policy") != "same-origin" || policy == "") != found {
			t.Errorf("%s: %v", path, h)
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	plain := &http.Transport{DisableCompression: true}
	for path, compressed := range map[string]bool{"/api/v1/documents/q1": true, "/livez": false} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.url+path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		resp, err := plain.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Content-Encoding") == "gzip"; got != compressed {
			t.Errorf("%s: compressed %v, want %v", path, got, compressed)
		}
		if vary := strings.Join(resp.Header.Values("Vary"), ", "); !strings.Contains(vary, "Accept-Encoding") {
			t.Errorf("%s: Vary %q", path, vary)
		}
	}
}
