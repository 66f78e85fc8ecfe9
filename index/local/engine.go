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
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"github.com/opsguide/opsguide/index"
)

// Options says how a data folder is opened.
type Options struct {
	// ReadOnly opens for searching beside other readers. Updates get index.ErrReadOnly.
	ReadOnly bool
	// Dictionaries is where compiled dictionaries are kept; "" means in the data folder.
	Dictionaries string
	// Popular returns at most n queries that people often ask and that begin with what was typed, most asked first; nil
	// suggests none. It must be quick, and may be called concurrently.
	Popular func(typed string, n int) []string
	// LexiconPoll is how often lexicon.tsv is looked at; 0 means every two seconds. What it says then is put in force: at
	// once where only synonyms change, after a Reindex in the background where words do.
	LexiconPoll time.Duration
	// Logger hears of what goes on in the background; nil means slog.Default.
	Logger *slog.Logger
}

// An Engine serves the published generation of a data folder. It implements index.Engine.
type Engine struct {
	dir     string
	options Options
	log     *slog.Logger
	lock    *flock.Flock // nil when read-only

	searchers chan *searcher

	follower  lexiconFollower
	following sync.WaitGroup

	current atomic.Pointer[view] // nil once closed
	ended   context.Context      // ends when the engine is closed
	end     context.CancelFunc

	write   sync.Mutex          // held by whoever replaces current; guards what follows
	broken  bool                // a batch failed: the index has to be opened anew before the next one
	changed map[string]struct{} // documents updated since a reindex began; nil when none runs
}

var _ index.Engine = (*Engine)(nil)

// Open opens the published generation. The error is index.ErrNoIndex when there is none, index.ErrBusy when another
// process holds the folder for writing, and index.ErrDamaged when a file is not what it should be.
func Open(dir string, o Options) (*Engine, error) {
	e := &Engine{dir: dir, options: o, log: o.Logger, searchers: newSearchers()}
	if e.log == nil {
		e.log = slog.Default()
	}
	e.ended, e.end = context.WithCancel(context.Background())
	if _, err := Current(dir); err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		lock, err := Lock(dir)
		if err != nil {
			return nil, err
		}
		e.lock = lock
	}
	if err := e.openCurrent(); err != nil {
		if e.lock != nil {
			_ = e.lock.Unlock()
		}
		return nil, err
	}
	if o.ReadOnly {
		e.lookAtLexicon()
	} else {
		e.following.Go(func() { e.followLexicon(cmp.Or(o.LexiconPoll, lexiconPoll)) })
	}
	return e, nil
}

// openCurrent serves the published generation. A build may publish another one, and remove this one, at any time; so it
// asks again when opening fails.
func (e *Engine) openCurrent() error {
	for tries := 0; ; tries++ {
		name, err := Current(e.dir)
		if err != nil {
			return err
		}
		g, err := openGeneration(e.dir, name, e.options.ReadOnly)
		if err == nil {
			defer g.release()
			return e.serve(g)
		}
		if now, err2 := Current(e.dir); err2 != nil || now == name || tries == 3 {
			return err
		}
	}
}

// lockWait is how long Lock waits for a process that is just ending, or that only looks whether the folder is held.
const lockWait = time.Second

// Lock takes the data folder for writing, as Open does; index.ErrBusy when another process has it.
func Lock(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create data folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	ok, err := lock.TryLockContext(ctx, 20*time.Millisecond)
	switch {
	case ok:
		return lock, nil
	case err == nil || errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%w: %s is held by another process", index.ErrBusy, dir)
	}
	return nil, fmt.Errorf("lock data folder: %w", err)
}

// Held reports whether a process holds the data folder for writing.
func Held(dir string) bool {
	lock := flock.New(filepath.Join(dir, lockFile), flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	if free {
		_ = lock.Unlock()
	}
	return err == nil && !free
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

// Close implements index.Engine. It ends a running Reindex.
func (e *Engine) Close() error {
	e.end()
	e.following.Wait()
	e.write.Lock()
	defer e.write.Unlock()
	v := e.current.Swap(nil)
	if v == nil {
		return index.ErrClosed
	}
	gone := v.generation.gone
	v.release()
	<-gone
	if e.lock != nil {
		if err := e.lock.Unlock(); err != nil {
			return fmt.Errorf("unlock data folder: %w", err)
		}
	}
	return nil
}

// Adopt serves the published generation, which was built beside this process. Updates made to the one before since are
// not in it. The error is index.ErrNotFound when the name is not that of the published generation.
func (e *Engine) Adopt(ctx context.Context, name string) error {
	e.write.Lock()
	defer e.write.Unlock()
	v := e.current.Load()
	if v == nil {
		return index.ErrClosed
	}
	if !validName(name) {
		return fmt.Errorf("%w: %q is not the name of a generation", index.ErrBadRequest, name)
	}
	published, err := Current(e.dir)
	if err != nil {
		return err
	}
	if published != name {
		return fmt.Errorf("generation %s, as %s is the published one: %w", name, published, index.ErrNotFound)
	}
	if v.generation.name == name {
		return nil
	}
	return e.openCurrent()
}

// Stats implements index.Engine.
func (e *Engine) Stats(ctx context.Context) (index.Stats, error) {
	v, err := e.view()
	if err != nil {
		return index.Stats{}, err
	}
	defer v.release()
	answers, err := v.answers()
	if err != nil {
		return index.Stats{}, err
	}
	lexicon := e.Lexicon()
	return index.Stats{
		Engine: "local", Version: v.version(), Generation: v.generation.name, Built: v.generation.manifest.Built,
		Documents: v.documents, Answers: answers, Sections: v.sections,
		Bytes: folderSize(generationPath(e.dir, v.generation.name)), ReadOnly: e.options.ReadOnly, Lexicon: &lexicon,
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
