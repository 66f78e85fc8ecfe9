package local

import (
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/opsguide/opsguide/index/rank"
)

// A view is one unchanging state of the index: a bleve snapshot with the statistics and columns that ranking needs. Every
// call takes the current view and gives it back; an update replaces it. It may be used concurrently.
type view struct {
	refs       atomic.Int64
	generation *generation
	snapshot   *scorch.IndexSnapshot
	segments   []*segment
	sequence   uint64 // of the last live update
	lexicon    lexicon
	sections   int // live
	documents  int // live
	saturation *rank.Saturation
	name       string // the version
	newest     uint32 // latest day of any section, 0 when none has one; see dayOf
	idf        idfCache
	answers    func() (int, error) // counted at the first call
}

// sequenceKey is where bleve keeps the number of the last live update, written in the same batch.
var sequenceKey = []byte("sequence")

// snapshotOf takes the current snapshot of an index; the caller closes it.
func snapshotOf(s *scorch.Scorch) (*scorch.IndexSnapshot, error) {
	reader, err := s.Reader()
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("open snapshot: unexpected %T", reader)
	}
	return snapshot, nil
}

// newView takes the current snapshot of a generation; columns of segments that an older view had are reused.
func newView(g *generation, old *view) (*view, error) {
	snapshot, err := snapshotOf(g.scorch)
	if err != nil {
		return nil, err
	}
	v := &view{generation: g, snapshot: snapshot}
	v.answers = sync.OnceValues(v.countAnswers)
	v.idf.init()
	if b := snapshot.Internal()[string(sequenceKey)]; len(b) == 8 {
		v.sequence = binary.BigEndian.Uint64(b)
	}
	if v.lexicon, err = keptLexicon(g.root, string(snapshot.Internal()[string(lexiconKey)]), old); err != nil {
		_ = snapshot.Close()
		return nil, err
	}
	known := map[uint64]*columns{}
	if old != nil && old.generation == g {
		for _, s := range old.segments {
			known[s.snapshot.Id()] = s.columns
		}
	}
	var units uint64
	var newest uint32
	for _, ss := range snapshot.Segments() {
		s, err := newSegment(ss, known[ss.Id()])
		if err == nil {
			newest, err = s.newest(newest)
		}
		if err != nil {
			_ = snapshot.Close()
			return nil, fmt.Errorf("read columns: %w", err)
		}
		if f := g.frequencies; f != nil && f.segment == ss.Id() {
			s.known = f
		}
		n, u := s.count()
		v.sections += n
		v.documents += int(ss.Count()) - n
		units += u
		v.segments = append(v.segments, s)
	}
	v.newest = newest
	average := 0.0
	if v.sections > 0 {
		average = float64(units) / float64(v.sections)
	}
	v.saturation = rank.NewSaturation(rank.Default, average)
	for _, s := range v.segments {
		if s.columns.measure == nil { // nobody else has seen the segment yet
			s.columns.measure = v.saturation
		}
	}
	v.name = fmt.Sprintf("%s-%s.%d", g.name, g.manifest.Nonce, v.sequence)
	if g.weights.name != "" {
		v.name += "-" + g.weights.name
	}
	v.refs.Store(1)
	g.retain()
	return v, nil
}

// countAnswers counts the answers that have a live section.
func (v *view) countAnswers() (n int, err error) {
	for _, s := range v.segments {
		m, err := s.countAnswers()
		if err != nil {
			return 0, err
		}
		n += m
	}
	return n, nil
}

// retain takes the view for a call; false when it is already gone.
func (v *view) retain() bool {
	for {
		n := v.refs.Load()
		if n == 0 {
			return false
		}
		if v.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (v *view) release() {
	if v.refs.Add(-1) == 0 {
		_ = v.snapshot.Close()
		v.generation.release()
	}
}

func (v *view) version() string { return v.name }
