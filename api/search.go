package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

// A search is a request as the engine takes it, and how its highlights are to be written.
type search struct {
	index.Request
	marks marks
}

// readSearch reads the parameters of a search.
func readSearch(p *params) (search, error) {
	raw := p.query()
	s := search{Request: index.Request{
		Raw:     raw,
		Query:   query.Parse(raw),
		Filter:  p.filter(),
		Page:    p.number("page", 1, 1, index.MaxWindow),
		PerPage: p.number("per_page", 10, 1, index.MaxPerPage),
		Group:   index.Group(p.choice("group", "answer", "document", "none")),
		Sort:    index.Sort(p.choice("sort", "relevance", "updated")),
		Facets:  p.list("facets", "category", "tags", "kind", "author"),
		Explain: p.choice("explain", "false", "true") == "true",
	}}
	switch p.choice("highlight", "both", "html", "offsets", "none") {
	case "both":
		s.marks = marks{html: true, ranges: true}
	case "html":
		s.marks = marks{html: true}
	case "offsets":
		s.marks = marks{ranges: true}
	}
	s.Highlight = s.marks != marks{}
	if s.Page*s.PerPage > index.MaxWindow {
		p.reject("page", say("第 %[1]d 页、每页 %[2]d 条超出了前 %[3]d 条的范围，请缩小搜索范围",
			"page %[1]d of %[2]d hits lies beyond the first %[3]d; narrow the search",
			s.Page, s.PerPage, index.MaxWindow))
	}
	return s, p.err()
}

// filter reads the filters, which all hold.
func (p *params) filter() query.Query {
	q, err := query.ParseFilter(strings.Join(p.values["filter"], " "))
	if bad, ok := errors.AsType[*query.FilterError](err); ok {
		p.reject("filter", say("filter 第 %[1]d 个字符起的 %[2]q 不能用作筛选：%[3]s",
			"filter cannot use %[2]q at character %[1]d: %[3]s", bad.Column, clip(bad.Text), bad.Cure))
	}
	return q
}

// canonical names everything that an answer depends on, apart from the version of the index and the query as typed, which
// an answer only repeats.
func (s search) canonical() string {
	facets := slices.Sorted(slices.Values(s.Facets))
	return fmt.Sprintf("%s\n%s\n%d %d %s %s %q %v %t", s.Query.Key(), s.Filter.Key(), s.Page, s.PerPage, s.Group, s.Sort,
		facets, s.marks, s.Explain)
}

func (h *handler) search(c echo.Context) error {
	p, err := paramsOf(c)
	if err != nil {
		return err
	}
	s, err := readSearch(p)
	if err != nil {
		return err
	}
	canonical := s.canonical()
	if tag := etag(h.engine.Version(), canonical); held(c, tag) {
		return notModified(c, tag)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	a, err := h.answer(ctx, s, canonical)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	setValidator(c, etag(a.Version, canonical))
	c.Response().Header().Set("X-Opsguide-Cache", string(a.Source))
	return c.Blob(http.StatusOK, "application/json", withRaw(a.Body, s.Raw))
}

// answer asks the engine, or what the engine keeps of earlier answers.
func (h *handler) answer(ctx context.Context, s search, canonical string) (index.Answer, error) {
	s.Raw = "" // an answer is kept for all ways of typing a query
	encode := func(found *index.Result) ([]byte, error) { return encodeJSON(searchResponse(found, s.marks)) }
	if keeper, ok := h.engine.(index.Answerer); ok {
		return keeper.Answer(ctx, canonical, s.Request, encode)
	}
	found, err := h.engine.Search(ctx, s.Request)
	if err != nil {
		return index.Answer{}, err
	}
	body, err := encode(found)
	return index.Answer{Body: body, Version: found.Version, Source: index.Computed}, err
}

// withoutRaw is how every encoded answer begins: the query as typed comes first and is left empty.
const withoutRaw = `{"query":{"raw":"`

// withRaw puts the query as typed into an encoded answer.
func withRaw(body []byte, raw string) []byte {
	quoted, err := encodeJSON(raw)
	if err != nil || !bytes.HasPrefix(body, []byte(withoutRaw)) {
		return body
	}
	quoted = bytes.TrimSpace(quoted)
	out := make([]byte, 0, len(body)+len(quoted))
	out = append(out, withoutRaw...)
	out = append(out, quoted[1:len(quoted)-1]...)
	return append(out, body[len(withoutRaw):]...)
}

func (h *handler) suggest(c echo.Context) error {
	p, err := paramsOf(c)
	if err != nil {
		return err
	}
	q := p.query()
	n := p.number("n", 8, 1, 20)
	format := p.choice("format", "json", "opensearch")
	if err := p.err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	found, err := h.engine.Suggest(ctx, q, n)
	if err != nil {
		return fmt.Errorf("suggest: %w", err)
	}
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	if format == "opensearch" {
		texts := make([]string, 0, len(found))
		for _, s := range found {
			texts = append(texts, s.Text)
		}
		return reply(c, http.StatusOK, "application/x-suggestions+json", []any{q, texts})
	}
	out := client.SuggestResponse{Query: q, Suggestions: make([]client.Suggestion, 0, len(found))}
	for _, s := range found {
		out.Suggestions = append(out.Suggestions, client.Suggestion{
			Text: s.Text, Kind: s.Kind, Match: highlightOf(s.Match, marks{html: true, ranges: true}), URL: s.URL,
		})
	}
	return reply(c, http.StatusOK, "application/json", out)
}
