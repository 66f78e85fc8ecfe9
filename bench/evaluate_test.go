package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	queries = []Query{
		{"q1", "用户留存怎么提升", "question"},
		{"q2", "写 周报", "keywords"},
		{"q3", "没有判断的问题", "question"},
		{"q4", "DAU", "keywords"},
		{"q5", "只有零分", "question"},
		{"q6", "裂变", ""},
	}
	qrels = Qrels{
		"q1": {"a": 2, "b": 1}, "q2": {"c": 1}, "q4": {"d": 1}, "q5": {"a": 0}, "q6": {"e": 1}, "q9": {"a": 1},
	}
	answers = map[string][]string{
		"用户留存怎么提升": {"b", "a", "x"}, // (1 + 2/log2 3) / (2 + 1/log2 3) = 0.8597
		"写 周报":     {"x", "y", "c"}, // 1/log2 4 = 0.5
		"DAU":      {"x"},
		"裂变":       {"e"},
	}
)

// search takes a millisecond for each byte of the query.
func search(ctx context.Context, query string) ([]string, error) {
	select {
	case <-time.After(time.Duration(len(query)) * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return answers[query], nil
}

func evaluate(t *testing.T, o Options) *Report {
	t.Helper()
	var r *Report
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = Evaluate(t.Context(), search, queries, qrels, o); err != nil {
			t.Fatal(err)
		}
	})
	return r
}

func TestEvaluate(t *testing.T) {
	var done []int
	r := evaluate(t, Options{Concurrency: 3, Progress: func(n, total int) {
		if done = append(done, n); total != 4 {
			t.Errorf("progress of %d, want 4", total)
		}
	}})
	if want := []int{1, 2, 3, 4}; !slices.Equal(done, want) {
		t.Errorf("progress %v, want %v", done, want)
	}
	if r.Unjudged != 2 {
		t.Errorf("%d queries without judgement, want 2", r.Unjudged)
	}
	type row struct {
		id    string
		ndcg  float64
		first int
		took  time.Duration
	}
	want := []row{
		{"q1", (1 + 2/math.Log2(3)) / (2 + 1/math.Log2(3)), 1, 24 * time.Millisecond},
		{"q2", 0.5, 3, 10 * time.Millisecond},
		{"q4", 0, 0, 3 * time.Millisecond},
		{"q6", 1, 1, 6 * time.Millisecond},
	}
	var got []row
	for _, r := range r.Rows {
		got = append(got, row{r.ID, r.NDCG, r.First, r.Took})
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
	if want := (want[0].ndcg + 1.5) / 4; math.Abs(r.Mean.NDCG-want) > 1e-12 {
		t.Errorf("mean nDCG %v, want %v", r.Mean.NDCG, want)
	}
	var kinds []string
	for _, k := range r.Kinds {
		kinds = append(kinds, k.Kind)
	}
	if want := []string{"", "keywords", "question"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %q, want %q", kinds, want)
	}
	if k := r.Kinds[1]; k.Queries != 2 || k.NDCG != 0.25 || math.Abs(k.MRR-1.0/6) > 1e-12 || k.Recall != 0.5 {
		t.Errorf("keywords: %+v, want 2 queries with nDCG 0.25, MRR 1/6 and recall 0.5", k)
	}
	if r.Latency.P50 != 6*time.Millisecond || r.Latency.Max != 24*time.Millisecond {
		t.Errorf("latency %s, want a median of 6 ms and at most 24 ms", r.Latency)
	}
}

func TestEvaluateCuts(t *testing.T) {
	r := evaluate(t, Options{K: 1, Deep: 2})
	q1, q2 := r.Rows[0], r.Rows[1]
	if q1.NDCG != 0.5 || q1.Precision != 1 || q1.Recall != 1 || q2.NDCG != 0 || q2.Recall != 0 || q2.First != 0 {
		t.Errorf("cut at 1, recall at 2: %+v and %+v", q1, q2)
	}
}

func TestEvaluateErrors(t *testing.T) {
	down := errors.New("server is down")
	calls := 0
	_, err := Evaluate(t.Context(), func(ctx context.Context, query string) ([]string, error) {
		if calls++; calls == 2 {
			return nil, down
		}
		return nil, nil
	}, queries, qrels, Options{})
	if !errors.Is(err, down) || !strings.Contains(err.Error(), `query "q2"`) || calls != 2 {
		t.Errorf("error %v after %d calls, want that of the second query, q2", err, calls)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Evaluate(ctx, search, queries, qrels, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	if _, err := Evaluate(t.Context(), search, queries, Qrels{"other": {"a": 1}}, Options{}); err == nil {
		t.Error("judgements of other queries: no error")
	}
}

func TestWrittenReports(t *testing.T) {
	old, improved := evaluate(t, Options{}), evaluate(t, Options{})
	improved.Rows[1].NDCG, improved.Rows[2].NDCG, improved.Rows[3].NDCG = 1, 0.25, 0.9
	c, err := Compare(old, improved)
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"report.txt":  func(b *bytes.Buffer) error { return old.WriteText(b) },
		"report.json": func(b *bytes.Buffer) error { return old.WriteJSON(b) },
		"golden.txt":  func(b *bytes.Buffer) error { b.WriteString(old.Golden()); return nil },
		"compare.txt": func(b *bytes.Buffer) error { return c.WriteText(b, 1) },
	} {
		var got bytes.Buffer
		if err := write(&got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is now\n%s\nwant\n%s", name, got.Bytes(), want)
		}
	}

	var b bytes.Buffer
	if err := old.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var again Report
	if err := json.Unmarshal(b.Bytes(), &again); err != nil || !reflect.DeepEqual(&again, old) {
		t.Errorf("the report does not come back from its JSON: %+v, %v", again, err)
	}
}

func TestCompare(t *testing.T) {
	report := func(ndcg ...float64) *Report {
		r := &Report{K: 10}
		for i, n := range ndcg {
			r.Rows = append(r.Rows, Row{Query: Query{ID: string(rune('a' + i))}, Scores: Scores{NDCG: n}})
		}
		return r
	}
	c, err := Compare(report(0.5, 0.5, 0.5, 0.5), report(0.7, 0.4, 0.5, 0.8, 1)) // differences .2 -.1 0 .3
	if err != nil {
		t.Fatal(err)
	}
	// mean .1; deviations .1 -.2 -.1 .2, squares .1; standard deviation sqrt(.1/3); standard error that by sqrt(4)
	if want := math.Sqrt(0.1/3) / 2; math.Abs(c.Mean-0.1) > 1e-12 || math.Abs(c.StdErr-want) > 1e-12 {
		t.Errorf("mean %v, standard error %v, want 0.1 and %v", c.Mean, c.StdErr, want)
	}
	if c.Queries != 4 || c.Wins != 2 || c.Losses != 1 {
		t.Errorf("%d queries, %d won, %d lost, want 4, 2 and 1", c.Queries, c.Wins, c.Losses)
	}
	var order string
	for _, p := range c.Pairs {
		order += p.ID
	}
	if order != "bcad" {
		t.Errorf("pairs in order %s, want bcad, from the greatest loss to the greatest gain", order)
	}
	if _, err := Compare(report(1), &Report{K: 5}); err == nil {
		t.Error("reports of different cuts: no error")
	}
	if _, err := Compare(report(), report(1)); err == nil {
		t.Error("no query in common: no error")
	}
}
