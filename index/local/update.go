package local

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/blevesearch/bleve/v2"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// Put implements index.Engine.
func (e *Engine) Put(ctx context.Context, docs ...*corpus.Document) error {
	for _, d := range docs {
		if err := d.Validate(); err != nil {
			return fmt.Errorf("%w: %q: %w", index.ErrBadDocument, d.ID, err)
		}
	}
	if len(docs) == 0 {
		return nil
	}
	return e.update(ctx, func(v *view, batch *bleve.Batch) ([]string, error) { return put(v, batch, docs) })
}

func put(v *view, batch *bleve.Batch, docs []*corpus.Document) ([]string, error) {
	enc := encoder{analyzer: v.generation.analyzer, serial: new(atomic.Uint32)}
	for _, s := range v.segments {
		highest, err := s.highest()
		if err != nil {
			return nil, fmt.Errorf("number documents: %w", err)
		}
		enc.serial.Store(max(enc.serial.Load(), highest))
	}
	last := map[string]*corpus.Document{} // of several documents with one id the last one stays
	for _, d := range docs {
		last[d.ID] = d
	}
	for _, id := range sortedKeys(last) {
		if err := remove(v, batch, id); err != nil && !errors.Is(err, index.ErrNotFound) {
			return nil, err
		}
		records, err := enc.encode(last[id])
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if err := batch.IndexAdvanced(r); err != nil {
				return nil, fmt.Errorf("index %q: %w", id, err)
			}
		}
	}
	return sortedKeys(last), nil
}

// remove adds the deletion of a document and its sections to a batch.
func remove(v *view, batch *bleve.Batch, id string) error {
	d, err := v.bare(id)
	if err != nil {
		return err
	}
	batch.Delete(documentKey(id))
	batch.Delete(sectionKey(titleOnly(id).ID))
	d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
		batch.Delete(sectionKey(s.ID))
		return true
	})
	return nil
}

// Delete implements index.Engine.
func (e *Engine) Delete(ctx context.Context, id string) error {
	return e.update(ctx, func(v *view, batch *bleve.Batch) ([]string, error) {
		return []string{id}, remove(v, batch, id)
	})
}

// update runs one durable batch; fill returns the ids of the documents that it changes.
func (e *Engine) update(ctx context.Context, fill func(*view, *bleve.Batch) ([]string, error)) error {
	if e.options.ReadOnly {
		return index.ErrReadOnly
	}
	e.write.Lock()
	defer e.write.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	v, err := e.published()
	if err != nil {
		return err
	}
	if e.broken {
		if err := e.reopen(); err != nil {
			return err
		}
		v = e.current.Load()
	}
	g := v.generation
	batch := g.bleve.NewBatch()
	ids, err := fill(v, batch)
	if err != nil {
		return err
	}
	if e.changed != nil {
		for _, id := range ids {
			e.changed[id] = struct{}{}
		}
	}
	batch.SetInternal(sequenceKey, binary.BigEndian.AppendUint64(nil, v.sequence+1))
	if err := g.bleve.Batch(batch); err != nil {
		// After a failed batch bleve's state in memory cannot be trusted; what is on disk can. Where it cannot be opened
		// now, the view of before goes on serving, and the next update tries again.
		e.broken = true
		if err2 := e.reopen(); err2 != nil {
			e.log.Error("reopen index", slog.Any("error", err2))
		}
		if noRoom(err) {
			return fmt.Errorf("write batch: %w: %w", index.ErrDiskFull, err)
		}
		return fmt.Errorf("write batch: %w", err)
	}
	if err := e.serve(g); err != nil {
		return err
	}
	// Gathered now, they keep nobody waiting who types. Whoever asks for suggestions hears of an error.
	_, _ = e.current.Load().prompts()
	return nil
}

// noRoom reports whether an error is that of a full disk or quota. bleve keeps only the words of some errors.
func noRoom(err error) bool {
	for _, e := range []syscall.Errno{syscall.ENOSPC, syscall.EFBIG, syscall.EDQUOT} {
		if errors.Is(err, e) || strings.HasSuffix(err.Error(), e.Error()) {
			return true
		}
	}
	return false
}

// reopen serves what is on disk of the current generation. Searches go on with the old view meanwhile. The caller holds
// write.
func (e *Engine) reopen() error {
	old := e.current.Load().generation
	old.closeIndex()
	g, err := openGeneration(e.dir, old.name, e.options.ReadOnly)
	if err != nil {
		return fmt.Errorf("reopen after a failed write: %w", err)
	}
	defer g.release()
	if err := e.serve(g); err != nil {
		return fmt.Errorf("reopen after a failed write: %w", err)
	}
	e.broken = false
	return nil
}

// Reindex implements index.Engine. Documents are cut with the newest lexicon that has no bad line.
func (e *Engine) Reindex(ctx context.Context, report func(index.Progress)) error {
	if e.options.ReadOnly {
		return index.ErrReadOnly
	}
	unlock, err := lockBuilding(e.dir)
	if err != nil {
		return err
	}
	defer unlock()
	prune(e.dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(e.ended, cancel)()

	v, err := e.beginReindex()
	if err != nil {
		return err
	}
	defer v.release()
	defer func() {
		e.write.Lock()
		e.changed = nil
		e.write.Unlock()
	}()
	m, err := buildGeneration(ctx, e.dir, v.documentsOf(ctx), BuildOptions{Lexicon: e.newestLexicon(v),
		Dictionaries: e.options.Dictionaries, Report: report})
	if err != nil {
		return err
	}
	if err := e.switchTo(v.generation, m.Generation); err != nil {
		return err
	}
	prune(e.dir)
	return nil
}

// beginReindex takes the view to read from and starts to note updates.
func (e *Engine) beginReindex() (*view, error) {
	e.write.Lock()
	defer e.write.Unlock()
	if _, err := e.published(); err != nil {
		return nil, err
	}
	e.changed = map[string]struct{}{}
	return e.view()
}

// published returns the current view once it is of the published generation. One that was built beside this process and
// not adopted yet is opened first: an update of the old one would be lost with it. The caller holds write.
func (e *Engine) published() (*view, error) {
	v := e.current.Load()
	if v == nil {
		return nil, index.ErrClosed
	}
	name, err := Current(e.dir)
	if err != nil {
		return nil, err
	}
	if name != v.generation.name {
		if err := e.openCurrent(); err != nil {
			return nil, err
		}
		e.broken = false
	}
	return e.current.Load(), nil
}

// switchTo brings a finished generation up to date with the updates that came meanwhile, publishes it and serves it. The
// error is index.ErrBusy when another generation than the one it was made from is served by now.
func (e *Engine) switchTo(from *generation, name string) error {
	e.write.Lock()
	defer e.write.Unlock()
	now := e.current.Load()
	if now == nil {
		return index.ErrClosed
	}
	if now.generation.name != from.name {
		return fmt.Errorf("%w: generation %s was adopted meanwhile", index.ErrBusy, now.generation.name)
	}
	g, err := openGeneration(e.dir, name, false)
	if err != nil {
		return err
	}
	defer g.release()
	if err := e.carryOver(now, g); err != nil {
		return fmt.Errorf("carry over updates: %w", err)
	}
	// Everything that can fail comes before the publication.
	fresh, err := newView(g, nil)
	if err != nil {
		return err
	}
	if err := publish(e.dir, name); err != nil {
		fresh.release()
		return err
	}
	e.broken = false
	e.current.Store(fresh)
	now.release()
	return nil
}

// carryOver writes the noted updates to a new generation.
func (e *Engine) carryOver(now *view, g *generation) error {
	if len(e.changed) == 0 {
		return nil
	}
	fresh, err := newView(g, nil)
	if err != nil {
		return err
	}
	defer fresh.release()
	batch := g.bleve.NewBatch()
	var docs []*corpus.Document
	for id := range e.changed {
		d, err := now.document(id)
		switch {
		case errors.Is(err, index.ErrNotFound):
			err = remove(fresh, batch, id)
			if errors.Is(err, index.ErrNotFound) {
				err = nil
			}
		case err == nil:
			docs = append(docs, d)
		}
		if err != nil {
			return err
		}
	}
	// All at once: numbers go on from those of the view.
	if _, err := put(fresh, batch, docs); err != nil {
		return err
	}
	batch.SetInternal(sequenceKey, binary.BigEndian.AppendUint64(nil, 1))
	return g.bleve.Batch(batch)
}
