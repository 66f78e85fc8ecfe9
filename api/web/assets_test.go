package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/web"
)

var assetURLs = regexp.MustCompile(`/assets/[^"]+`)

// linked returns the URLs of the assets that the search page and the reading page link to.
func linked(t *testing.T) []string {
	t.Helper()
	var b bytes.Buffer
	if err := web.SearchPage(&b, web.SearchView{}); err != nil {
		t.Fatal(err)
	}
	if err := web.ReadingPage(&b, web.ReadingView{}); err != nil {
		t.Fatal(err)
	}
	return assetURLs.FindAllString(b.String(), -1)
}

func get(method, target string) *http.Response {
	w := httptest.NewRecorder()
	web.Assets().ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w.Result()
}

func TestAssetsAreKeptForEver(t *testing.T) {
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	}
	for _, link := range linked(t) {
		r := get("GET", link)
		body, _ := io.ReadAll(r.Body)
		if r.StatusCode != 200 || len(body) == 0 || r.Header.Get("Content-Type") != types[path.Ext(link)] ||
			!strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %d bytes, header %v", link, r.StatusCode, len(body), r.Header)
		}
	}
	for _, test := range []struct {
		method, target string
		status         int
		cache          string
	}{
		{"GET", "/assets/opsguide.css", 200, "no-cache"},
		{"HEAD", "/assets/opsguide.css", 200, "no-cache"},
		{"GET", "/assets/opsguide.0123456789ab.css", 404, ""},
		{"GET", "/assets/", 404, ""},
		{"GET", "/assets/../web.go", 404, ""},
		{"POST", "/assets/opsguide.css", 405, ""},
	} {
		r := get(test.method, test.target)
		if r.StatusCode != test.status || r.Header.Get("Cache-Control") != test.cache {
			t.Errorf("%s %s: %d %q, want %d %q", test.method, test.target, r.StatusCode, r.Header.Get("Cache-Control"),
				test.status, test.cache)
		}
	}
}

// The pages are light: a reader on a phone waits for nothing. No page has more than one script; what a query was taken for
// and what to do where nothing was found is an eighth of theirs.
func TestWeight(t *testing.T) {
	weight := map[string]int{}
	seen := map[string]bool{}
	for _, link := range linked(t) {
		if seen[link] {
			continue
		}
		seen[link] = true
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if _, err := io.Copy(z, get("GET", link).Body); err != nil {
			t.Fatal(err)
		}
		z.Close()
		weight[path.Ext(link)] += b.Len()
		t.Logf("%s: %d bytes gzipped", link, b.Len())
	}
	for ext, most := range map[string]int{".js": 7400, ".css": 5000, ".svg": 500} {
		if n := weight[ext]; n == 0 || n > most {
			t.Errorf("all %s together have %d bytes gzipped, want at most %d", ext, n, most)
		}
	}
}
