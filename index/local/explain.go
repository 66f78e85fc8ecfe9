package local

import (
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/rank"
)

// explain takes a score apart.
func explain(l leader, w *weights) *index.Explanation {
	e := &index.Explanation{Parts: []index.Part{{Name: "words", Value: l.first, Share: l.first}}, Fitted: w.name != ""}
	if l.features == nil {
		return e
	}
	features, weights := l.features.Vector(), w.Vector()
	for i, x := range features {
		if value := x * weights[i]; value != 0 {
			e.Parts = append(e.Parts, index.Part{Name: rank.Names[i], Value: value, Share: x})
		}
	}
	return e
}
