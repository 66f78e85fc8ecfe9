package main

import (
	"context"
	"path/filepath"

	"github.com/blugelabs/bluge"
	"github.com/blugelabs/bluge/analysis/lang/cjk"
	"github.com/blugelabs/bluge/search/highlight"
)

// blugeEngine is bluge with its own cjk analyzer, match queries over two fields, BM25 and its HTML highlighter.
//
// In its favour: it is built by its offline writer, the one way that it has to leave a single segment.
type blugeEngine struct{ reader *bluge.Reader }

// blugeBatch is how many documents make a segment of the offline writer, and blugeMerge how many segments it merges at
// a time.
const (
	blugeBatch = 4000
	blugeMerge = 64
)

func (b *blugeEngine) Build(dir string, c Corpus) error {
	w, err := bluge.OpenOfflineWriter(bluge.DefaultConfig(filepath.Join(dir, "bluge")), blugeBatch, blugeMerge)
	if err != nil {
		return err
	}
	a := cjk.Analyzer()
	for d, err := range c.Documents() {
		if err != nil {
			return err
		}
		doc := bluge.NewDocument(d.ID).
			AddField(bluge.NewTextField("title", d.Title).WithAnalyzer(a).StoreValue().HighlightMatches()).
			AddField(bluge.NewTextField("text", d.Text).WithAnalyzer(a).StoreValue().HighlightMatches())
		if err := w.Insert(doc); err != nil {
			return err
		}
	}
	return w.Close()
}

func (b *blugeEngine) Open(dir string) (err error) {
	b.reader, err = bluge.OpenReader(bluge.DefaultConfig(filepath.Join(dir, "bluge")))
	return err
}

func (b *blugeEngine) Close() error { return b.reader.Close() }

func (b *blugeEngine) Search(q string, k int) ([]Hit, error) {
	a := cjk.Analyzer()
	either := bluge.NewBooleanQuery().AddShould(
		bluge.NewMatchQuery(q).SetField("title").SetAnalyzer(a),
		bluge.NewMatchQuery(q).SetField("text").SetAnalyzer(a))
	request := bluge.NewTopNSearch(k, either).WithStandardAggregations().IncludeLocations()
	matches, err := b.reader.Search(context.Background(), request)
	if err != nil {
		return nil, err
	}
	highlighter := highlight.NewHTMLHighlighter()
	var hits []Hit
	for {
		m, err := matches.Next()
		if err != nil || m == nil {
			return hits, err
		}
		var h Hit
		var text []byte
		err = m.VisitStoredFields(func(field string, value []byte) bool {
			switch field {
			case "_id":
				h.ID = string(value)
			case "title":
				h.Title = string(value)
			case "text":
				text = append(text, value...)
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		if at := m.Locations["text"]; len(at) > 0 {
			h.Passage = highlighter.BestFragment(at, text)
		} else {
			h.Passage = highlighter.BestFragment(m.Locations["title"], []byte(h.Title))
		}
		hits = append(hits, h)
	}
}
