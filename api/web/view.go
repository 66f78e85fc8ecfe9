package web

import "time"

// A Piece is a run of text, marked or not. A page is given pieces, never HTML: joined, they are the text as it stands.
type Piece struct {
	Text string
	Mark bool   // a word of the query matched here
	Via  string // how, when marked: exact, synonym, pinyin, traditional or typo; "" means exact
}

// SearchView is the search page: the first visit, or a query with its results. The fields Query to Explain are the
// page's URL parameters q, group, sort, category, document, page and explain as the request had them.
type SearchView struct {
	Lang     string // from [Language]; "" means zh-CN
	Query    string // as typed
	Group    string // answer, document or none; "" means answer
	Sort     string // relevance or updated; "" means relevance
	Category string // only this category; "" means all
	Document string // only the document of this id; "" means all
	Page     int    // from 1; 0 means 1
	Explain  bool   // what each score is made of is shown; parameter explain, 1

	Gaps    bool     // link to the page of gaps
	Corpus  Counts   // what is being searched, for the first visit
	Results *Results // nil on the first visit (nothing asked) and when Problem is set
	Problem *Problem // why there are no results, when the search failed
}

// Counts says how much there is to find.
type Counts struct {
	Documents, Answers, Sections int
}

// A Problem is a failure told to a reader. The page has its own words for each status.
type Problem struct {
	Status    int    // HTTP status: 400, 404, 429, 503, …
	Detail    string // one sentence on what to change, such as the detail of the problem+json; may be empty
	RequestID string // shown small, for a report; may be empty
}

// Results is one page of hits.
type Results struct {
	Total      int
	Exact      bool // false: at least Total
	Took       time.Duration
	PerPage    int // 0 means 10
	Rewrites   []Rewrite
	Missing    []string // words of the query that no section has
	Hits       []Hit
	Categories []Facet // by count

	// Where nothing was found:
	Broader     string       // a query that asks for less; may be empty
	Suggestions []Suggestion // what may help
}

// A Rewrite is a way in which the query was widened, or may have been meant.
type Rewrite struct {
	From, To string
	Why      string // synonym, homophone, pinyin, traditional or typo

	Suggested bool   // not searched for: what may have been meant instead
	Query     string // the whole query with this carried out; "" for a synonym
}

// A Suggestion is something to read in place of results.
type Suggestion struct {
	Text string
	URL  string // "" for a query
}

// A Facet is one value of a facet and its number of matches.
type Facet struct {
	Value string
	Count int
}

// A Hit is a found section under its question and answer. Hits of one document that follow each other share its title.
type Hit struct {
	DocumentID string
	URL        string // of the section, without a query: /d/{id}#{anchor}
	Title      []Piece
	Kind       string // question or page
	Category   string
	Answer     *Answer // nil on a wiki page
	Section    Section // Text is the best passage
	More       int     // other matching sections of the same group

	Score   float64
	Explain []Part   // what the score is made of; nil unless it is to be shown
	Shared  []string // similar sections only: the words that it shares
}

// A Part is one addend of a score.
type Part struct {
	Name  string // as index.Part has it
	Value float64
	Share float64 // what Value was made of, before its weight
}

// An Answer says which answer a section stands in.
type Answer struct {
	Ordinal  int // from 1
	Accepted bool
	Votes    int // shown unless 0
	Comments int // shown on the reading page unless 0
	Author   string
	Updated  time.Time // shown unless zero
	Age      string    // shown where Updated is zero, as the page said it: 1个月前

	Sections []Section // reading page only, in reading order
}

// A Section is a section of an answer or page.
type Section struct {
	ID      string   // reading page only: what /api/v1/sections/{id}/similar takes
	Role    string   // lead, section or conclusion, as corpus.Role
	Label   string   // numbering as written, without its punctuation: 一, 1, 第一
	Heading []Piece  // whole
	Path    []string // headings from the outermost down to this section's own, as in corpus.Section
	Anchor  string
	Text    []Piece // plain text, paragraphs parted by a blank line; on the search page the best passage
}

// ReadingView is the reading page: a whole document, with the words of the query that led to it marked.
type ReadingView struct {
	Lang     string // from [Language]; "" means zh-CN
	Query    string // the page's parameter q; "" when one came without a search
	ID       string // document id
	Title    []Piece
	Kind     string // question or page
	Category string
	URL      string // of the original; linked when it is http or https
	Tags     []string
	Author   string
	Updated  time.Time
	Answers  []Answer  // question only, in page order; the page shows accepted ones first
	Sections []Section // wiki page only

	// Similar lists what is near the section that the reader came for. A server does not see the fragment of a URL, so
	// it may leave this empty: with JavaScript the page asks for the sections near its target itself.
	Similar []Hit
}

// GapsView is the page of the guidance that is missing: what is asked and not answered.
type GapsView struct {
	Lang string // from [Language]; "" means zh-CN
	Gaps []Gap  // what was asked most often first
}

// A Gap is a query that is not answered.
type Gap struct {
	Query   string
	Why     string // what it finds today: nothing or little; unopened: enough, but nobody opens any of it
	Asked   int
	Last    string   // day on which it was asked last
	Missing []string // words that no section has
	Nearest []Hit    // what is nearest to it; only names are shown
}

// ErrorView is the page shown in place of another that cannot be: a document that does not exist, an index that is away.
type ErrorView struct {
	Lang  string // from [Language]; "" means zh-CN
	Query string // for the search box
	Problem
}
