package api

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
)

var update = flag.Bool("update", false, "write golden files anew")

// data holds an index of testdata/corpus.jsonl. Tests serve copies of it.
var data string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "opsguide-api")
	if err != nil {
		log.Fatal(err)
	}
	data = dir
	file, err := os.Open(filepath.Join("testdata", "corpus.jsonl"))
	if err != nil {
		log.Fatal(err)
	}
	docs := corpus.ReadJSONL(file, "corpus.jsonl")
	if _, err := local.Build(context.Background(), dir, docs, local.BuildOptions{}); err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A server is a real one on loopback, over a real index on disk.
type server struct {
	t      *testing.T
	url    string
	engine *local.Engine
	client *client.Client
	plain  *http.Client // without retries; holds every answer against openapi.json
	stop   func()
	log    bytes.Buffer // to be read after stop
}

// serve starts a server. A wrap, if any, stands between it and the engine.
func serve(t *testing.T, o Options, wrap ...func(index.Engine) index.Engine) *server {
	t.Helper()
	return serveWithin(t, o, func(*http.Server) {}, wrap...)
}

// serveWithin is serve with other limits than those of NewServer.
func serveWithin(t *testing.T, o Options, limit func(*http.Server), wrap ...func(index.Engine) index.Engine) *server {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	engine, err := local.Open(dir, local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, engine: engine}
	var e index.Engine = engine
	for _, w := range wrap {
		e = w(e)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(&s.log, nil))
	}
	if o.Adopt == nil {
		o.Adopt = engine.Adopt
	}
	h, err := NewHandler(e, o)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewUnstartedServer(h)
	ts.Config = NewServer("", h)
	limit(ts.Config)
	ts.Start()
	s.stop = sync.OnceFunc(func() {
		ts.Close() // waits for requests under way, and so for their records
		engine.Close()
	})
	t.Cleanup(s.stop)
	s.url, s.plain = ts.URL, &http.Client{Transport: described{t}}
	if s.client, err = client.New(ts.URL, client.Options{HTTP: s.plain, Language: "en", Retries: -1}); err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is an answer with its body read.
type answer struct {
	*http.Response
	body string
}

// do sends a request whose path is relative to the server; header is name, value, name, value.
func (s *server) do(method, path, body string, header ...string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := s.plain.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp, string(b)}
}

func (s *server) get(path string, header ...string) answer {
	s.t.Helper()
	return s.do(http.MethodGet, path, "", header...)
}

// problem decodes the problem of an answer.
func (a answer) problem(t *testing.T) client.Problem {
	t.Helper()
	var p client.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%d %s is no problem: %v", a.StatusCode, a.body, err)
	}
	return p
}

// named lists what a problem names: parameters and lines.
func named(p client.Problem) string {
	var names []string
	for _, e := range p.Errors {
		if e.Line > 0 {
			names = append(names, fmt.Sprintf("line %d", e.Line))
		} else {
			names = append(names, e.Parameter)
		}
	}
	return strings.Join(names, " ")
}

// golden compares text with a file of testdata, or writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update writes it anew):\n%s", path, got)
	}
}
