// Package local is the embedded engine: it keeps sections in bleve (scorch, on disk) and ranks them itself.
//
// [Build] makes a generation from documents and publishes it; [Open] serves the published one. bleve stores postings and
// texts and survives crashes; scoring walks its segments through package rank, so that BM25 is exact and its statistics
// are global. Live updates go into the current generation in bleve's durable batches.
//
// What lives here: the layout of the data folder, the records kept in bleve, and the query path over its segments.
// Scoring formulas belong to rank, passages to highlight, tokens to analyzer, wire formats to api.
package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/gofrs/flock"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
)

// Options says how a data folder is opened.
type Options struct {
	// ReadOnly opens for searching beside other readers. Updates get index.ErrReadOnly.
	ReadOnly bool
	// Dictionaries is where compiled dictionaries are kept; "" means in the data folder.
	Dictionaries string
	// Logger hears of what goes on in the background; nil means slog.Default.
	Logger *slog.Logger
}

// An Engine serves the published generation of a data folder. It implements index.Engine.
type Engine struct {
	dir      string
	options  Options
	readOnly bool
	log      *slog.Logger
	lock     *flock.Flock // nil when read-only

	current atomic.Pointer[view] // nil once closed
	write   sync.Mutex           // held by whoever replaces current
	changed map[string]struct{}  // documents updated since a reindex began; nil when none runs; guarded by write
}

var _ index.Engine = (*Engine)(nil)

// Open opens the published generation. The error is index.ErrNoIndex when there is none, index.ErrBusy when another
// process holds the folder for writing, and index.ErrDamaged when a file is not what it should be.
func Open(dir string, o Options) (*Engine, error) {
	e := &Engine{dir: dir, options: o, readOnly: o.ReadOnly, log: o.Logger}
	if e.log == nil {
		e.log = slog.Default()
	}
	name, err := Current(dir)
	if err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		if e.lock, err = Lock(dir); err != nil {
			return nil, err
		}
	}
	g, err := openGeneration(dir, name, o.ReadOnly)
	if err == nil {
		err = e.serve(g)
		g.release()
	}
	if err != nil {
		if e.lock != nil {
			_ = e.lock.Unlock()
		}
		return nil, err
	}
	return e, nil
}

// Lock takes the data folder for writing, as Open does; index.ErrBusy when another process has it.
func Lock(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create data folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s is held by another process", index.ErrBusy, dir)
	}
	return lock, nil
}

// generation is an opened generation, closed when its last view is gone.
type generation struct {
	refs     atomic.Int64
	name     string
	manifest Manifest
	bleve    bleve.Index
	scorch   *scorch.Scorch
	analyzer *analyzer.Analyzer
}

func openGeneration(dir, name string, readOnly bool) (*generation, error) {
	m, err := readManifest(dir, name)
	if err != nil {
		return nil, err
	}
	root := generationPath(dir, name)
	g := &generation{name: name, manifest: m}
	g.refs.Store(1)
	if g.analyzer, err = analyzer.Open(filepath.Join(root, dictionaryFile)); err != nil {
		return nil, fmt.Errorf("%w: open dictionary: %w", index.ErrDamaged, err)
	}
	config := map[string]any{"bolt_timeout": "1s"}
	if readOnly {
		config["read_only"] = true
	}
	if g.bleve, err = bleve.OpenUsing(filepath.Join(root, indexDir), config); err != nil {
		_ = g.analyzer.Close()
		if err.Error() == "timeout" { // bbolt's ErrTimeout, which only index/cache may import
			err = fmt.Errorf("%w: another process holds %s; end it, or ask it", index.ErrBusy, filepath.Join(root, indexDir))
		}
		return nil, fmt.Errorf("open index: %w", err)
	}
	if g.scorch, err = scorchOf(g.bleve); err != nil {
		_ = g.bleve.Close()
		_ = g.analyzer.Close()
		return nil, err
	}
	return g, nil
}

func (g *generation) retain() { g.refs.Add(1) }

func (g *generation) release() {
	if g.refs.Add(-1) == 0 {
		_ = g.bleve.Close()
		_ = g.analyzer.Close()
	}
}

// serve makes the newest state of a generation the current view.
func (e *Engine) serve(g *generation) error {
	old := e.current.Load()
	v, err := newView(g, old)
	if err != nil {
		return err
	}
	e.current.Store(v)
	if old != nil {
		old.release()
	}
	return nil
}

// view takes the current view; the caller gives it back with release.
func (e *Engine) view() (*view, error) {
	for {
		v := e.current.Load()
		if v == nil {
			return nil, index.ErrClosed
		}
		if v.retain() {
			return v, nil
		}
	}
}

// Version implements index.Engine.
func (e *Engine) Version() string {
	v := e.current.Load()
	if v == nil {
		return ""
	}
	return v.version()
}

// Close implements index.Engine. Running calls end on the view that they hold.
func (e *Engine) Close() error {
	e.write.Lock()
	defer e.write.Unlock()
	v := e.current.Swap(nil)
	if v == nil {
		return index.ErrClosed
	}
	v.release()
	if e.lock != nil {
		if err := e.lock.Unlock(); err != nil {
			return fmt.Errorf("unlock data folder: %w", err)
		}
	}
	return nil
}

// Adopt serves a generation that was built and published beside this process. Updates made to the old one since are not
// in it.
func (e *Engine) Adopt(ctx context.Context, name string) error {
	if !validName(name) {
		return fmt.Errorf("%w: %q is not the name of a generation", index.ErrBadRequest, name)
	}
	e.write.Lock()
	defer e.write.Unlock()
	v := e.current.Load()
	if v == nil {
		return index.ErrClosed
	}
	if v.generation.name == name {
		return nil
	}
	if _, err := os.Stat(generationPath(e.dir, name)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("generation %s: %w", name, index.ErrNotFound)
	}
	g, err := openGeneration(e.dir, name, e.readOnly)
	if err != nil {
		return err
	}
	defer g.release()
	return e.serve(g)
}

// Stats implements index.Engine.
func (e *Engine) Stats(ctx context.Context) (index.Stats, error) {
	v, err := e.view()
	if err != nil {
		return index.Stats{}, err
	}
	defer v.release()
	answers := 0
	for _, s := range v.segments {
		n, err := s.answers()
		if err != nil {
			return index.Stats{}, err
		}
		answers += n
	}
	return index.Stats{
		Engine: "local", Version: v.version(), Generation: v.generation.name, Built: v.generation.manifest.Built,
		Documents: v.documents, Answers: answers, Sections: v.sections,
		Bytes: folderSize(generationPath(e.dir, v.generation.name)), ReadOnly: e.readOnly,
	}, nil
}

func folderSize(path string) (n int64) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return 0
	}
	for _, x := range entries {
		if x.IsDir() {
			n += folderSize(filepath.Join(path, x.Name()))
		} else if info, err := x.Info(); err == nil {
			n += info.Size()
		}
	}
	return n
}
