package local

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index/rank"
)

// frequency is the number of live sections that have a term.
func (v *view) frequency(text string) (df int, err error) {
	for _, s := range v.segments {
		n, err := s.frequency([]byte(text))
		if err != nil {
			return 0, err
		}
		df += n
	}
	return df, nil
}

// idfCache keeps the idf of units that titles are made of; there are some thousands in any collection.
type idfCache struct {
	mu sync.RWMutex
	m  map[string]float64
}

// unitIDF is the idf of a unit (one character, one Latin word).
func (v *view) unitIDF(unit string) (float64, error) {
	v.idf.mu.RLock()
	x, ok := v.idf.m[unit]
	v.idf.mu.RUnlock()
	if ok {
		return x, nil
	}
	df, err := v.frequency(unit)
	if err != nil {
		return 0, err
	}
	x = rank.IDF(v.sections, df)
	if df == 0 {
		return x, nil // queries could fill the memory with words that stand nowhere
	}
	v.idf.mu.Lock()
	defer v.idf.mu.Unlock()
	if v.idf.m == nil {
		v.idf.m = map[string]float64{}
	}
	v.idf.m[unit] = x
	return x, nil
}

// titleWeights keeps the sums of idf that are asked for again and again: of the title of each section, and of its heading,
// as bits of a float64. 0 is not known yet. They belong to a view, as any update changes every idf.
type titleWeights struct{ title, heading []atomic.Uint64 }

func newTitleWeights(docs int) *titleWeights {
	return &titleWeights{title: make([]atomic.Uint64, docs), heading: make([]atomic.Uint64, docs)}
}

// distinctIDF is the sum of idf over the distinct units of a title or heading. It is kept in slot.
func (v *view) distinctIDF(slot *atomic.Uint64, a *analyzer.Analysis, text string) (sum float64, err error) {
	if kept := slot.Load(); kept != 0 {
		return math.Float64frombits(kept), nil
	}
	v.generation.analyzer.Units(a, text)
	tokens := a.Tokens[:min(len(a.Tokens), maxTitleUnits)]
	for i, t := range tokens {
		unit := a.Term(t)
		// A title has some twenty units: looking back is cheaper than a set.
		if slices.ContainsFunc(tokens[:i], func(o analyzer.Token) bool { return bytes.Equal(a.Term(o), unit) }) {
			continue
		}
		x, ok := v.idf.of(unit)
		if !ok {
			if x, err = v.unitIDF(string(unit)); err != nil {
				return 0, err
			}
		}
		sum += x
	}
	slot.Store(math.Float64bits(sum))
	return sum, nil
}

// maxTitleUnits bounds how much of a title counts as one.
const maxTitleUnits = 256

// of looks a unit up without making a string of it.
func (c *idfCache) of(unit []byte) (float64, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	x, ok := c.m[string(unit)]
	return x, ok
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
