package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/bench"
)

func writeLines[T any](t *testing.T, path string, lines []T) {
	t.Helper()
	var b strings.Builder
	for _, line := range lines {
		data, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(data, '\n'))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A whole run, every step in a process of its own: what fails is in the table and does not end the rest, and what was
// built is not built again.
func TestRun(t *testing.T) {
	dir, work := filepath.Join(t.TempDir(), "guidance"), t.TempDir()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	documents := guidance(t)
	docs, queries, qrels := filepath.Join(dir, "d.jsonl"), filepath.Join(dir, "q.jsonl"), filepath.Join(dir, "r.tsv")
	writeLines(t, docs, documents)
	writeLines(t, queries, []bench.Query{{ID: "q1", Text: documents[0].Title}, {ID: "q2", Text: documents[50].Title},
		{ID: "q3", Text: "周报"}})
	if err := os.WriteFile(qrels, []byte("q1\t"+documents[0].ID+"\t1\nq2\tno such document\t1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	args := []string{"-docs", docs, "-queries", queries, "-qrels", qrels, "-work", work, "-out", out,
		"-engines", "broken,scan,bleve-cjk,opsguide", "-rounds", "2", "-saturate", "20ms", "-sample", "2", "-growth"}
	if err := run(t.Context(), args); err == nil || !strings.Contains(err.Error(), "no room for") {
		t.Fatalf("error %v, want the one of the broken engine", err)
	}
	results := readResults(t, out)
	for _, f := range results.Engines {
		if f.Engine == "broken" {
			if f.Failed != "build: no room for" {
				t.Errorf("broken failed with %q", f.Failed)
			}
			continue
		}
		asked := 3
		if f.Engine == "scan" {
			asked = 2
		}
		if !f.ok() || len(f.Rounds) != 2 || len(f.Asked) != asked || len(f.Rounds[1].Latencies) != asked ||
			f.Rounds[0].Rate == 0 {
			t.Errorf("%s: want 2 rounds of %d queries, have %+v", f.Engine, asked, f)
		}
		for i, q := range f.Asked {
			if (q == 0) != (f.NDCG[i] != unjudged) {
				t.Errorf("%s: nDCG %v of %s: only q1 has a relevant document in the corpus",
					f.Engine, f.NDCG[i], results.Queries[q])
			}
		}
	}
	if len(results.Smaller) != 2 || results.Smaller[0].Corpus.Size != 50 || !results.Smaller[1].ok() {
		t.Errorf("growth: want two engines on 50 documents, have %+v", results.Smaller)
	}
	first := results.Engines[2].Built.Date + results.Engines[2].Corpus.SHA256
	if err := run(t.Context(), args); err == nil {
		t.Fatal("the broken engine failed once only")
	}
	again := readResults(t, out).Engines[2]
	if again.Built.Date+again.Corpus.SHA256 != first {
		t.Error("bleve's index was built again, though -work has it")
	}
}

func readResults(t *testing.T, out string) (r Results) {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(out, "*-guidance-200"))
	if err != nil || len(dirs) != 1 {
		t.Fatalf("results in %v, error %v; want one folder", dirs, err)
	}
	for _, name := range []string{"table.md", "plot.svg"} {
		data, err := os.ReadFile(filepath.Join(dirs[0], name))
		if err != nil || !strings.Contains(string(data), "bleve-cjk") {
			t.Errorf("%s tells nothing of bleve; error %v", name, err)
		}
	}
	data, err := os.ReadFile(filepath.Join(dirs[0], "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParse(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"", "-docs and -queries are needed"},
		{"-docs d -queries q more", `"more" is no flag`},
		{"-docs d -queries q -engines opsguide,lucene", `no engine is called "lucene"`},
		{"-docs d -queries q -rounds 0", "1 at least"},
	} {
		if _, err := parse(strings.Fields(test.args)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("peers %s: error %v, want %q", test.args, err, test.want)
		}
	}
	o, err := parse([]string{"-docs", "laws/corpus.jsonl.gz", "-queries", "q", "-rebuild", "opsguide"})
	if err != nil || o.name != "laws" || len(o.engines) != len(engines) || len(o.rebuild) != 1 {
		t.Errorf("options %+v, error %v", o, err)
	}
}
