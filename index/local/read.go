package local

import (
	"context"
	"encoding/json"
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

// bare returns a document without its texts, or index.ErrNotFound.
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

func (s *segment) bare(doc uint32) (*corpus.Document, error) {
	t, err := s.texts(doc)
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	var d corpus.Document
	if err := json.Unmarshal(t.record, &d); err != nil {
		return nil, fmt.Errorf("%w: document record: %w", index.ErrDamaged, err)
	}
	d.ID = s.id(doc)
	d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
		s.ID = corpus.SectionID(d.ID, s.Anchor)
		return true
	})
	return &d, nil
}

func (v *view) document(id string) (*corpus.Document, error) {
	d, err := v.bare(id)
	if err != nil {
		return nil, err
	}
	return d, v.complete(d)
}

// complete fills in the texts of a bare document.
func (v *view) complete(d *corpus.Document) (err error) {
	d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
		seg, doc, ok, err2 := v.find(sectionKey(s.ID))
		if err2 == nil && !ok {
			err2 = fmt.Errorf("%w: section %q is missing", index.ErrDamaged, s.ID)
		}
		var t texts
		if err2 == nil {
			t, err2 = seg.texts(doc)
		}
		s.Text, err = t.body, err2
		return err == nil
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
	h, t, err := s.hit(doc)
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
