package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A Report is the outcome of an evaluation.
type Report struct {
	K        int          `json:"k"`    // cut of nDCG, MRR and precision
	Deep     int          `json:"deep"` // cut of recall
	Mean     Scores       `json:"mean"`
	Kinds    []KindMean   `json:"kinds,omitempty"` // by kind; none if no query has a kind
	Unjudged int          `json:"unjudged"`        // queries without a relevant document, left out
	Latency  Distribution `json:"latency"`
	Rows     []Row        `json:"queries"`           // in the order of the queries
	Against  *Comparison  `json:"against,omitempty"` // with an earlier report
}

// Scores are the metrics of one query, or their means over several.
type Scores struct {
	NDCG      float64 `json:"ndcg"`
	MRR       float64 `json:"mrr"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

// A KindMean is the mean over the queries of one kind.
type KindMean struct {
	Kind    string `json:"kind"`
	Queries int    `json:"queries"`
	Scores
}

// A Row is the outcome of one query.
type Row struct {
	Query
	Scores
	First int           `json:"first"` // rank of the first relevant document among the first Deep; 0 for none
	Took  time.Duration `json:"took_ns"`
}

func newReport(rows []Row, unjudged int, o Options) *Report {
	r := &Report{K: o.K, Deep: o.Deep, Rows: rows, Unjudged: unjudged, Mean: mean(rows)}
	took := make([]time.Duration, len(rows))
	byKind := make(map[string][]Row)
	for i, row := range rows {
		took[i] = row.Took
		byKind[row.Kind] = append(byKind[row.Kind], row)
	}
	r.Latency = newDistribution(took)
	for kind, rows := range byKind {
		if kind != "" || len(byKind) > 1 {
			r.Kinds = append(r.Kinds, KindMean{kind, len(rows), mean(rows)})
		}
	}
	slices.SortFunc(r.Kinds, func(a, b KindMean) int { return strings.Compare(a.Kind, b.Kind) })
	return r
}

func mean(rows []Row) Scores {
	var sum Scores
	for _, row := range rows {
		sum.NDCG += row.NDCG
		sum.MRR += row.MRR
		sum.Precision += row.Precision
		sum.Recall += row.Recall
	}
	n := float64(len(rows))
	return Scores{sum.NDCG / n, sum.MRR / n, sum.Precision / n, sum.Recall / n}
}

// WriteText writes the means as a table for people, and the latencies.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "queries\tnDCG@%d\tMRR@%d\tP@%d\trecall@%d\t  kind\n", r.K, r.K, r.K, r.Deep)
	line := func(queries int, s Scores, kind string) { // the kind comes last: it may be Chinese, which would break the columns
		fmt.Fprintf(t, "%d\t%.4f\t%.4f\t%.4f\t%.4f\t  %s\n", queries, s.NDCG, s.MRR, s.Precision, s.Recall, kind)
	}
	line(len(r.Rows), r.Mean, "all")
	for _, k := range r.Kinds {
		line(k.Queries, k.Scores, kindName(k.Kind))
	}
	t.Flush()
	if r.Unjudged > 0 {
		fmt.Fprintf(&b, "\nleft out: %d queries without a relevant document\n", r.Unjudged)
	}
	fmt.Fprintf(&b, "\nlatency: %s\n", r.Latency)
	_, err := io.WriteString(w, b.String())
	return err
}

func kindName(kind string) string {
	if kind == "" {
		return "(no kind)"
	}
	return kind
}

// WriteJSON writes all of the report, indented.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// Golden is the report as text to keep under review: the means, then a line for each query in their order, with its nDCG,
// the rank of the first relevant document (- for none), id and text. It holds no latencies, so the same rankings give the
// same bytes.
func (r *Report) Golden() string {
	var b strings.Builder
	line := func(queries int, s Scores, kind string) {
		fmt.Fprintf(&b, "# %s: %d queries, nDCG@%d %.3f, MRR@%d %.3f, P@%d %.3f, recall@%d %.3f\n",
			kind, queries, r.K, s.NDCG, r.K, s.MRR, r.K, s.Precision, r.Deep, s.Recall)
	}
	line(len(r.Rows), r.Mean, "all")
	for _, k := range r.Kinds {
		line(k.Queries, k.Scores, kindName(k.Kind))
	}
	for _, row := range r.Rows {
		first := "-"
		if row.First > 0 {
			first = fmt.Sprint(row.First)
		}
		fmt.Fprintf(&b, "%.3f %4s  %s  %s\n", row.NDCG, first, row.ID, strings.Join(strings.Fields(row.Text), " "))
	}
	return b.String()
}
