package bench

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func zip(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadQueries(t *testing.T) {
	content := "\uFEFF" + `{"id":"q1","text":"用户留存怎么提升","kind":"题目","note":1}` + "\r\n\n" + `{"id":"q2","text":"写周报"}`
	want := []Query{{"q1", "用户留存怎么提升", "题目"}, {"q2", "写周报", ""}}
	for _, path := range []string{write(t, "q.jsonl", content), write(t, "q.jsonl.gz", zip(t, content)), write(t, "q", zip(t, content))} {
		got, err := ReadQueries(path)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ReadQueries(%s) = %v, %v, want %v", filepath.Base(path), got, err, want)
		}
	}
}

func TestReadQrels(t *testing.T) {
	want := Qrels{"q1": {"a b#1": 1, "c": 0}, "q2": {"c": 2.5}}
	body := "q1\ta b#1\t1\nq1\ta b#1\t1\n\nq1\tc\t0\r\nq2\tc\t2.5"
	for _, content := range []string{body, "query-id\tcorpus-id\tscore\n" + body, zip(t, body)} {
		got, err := ReadQrels(write(t, "qrels.tsv", content))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ReadQrels(%q) = %v, %v, want %v", content, got, err, want)
		}
	}
}

// Every query over the sample corpus is judged, and nothing else is.
func TestReadSample(t *testing.T) {
	queries, err := ReadQueries("sample/queries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	qrels, err := ReadQrels("sample/qrels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) == 0 || len(queries) != len(qrels) {
		t.Errorf("%d queries and judgements of %d", len(queries), len(qrels))
	}
	for _, q := range queries {
		if qrels[q.ID].relevant() == 0 || q.Kind == "" {
			t.Errorf("query %s (%s): no relevant section or no kind", q.ID, q.Text)
		}
	}
}

// The development sets are read whole.
func TestReadSets(t *testing.T) {
	shared := os.Getenv("OPSGUIDE_DATASETS")
	if shared == "" {
		t.Skip("OPSGUIDE_DATASETS, the folder of development data, is not set")
	}
	for _, tt := range []struct {
		queries, qrels  string
		asked, relevant int
	}{
		{"laws/queries.jsonl", "laws/qrels.tsv", 1235, 1235},
		{"business-docs/queries.jsonl", "business-docs/qrels.tsv", 2586, 2586},
		{"drcd/queries_simplified.jsonl", "drcd/qrels.tsv", 3524, 3524},
	} {
		queries, err := ReadQueries(filepath.Join(shared, "eval", tt.queries))
		if err != nil || len(queries) != tt.asked {
			t.Errorf("%s: %d queries, %v, want %d", tt.queries, len(queries), err, tt.asked)
		}
		qrels, err := ReadQrels(filepath.Join(shared, "eval", tt.qrels))
		relevant := 0
		for _, q := range queries {
			if qrels[q.ID].relevant() > 0 {
				relevant++
			}
		}
		if err != nil || relevant != tt.relevant {
			t.Errorf("%s: %d queries with a relevant document, %v, want %d", tt.qrels, relevant, err, tt.relevant)
		}
	}
}

func TestReadErrors(t *testing.T) {
	queries := func(path string) error { _, err := ReadQueries(path); return err }
	qrels := func(path string) error { _, err := ReadQrels(path); return err }
	for _, tt := range []struct {
		read    func(path string) error
		content string
		want    []string
	}{
		{queries, "{\"id\":\"q1\",\"text\":\"留存\"}\n{\"id\":", []string{"read queries: ", "/f:2: ", `want {"id":"…","text":"…"}`}},
		{queries, `{"id":"q1"}`, []string{"/f:1: ", "both with content"}},
		{queries, "{\"id\":\"q1\",\"text\":\"a\"}\n\n{\"id\":\"q1\",\"text\":\"b\"}", []string{"/f:3: ", `"q1" was already on line 1`}},
		{qrels, "q1\ta\t1\nq1 a 1", []string{"read judgements: ", "/f:2: ", "1 columns, want 3", "tabs"}},
		{qrels, "q1\t0\ta\t1", []string{"/f:1: ", "4 columns, want 3"}},
		{qrels, "q1\ta\t1\nq1\tb\tyes", []string{"/f:2: ", `grade "yes": want a number`}},
		{qrels, "q1\ta\t1\nq1\tb\tNaN", []string{"/f:2: ", `grade "NaN"`}},
		{qrels, "q1\ta\t1\nq1\ta\t2", []string{"/f:2: ", `"a" has grade 2 for query "q1", and above 1`}},
		{qrels, zip(t, "q1\ta\t1\nq1\ta\t2")[:20], []string{"/f:2: ", "unexpected EOF"}},
	} {
		err := tt.read(write(t, "f", tt.content))
		if err == nil {
			t.Errorf("%q: no error, want one with %q", tt.content, tt.want)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: error %q does not say %q", tt.content, err, want)
			}
		}
	}
	if err := queries(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "none: no such file") {
		t.Errorf("a missing file: error %v", err)
	}
}
