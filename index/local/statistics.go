package local

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"

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

// idfCache keeps the idf of units that titles are made of; there are some thousands in any collection. Those of the usual
// characters, nearly all, are found without a lock.
type idfCache struct {
	chars func() *[lastUsual - firstUsual + 1]atomic.Uint64 // bits of a float64; 0 is not known yet
	mu    sync.RWMutex
	m     map[string]float64
}

func (c *idfCache) init() {
	c.chars = sync.OnceValue(func() *[lastUsual - firstUsual + 1]atomic.Uint64 {
		return new([lastUsual - firstUsual + 1]atomic.Uint64)
	})
	c.m = map[string]float64{}
}

// of returns the idf of a unit if that is known.
func (c *idfCache) of(unit []byte) (float64, bool) {
	if r := usual(unit); r != 0 {
		bits := c.chars()[r-firstUsual].Load()
		return math.Float64frombits(bits), bits != 0
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	x, ok := c.m[string(unit)]
	return x, ok
}

func (c *idfCache) keep(unit []byte, x float64) {
	if r := usual(unit); r != 0 {
		c.chars()[r-firstUsual].Store(math.Float64bits(x))
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[string(unit)] = x
}

// usual returns a unit of one usual character as that, 0 for others.
func usual(unit []byte) rune {
	if len(unit) != 3 {
		return 0
	}
	r, size := utf8.DecodeRune(unit)
	if size != 3 || r < firstUsual || r > lastUsual {
		return 0
	}
	return r
}

// unitIDF is the idf of a unit (one character, one Latin word).
func (v *view) unitIDF(unit []byte) (float64, error) {
	x, ok := v.idf.of(unit)
	if ok {
		return x, nil
	}
	df, err := v.frequency(string(unit))
	if err != nil {
		return 0, err
	}
	x = rank.IDF(v.sections, df)
	if df > 0 { // queries could fill the memory with words that stand nowhere
		v.idf.keep(unit, x)
	}
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
		if seenBefore(a, tokens[:i], unit) {
			continue
		}
		x, err := v.unitIDF(unit)
		if err != nil {
			return 0, err
		}
		sum += x
	}
	slot.Store(math.Float64bits(sum))
	return sum, nil
}

// seenBefore reports whether one of the tokens is the unit. A title has some twenty: looking back is cheaper than a set.
func seenBefore(a *analyzer.Analysis, tokens []analyzer.Token, unit []byte) bool {
	last := unit[len(unit)-1]
	for _, t := range tokens {
		if a.Text[t.TermEnd-1] == last && bytes.Equal(a.Term(t), unit) {
			return true
		}
	}
	return false
}

// maxTitleUnits bounds how much of a title counts as one.
const maxTitleUnits = 256

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
