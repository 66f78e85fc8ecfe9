package api

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
)

const (
	jsonType      = "application/json"
	foreignHost   = client.CodeForeignHost
	foreignOrigin = client.CodeForeignOrigin
	mediaType     = client.CodeMediaType
)

func TestOtherSites(t *testing.T) {
	const document = `{"title":"写入","text":"正文"}`
	s := serve(t, Options{PublicURL: "https://guide.example.com/"})
	host := strings.TrimPrefix(s.url, "http://")
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, method, path string
		header             []string
		status             int
		code               string
	}{
		// Who is asked for.
		{"own address", "GET", "/livez", nil, 200, ""},
		{"localhost", "GET", "/livez", []string{"Host", "localhost:" + port}, 200, ""},
		{"localhost, any port", "GET", "/livez", []string{"Host", "LOCALHOST"}, 200, ""},
		{"IPv6 loopback", "GET", "/livez", []string{"Host", "[::1]:" + port}, 200, ""},
		{"all of 127/8", "GET", "/livez", []string{"Host", "127.8.8.8"}, 200, ""},
		{"public name", "GET", "/api/v1/search?q=x", []string{"Host", "guide.example.com"}, 200, ""},
		{"foreign name", "GET", "/livez", []string{"Host", "evil.example"}, 421, foreignHost},
		{"foreign name reads", "GET", "/api/v1/search?q=x", []string{"Host", "evil.example:" + port}, 421, foreignHost},
		{"foreign name writes", "PUT", "/api/v1/documents/x",
			[]string{"Host", "evil.example", "Content-Type", jsonType}, 421, foreignHost},
		{"a name that looks alike", "GET", "/livez", []string{"Host", "localhost.evil.example"}, 421, foreignHost},
		{"a name that begins alike", "GET", "/livez", []string{"Host", "127.0.0.1.evil.example"}, 421, foreignHost},
		{"another address", "GET", "/livez", []string{"Host", "192.168.1.5"}, 421, foreignHost},
		{"nowhere", "GET", "/livez", []string{"Host", "0.0.0.0:" + port}, 421, foreignHost},

		// Who sends it.
		{"no browser", "PUT", "/api/v1/documents/x", []string{"Content-Type", jsonType}, 200, ""},
		{"own page", "PUT", "/api/v1/documents/x", []string{"Content-Type", jsonType, "Origin", s.url}, 200, ""},
		{"public page", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", jsonType, "Origin", "https://guide.example.com"}, 200, ""},
		{"says same-origin", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", jsonType, "Sec-Fetch-Site", "same-origin"}, 200, ""},
		{"foreign page", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", jsonType, "Origin", "https://evil.example"}, 403, foreignOrigin},
		{"public name without TLS", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", jsonType, "Origin", "http://guide.example.com"}, 403, foreignOrigin},
		{"another port", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", jsonType, "Origin", "http://127.0.0.1:1"}, 403, foreignOrigin},
		{"sandboxed page", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", jsonType, "Origin", "null"}, 403, foreignOrigin},
		{"says cross-site", "POST", "/api/v1/reindex", []string{"Sec-Fetch-Site", "cross-site"}, 403, foreignOrigin},
		{"foreign removal", "DELETE", "/api/v1/documents/x",
			[]string{"Origin", "https://evil.example"}, 403, foreignOrigin},
		{"foreign page reads", "GET", "/api/v1/search?q=x", []string{"Origin", "https://evil.example"}, 200, ""},

		// What a plain form can send.
		{"form", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", "application/x-www-form-urlencoded"}, 415, mediaType},
		{"form with a file", "POST", "/api/v1/documents",
			[]string{"Content-Type", "multipart/form-data; boundary=x"}, 415, mediaType},
		{"text", "POST", "/api/v1/documents", []string{"Content-Type", "text/plain"}, 415, mediaType},
		{"text in disguise", "POST", "/api/v1/documents",
			[]string{"Content-Type", "text/plain; application/json"}, 415, mediaType},
		{"no type", "PUT", "/api/v1/documents/x", nil, 415, mediaType},
		{"form that rebuilds", "POST", "/api/v1/reindex", []string{"Content-Type", "text/plain"}, 415, mediaType},
		{"type in capitals", "PUT", "/api/v1/documents/x",
			[]string{"Content-Type", "Application/JSON; charset=utf-8"}, 200, ""},
		{"lines", "POST", "/api/v1/documents", []string{"Content-Type", "application/x-ndjson"}, 200, ""},
		{"search is no write", "POST", "/api/v1/search", []string{"Content-Type", "application/x-www-form-urlencoded"}, 400,
			client.CodeBadParameter},
	} {
		body := ""
		if tt.method == "PUT" || tt.method == "POST" && tt.path != "/api/v1/reindex" {
			body = document
		}
		got := s.do(tt.method, tt.path, body, tt.header...)
		code := ""
		if got.StatusCode >= 400 {
			code = got.problem(t).Code
		}
		if got.StatusCode != tt.status || code != tt.code {
			t.Errorf("%s: %d %s, want %d %s", tt.name, got.StatusCode, code, tt.status, tt.code)
		}
	}
}

// Every route that is no GET is either a search or stands behind the guard of writes.
func TestEveryWriteIsGuarded(t *testing.T) {
	s := serve(t, Options{})
	for route := range routes(t) {
		method, path, _ := strings.Cut(route, " ")
		if method == http.MethodGet || method == http.MethodHead || path == "/api/v1/search" {
			continue
		}
		path = strings.ReplaceAll(path, "{id}", "q1")
		if got := s.do(method, path, "", "Origin", "https://evil.example", "Content-Type", jsonType); got.StatusCode != 403 {
			t.Errorf("%s %s from another site: %d", method, path, got.StatusCode)
		}
	}
	if stats, err := s.client.Stats(t.Context()); err != nil || stats.Documents != 5 {
		t.Errorf("%+v, %v", stats, err)
	}
}

func TestPublicURL(t *testing.T) {
	for public, ok := range map[string]bool{
		"":                            true,
		"https://guide.example.com":   true,
		"https://guide.example.com/":  true,
		"http://10.0.0.5:8080":        true,
		"guide.example.com":           false,
		"https://example.com/guide":   false,
		"https://example.com?x=1":     false,
		"ftp//":                       false,
		"https://us er@example.com":   false,
		"https://guide.example.com//": false,
	} {
		_, err := NewHandler(index.Engine(nil), Options{PublicURL: public})
		if (err == nil) != ok {
			t.Errorf("PublicURL %q: %v, want ok %v", public, err, ok)
		}
	}
}
