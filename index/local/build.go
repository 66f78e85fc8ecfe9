package local

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// A batch goes to bleve when it has so many sections or so many bytes of texts and counts. Each worker holds one, and about
// as much again while it is written.
var batchSections = 16_000

const batchBytes = 96 << 20

// reportEvery is after how many documents progress is reported.
const reportEvery = 1000

// BuildOptions says how a generation is built. The zero value is good.
type BuildOptions struct {
	Lexicon      *analyzer.Lexicon    // nil means that of the data folder
	Dictionaries string               // where compiled dictionaries are kept; "" means in the data folder
	Report       func(index.Progress) // called from several goroutines, seldom
}

// Build makes a new generation of the given documents, publishes it and returns its manifest. An error that docs yields
// ends it. What was published before keeps serving until the very end, and after any failure. Only one build runs in a
// data folder at a time; a second one gets index.ErrBusy.
func Build(ctx context.Context, dir string, docs iter.Seq2[*corpus.Document, error], o BuildOptions) (Manifest, error) {
	unlock, err := lockBuilding(dir)
	if err != nil {
		return Manifest{}, err
	}
	defer unlock()
	prune(dir)
	m, err := buildGeneration(ctx, dir, docs, o)
	if err != nil {
		return m, err
	}
	if err := publish(dir, m.Generation); err != nil {
		return m, err
	}
	prune(dir)
	return m, nil
}

func lockBuilding(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create data folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, buildingFile))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: another build is running in %s", index.ErrBusy, dir)
	}
	return func() { _ = lock.Unlock() }, nil
}

// buildGeneration builds everything but publishes nothing. The caller holds the building lock.
func buildGeneration(ctx context.Context, dir string, docs iter.Seq2[*corpus.Document, error], o BuildOptions) (m Manifest, err error) {
	report := o.Report
	if report == nil {
		report = func(index.Progress) {}
	}
	if o.Lexicon == nil {
		if o.Lexicon, err = ReadLexicon(dir); err != nil {
			return m, err
		}
	}
	name, err := newGeneration(dir)
	if err != nil {
		return m, err
	}
	root := generationPath(dir, name)
	defer func() {
		if err != nil {
			_ = os.RemoveAll(root)
		}
	}()
	report(index.Progress{Stage: "dictionary"})
	kept := o.Dictionaries
	if kept == "" {
		kept = filepath.Join(dir, dictionariesDir)
	}
	a, err := dictionary(kept, filepath.Join(root, dictionaryFile), o.Lexicon)
	if err != nil {
		return m, err
	}
	defer a.Close()
	if o.Dictionaries == "" {
		forgetDictionaries(kept)
	}
	lex := lexiconOf(o.Lexicon)
	if err := lex.write(root); err != nil {
		return m, err
	}
	b, err := create(filepath.Join(root, indexDir))
	if err != nil {
		return m, err
	}
	m = Manifest{Format: formatVersion, Generation: name, Nonce: rand.Text()[:8], Built: time.Now().UTC().Truncate(time.Second)}
	err = fill(ctx, b, a, docs, &m, report)
	if err2 := b.Close(); err == nil && err2 != nil {
		err = fmt.Errorf("close index: %w", err2)
	}
	if err == nil {
		report(index.Progress{Stage: "merge"})
		err = settle(ctx, filepath.Join(root, indexDir), lex)
	}
	if err == nil {
		err = describe(root, a, o.Lexicon)
	}
	if err != nil {
		return m, err
	}
	report(index.Progress{Stage: "verify"})
	return m, writeManifest(dir, m)
}

// describe writes what is kept about the terms of a finished index.
func describe(root string, a *analyzer.Analyzer, lex *analyzer.Lexicon) error {
	b, err := bleve.OpenUsing(filepath.Join(root, indexDir), map[string]any{"read_only": true})
	if err != nil {
		return fmt.Errorf("reopen index: %w", err)
	}
	defer b.Close()
	s, err := scorchOf(b)
	if err != nil {
		return err
	}
	snapshot, err := snapshotOf(s)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	var segments []*segment
	for _, ss := range snapshot.Segments() {
		seg, err := newSegment(ss, nil)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		segments = append(segments, seg)
	}
	if err := writeFrequencies(filepath.Join(root, frequenciesFile), segments); err != nil {
		return err
	}
	if err := writeVocabulary(filepath.Join(root, vocabularyFile), a, lex, segments); err != nil {
		return err
	}
	return writePrompts(filepath.Join(root, promptsFile), a, lex, segments)
}

// create makes an empty bleve index. Everything about terms is ours (see record.go), so its mapping says nothing.
func create(path string) (bleve.Index, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = keyword.Name
	b, err := bleve.NewUsing(path, mapping, scorch.Name, scorch.Name, map[string]any{})
	if err != nil {
		return nil, fmt.Errorf("create index: %w", err)
	}
	// What bleve is created with stays with the index; what it is opened with does not.
	if err := b.Close(); err != nil {
		return nil, fmt.Errorf("create index: %w", err)
	}
	if b, err = bleve.OpenUsing(path, whileFilling); err != nil {
		return nil, fmt.Errorf("open created index: %w", err)
	}
	return b, nil
}

// whileFilling keeps bleve from merging what settle merges anyway: in memory always, and on disk up to a number of segments
// that are still quickly read together.
var whileFilling = map[string]any{
	"bolt_timeout": "5s",
	"scorchMergePlanOptions": map[string]any{
		"MaxSegmentsPerTier": 200, "SegmentsPerMergeTask": 200, "FloorSegmentSize": batchSections,
	},
	"scorchPersisterOptions": map[string]any{"MemoryPressurePauseThreshold": 0},
}

// fill analyses and writes all documents, on every core.
func fill(ctx context.Context, b bleve.Index, a *analyzer.Analyzer, docs iter.Seq2[*corpus.Document, error], m *Manifest, report func(index.Progress)) error {
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan *corpus.Document, 4*workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(queue)
		seen := map[string]bool{}
		for d, err := range docs {
			if err != nil {
				return err
			}
			if err := d.Validate(); err != nil {
				return fmt.Errorf("%w: %q: %w", index.ErrBadDocument, d.ID, err)
			}
			if seen[d.ID] {
				return fmt.Errorf("%w: two documents have the id %q", index.ErrBadDocument, d.ID)
			}
			seen[d.ID] = true
			m.Documents++
			m.Answers += len(d.Answers)
			d.EachSection(func(*corpus.Answer, *corpus.Section) bool { m.Sections++; return true })
			select {
			case queue <- d:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	var done atomic.Int64
	var serial atomic.Uint32
	for range workers {
		group.Go(func() error {
			e := encoder{analyzer: a, serial: &serial}
			batch := b.NewBatch()
			flush := func() error {
				if err := b.Batch(batch); err != nil {
					return fmt.Errorf("write batch: %w", err)
				}
				batch.Reset()
				e.reset()
				report(index.Progress{Stage: "index", Done: done.Load()})
				return nil
			}
			for d := range queue {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				records, err := e.encode(d)
				if err != nil {
					return err
				}
				for _, r := range records {
					if err := batch.IndexAdvanced(r); err != nil {
						return fmt.Errorf("index %q: %w", d.ID, err)
					}
				}
				if n := done.Add(1); n%reportEvery == 0 {
					report(index.Progress{Stage: "index", Done: n})
				}
				if batch.Size() >= batchSections || batch.TotalDocsSize() >= batchBytes {
					if err := flush(); err != nil {
						return err
					}
				}
			}
			if batch.Size() == 0 {
				return nil
			}
			return flush()
		})
	}
	return group.Wait()
}

// settle opens a filled index once more, leaves it one segment, which every query reads faster than several, and waits
// until only the files of that are left. bleve merges only what its persister has handed back, at a time of its own
// choosing; of an index just opened that is every segment.
func settle(ctx context.Context, path string, lex lexicon) error {
	b, err := bleve.OpenUsing(path, map[string]any{"bolt_timeout": "5s"})
	if err != nil {
		return fmt.Errorf("reopen index: %w", err)
	}
	err = mergeToOne(ctx, b)
	if err == nil {
		err = b.SetInternal(lexiconKey, []byte(lex.sum))
	}
	if err == nil {
		// Superfluous files go after a newly written state only.
		err = b.SetInternal(sequenceKey, make([]byte, 8))
	}
	for deadline := time.Now().Add(settleTime); err == nil && time.Now().Before(deadline); time.Sleep(settlePause) {
		var files []string
		if files, err = filepath.Glob(filepath.Join(path, "store", "*.zap")); len(files) <= 1 {
			break
		}
	}
	if err2 := b.Close(); err == nil {
		err = err2
	}
	if err != nil {
		return fmt.Errorf("settle index: %w", err)
	}
	return nil
}

// settleTime bounds the wait for bleve to merge segments, and to remove those that a merge has made superfluous;
// settlePause is how often it is looked at. What stays longer costs time or room and nothing else.
const (
	settleTime  = 20 * time.Second
	settlePause = 5 * time.Millisecond
)

// mergeToOne merges until one segment is left, or until nothing has moved for settleTime.
func mergeToOne(ctx context.Context, b bleve.Index) error {
	s, err := scorchOf(b)
	if err != nil {
		return err
	}
	all := mergeplan.SingleSegmentMergePlanOptions
	all.SegmentsPerMergeTask = math.MaxInt32 // together, instead of ten at a time and those again
	last, since := 0, time.Now()
	for {
		n, err := segmentCount(s)
		if err != nil || n <= 1 {
			return err
		}
		if n != last {
			last, since = n, time.Now()
		} else if time.Since(since) > settleTime {
			return nil // several segments answer as one does, only later
		} else {
			time.Sleep(settlePause)
		}
		if err := s.ForceMerge(ctx, &all); err != nil {
			return fmt.Errorf("merge segments: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func segmentCount(s *scorch.Scorch) (int, error) {
	snapshot, err := snapshotOf(s)
	if err != nil {
		return 0, err
	}
	defer snapshot.Close()
	return len(snapshot.Segments()), nil
}

func scorchOf(b bleve.Index) (*scorch.Scorch, error) {
	inner, err := b.Advanced()
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	s, ok := inner.(*scorch.Scorch)
	if !ok {
		return nil, fmt.Errorf("open index: unexpected %T", inner)
	}
	return s, nil
}
