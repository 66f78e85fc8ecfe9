package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/cache"
)

// serveCached is serve with a cache before the engine.
func serveCached(t *testing.T, memory int64) *server {
	t.Helper()
	return serve(t, Options{}, func(e index.Engine) index.Engine {
		c, err := cache.New(e, "", cache.Options{MemoryBytes: memory})
		if err != nil {
			t.Fatal(err)
		}
		return c
	})
}

// zipped asks as a browser does: for a compressed answer, which is taken apart on its way here.
func (s *server) zipped(path string) answer {
	s.t.Helper()
	got := s.get(path)
	if !got.Uncompressed {
		s.t.Errorf("%s is not compressed: %v", path, got.Header)
	}
	return got
}

// What asks for the same thing is searched for once, and every answer repeats the query as it was typed.
func TestSpellingsShareAnAnswer(t *testing.T) {
	s := serveCached(t, 0)
	spellings := []string{
		"q=dau+提升", "q=DAU 提升", "q=ＤＡＵ　提升", "q=++Dau%09提升+", "q=dau+提升&page=1&group=answer",
		"group=answer&q=dau+提升&nothing=known", `q=dau+提升&filter=`,
	}
	var rest, tag string
	for round, source := range []index.Source{index.Computed, index.FromMemory} {
		for i, spelling := range spellings {
			path := "/api/v1/search?" + strings.ReplaceAll(spelling, " ", "+")
			plain, zipped := s.get(path, "Accept-Encoding", "identity"), s.zipped(path)
			if i > 0 {
				source = index.FromMemory
			}
			if got := plain.Header.Get("X-Opsguide-Cache"); got != string(source) {
				t.Errorf("round %d, %s: X-Opsguide-Cache %q, want %q", round, path, got, source)
			}
			if plain.body != zipped.body || plain.Header.Get("ETag") != zipped.Header.Get("ETag") {
				t.Errorf("%s: the compressed answer is another: %s %s", path, zipped.Header.Get("ETag"), zipped.body)
			}
			if n := plain.ContentLength; n != int64(len(plain.body)) {
				t.Errorf("%s: length %d, want %d", path, n, len(plain.body))
			}
			raw, err := encodeJSON(parseQuery(spelling).Get("q"))
			if err != nil {
				t.Fatal(err)
			}
			after, ok := strings.CutPrefix(plain.body, `{"query":{"raw":`+strings.TrimSpace(string(raw)))
			if !ok {
				t.Errorf("%s is answered %.80s", path, plain.body)
			}
			if rest == "" {
				rest, tag = after, plain.Header.Get("ETag")
			}
			if after != rest || plain.Header.Get("ETag") != tag {
				t.Errorf("%s has an answer of its own", path)
			}
		}
	}
	stats, err := s.client.Stats(t.Context())
	if err != nil || stats.Cache == nil || stats.Cache.Misses != 1 {
		t.Errorf("stats %+v, %v, want one miss", stats.Cache, err)
	}
}

func TestAnUpdateMakesKeptAnswersFresh(t *testing.T) {
	s := serveCached(t, 0)
	path := "/api/v1/search?q=" + url.QueryEscape(`"直播选品"`)
	tag := `"none"`
	for i, want := range []int{0, 1, 2} {
		first := s.get(path, "Accept-Encoding", "identity", "If-None-Match", tag)
		if tag = first.Header.Get("ETag"); first.StatusCode != 200 {
			t.Errorf("after %d updates: %d for the ETag of before", i, first.StatusCode)
		}
		zipped := s.zipped(path)
		again := s.get(path, "Accept-Encoding", "identity")
		for _, got := range []answer{first, zipped, again} {
			if !strings.Contains(got.body, fmt.Sprintf(`"total":{"value":%d,`, want)) {
				t.Errorf("after %d updates: %s", i, got.body)
			}
		}
		if a, b := first.Header.Get("X-Opsguide-Cache"), again.Header.Get("X-Opsguide-Cache"); a != "miss" || b != "hit" {
			t.Errorf("after %d updates: %s, then %s", i, a, b)
		}
		if got := s.get(path, "If-None-Match", tag); got.StatusCode != 304 {
			t.Errorf("after %d updates: %d for the newest ETag", i, got.StatusCode)
		}
		if _, err := s.client.Put(t.Context(), fmt.Sprint("new", i), client.DocumentInput{Title: "直播选品", Text: "看退货率。"}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHeadOfASearch(t *testing.T) {
	s := serveCached(t, 0)
	const path = "/api/v1/search?q=留存"
	for _, source := range []string{"miss", "hit", "hit"} {
		head := s.do(http.MethodHead, path, "", "Accept-Encoding", "identity")
		if head.StatusCode != 200 || head.body != "" || head.Header.Get("X-Opsguide-Cache") != source {
			t.Errorf("HEAD: %d %q from %s, want %s", head.StatusCode, head.body, head.Header.Get("X-Opsguide-Cache"), source)
		}
		if want := s.get(path, "Accept-Encoding", "identity"); head.ContentLength != int64(len(want.body)) ||
			head.Header.Get("ETag") != want.Header.Get("ETag") {
			t.Errorf("HEAD says %d %v, GET sends %d %v", head.ContentLength, head.Header, len(want.body), want.Header)
		}
	}
}

// Any answer will do for If-None-Match: *, but there has to be one.
func TestAnyAnswerHeld(t *testing.T) {
	s := serveCached(t, 0)
	for path, status := range map[string]int{
		"/api/v1/search?q=留存":          304,
		"/api/v1/search?q=没有人写过的词":     304,
		"/api/v1/search?q=留存&page=0":   400,
		"/api/v1/documents/q1":         304,
		"/api/v1/documents/nowhere":    404,
		"/api/v1/sections/nowhere":     404,
		"/api/v1/search?q=留存&page=100": 304,
	} {
		if got := s.get(path, "If-None-Match", `"other", *`); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, status)
		}
		if got := s.get(path, "If-None-Match", `"*"`); got.StatusCode == 304 {
			t.Errorf("%s: the tag \"*\" is taken for any", path)
		}
	}
	if got := s.do("POST", "/api/v1/search", `{"q":"留存"}`, "Content-Type", "application/json", "If-None-Match", "*"); got.StatusCode != 200 {
		t.Errorf("POST: %d", got.StatusCode)
	}
}

func TestAcceptEncoding(t *testing.T) {
	for given, want := range map[string]bool{
		"": false, "identity": false, "br": false, "gzip": true, "br, GZIP": true, "deflate, gzip;q=1.0, *;q=0.5": true,
		"gzip;q=0": false, "gzip; q=0.000, br": false, "gzip;q=0.001": true, "x-gzip": false, "gzipped": false,
	} {
		r := &http.Request{Header: http.Header{"Accept-Encoding": {given}}}
		if got := takesGzip(r); got != want {
			t.Errorf("takesGzip(%q) = %v, want %v", given, got, want)
		}
	}
}

// Neither many questions nor long ones take more memory than is set aside for them, whoever asks.
func TestMemoryIsBounded(t *testing.T) {
	const memory = 256 << 10
	s := serveCached(t, memory)
	var wg sync.WaitGroup
	for part := range 4 {
		wg.Go(func() {
			for i := range 40 {
				q := fmt.Sprintf("留存 %d %d", part, i)
				if got := s.get("/api/v1/search?q=" + url.QueryEscape(q)); got.StatusCode != 200 {
					t.Errorf("%d %s", got.StatusCode, got.body)
				}
			}
		})
	}
	wg.Wait()
	stats, err := s.client.Stats(t.Context())
	if err != nil || stats.Cache.Misses != 160 || stats.Cache.MemoryBytes > memory || stats.Cache.MemoryBytes < memory/2 {
		t.Errorf("%+v, %v", stats.Cache, err)
	}

	questions := newQuestions()
	for i := range 1000 {
		raw := fmt.Sprintf("q=%d&filter=%s", i, strings.Repeat("tag:a+", 2000))
		found, err := readSearch(&params{values: parseQuery(raw)})
		if err != nil {
			t.Fatal(err)
		}
		q, err := newQuestion(found)
		if err != nil {
			t.Fatal(err)
		}
		questions.Set(raw, q)
	}
	questions.CleanUp()
	if n := questions.WeightedSize(); n > questionBytes || n < questionBytes/2 {
		t.Errorf("questions weigh %d bytes, at most %d are allowed", n, questionBytes)
	}
}
