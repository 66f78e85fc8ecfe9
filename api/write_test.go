package api

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/api/client"
)

func TestUpdates(t *testing.T) {
	s := serve(t, Options{})
	ctx := t.Context()
	find := func(q string) int {
		t.Helper()
		found, err := s.client.Search(ctx, client.SearchRequest{Q: q})
		if err != nil {
			t.Fatal(err)
		}
		return found.Total.Value
	}
	first, err := s.client.Put(ctx, "new", client.DocumentInput{Title: "直播选品", Text: "选品先看退货率。"})
	if err != nil {
		t.Fatal(err)
	}
	if n := find(`"直播选品"`); n != 1 {
		t.Errorf("after a put %d hits", n)
	}
	second, err := s.client.Put(ctx, "new", client.DocumentInput{ID: "new", Title: "短视频脚本", Text: "开头三秒说清好处。"})
	if err != nil || second.Version == first.Version {
		t.Errorf("second put: %+v, %v", second, err)
	}
	if a, b := find(`"直播选品"`), find(`"短视频脚本"`); a != 0 || b != 1 {
		t.Errorf("after a replacement %d hits for the old and %d for the new", a, b)
	}
	if _, err := s.client.Delete(ctx, "new"); err != nil {
		t.Fatal(err)
	}
	if n := find(`"短视频脚本"`); n != 0 {
		t.Errorf("after the removal %d hits", n)
	}
	if _, err := s.client.Delete(ctx, "new"); !isProblem(err, 404, client.CodeNotFound) {
		t.Errorf("second removal: %v", err)
	}
}

func TestBadDocuments(t *testing.T) {
	s := serve(t, Options{})
	long := strings.Repeat("x", 513)
	for _, tt := range []struct {
		name, id, body string
		status         int
		code           string
		named          string
	}{
		{"no JSON", "x", "标题：周报", 422, client.CodeBadDocument, "line 1"},
		{"broken in line 3", "x", "{\n\"title\": \"周报\",\n\"text\": }", 422, client.CodeBadDocument, "line 3"},
		{"title is a number", "x", `{"title":3,"text":"x"}`, 422, client.CodeBadDocument, ""},
		{"nothing in it", "x", `{}`, 422, client.CodeBadDocument, ""},
		{"another id", "x", `{"id":"y","title":"周报","text":"正文"}`, 422, client.CodeBadDocument, ""},
		{"id too long", long, `{"title":"周报","text":"正文"}`, 422, client.CodeBadDocument, ""},
		{"too large", "x", `{"title":"周报","text":"` + strings.Repeat("x", 4<<20) + `"}`, 413, client.CodeTooLarge, ""},
	} {
		got := s.do("PUT", "/api/v1/documents/"+tt.id, tt.body, "Content-Type", "application/json")
		if p := got.problem(t); got.StatusCode != tt.status || p.Code != tt.code || named(p) != tt.named {
			t.Errorf("%s: %d %s names %q: %s", tt.name, got.StatusCode, p.Code, named(p), p.Detail)
		}
	}
	if got := s.get("/api/v1/documents/x"); got.StatusCode != 404 {
		t.Errorf("one of them was kept: %s", got.body)
	}
}

func TestBulk(t *testing.T) {
	s := serve(t, Options{})
	body := "\ufeff" + `{"id":"b1","title":"一","text":"第一篇"}

{"id":"b2","title":"二",
{"id":"b1","title":"一改","text":"改过的第一篇"}
{"title":"无名","text":"没有编号的一篇"}
[1]
{"id":"b3"}
`
	got := s.do("POST", "/api/v1/documents", body, "Content-Type", "application/x-ndjson", "Accept-Language", "en")
	p := got.problem(t)
	if got.StatusCode != 422 || p.Code != client.CodeBadDocument || named(p) != "line 3 line 6 line 7" {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	if p.Accepted != 3 || p.Rejected != 3 || len(p.Results) != 6 || !strings.Contains(p.Detail, "line 3") {
		t.Errorf("%s", got.body)
	}
	for i, want := range []string{"1 ok", "3 error", "4 ok", "5 ok", "6 error", "7 error"} {
		if r := p.Results[i]; fmt.Sprint(r.Line, " ", r.Status) != want {
			t.Errorf("result %d is %+v, want %s", i, r, want)
		}
	}
	if d, err := s.client.Document(t.Context(), "b1"); err != nil || d.Title != "一改" {
		t.Errorf("of two lines with one id the later does not count: %+v, %v", d, err)
	}
	if d, err := s.client.Document(t.Context(), p.Results[3].ID); err != nil || d.Title != "无名" {
		t.Errorf("the nameless document: %+v, %v", d, err)
	}

	good := s.do("POST", "/api/v1/documents", `{"id":"b4","title":"四","text":"x"}`, "Content-Type", "application/json")
	if good.StatusCode != 200 || !strings.Contains(good.body, `"accepted":1,"rejected":0`) {
		t.Errorf("good lines: %d %s", good.StatusCode, good.body)
	}
	if got := s.do("POST", "/api/v1/documents", "\n", "Content-Type", "application/x-ndjson"); got.StatusCode != 200 {
		t.Errorf("no lines: %d %s", got.StatusCode, got.body)
	}
	large := strings.Repeat(" ", 8<<20) + "{}"
	if got := s.do("POST", "/api/v1/documents", large, "Content-Type", "application/x-ndjson"); got.StatusCode != 413 {
		t.Errorf("more than 8 MB: %d %s", got.StatusCode, got.body)
	}
}

func TestBulkThroughTheClient(t *testing.T) {
	s := serve(t, Options{})
	in, out := io.Pipe()
	go func() {
		for i := 1; i <= 450; i++ { // more than two batches
			if i == 333 {
				fmt.Fprintln(out, "bad")
				continue
			}
			fmt.Fprintf(out, "{\"id\":\"n%d\",\"title\":\"批量第%d篇\",\"text\":\"正文\"}\n", i, i)
		}
		out.Close()
	}()
	taken, bad := 0, 0
	for result, err := range s.client.Bulk(t.Context(), in) {
		if err != nil {
			t.Fatal(err)
		}
		if result.Err() != nil {
			bad = result.Line
			continue
		}
		taken++
	}
	stats, err := s.client.Stats(t.Context())
	if err != nil || taken != 449 || bad != 333 || stats.Documents != 5+449 {
		t.Errorf("taken %d, line %d bad, %+v, %v", taken, bad, stats, err)
	}
}

func TestReindex(t *testing.T) {
	s := serve(t, Options{})
	ctx := t.Context()
	if _, err := s.client.Put(ctx, "new", client.DocumentInput{Title: "直播选品", Text: "选品先看退货率。"}); err != nil {
		t.Fatal(err)
	}
	before, err := s.client.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	built, err := s.client.Reindex(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.client.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if built.Generation == before.Generation || after.Generation != built.Generation ||
		after.Documents != before.Documents {
		t.Errorf("before %+v, built %+v, after %+v", before, built, after)
	}
	same, err := s.client.Reindex(ctx, built.Generation)
	if err != nil || same.Generation != built.Generation {
		t.Errorf("adopting %s: %+v, %v", built.Generation, same, err)
	}
	// Only what is published can be adopted: updates of anything else would be lost.
	var problem *client.Problem
	if _, err := s.client.Reindex(ctx, before.Generation); !errors.As(err, &problem) || problem.Code != client.CodeNotFound {
		t.Errorf("adopting %s: %v, want not found", before.Generation, err)
	}
	for body, status := range map[string]int{`{"adopt":"../../etc"}`: 400, `{"adopt":3}`: 400, `{`: 400} {
		if got := s.do("POST", "/api/v1/reindex", body, "Content-Type", "application/json"); got.StatusCode != status {
			t.Errorf("reindex %s: %d %s, want %d", body, got.StatusCode, got.body, status)
		}
	}
}

// What was read can be handed in again, under any id.
func TestWhatIsReadCanBeWritten(t *testing.T) {
	s := serve(t, Options{})
	for _, id := range []string{"q1", "d4", "q5"} {
		path := "/api/v1/documents/" + id
		before := s.get(path).body
		if got := s.do("PUT", path, before, "Content-Type", "application/json"); got.StatusCode != 200 {
			t.Fatalf("%s: %d %s", id, got.StatusCode, got.body)
		}
		if after := s.get(path).body; after != before {
			t.Errorf("%s was\n%sand is\n%s", id, before, after)
		}
		copied := strings.Replace(before, `"id":"`+id+`",`, "", 1)
		if got := s.do("PUT", path+"-copy", copied, "Content-Type", "application/json"); got.StatusCode != 200 {
			t.Errorf("%s under another id: %d %s", id, got.StatusCode, got.body)
		}
	}
}
