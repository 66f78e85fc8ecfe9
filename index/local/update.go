package local

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
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
	enc := encoder{analyzer: v.generation.analyzer}
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
	if e.readOnly {
		return index.ErrReadOnly
	}
	e.write.Lock()
	defer e.write.Unlock()
	v := e.current.Load()
	if v == nil {
		return index.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	g := v.generation
	batch := g.bleve.NewBatch()
	ids, err := fill(v, batch)
	if err != nil {
		return err
	}
	batch.SetInternal(sequenceKey, binary.BigEndian.AppendUint64(nil, v.sequence+1))
	if err := g.bleve.Batch(batch); err != nil {
		// After a failed batch bleve's state in memory cannot be trusted; what is on disk can.
		if err2 := e.reopen(g.name); err2 != nil {
			err = errors.Join(err, err2)
		}
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) || errors.Is(err, syscall.EDQUOT) {
			return fmt.Errorf("write batch: %w: %w", index.ErrDiskFull, err)
		}
		return fmt.Errorf("write batch: %w", err)
	}
	if err := e.serve(g); err != nil {
		return err
	}
	if e.changed != nil {
		for _, id := range ids {
			e.changed[id] = struct{}{}
		}
	}
	return nil
}

// reopen serves what is on disk of a generation. The caller holds write.
func (e *Engine) reopen(name string) error {
	old := e.current.Swap(nil)
	old.release()
	g, err := openGeneration(e.dir, name, e.readOnly)
	if err != nil {
		return fmt.Errorf("reopen after failed write: %w", err)
	}
	defer g.release()
	return e.serve(g)
}

// Reindex implements index.Engine.
func (e *Engine) Reindex(ctx context.Context, report func(index.Progress)) error {
	if e.readOnly {
		return index.ErrReadOnly
	}
	unlock, err := lockBuilding(e.dir)
	if err != nil {
		return err
	}
	defer unlock()
	if err := removeUnfinished(e.dir); err != nil {
		return err
	}

	e.write.Lock()
	v, err := e.view()
	if err == nil {
		e.changed = map[string]struct{}{}
	}
	e.write.Unlock()
	if err != nil {
		return err
	}
	defer v.release()
	defer func() {
		e.write.Lock()
		e.changed = nil
		e.write.Unlock()
	}()
	m, err := buildGeneration(ctx, e.dir, v.documentsOf(ctx), BuildOptions{Dictionaries: e.options.Dictionaries, Report: report})
	if err != nil {
		return err
	}
	return e.switchTo(m.Generation)
}

// switchTo brings a finished generation up to date with the updates that came meanwhile, publishes it and serves it.
func (e *Engine) switchTo(name string) error {
	e.write.Lock()
	defer e.write.Unlock()
	now := e.current.Load()
	if now == nil {
		return index.ErrClosed
	}
	g, err := openGeneration(e.dir, name, false)
	if err != nil {
		return err
	}
	defer g.release()
	fresh, err := newView(g, nil)
	if err != nil {
		return err
	}
	defer fresh.release()
	batch := g.bleve.NewBatch()
	for id := range e.changed {
		d, err := now.document(id)
		switch {
		case errors.Is(err, index.ErrNotFound):
			err = remove(fresh, batch, id)
			if errors.Is(err, index.ErrNotFound) {
				err = nil
			}
		case err == nil:
			_, err = put(fresh, batch, []*corpus.Document{d})
		}
		if err != nil {
			return fmt.Errorf("carry over updates: %w", err)
		}
	}
	if batch.Size() > 0 {
		batch.SetInternal(sequenceKey, binary.BigEndian.AppendUint64(nil, 1))
		if err := g.bleve.Batch(batch); err != nil {
			return fmt.Errorf("carry over updates: %w", err)
		}
	}
	if err := publish(e.dir, name); err != nil {
		return err
	}
	return e.serve(g)
}
