// Package index is the contract between what asks and what answers: an [Engine] keeps documents and finds their sections.
//
// The embedded engine is index/local; index/cache decorates any engine; index/indextest is the suite that each one
// passes. Nothing here knows how an index is kept.
package index

import (
	"context"
	"iter"
	"time"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
)

// An Engine keeps documents and finds sections. Every method may be called concurrently with every other.
type Engine interface {
	// Search returns one page of ranked hits. A query without clauses, or one that matches nothing, is no error: the
	// result has no hits. The error is ErrBadRequest (wrapped) when a bound of the request is broken.
	Search(ctx context.Context, r Request) (*Result, error)

	// Suggest returns at most n completions of what was typed so far, best first, no two of the same text. What was typed
	// may be pinyin, complete or not, or initials.
	Suggest(ctx context.Context, prefix string, n int) ([]Suggestion, error)

	// Document returns a whole document, or ErrNotFound.
	Document(ctx context.Context, id string) (*corpus.Document, error)

	// Section returns one section with the document and answer that it stands in (a Hit without score and highlights,
	// with Text), or ErrNotFound.
	Section(ctx context.Context, id string) (*Hit, error)

	// Similar returns at most n sections near the given one, best first, never one of the same answer, each with the words
	// that it shares; or ErrNotFound.
	Similar(ctx context.Context, sectionID string, n int) ([]Hit, error)

	// Related returns at most n terms that go with a query: words that its best sections have more often than chance would
	// have it, the least likely to be chance first, and never a part of the query. A query without words, or one that finds
	// next to nothing, has none. The error is ErrBadRequest (wrapped) when the query is too long.
	Related(ctx context.Context, q query.Query, n int) (*Related, error)

	// Put adds documents, each replacing the one of the same id. When it returns nil they are durable and searchable;
	// on an error none of them is (ErrReadOnly, ErrDiskFull, ErrBadDocument).
	Put(ctx context.Context, docs ...*corpus.Document) error

	// Delete removes a document; ErrNotFound when there is none. When it returns nil the removal is durable and seen.
	Delete(ctx context.Context, id string) error

	// Documents yields every document, in no promised order, as of the call.
	Documents(ctx context.Context) iter.Seq2[*corpus.Document, error]

	// Reindex builds a new generation from the documents that the engine holds and serves it; searches go on
	// throughout, and updates that arrive meanwhile are in the new generation too. report, which may be nil, is called from
	// several goroutines.
	Reindex(ctx context.Context, report func(Progress)) error

	// Stats describes what is being served.
	Stats(ctx context.Context) (Stats, error)

	// Version names the state that a search answers from: it changes with every generation and every live update, and
	// never comes back. It holds only letters, digits, '.' and '-'.
	Version() string

	// Close waits for running calls and releases everything. The engine cannot be used afterwards.
	Close() error
}

// Group says what one hit stands for.
type Group string

// Groupings of a result.
const (
	ByAnswer   Group = "answer"   // the best section of each answer (on a wiki page: of the page)
	ByDocument Group = "document" // the best section of each document
	Ungrouped  Group = "none"     // every section
)

// Sort is the order of hits.
type Sort string

// Orders of a result. Ties are broken by section id, ascending.
const (
	ByRelevance Sort = "relevance"
	ByUpdated   Sort = "updated" // latest first; unknown dates last
)

// Bounds of a request.
const (
	MaxPerPage    = 50
	MaxWindow     = 1000 // page × per page
	MaxQueryRunes = 256
)

// A Request is one search.
type Request struct {
	Query     query.Query
	Raw       string      // the query as typed, echoed in Result.Query
	Filter    query.Query // Field clauses that restrict without ranking
	Page      int         // from 1; 0 means 1
	PerPage   int         // 1 to MaxPerPage; 0 means 10
	Group     Group       // "" means ByAnswer
	Sort      Sort        // "" means ByRelevance
	Facets    []string    // "category", "tags", "kind", "author"
	Highlight bool        // fill Hit.Highlights
	Explain   bool        // fill Hit.Explain
}

// A Result is one page of hits.
type Result struct {
	Query   QueryInfo
	Total   Total
	Page    int
	PerPage int
	Took    time.Duration
	Version string
	Hits    []Hit
	Facets  map[string][]FacetCount // by facet name; values by count, then value
}

// QueryInfo says how a query was understood.
type QueryInfo struct {
	Raw      string
	Terms    []string // the words it was cut into, in order
	Rewrites []Rewrite
	Missing  []string // words that no section has
}

// A Rewrite is a way in which the query was widened, and why.
type Rewrite struct {
	From, To  string // a piece of the query as typed, and what was searched for as well
	Why       string // synonym, homophone, pinyin, traditional or typo
	Suggested bool   // not searched for: what may have been meant instead
}

// Total counts hits (groups, where results are grouped).
type Total struct {
	Value int
	Exact bool // false: at least Value
}

// A Hit is a found section with its surroundings.
type Hit struct {
	ID         string // section id
	Score      float64
	Document   DocumentInfo
	Answer     *AnswerInfo // nil on a wiki page
	Section    SectionInfo
	Text       string // the section's whole text; only from Section
	Highlights *Highlights
	More       int // other matching sections of the same group
	Explain    *Explanation
	Shared     []string // words that it has in common with the section that it is similar to, weightiest first; only from Similar
}

// DocumentInfo is a document without its content.
type DocumentInfo struct {
	ID, Title     string
	Kind          corpus.Kind
	Category, URL string
	Tags          []string
	Author        string
	Updated       time.Time
}

// AnswerInfo is an answer without its content.
type AnswerInfo struct {
	ID       string
	Ordinal  int
	Accepted bool
	Votes    int
	Author   string
	Updated  time.Time
}

// SectionInfo is a section without its text.
type SectionInfo struct {
	Role    corpus.Role
	Ordinal int
	Label   string
	Heading string
	Path    []string
	Anchor  string
}

// Highlights are the marked texts of a hit. Title and heading are whole; the body is its best passage.
type Highlights struct {
	Title, Heading, Body highlight.Snippet
}

// Explanation is a score taken apart. The parts' values add up to the score.
type Explanation struct {
	Parts  []Part
	Fitted bool // the parts are weighed as fitted to judged queries, not by the weights that come with the program
}

// A Part is one addend of a score.
type Part struct {
	Name  string  // stable: words and those of rank.Names
	Value float64 // what it adds to the score
	Share float64 // what it was made of, before its weight: mostly a share, 0 to 1
}

// FacetCount is one value of a facet and the number of matching groups (sections, where ungrouped) that have it.
type FacetCount struct {
	Value string
	Count int
}

// Suggestion is one completion.
type Suggestion struct {
	Text  string
	Kind  string // question, page, heading, term (of the lexicon) or query (that people often ask)
	Match highlight.Snippet
	URL   string // where it leads, relative; a term or query leads to the search for it
}

// Related are the terms that go with a query, and what they were counted in.
type Related struct {
	Looked   int // how many of the query's best sections were looked at
	Sections int // how many there are in all
	Terms    []RelatedTerm
}

// A RelatedTerm is a word of the guidance that goes with a query.
type RelatedTerm struct {
	Text     string  // as it is written in the best section that has it
	Found    int     // how many of the sections looked at have it
	Sections int     // how many of all do
	Score    float64 // log-likelihood ratio; see rank.LogLikelihood
}

// Stats describes what is being served.
type Stats struct {
	Engine     string // such as "local"
	Version    string
	Generation string
	Built      time.Time
	Documents  int
	Answers    int
	Sections   int
	Bytes      int64 // on disk
	ReadOnly   bool
	Lexicon    *LexiconStats // nil without one
	Cache      *CacheStats   // nil without a cache
}

// LexiconStats says what has become of the user's own lexicon.
type LexiconStats struct {
	Terms  int      // in force, those of the bundled lexicon included
	State  string   // LexiconNone to LexiconFailed; "" while it is not known yet
	Errors []string // the bad lines, or why the documents could not be cut anew
}

// States of the user's own lexicon.
const (
	LexiconNone    = "none"    // there is none
	LexiconServed  = "served"  // it is in force
	LexiconPending = "pending" // it has other words than the documents were cut with; the one of before is in force
	LexiconBad     = "bad"     // it has bad lines; the one of before is in force
	LexiconFailed  = "failed"  // cutting the documents anew failed; the one of before is in force
)

// CacheStats counts what a cache did since it was opened.
type CacheStats struct {
	Hits      uint64 // answered from memory or disk
	Misses    uint64 // searched for
	Coalesced uint64 // answered by an identical search that was under way
	Errors    uint64 // times that the file began anew

	MemoryBytes, DiskBytes int64
}

// Progress is one report of long work.
type Progress struct {
	Stage       string // such as dictionary, index, merge or verify
	Done, Total int64  // Total is 0 when unknown
}
