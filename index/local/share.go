package local

import (
	"cmp"
	"runtime"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/rank"
)

// A reading is the working memory for texts. Every processor that takes part in a search has its own.
type reading struct {
	analysis analyzer.Analysis
	stored   []byte
	warm     byte    // see posting.Segment.Warm
	at       []int32 // of the text in hand: where units of the query stand
	found    []int16 // and which
	matches  []highlight.Match
	text     rank.Text
	scorer   rank.Scorer
}

// share does n pieces of work: f is called for all of them or, where there are more than a few and a processor is idle, at
// the same time for either half. Of what belongs to the search f must change nothing but what the pieces are for.
func (s *searcher) share(n, few int, f func(w *reading, from, to int) error) error {
	var other *searcher
	if n > few && len(s.idle) > cap(s.idle)-runtime.GOMAXPROCS(0) {
		select {
		case other = <-s.idle:
		default:
		}
	}
	if other == nil {
		return f(&s.reading, 0, n)
	}
	ended := make(chan any, 1) // an error, or the value of a panic
	go func() {
		var end any
		defer func() {
			if p := recover(); p != nil {
				end = p
			}
			s.idle <- other
			ended <- end
		}()
		end = f(&other.reading, n/2, n)
	}()
	var end any
	err := func() error {
		defer func() { end = <-ended }() // what it reads has to stay
		return f(&s.reading, 0, n/2)
	}()
	switch x := end.(type) {
	case nil:
		return err
	case error:
		return cmp.Or(err, x)
	default:
		panic(x)
	}
}
