package main

import (
	"context"
	"html"
	"strings"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
)

// opsguide is the embedded engine of the product, without the server and its cache.
//
// It reads the documents with the product's own reader, which cuts long ones into sections, and answers as the product
// does unless told otherwise: ranked in two passes, grouped by answer, with title, heading and passage marked.
type opsguide struct{ engine *local.Engine }

func (o *opsguide) Build(dir string, c Corpus) error {
	ctx := context.Background()
	docs := corpus.Read(ctx, []string{c.Path}, corpus.Options{Format: corpus.JSONL})
	_, err := local.Build(ctx, dir, docs, local.BuildOptions{})
	return err
}

func (o *opsguide) Open(dir string) (err error) {
	o.engine, err = local.Open(dir, local.Options{ReadOnly: true})
	return err
}

func (o *opsguide) Close() error { return o.engine.Close() }

func (o *opsguide) Search(q string, k int) ([]Hit, error) {
	if r := []rune(q); len(r) > index.MaxQueryRunes {
		q = string(r[:index.MaxQueryRunes])
	}
	request := index.Request{Query: query.Parse(q), Raw: q, PerPage: k, Highlight: true}
	r, err := o.engine.Search(context.Background(), request)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(r.Hits))
	for i, h := range r.Hits {
		passage := h.Highlights.Body
		if len(passage.Ranges) == 0 {
			passage = h.Highlights.Title
		}
		hits[i] = Hit{ID: h.Document.ID, Title: h.Document.Title, Passage: marked(passage)}
	}
	return hits, nil
}

// marked writes a snippet as HTML.
func marked(s highlight.Snippet) string {
	var b strings.Builder
	for piece, via := range s.Parts() {
		if via == "" {
			b.WriteString(html.EscapeString(piece))
			continue
		}
		b.WriteString("<mark>")
		b.WriteString(html.EscapeString(piece))
		b.WriteString("</mark>")
	}
	return b.String()
}
