package local

import (
	"fmt"
	"strings"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/rank"
)

// details says of each feature, in the order of rank.Names, what it was made of; %.0f is its value in hundredths.
var details = [len(rank.Names)]string{
	"title and headings agree with the query by %.0f %%",
	"%.0f %% of the query stand together in one passage",
	"the later the first telling words stand, the more is taken off",
	"the query stands here word for word",
	"the query stands here as typed, punctuation included",
	"the answer was accepted",
	"updated not long before the newest guidance",
	"%.0f %% of the title are in the query",
	"the longer a title, the narrower what it is about",
	"other sections of the document are good too",
	"%.0f %% of the query's pairs of characters stand here",
	"%.0f %% of the query's characters stand here",
	"%.0f %% of the query stand here in one piece",
	"how much of the text is from the query",
	"the length of the title",
	"how unusual the title is",
	"the text is short",
	"the length of the heading",
}

// explain takes a score apart.
func explain(l leader, w *weights) *index.Explanation {
	words := index.Part{Name: "words", Value: l.first,
		Detail: fmt.Sprintf("BM25 over characters, words and bigrams is %.0f %% of the best section's", 100*l.first)}
	if w.name != "" {
		words.Detail += "; the parts are weighed as fitted to judged queries (ranking.tsv)"
	}
	e := &index.Explanation{Parts: []index.Part{words}}
	if l.features == nil {
		return e
	}
	features, weights := l.features.Vector(), w.Vector()
	for i, x := range features {
		if x *= weights[i]; x == 0 {
			continue
		}
		p := index.Part{Name: rank.Names[i], Value: x, Detail: details[i]}
		if strings.Contains(p.Detail, "%") {
			p.Detail = fmt.Sprintf(p.Detail, 100*features[i])
		}
		e.Parts = append(e.Parts, p)
	}
	return e
}
