package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/opsguide/opsguide/api"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/usage"
)

// data is the folder of an index of the bundled corpus and documents, which the first test that serves it builds.
var data struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	os.RemoveAll(data.dir)
	os.Exit(code)
}

func build() {
	if data.dir, data.err = os.MkdirTemp("", "opsguide-web"); data.err != nil {
		return
	}
	all := func(yield func(*corpus.Document, error) bool) {
		for i := range documents {
			if !yield(&documents[i], nil) {
				return
			}
		}
		corpus.Sample()(yield)
	}
	_, data.err = local.Build(context.Background(), data.dir, all, local.BuildOptions{})
}

// serve starts the server under test and returns its URL. Wrap, when given, stands around its handler.
func serve(t *testing.T, wrap func(http.Handler) http.Handler) string {
	t.Helper()
	counter := usage.Open("", usage.Options{})
	t.Cleanup(counter.Close)
	for q, outcome := range map[string]usage.Outcome{"区块链": usage.Nothing, "攻击 <b>": usage.Little, "用户留存": usage.Enough, "周报": usage.Enough} {
		for range 5 {
			counter.Asked(usage.Form(query.Parse(q)), outcome)
		}
	}
	counter.Opened("周报", "reports/weekly 周报#a1-0")
	return serveCounting(t, counter, wrap)
}

// serveCounting is serve with a counter of its own.
func serveCounting(t *testing.T, counter *usage.Counter, wrap func(http.Handler) http.Handler) string {
	t.Helper()
	data.Do(build)
	if data.err != nil {
		t.Fatal(data.err)
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	engine, err := local.Open(data.dir, local.Options{ReadOnly: true, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	h, err := api.NewHandler(engine, api.Options{Logger: quiet, Usage: counter})
	if err != nil {
		t.Fatal(err)
	}
	if wrap != nil {
		h = wrap(h)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}
