package api

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/index/cache"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/usage"
)

var benchURL = "/api/v1/search?q=" + url.QueryEscape("用户留存怎么提升")

// BenchmarkCachedSearch asks a whole server for an answer that it keeps, over connections that stay open.
func BenchmarkCachedSearch(b *testing.B) {
	hammer(b, cachedHandler(b))
}

// BenchmarkBareEcho is what BenchmarkCachedSearch is held against: a server with the same limits, in which echo does nothing
// but write the same bytes.
func BenchmarkBareEcho(b *testing.B) {
	w := httptest.NewRecorder()
	cachedHandler(b).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+benchURL, nil))
	body := w.Body.Bytes()
	router := echo.New()
	router.GET("/api/v1/search", func(c echo.Context) error { return c.Blob(http.StatusOK, "application/json", body) })
	hammer(b, router)
}

// cachedHandler is the handler of the product, over an index with a cache before it.
func cachedHandler(b *testing.B) http.Handler {
	b.Helper()
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(data)); err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelWarn}))
	engine, err := local.Open(dir, local.Options{Logger: log})
	if err != nil {
		b.Fatal(err)
	}
	cached, err := cache.New(engine, filepath.Join(dir, "cache.db"), cache.Options{Logger: log})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cached.Close() })
	counter := usage.Open(filepath.Join(dir, "usage.jsonl"), usage.Options{Logger: log})
	b.Cleanup(counter.Close)
	handler, err := NewHandler(cached, Options{Logger: log, Usage: counter})
	if err != nil {
		b.Fatal(err)
	}
	return handler
}

// hammer sends one GET again and again over several connections. The client does as little as it can: what it does
// counts for both servers that are compared.
func hammer(b *testing.B, handler http.Handler) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := NewServer("", handler)
	go server.Serve(listener)
	b.Cleanup(func() { server.Close() })
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", benchURL, listener.Addr())
	b.SetParallelism(4)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		in := bufio.NewReaderSize(conn, 32<<10)
		for pb.Next() {
			if _, err := conn.Write(request); err != nil {
				b.Error(err)
				return
			}
			if err := skipAnswer(in); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

// skipAnswer reads one answer, which must be a success.
func skipAnswer(in *bufio.Reader) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answer begins with %q", line)
	}
	length := -1 // in chunks
	for len(line) > 2 {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length >= 0 {
		_, err = in.Discard(length)
		return err
	}
	if _, err = io.Copy(io.Discard, httputil.NewChunkedReader(in)); err != nil {
		return err
	}
	_, err = in.Discard(len("\r\n"))
	return err
}
