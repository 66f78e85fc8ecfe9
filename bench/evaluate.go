package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A SearchFunc answers a query with the ids of documents, best first. It is called concurrently.
type SearchFunc func(ctx context.Context, query string) ([]string, error)

// Options say how to evaluate. The zero value will do.
type Options struct {
	K           int                   // cut of nDCG, MRR and precision; 0 means 10
	Deep        int                   // cut of recall, and how many ids a search should give; 0 means 100
	Concurrency int                   // searches at a time; 0 means 1, which is also what latencies are best taken with
	Progress    func(done, total int) // called after each query, one call at a time; may be nil
}

// Evaluate asks the queries that have a relevant document and scores the answers. It stops at the first search that fails
// and when ctx ends.
func Evaluate(ctx context.Context, search SearchFunc, queries []Query, qrels Qrels, o Options) (*Report, error) {
	if o.K <= 0 {
		o.K = 10
	}
	if o.Deep <= 0 {
		o.Deep = 100
	}
	var judged []Query
	for _, q := range queries {
		if qrels[q.ID].relevant() > 0 {
			judged = append(judged, q)
		}
	}
	if len(judged) == 0 {
		return nil, errors.New("evaluate: no query has a relevant document: are the judgements those of these queries?")
	}

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	rows := make([]Row, len(judged))
	var next atomic.Int64
	var done int
	var mu sync.Mutex // guards done and calls of Progress
	ask := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(judged) || ctx.Err() != nil {
				return
			}
			start := time.Now()
			ranked, err := search(ctx, judged[i].Text)
			if err != nil {
				cancel(fmt.Errorf("search for query %q: %w", judged[i].ID, err))
				return
			}
			rows[i] = newRow(judged[i], ranked, qrels[judged[i].ID], o, time.Since(start))
			mu.Lock()
			done++
			if o.Progress != nil {
				o.Progress(done, len(judged))
			}
			mu.Unlock()
		}
	}
	var workers sync.WaitGroup
	for range max(o.Concurrency, 1) {
		workers.Go(ask)
	}
	workers.Wait()
	if done < len(judged) {
		return nil, fmt.Errorf("evaluate: %w", context.Cause(ctx))
	}
	return newReport(rows, len(queries)-len(judged), o), nil
}

func newRow(q Query, ranked []string, grades Grades, o Options, took time.Duration) Row {
	return Row{
		Query: q,
		Scores: Scores{
			NDCG:      NDCG(ranked, grades, o.K),
			MRR:       ReciprocalRank(ranked, grades, o.K),
			Precision: Precision(ranked, grades, o.K),
			Recall:    Recall(ranked, grades, o.Deep),
		},
		First: firstRelevant(ranked, grades, o.Deep),
		Took:  took,
	}
}
