package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An address is what the URL of the search page says. Fields at their defaults are left out of the URL.
type address struct {
	Query, Group, Sort, Category, Document string
	Page                                   int
	Explain                                bool
}

// fields are the URL parameters in order; static/search.js builds the same URLs.
func (a address) fields() []field {
	all := []field{{"q", a.Query}, {"group", a.Group}, {"sort", a.Sort}, {"category", a.Category}, {"document", a.Document}}
	if a.Page > 1 {
		all = append(all, field{"page", strconv.Itoa(a.Page)})
	}
	if a.Explain {
		all = append(all, field{"explain", "1"})
	}
	return slices.DeleteFunc(all, func(f field) bool {
		return f.Value == "" || f == field{"group", "answer"} || f == field{"sort", "relevance"}
	})
}

// String returns the URL.
func (a address) String() string {
	var b strings.Builder
	b.WriteString("/")
	for i, f := range a.fields() {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(f.Name + "=" + url.QueryEscape(f.Value))
	}
	return b.String()
}

type searchPage struct {
	frame
	Corpus  string
	Problem *problem
	Results *results
}

type results struct {
	Count, Took string
	Choices     []choice
	Categories  []category
	Within      string // URL without the restriction to one document; "" when there is none
	Notes       []note
	Documents   []document
	Nothing     *nothing // in place of documents
	Pages       string
	Previous    string // URL
	Next        string // URL
}

// nothing is what a page says that has no results.
type nothing struct {
	Title, Missing string
	Tips           []link
	Perhaps        []link // what may help
}

// A choice is one of several ways to show the results.
type choice struct {
	Name    string
	Options []link
}

type category struct {
	link
	Count string
}

// A document is a run of hits of one document. The first of them carries its title and category.
type document struct{ Hits []hit }

type hit struct {
	URL     string
	Title   []Piece
	Who     []link
	Outer   []string // headings around this section's own
	Label   string
	Heading []Piece
	Text    []Piece
	More    *link
	Score   string // "" unless it is to be explained
	Parts   []part
}

func newSearchPage(v SearchView) searchPage {
	class := "search"
	if v.Results == nil && v.Problem == nil {
		class = "home"
	}
	p := searchPage{frame: newFrame(v.Lang, class, v.Query)}
	p.Gaps = v.Gaps
	var further words
	if v.Explain {
		further = partWords(p.Lang)
	}
	p.forScript("search.js", further)
	p.Keys = p.W["keysSearch"]
	if c := v.Corpus; c.Sections > 0 {
		p.Corpus = fill(p.W["corpus"], thousands(c.Documents), thousands(c.Answers), thousands(c.Sections))
	}
	at := address{v.Query, v.Group, v.Sort, v.Category, v.Document, max(v.Page, 1), v.Explain}
	for _, f := range (address{Group: v.Group, Sort: v.Sort, Category: v.Category, Explain: v.Explain}).fields() {
		if v.Document == "" || f.Name != "group" {
			p.Kept = append(p.Kept, f)
		}
	}
	switch {
	case v.Problem != nil:
		p.Problem = newProblem(p.W, *v.Problem, at.String())
	case v.Results != nil:
		p.Results = newResults(p.frame, at, *v.Results)
	}
	return p
}

func newResults(f frame, at address, r Results) *results {
	w, first := f.W, at
	first.Page = 1
	made := &results{Notes: newNotes(w, first, r)}
	if len(r.Hits) == 0 {
		made.Nothing = newNothing(w, first, r)
	}
	if r.Total == 0 {
		return made
	}
	made.Count = plural(w["found"], r.Total)
	if !r.Exact {
		made.Count = plural(w["atLeast"], r.Total)
	}
	made.Took = fill(w["ms"], milliseconds(r.Took))
	made.Choices = []choice{
		choose(w["grouping"], first.Group, func(v string) string { a := first; a.Group = v; return a.String() },
			field{"answer", w["groupAnswer"]}, field{"document", w["groupDocument"]}, field{"none", w["groupNone"]}),
		choose(w["order"], first.Sort, func(v string) string { a := first; a.Sort = v; return a.String() },
			field{"relevance", w["byRelevance"]}, field{"updated", w["byUpdated"]}),
	}
	made.Categories = categories(w, first, r.Categories)
	if at.Document != "" {
		made.Within = address{Query: at.Query, Sort: at.Sort, Category: at.Category, Explain: at.Explain}.String()
	}
	for i, h := range r.Hits {
		shown := newHit(w, at, h)
		if h.Explain != nil {
			shown.Score, shown.Parts = fill(w["score"], fixed(h.Score)), newParts(f.Lang, h.Explain)
		}
		if i > 0 && h.DocumentID == r.Hits[i-1].DocumentID {
			last := &made.Documents[len(made.Documents)-1]
			last.Hits = append(last.Hits, shown)
			continue
		}
		shown.Title = h.Title
		if h.Category != "" {
			shown.Who = append(shown.Who, link{Label: h.Category})
		}
		made.Documents = append(made.Documents, document{[]hit{shown}})
	}
	made.paginate(w, at, r)
	return made
}

// maxWindow is how many hits can be paged through, as index.MaxWindow.
const maxWindow = 1000

func (made *results) paginate(w words, at address, r Results) {
	size := cmp.Or(r.PerPage, 10)
	pages := (min(r.Total, maxWindow) + size - 1) / size
	if pages < 2 && at.Page == 1 {
		return
	}
	made.Pages = fill(w["pages"], thousands(at.Page), thousands(pages))
	previous, next := at, at
	previous.Page, next.Page = min(at.Page-1, pages), at.Page+1
	if at.Page > 1 {
		made.Previous = previous.String()
	}
	if at.Page < pages {
		made.Next = next.String()
	}
}

// choose makes a choice of options, each a value and its label; the first is the default.
func choose(name, now string, to func(value string) string, options ...field) choice {
	now = cmp.Or(now, options[0].Name)
	c := choice{Name: name}
	for _, o := range options {
		c.Options = append(c.Options, link{URL: to(o.Name), Label: o.Value, On: o.Name == now})
	}
	return c
}

// categories lists the categories to narrow down to, when there is anything to choose.
func categories(w words, at address, facets []Facet) []category {
	now := at.Category
	if now == "" && len(facets) < 2 {
		return nil
	}
	to := func(value string) string { a := at; a.Category = value; return a.String() }
	made := []category{{link: link{URL: to(""), Label: w["all"], On: now == ""}}}
	for _, f := range facets {
		if f.Value == "" {
			continue
		}
		made = append(made, category{link{URL: to(f.Value), Label: f.Value, On: f.Value == now}, thousands(f.Count)})
	}
	return made
}

// newHit prepares a hit that does not open its document: without a title.
func newHit(w words, at address, h Hit) hit {
	made := hit{
		URL: withQuery(h.URL, at.Query, h.Section.Anchor), Label: h.Section.Label, Heading: h.Section.Heading, Text: h.Section.Text,
	}
	if n := len(h.Section.Path); n > 1 {
		made.Outer = h.Section.Path[:n-1]
	}
	if h.Answer != nil {
		made.Who = answerFacts(w, *h.Answer)
	} else if h.Kind == "page" {
		made.Who = []link{{Label: w["page"]}}
	}
	if part := partName(w, h.Section.Role); part != "" {
		made.Who = append(made.Who, link{Label: part})
	}
	if h.More > 0 {
		a := address{Query: at.Query, Group: "none", Sort: at.Sort, Document: h.DocumentID, Explain: at.Explain}
		made.More = &link{URL: a.String(), Label: plural(w["more"], h.More)}
	}
	return made
}

// answerFacts says which answer it is and what is known of it.
func answerFacts(w words, a Answer) []link {
	facts := []link{{Label: plural(w["answerNo"], a.Ordinal)}}
	if a.Accepted {
		facts = append(facts, link{Label: w["accepted"], Class: "accepted"})
	}
	if a.Votes != 0 {
		facts = append(facts, link{Label: plural(w["votes"], a.Votes)})
	}
	if !a.Updated.IsZero() {
		facts = append(facts, link{Label: day(a.Updated)})
	}
	return facts
}

// partName names a section that has no heading of its own.
func partName(w words, role string) string {
	switch role {
	case "lead":
		return w["partOpening"]
	case "conclusion":
		return w["partClosing"]
	}
	return ""
}

// withQuery puts q into the URL of a hit in front of its fragment, and with it the anchor of the hit: a fragment stays with
// the reader, so this tells the server which section was opened.
func withQuery(u, q, anchor string) string {
	path, fragment, found := strings.Cut(u, "#")
	if q != "" {
		path += "?q=" + url.QueryEscape(q) + "&hit=" + url.QueryEscape(anchor)
	}
	if found {
		path += "#" + fragment
	}
	return path
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// milliseconds writes a duration so that it never reads as nothing: two figures below 10 ms.
func milliseconds(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	if ms >= 10 {
		return thousands(int(ms + .5))
	}
	return strconv.FormatFloat(max(ms, .1), 'f', 1, 64)
}
