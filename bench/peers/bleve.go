package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// bleveEngine is bleve as its documentation sets it up: a match query over two text fields, scoring model bm25, the
// html highlighter on stored text.
//
// In its favour: fields that nobody asks for (_all, doc values) are left out, which more than halves the index; large
// batches are written from every core; and all segments are merged into one at the end, which it reads faster.
type bleveEngine struct {
	analyzer string
	index    bleve.Index
}

// bleveBatch is how many documents bleve gets at once, as many as opsguide gives it: large batches cost it less.
const bleveBatch = 4000

func (b *bleveEngine) mapping() (mapping.IndexMapping, error) {
	text := bleve.NewTextFieldMapping()
	text.Analyzer = b.analyzer
	text.IncludeInAll, text.DocValues = false, false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("title", text)
	document.AddFieldMappingsAt("text", text)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = document
	m.DefaultAnalyzer = b.analyzer
	m.ScoringModel = index.BM25Scoring
	if b.analyzer != gseName {
		return m, nil
	}
	return m, m.AddCustomAnalyzer(gseName, map[string]any{"type": custom.Name, "tokenizer": gseName})
}

func (b *bleveEngine) Build(dir string, c Corpus) error {
	m, err := b.mapping()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "bleve")
	i, err := bleve.New(path, m)
	if err != nil {
		return err
	}
	err = inBatches(c, bleveBatch, func(docs []Document) error {
		batch := i.NewBatch()
		for _, d := range docs {
			if err := batch.Index(d.ID, map[string]any{"title": d.Title, "text": d.Text}); err != nil {
				return err
			}
		}
		return i.Batch(batch)
	})
	if err == nil {
		err = mergeSegments(i)
	}
	if err2 := i.Close(); err == nil {
		err = err2
	}
	if err != nil {
		return err
	}
	return tidy(path)
}

// settleTime bounds the wait for what bleve does in the background, settlePause is how often it is looked at.
const (
	settleTime  = 10 * time.Second
	settlePause = 20 * time.Millisecond
)

// mergeSegments leaves as few segments as bleve will. Some are out of its reach for a moment after the last batch.
func mergeSegments(i bleve.Index) error {
	inner, err := i.Advanced()
	if err != nil {
		return err
	}
	s, ok := inner.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("unexpected index %T", inner)
	}
	all := mergeplan.SingleSegmentMergePlanOptions
	all.SegmentsPerMergeTask = math.MaxInt32
	for end := time.Now().Add(settleTime); time.Now().Before(end); time.Sleep(settlePause) {
		if err := s.ForceMerge(context.Background(), &all); err != nil {
			return err
		}
		r, err := s.Reader()
		if err != nil {
			return err
		}
		n := len(r.(*scorch.IndexSnapshot).Segments())
		if err := r.Close(); err != nil {
			return err
		}
		if n <= 1 {
			break
		}
	}
	return nil
}

// tidy has bleve remove the files of segments that were merged: it does so some time after it has been opened and
// written to.
func tidy(path string) error {
	i, err := bleve.Open(path)
	if err != nil {
		return err
	}
	err = i.SetInternal([]byte("tidy"), nil)
	for end := time.Now().Add(settleTime); err == nil && time.Now().Before(end); time.Sleep(settlePause) {
		var files []string
		if files, err = filepath.Glob(filepath.Join(path, "store", "*.zap")); len(files) <= 1 {
			break
		}
	}
	if err2 := i.Close(); err == nil {
		err = err2
	}
	return err
}

func (b *bleveEngine) Open(dir string) (err error) {
	b.index, err = bleve.OpenUsing(filepath.Join(dir, "bleve"), map[string]any{"read_only": true})
	return err
}

func (b *bleveEngine) Close() error { return b.index.Close() }

func (b *bleveEngine) Search(q string, k int) ([]Hit, error) {
	fields := make([]query.Query, 2)
	for i, name := range []string{"title", "text"} {
		m := bleve.NewMatchQuery(q)
		m.SetField(name)
		fields[i] = m
	}
	r := bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(fields...), k, 0, false)
	r.Fields = []string{"title"}
	r.Highlight = bleve.NewHighlightWithStyle("html")
	found, err := b.index.Search(r)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(found.Hits))
	for i, h := range found.Hits {
		title, _ := h.Fields["title"].(string)
		passage := h.Fragments["text"]
		if len(passage) == 0 {
			passage = h.Fragments["title"]
		}
		hits[i] = Hit{ID: h.ID, Title: title, Passage: strings.Join(passage, " … ")}
	}
	return hits, nil
}
