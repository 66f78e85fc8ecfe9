package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/web"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
)

// searchPage serves the search page: the first visit, or a query with its results. It works without scripts, which ask
// the API for the same.
func (h *handler) searchPage(c echo.Context) error {
	p := &params{values: parseQuery(c.Request().URL.RawQuery)}
	view := searchView(p)
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	if strings.TrimSpace(view.Query) == "" && view.Category == "" && view.Document == "" {
		stats, err := h.engine.Stats(ctx)
		if err != nil {
			return fmt.Errorf("read stats: %w", err)
		}
		view.Corpus = web.Counts{Documents: stats.Documents, Answers: stats.Answers, Sections: stats.Sections}
		return h.sendSearchPage(c, view)
	}
	s, err := pageSearch(view, p)
	if err != nil {
		return err
	}
	found, err := h.engine.Search(ctx, s)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	h.countPage(c.Request(), view, s, found)
	near, err := h.near(ctx, found)
	if err != nil {
		return err
	}
	view.Results = resultsView(found, s.Query, near)
	return h.sendSearchPage(c, view)
}

func (h *handler) sendSearchPage(c echo.Context, view web.SearchView) error {
	view.Gaps = h.usage != nil
	view.Lang = web.Language(c.Response(), c.Request())
	return page(c, http.StatusOK, func(w io.Writer) error { return web.SearchPage(w, view) })
}

// searchView reads what the URL of the search page says; what is wrong with it is found out by pageSearch.
func searchView(p *params) web.SearchView {
	v := p.values
	return web.SearchView{
		Query: v.Get("q"), Group: v.Get("group"), Sort: v.Get("sort"), Category: v.Get("category"),
		Document: v.Get("document"), Explain: v.Get("explain") == "1", Page: (&params{values: v}).number("page", 1, 1, index.MaxWindow),
	}
}

// pageSearch makes the search of a page: that of the API, with a choice of categories beside the hits.
func pageSearch(view web.SearchView, p *params) (index.Request, error) {
	asked := url.Values{"q": {view.Query}, "facets": {"category"}}
	for _, name := range []string{"group", "sort", "page"} {
		asked[name] = p.values[name]
	}
	s, err := readSearch(&params{values: asked})
	if err != nil {
		return index.Request{}, err
	}
	s.Explain = view.Explain
	restrict := &s.Filter.Clauses
	if s.Query.IsZero() { // nothing but a restriction lists everything within it
		restrict = &s.Query.Clauses
	}
	for _, name := range []string{"category", "document"} {
		if value := p.values.Get(name); value != "" {
			*restrict = append(*restrict, query.Clause{Kind: query.Field, Name: name, Value: value})
		}
	}
	return s.Request, nil
}

// readingPage serves a whole document, with what the query ?q= found in it marked.
func (h *handler) readingPage(c echo.Context) error {
	id, err := idOf(c.Request(), "/d/")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	d, err := h.engine.Document(ctx, id)
	if err != nil {
		return fmt.Errorf("read document: %w", err)
	}
	values := parseQuery(c.Request().URL.RawQuery)
	q := values.Get("q")
	h.countOpening(c.Request(), d, q, values.Get("hit"))
	m, err := h.markerOf(ctx, id, q)
	if err != nil {
		return fmt.Errorf("mark query in document: %w", err)
	}
	view := readingView(d, m)
	view.Lang, view.Query = web.Language(c.Response(), c.Request()), q
	return page(c, http.StatusOK, func(w io.Writer) error { return web.ReadingPage(w, view) })
}

// errorPage shows a failure to a reader: above the search that failed, or on a page of its own.
func (h *handler) errorPage(c echo.Context, f *fault) error {
	view := searchView(&params{values: parseQuery(c.Request().URL.RawQuery)})
	lang := web.Language(c.Response(), c.Request())
	problem := web.Problem{
		Status: f.status, Detail: f.detail.in(strings.HasPrefix(lang, "zh")), RequestID: requestID(c),
	}
	return page(c, f.status, func(w io.Writer) error {
		if c.Request().URL.Path == "/" {
			view.Lang, view.Problem = lang, &problem
			return web.SearchPage(w, view)
		}
		return web.ErrorPage(w, web.ErrorView{Lang: lang, Query: view.Query, Problem: problem})
	})
}

// page sends what write writes, under the policy of pages. Nothing is sent when that fails.
func page(c echo.Context, status int, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	w := c.Response().Header()
	w.Set("Content-Security-Policy", web.Policy)
	if w.Get("Cache-Control") == "" {
		w.Set("Cache-Control", "private, no-cache")
	}
	return c.HTMLBlob(status, b.Bytes())
}

// resultsView shows what was found for q, or else what is near.
func resultsView(r *index.Result, q query.Query, near []index.Suggestion) *web.Results {
	v := &web.Results{
		Total: r.Total.Value, Exact: r.Total.Exact, Took: r.Took, PerPage: r.PerPage, Missing: r.Query.Missing,
	}
	for _, x := range r.Query.Rewrites {
		v.Rewrites = append(v.Rewrites, web.Rewrite(rewriteOf(x, q)))
	}
	if r.Total.Value == 0 {
		v.Broader = broader(q, r.Query.Missing)
	}
	for _, s := range near {
		v.Suggestions = append(v.Suggestions, web.Suggestion{Text: s.Text, URL: s.URL})
	}
	for i := range r.Hits {
		v.Hits = append(v.Hits, hitView(&r.Hits[i]))
	}
	for _, x := range r.Facets["category"] {
		v.Categories = append(v.Categories, web.Facet(x))
	}
	return v
}

func hitView(h *index.Hit) web.Hit {
	v := web.Hit{
		DocumentID: h.Document.ID, URL: readingURL(h.Document.ID, h.Section.Anchor), Kind: string(h.Document.Kind),
		Category: h.Document.Category, More: h.More,
		Section: web.Section{
			Role: string(h.Section.Role), Label: h.Section.Label, Path: h.Section.Path, Anchor: h.Section.Anchor,
		},
	}
	if a := h.Answer; a != nil {
		v.Answer = &web.Answer{
			Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Author: a.Author, Updated: a.Updated,
		}
	}
	if h.Explain != nil {
		v.Score = h.Score
		for _, x := range h.Explain.Parts {
			v.Explain = append(v.Explain, web.Part(x))
		}
	}
	if marked := h.Highlights; marked != nil {
		v.Title, v.Section.Heading, v.Section.Text = pieces(marked.Title), pieces(marked.Heading), pieces(marked.Body)
	}
	return v
}

func pieces(s highlight.Snippet) []web.Piece {
	var out []web.Piece
	for text, via := range s.Parts() {
		out = append(out, web.Piece{Text: text, Mark: via != "", Via: string(via)})
	}
	return out
}

func readingView(d *corpus.Document, m *marker) web.ReadingView {
	v := web.ReadingView{
		ID: d.ID, Title: m.mark(d.Title), Kind: string(d.Kind), Category: d.Category, URL: d.URL, Tags: d.Tags,
		Author: d.Author, Updated: d.Updated, Sections: sectionViews(d.Sections, m),
	}
	for i := range d.Answers {
		a := &d.Answers[i]
		v.Answers = append(v.Answers, web.Answer{
			Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Comments: a.Comments, Author: a.Author,
			Updated: a.Updated, Age: a.Age, Sections: sectionViews(a.Sections, m),
		})
	}
	return v
}

func sectionViews(sections []corpus.Section, m *marker) []web.Section {
	out := make([]web.Section, 0, len(sections))
	for _, s := range sections {
		out = append(out, web.Section{
			ID: s.ID, Role: string(s.Role), Label: s.Label, Heading: m.mark(s.Heading), Path: s.Path, Anchor: s.Anchor,
			Text: m.mark(s.Text),
		})
	}
	return out
}
