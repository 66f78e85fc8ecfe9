// Package cache keeps encoded answers in front of an index.Engine: in memory, bounded in bytes, and behind that in a
// bbolt file, so that a restart begins warm.
//
// Every answer is kept under the version of the index that gave it. A version never comes back, so nothing that is kept
// can be out of date, and nothing needs to be invalidated. Losing the file loses time only: whatever is wrong with it,
// it is thrown away and begun anew.
//
// Everything but Answer and Stats goes to the engine behind as it is.
package cache

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/opsguide/opsguide/index"
)

// Options bound a cache.
type Options struct {
	// MemoryBytes bounds the answers kept in memory; 0 means 16 MiB. Of one answer up to three forms are kept: as it was
	// made, as it was asked for, and compressed.
	MemoryBytes int64
	// DiskBytes bounds the answers kept in the file; beyond it the file is begun anew. 0 means 64 MiB.
	DiskBytes int64
	// Owner names what makes the answers, such as the build of the program: another one may rank or encode otherwise, so
	// the answers that it left in the file are thrown away.
	Owner string
	// Logger hears of trouble with the file; nil means slog.Default.
	Logger *slog.Logger
}

// An Engine answers from what it keeps and asks the engine behind for the rest. It may be used concurrently.
type Engine struct {
	index.Engine
	memory  *otter.Cache[place, []byte]
	disk    *disk // nil when the file cannot be used
	flights singleflight.Group
	latest  atomic.Pointer[string] // the version of the last answer put into memory

	hits, fromDisk, misses, coalesced atomic.Uint64
}

var _ index.Answerer = (*Engine)(nil)

// A place is where an answer is kept.
type place struct{ version, key string }

// String is one for each place: a version holds no line breaks.
func (p place) String() string { return p.version + "\n" + p.key }

// entryOverhead is about what an entry costs in memory beside its key and body.
const entryOverhead = 128

// New puts a cache in front of an engine, with its file at path; an empty path keeps answers in memory only. A file that
// cannot be used is no error: the cache does without. Closing the cache closes the engine.
func New(e index.Engine, path string, o Options) (*Engine, error) {
	if o.MemoryBytes == 0 {
		o.MemoryBytes = 16 << 20
	}
	if o.DiskBytes == 0 {
		o.DiskBytes = 64 << 20
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	memory, err := otter.New(&otter.Options[place, []byte]{
		MaximumWeight: uint64(o.MemoryBytes),
		Weigher:       func(at place, v []byte) uint32 { return uint32(len(at.key) + len(v) + entryOverhead) },
	})
	if err != nil {
		return nil, fmt.Errorf("create cache: %w", err)
	}
	c := &Engine{Engine: e, memory: memory}
	if path != "" {
		c.disk = openDisk(path, o)
	}
	return c, nil
}

// Kept implements index.Answerer.
func (c *Engine) Kept(key string) (index.Answer, bool) {
	version := c.Version()
	body, ok := c.memory.GetIfPresent(place{version, key})
	if !ok {
		return index.Answer{}, false
	}
	c.hits.Add(1)
	return index.Answer{Body: body, Version: version, Source: index.FromMemory}, true
}

// Keep implements index.Answerer.
func (c *Engine) Keep(key string, a index.Answer) { c.keep(place{a.Version, key}, a.Body) }

// keep puts an answer into memory. The first of a version clears away those before it: nobody can ask for them again, but
// having been asked for often, they would long keep new ones out.
func (c *Engine) keep(at place, body []byte) {
	if at.version != c.Version() {
		return
	}
	if last := c.latest.Swap(&at.version); last == nil || *last != at.version {
		c.memory.InvalidateAll()
	}
	c.memory.Set(at, body)
}

// Answer implements index.Answerer.
func (c *Engine) Answer(ctx context.Context, key string, r index.Request, encode func(*index.Result) ([]byte, error)) (index.Answer, error) {
	if a, ok := c.Kept(key); ok {
		return a, nil
	}
	return c.work(ctx, place{c.Version(), key}, r, encode)
}

// work answers what memory does not hold. The first of several identical requests works for all of them: its own caller
// going away does not end the work, only its deadline does, and each caller stops waiting on its own.
func (c *Engine) work(ctx context.Context, at place, r index.Request, encode func(*index.Result) ([]byte, error)) (index.Answer, error) {
	mine := false
	flight := c.flights.DoChan(at.String(), func() (answer any, err error) {
		mine = true
		// A panic here would end the process: it is out of reach of the server's own recovery.
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("search panicked: %v\n%s", p, debug.Stack())
			}
		}()
		work := context.WithoutCancel(ctx)
		if deadline, ok := ctx.Deadline(); ok {
			var cancel context.CancelFunc
			work, cancel = context.WithDeadline(work, deadline)
			defer cancel()
		}
		return c.compute(work, at, r, encode)
	})
	select {
	case <-ctx.Done():
		return index.Answer{}, ctx.Err()
	case done := <-flight:
		if done.Err != nil {
			return index.Answer{}, done.Err
		}
		a := done.Val.(index.Answer)
		if !mine {
			c.coalesced.Add(1)
			a.Source = index.Coalesced
		}
		return a, nil
	}
}

// compute finds an answer on disk or makes it, and keeps it. It looks into memory once more: since its caller did, identical
// work may have ended.
func (c *Engine) compute(ctx context.Context, at place, r index.Request, encode func(*index.Result) ([]byte, error)) (index.Answer, error) {
	if body, ok := c.memory.GetIfPresent(at); ok {
		c.hits.Add(1)
		return index.Answer{Body: body, Version: at.version, Source: index.FromMemory}, nil
	}
	if body := c.disk.get(at.String()); body != nil {
		c.fromDisk.Add(1)
		c.keep(at, body)
		return index.Answer{Body: body, Version: at.version, Source: index.FromDisk}, nil
	}
	result, err := c.Engine.Search(ctx, r)
	if err != nil {
		return index.Answer{}, err
	}
	body, err := encode(result)
	if err != nil {
		return index.Answer{}, fmt.Errorf("encode answer: %w", err)
	}
	c.misses.Add(1)
	// An update may have come between; the answer is kept under the version that gave it.
	at.version = result.Version
	c.keep(at, body)
	c.disk.put(at.String(), body)
	return index.Answer{Body: body, Version: at.version, Source: index.Computed}, nil
}

// Stats implements index.Engine, with the cache's counters.
func (c *Engine) Stats(ctx context.Context) (index.Stats, error) {
	s, err := c.Engine.Stats(ctx)
	if err != nil {
		return s, err
	}
	c.memory.CleanUp() // what was put last is weighed off the path of requests
	s.Cache = &index.CacheStats{
		Hits: c.hits.Load() + c.fromDisk.Load(), Misses: c.misses.Load(), Coalesced: c.coalesced.Load(),
		Errors: c.disk.errors(), MemoryBytes: int64(c.memory.WeightedSize()), DiskBytes: c.disk.size(),
	}
	return s, nil
}

// Close writes what is waiting to be kept and closes the engine behind.
func (c *Engine) Close() error {
	c.disk.close()
	c.memory.StopAllGoroutines()
	return c.Engine.Close()
}
