package client

import (
	"net/url"
	"strconv"
)

// A SearchRequest is one search. Zero fields mean what the server's defaults say.
type SearchRequest struct {
	Q         string   `json:"q"`
	Page      int      `json:"page,omitempty"`      // from 1
	PerPage   int      `json:"per_page,omitempty"`  // 1 to 50; default 10
	Group     string   `json:"group,omitempty"`     // answer (default), document or none
	Filter    []string `json:"filter,omitempty"`    // field clauses that all hold, such as category:内容运营
	Sort      string   `json:"sort,omitempty"`      // relevance (default) or updated
	Facets    []string `json:"facets,omitempty"`    // category, tags, kind, author
	Highlight string   `json:"highlight,omitempty"` // html, offsets, both (default) or none
	Explain   bool     `json:"explain,omitempty"`
	Count     string   `json:"count,omitempty"` // true (default) or false: whether it counts as somebody's question

	IfNoneMatch string `json:"-"` // the ETag of an earlier answer
}

// Values returns the request as the parameters of a GET.
func (r SearchRequest) Values() url.Values {
	v := url.Values{"q": {r.Q}}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	if r.Page != 0 {
		v.Set("page", strconv.Itoa(r.Page))
	}
	if r.PerPage != 0 {
		v.Set("per_page", strconv.Itoa(r.PerPage))
	}
	set("group", r.Group)
	set("sort", r.Sort)
	set("highlight", r.Highlight)
	set("count", r.Count)
	if r.Explain {
		v.Set("explain", "true")
	}
	if len(r.Filter) > 0 {
		v["filter"] = r.Filter
	}
	if len(r.Facets) > 0 {
		v["facets"] = r.Facets
	}
	return v
}

// A SearchResponse is one page of hits.
type SearchResponse struct {
	Query   Query                   `json:"query"`
	Total   Total                   `json:"total"`
	Page    int                     `json:"page"`
	PerPage int                     `json:"per_page"`
	TookUS  int64                   `json:"took_us"` // microseconds spent searching
	Version string                  `json:"version"` // the state of the index that answered
	Hits    []Hit                   `json:"hits"`
	Facets  map[string][]FacetCount `json:"facets"`

	// Suggestions are at most three, for the first word of a query that found nothing.
	Suggestions []Suggestion `json:"suggestions,omitempty"`

	ETag string `json:"-"`
}

// Query says how a query was understood.
type Query struct {
	Raw      string    `json:"raw"`
	Terms    []string  `json:"terms"` // the words it was cut into, in order
	Rewrites []Rewrite `json:"rewrites"`
	Missing  []string  `json:"missing"` // words that no section has

	// Meant is the whole query as it was most likely meant: with every piece that is taken for a mistake replaced. It is
	// "" when there is none.
	Meant string `json:"meant,omitempty"`

	// Broader is a query that asks for less, when nothing was found: without the words that no section has, else with its
	// phrases as plain words, else without its fields and what it leaves out.
	Broader string `json:"broader,omitempty"`
}

// A Rewrite is a way in which the query was widened, or may have been meant.
type Rewrite struct {
	From string `json:"from"` // a piece of the query as typed
	To   string `json:"to"`   // what was searched for as well (synonym) or instead of it
	Why  string `json:"why"`  // synonym, homophone, pinyin, traditional or typo

	Suggested bool   `json:"suggested,omitempty"` // not searched for: what may have been meant instead
	Query     string `json:"query,omitempty"`     // the whole query with this carried out; "" for a synonym
}

// Total counts hits: groups, where results are grouped.
type Total struct {
	Value    int    `json:"value"`
	Relation string `json:"relation"` // eq: exactly; gte: at least
}

// A Hit is a found section with its surroundings.
type Hit struct {
	ID         string       `json:"id"` // section id
	Score      float64      `json:"score"`
	Document   DocumentInfo `json:"document"`
	Answer     *AnswerInfo  `json:"answer,omitempty"` // nil on a wiki page
	Section    SectionInfo  `json:"section"`
	URL        string       `json:"url"` // where to read it, relative to the server
	Highlights *Highlights  `json:"highlights,omitempty"`
	More       int          `json:"more"` // other matching sections of the same group
	Explain    *Explanation `json:"explain,omitempty"`
	Shared     []string     `json:"shared,omitempty"` // of a similar section: the words that it shares, weightiest first
}

// DocumentInfo is a document without its content.
type DocumentInfo struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Kind     string   `json:"kind"` // question or page
	Category string   `json:"category"`
	URL      string   `json:"url"` // where the original lives, if anywhere
	Tags     []string `json:"tags"`
	Author   string   `json:"author"`
	Updated  Time     `json:"updated,omitzero"`
}

// AnswerInfo is an answer without its content.
type AnswerInfo struct {
	ID       string `json:"id"`
	Ordinal  int    `json:"ordinal"`
	Accepted bool   `json:"accepted"`
	Votes    int    `json:"votes"`
	Author   string `json:"author"`
	Updated  Time   `json:"updated,omitzero"`
}

// SectionInfo is a section without its text.
type SectionInfo struct {
	Role    string   `json:"role"`    // lead, section or conclusion
	Ordinal int      `json:"ordinal"` // 0 for the lead, then in reading order
	Label   string   `json:"label"`   // numbering as written: 一, 1, 第一
	Heading string   `json:"heading"`
	Path    []string `json:"path"` // headings from the outermost down to this one
	Anchor  string   `json:"anchor"`
}

// Highlights are the marked texts of a hit. Title and heading are whole; the body is its best passage.
type Highlights struct {
	Title   Highlight `json:"title"`
	Heading Highlight `json:"heading"`
	Body    Highlight `json:"body"`
}

// A Highlight is a text and what to mark in it.
type Highlight struct {
	HTML   *string `json:"html,omitempty"` // the text, escaped, with <mark>; nil unless asked for
	Text   string  `json:"text"`
	Ranges []Range `json:"ranges,omitzero"` // nil unless asked for
}

// A Range is a marked piece of a Highlight's text, in UTF-16 units.
type Range struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Via   string `json:"via"` // exact, synonym, pinyin, traditional or typo
}

// An Explanation is a score taken apart: the values add up to the score.
type Explanation struct {
	Parts  []ScorePart `json:"parts"`
	Fitted bool        `json:"fitted,omitempty"` // weighed as fitted to judged queries
}

// A ScorePart is one addend of a score.
type ScorePart struct {
	Name     string  `json:"name"`
	Value    float64 `json:"value"`
	Share    float64 `json:"share"`     // what it was made of, before its weight: mostly a share, 0 to 1
	Detail   string  `json:"detail"`    // one sentence in Chinese
	DetailEn string  `json:"detail_en"` // the same in English
}

// FacetCount is one value of a facet and how many matching groups have it.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// A SuggestResponse holds completions, best first.
type SuggestResponse struct {
	Query       string       `json:"query"`
	Suggestions []Suggestion `json:"suggestions"`
}

// A Suggestion is one completion.
type Suggestion struct {
	Text  string    `json:"text"`
	Kind  string    `json:"kind"` // question, page, heading, term or query
	Match Highlight `json:"match"`
	URL   string    `json:"url"` // where it leads, relative to the server
}

// A SimilarResponse holds the sections near another one, best first, without highlights.
type SimilarResponse struct {
	Hits []Hit `json:"hits"`
}

// Stats describes what is being served.
type Stats struct {
	Engine     string        `json:"engine"`
	Version    string        `json:"version"`
	Generation string        `json:"generation"`
	Built      Time          `json:"built,omitzero"`
	Documents  int           `json:"documents"`
	Answers    int           `json:"answers"`
	Sections   int           `json:"sections"`
	Bytes      int64         `json:"bytes"` // on disk
	ReadOnly   bool          `json:"read_only"`
	Lexicon    *LexiconStats `json:"lexicon,omitempty"` // nil without one
	Cache      *CacheStats   `json:"cache,omitempty"`   // nil without a cache
}

// LexiconStats says what has become of the lexicon in the data folder.
type LexiconStats struct {
	Terms  int      `json:"terms"`            // in force, those of the bundled lexicon included
	State  string   `json:"state"`            // none, served, pending, bad or failed
	Errors []string `json:"errors,omitempty"` // the bad lines, or why the documents could not be cut anew
}

// CacheStats counts what a cache did since the server started.
type CacheStats struct {
	Hits        uint64 `json:"hits"`
	Misses      uint64 `json:"misses"`
	Coalesced   uint64 `json:"coalesced"`
	Errors      uint64 `json:"errors"`
	MemoryBytes int64  `json:"memory_bytes"`
	DiskBytes   int64  `json:"disk_bytes"`
}
