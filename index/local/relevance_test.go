package local_test

import (
	"context"
	"flag"
	"os"
	"testing"

	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The scores of the judged queries over the bundled corpus stand in a file: whoever changes ranking sees which queries win
// and which lose, and so does the review.
func TestRelevanceOfBundledCorpus(t *testing.T) {
	const dir, golden = "../../bench/sample/", "../../bench/sample/scores.txt"
	queries, err := bench.ReadQueries(dir + "queries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	qrels, err := bench.ReadQrels(dir + "qrels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	e, _ := buildFrom(t, corpus.Sample())
	search := func(ctx context.Context, q string) ([]string, error) {
		got, err := e.Search(ctx, index.Request{Query: query.Parse(q), Group: index.Ungrouped, PerPage: 50})
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, h := range got.Hits {
			ids = append(ids, h.ID)
		}
		return ids, nil
	}
	report, err := bench.Evaluate(context.Background(), search, queries, qrels, bench.Options{Deep: 50})
	if err != nil {
		t.Fatal(err)
	}
	got := report.Golden()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the scores have changed: look at the differences that\n\tgo test ./index/local -run Relevance -update\nmakes in %s, and commit them with the reason", golden)
	}
}
