package fit

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// A Validation tells what weights give for queries that they were not fitted to.
type Validation struct {
	Folds  []Fold
	AtHand []float64 // nDCG@10 of each query, in their order, with the weights at hand
	Fitted []float64 // and with those fitted to the folds that do not hold the query
}

// A Fold is a part of the queries; the figures are means over it.
type Fold struct {
	Queries int     `json:"queries"`
	AtHand  float64 `json:"default"`
	Fitted  float64 `json:"fitted"`
}

// CrossValidate parts the queries into folds, and scores each with weights fitted to the others. There are no more folds
// than queries. Which fold a query is in depends on its id and not on its place.
func CrossValidate(queries []Query, atHand []float64, o Options) *Validation {
	o = o.filled()
	o.Folds = min(o.Folds, len(queries))
	v := &Validation{Folds: make([]Fold, o.Folds), AtHand: make([]float64, len(queries)), Fitted: make([]float64, len(queries))}
	of := folds(queries, o.Folds)
	for fold := range v.Folds {
		if o.Report != nil {
			o.Report(fold, o.Folds)
		}
		var others []Query
		for i, q := range queries {
			if of[i] != fold {
				others = append(others, q)
			}
		}
		weights := atHand
		if len(others) > 0 {
			weights = Fit(others, atHand, o)
		}
		f := &v.Folds[fold]
		for i := range queries {
			if of[i] != fold {
				continue
			}
			v.AtHand[i], v.Fitted[i] = NDCG(&queries[i], atHand), NDCG(&queries[i], weights)
			f.Queries++
			f.AtHand += v.AtHand[i]
			f.Fitted += v.Fitted[i]
		}
		f.AtHand /= float64(f.Queries)
		f.Fitted /= float64(f.Queries)
	}
	return v
}

// folds deals the queries out, in the order of their ids' hashes.
func folds(queries []Query, n int) []int {
	order := make([]int, len(queries))
	hashes := make([]uint64, len(queries))
	for i, q := range queries {
		h := fnv.New64a()
		_, _ = h.Write([]byte(q.ID))
		order[i], hashes[i] = i, h.Sum64()
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(hashes[a], hashes[b]), cmp.Compare(queries[a].ID, queries[b].ID))
	})
	of := make([]int, len(queries))
	for place, i := range order {
		of[i] = place % n
	}
	return of
}
