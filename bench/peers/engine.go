package main

import (
	"errors"
	"runtime"
	"slices"

	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"golang.org/x/sync/errgroup"
)

// A Document is what every engine is given, and all that it is given.
type Document struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// A Hit is one line of a page of results.
type Hit struct {
	ID, Title string
	Passage   string // of the text, else the title, with what matched between <mark> and </mark>
}

// An Engine is one way of searching. A process builds, or opens and searches, one engine once.
type Engine interface {
	// Build makes an index of the corpus in an empty folder and leaves it as it is best served from.
	Build(dir string, c Corpus) error
	// Open makes the index in a folder ready for Search.
	Open(dir string) error
	// Search answers the query with the k best documents, each with its title and a marked passage. It is called
	// concurrently.
	Search(query string, k int) ([]Hit, error)
	// Close ends what Open began.
	Close() error
}

// An entry is an engine that can be asked for by name.
type entry struct {
	name    string
	about   string   // one line for the table
	modules []string // whose versions are reported
	slow    bool     // asked a sample of the queries only
	skip    string   // why it cannot run in this build; "" where it can
	new     func() Engine
}

// engines are all there are, in the order in which they run.
var engines = []entry{
	{name: reference, new: func() Engine { return new(opsguide) },
		about: "characters, bigrams and dictionary words; two-pass ranking; grouped by answer"},
	{name: "bleve-cjk", modules: []string{bleveModule},
		new:   func() Engine { return &bleveEngine{analyzer: cjk.AnalyzerName} },
		about: "analyzer `cjk` (bigrams), scoring model `bm25`, highlighter `html`"},
	{name: "bleve-gse", slow: true, modules: []string{bleveModule, gseModule},
		new:   func() Engine { return &bleveEngine{analyzer: gseName} },
		about: "the same, with gse's words for an analyzer"},
	{name: "fts5-trigram", modules: []string{sqliteModule}, skip: withoutSQLite, new: newTrigrams,
		about: "SQLite FTS5, tokenizer `trigram`; any of the query's trigrams"},
	{name: "fts5-gse", slow: true, modules: []string{sqliteModule, gseModule}, skip: withoutSQLite, new: newWords,
		about: "SQLite FTS5, tokenizer `unicode61` over text cut by gse; any of the query's words"},
	{name: "bluge-cjk", modules: []string{"github.com/blugelabs/bluge"}, new: func() Engine { return new(blugeEngine) },
		about: "analyzer `cjk` (bigrams), BM25, HTML highlighter"},
	{name: "scan", slow: true, new: func() Engine { return new(scan) },
		about: "no index: looks for the query's bigrams in every text"},
}

const (
	bleveModule  = "github.com/blevesearch/bleve/v2"
	gseModule    = "github.com/go-ego/gse"
	sqliteModule = "github.com/mattn/go-sqlite3"
)

// reference is the engine that the others are compared with.
const reference = "opsguide"

func engineNamed(name string) (entry, bool) {
	i := slices.IndexFunc(engines, func(e entry) bool { return e.name == name })
	if i < 0 {
		return entry{}, false
	}
	return engines[i], true
}

// inBatches reads the corpus and calls write with size documents at a time, on as many goroutines as there are cores.
func inBatches(c Corpus, size int, write func([]Document) error) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	batch := make([]Document, 0, size)
	flush := func() {
		full := batch
		batch = make([]Document, 0, size)
		group.Go(func() error { return write(full) })
	}
	for d, err := range c.Documents() {
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		if batch = append(batch, d); len(batch) == size {
			flush()
		}
	}
	if len(batch) > 0 {
		flush()
	}
	return group.Wait()
}
