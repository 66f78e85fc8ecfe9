package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

// A search is a request as the engine takes it, and how its highlights are to be written.
type search struct {
	index.Request
	marks   marks
	counted bool // as somebody's question
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
	s.counted = p.choice("count", "true", "false") == "true" && s.Page == 1 && s.Filter.IsZero()
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

// shape counts the changes of what answers hold, so that none is taken for one that an earlier program kept or sent.
const shape = 2

// canonical names everything that an answer depends on, apart from the version of the index and the query as typed, which
// an answer only repeats.
func (s search) canonical() string {
	facets := slices.Sorted(slices.Values(s.Facets))
	return fmt.Sprintf("%d %s\n%s\n%d %d %s %s %q %v %t", shape, s.Query.Key(), s.Filter.Key(), s.Page, s.PerPage, s.Group, s.Sort,
		facets, s.marks, s.Explain)
}

func (h *handler) search(c echo.Context) error {
	q, err := h.questionOf(c)
	if err != nil {
		return err
	}
	r, w := c.Request(), c.Response()
	version := h.engine.Version()
	if tag := tagOf(version, q.suffix); held(r, tag) {
		h.countKnown(q, version)
		return notModified(c, tag)
	}
	zipped := takesGzip(r)
	a, err := h.answer(r.Context(), q, zipped)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	h.count(r.Context(), q, a.Version)
	tag := tagOf(a.Version, q.suffix)
	if held(r, "*") {
		return notModified(c, tag)
	}
	// What is found loads nothing and leads nowhere, so it does without policies: a map of headers holds eight in one piece
	// of memory, and with those two more a hit takes a sixth longer.
	delete(w.Header(), "Content-Security-Policy")
	delete(w.Header(), "Referrer-Policy")
	setValidator(c, tag)
	if zipped {
		w.Header()["Content-Encoding"] = contentGzip
	}
	w.Header()["Content-Type"] = contentJSON
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(a.Body))}
	w.Header()["X-Opsguide-Cache"] = []string{string(a.Source)}
	w.WriteHeader(http.StatusOK)
	_, err = w.Write(a.Body)
	return err
}

// answer returns an answer as it is sent: what was sent for the same question before, or else what was found for it,
// however it was typed.
func (h *handler) answer(ctx context.Context, q *question, zipped bool) (index.Answer, error) {
	key := q.plain
	if zipped {
		key = q.zipped
	}
	keeper, keeps := h.engine.(index.Answerer)
	if keeps {
		if a, ok := keeper.Kept(key); ok {
			return a, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	a, err := h.found(ctx, q)
	if err != nil {
		return a, err
	}
	if h.usage != nil {
		q.learn(a)
	}
	a.Body = slices.Concat(q.head, a.Body)
	if zipped {
		a.Body = zip(a.Body)
	}
	if keeps {
		keeper.Keep(key, a)
	}
	return a, nil
}

// found returns an answer without the beginning, which repeats the query as it was typed.
func (h *handler) found(ctx context.Context, q *question) (index.Answer, error) {
	encode := func(r *index.Result) ([]byte, error) {
		near, err := h.near(ctx, r)
		if err != nil {
			return nil, err
		}
		return encodeFound(r, q.Query, near, q.marks)
	}
	if keeper, ok := h.engine.(index.Answerer); ok {
		return keeper.Answer(ctx, q.canonical, q.Request, encode)
	}
	r, err := h.engine.Search(ctx, q.Request)
	if err != nil {
		return index.Answer{}, err
	}
	body, err := encode(r)
	return index.Answer{Body: body, Version: r.Version, Source: index.Computed}, err
}

// beforeRaw is how every answer begins. The query as typed follows, which is not kept with an answer.
const beforeRaw = `{"query":{"raw":"`

// encodeFound encodes an answer from the end of the query as typed.
func encodeFound(r *index.Result, q query.Query, near []index.Suggestion, m marks) ([]byte, error) {
	out := searchResponse(r, q, m)
	out.Suggestions = suggestionsOf(near)
	body, err := encodeJSON(out)
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(body, []byte(beforeRaw+`"`))
	if !ok {
		return nil, fmt.Errorf("an answer begins %.40q", body)
	}
	return body[len(body)-len(rest)-1:], nil
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
	out := client.SuggestResponse{Query: q, Suggestions: suggestionsOf(found)}
	return reply(c, http.StatusOK, "application/json", out)
}
