package local

import (
	"context"
	"fmt"
	"iter"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// find returns the live document with a key, or false.
func (v *view) find(key string) (*segment, uint32, bool, error) {
	for _, s := range v.segments {
		b, err := s.snapshot.DocNumbers([]string{key})
		if err != nil {
			return nil, 0, false, fmt.Errorf("look up id: %w", err)
		}
		if !b.IsEmpty() {
			return s, b.Minimum(), true, nil
		}
	}
	return nil, 0, false, nil
}

// Document implements index.Engine.
func (e *Engine) Document(ctx context.Context, id string) (*corpus.Document, error) {
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	return v.document(id)
}

// bare returns a document without its sections but for their ids, or index.ErrNotFound.
func (v *view) bare(id string) (*corpus.Document, error) {
	s, doc, ok, err := v.find(documentKey(id))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("document %q: %w", id, index.ErrNotFound)
	}
	return s.bare(doc)
}

func (v *view) document(id string) (*corpus.Document, error) {
	d, err := v.bare(id)
	if err != nil {
		return nil, err
	}
	return d, v.complete(d)
}

// complete fills in the sections of a bare document.
func (v *view) complete(d *corpus.Document) (err error) {
	var unpacked []byte
	d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
		seg, doc, ok, err2 := v.find(sectionKey(s.ID))
		if err2 == nil && !ok {
			err2 = fmt.Errorf("%w: section %q is missing", index.ErrDamaged, s.ID)
		}
		if err = err2; err != nil {
			return false
		}
		h, t, err2 := seg.hit(doc, &unpacked)
		if err = err2; err != nil {
			return false
		}
		x := h.Section
		s.Role, s.Ordinal, s.Label, s.Heading, s.Path, s.Text = x.Role, x.Ordinal, x.Label, x.Heading, x.Path, t.body
		return true
	})
	return err
}

// Section implements index.Engine.
func (e *Engine) Section(ctx context.Context, id string) (*index.Hit, error) {
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	s, doc, ok, err := v.find(sectionKey(id))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("section %q: %w", id, index.ErrNotFound)
	}
	h, t, err := s.hit(doc, new([]byte))
	if err != nil {
		return nil, fmt.Errorf("read section: %w", err)
	}
	h.Text = t.body
	return h, nil
}

// Documents implements index.Engine.
func (e *Engine) Documents(ctx context.Context) iter.Seq2[*corpus.Document, error] {
	return func(yield func(*corpus.Document, error) bool) {
		v, err := e.view()
		if err != nil {
			yield(nil, err)
			return
		}
		defer v.release()
		v.documentsOf(ctx)(yield)
	}
}

func (v *view) documentsOf(ctx context.Context) iter.Seq2[*corpus.Document, error] {
	return func(yield func(*corpus.Document, error) bool) {
		for _, s := range v.segments {
			for doc := range uint32(s.Docs()) {
				if s.section(doc) || s.deleted != nil && s.deleted.Contains(doc) {
					continue
				}
				err := ctx.Err()
				var d *corpus.Document
				if err == nil {
					d, err = s.bare(doc)
				}
				if err == nil {
					err = v.complete(d)
				}
				if !yield(d, err) || err != nil {
					return
				}
			}
		}
	}
}
