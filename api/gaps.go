package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/api/web"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/usage"
)

// A gap is a query that is not answered, with what is nearest to it.
type gap struct {
	usage.Gap
	missing []string
	nearest []index.Hit
}

const (
	nearestHits = 3
	pageGaps    = 50
	maxGaps     = 100 // and of queries that are looked at for one answer
)

// gapsOf returns at most n gaps, what was asked most often first. Each query is searched for anew: where there is enough to
// find by now, what was missing has been written.
func (h *handler) gapsOf(ctx context.Context, n int) ([]gap, error) {
	if h.usage == nil {
		return nil, &fault{
			status: http.StatusNotImplemented, code: client.CodeUnsupported, cause: errors.ErrUnsupported,
			detail: say("这台服务器不统计查询；去掉 --no-usage 重新启动即可",
				"this server does not count queries; start it without --no-usage"),
		}
	}
	var out []gap
	for i, g := range h.usage.Gaps() {
		if i == maxGaps || len(out) == n {
			break
		}
		asked := query.Parse(g.Text)
		found, err := h.engine.Search(ctx, index.Request{Query: asked})
		if err != nil {
			return nil, fmt.Errorf("search for %q: %w", g.Text, err)
		}
		switch outcomeOfResult(found) {
		case usage.Nothing:
			g.Why = usage.FoundNothing
		case usage.Little:
			g.Why = usage.FoundLittle
		case usage.Enough:
			if g.Why != usage.NothingOpened {
				continue
			}
		}
		near := found
		if len(found.Hits) == 0 {
			if near, err = h.engine.Search(ctx, index.Request{Query: onlyWords(asked)}); err != nil {
				return nil, fmt.Errorf("search for the words of %q: %w", g.Text, err)
			}
		}
		out = append(out, gap{g, runs(found.Query.Missing, g.Text), nearest(near.Hits)})
	}
	return out, nil
}

// nearest leaves the first hit of each of the first documents.
func nearest(hits []index.Hit) []index.Hit {
	var out []index.Hit
	for _, x := range hits {
		same := func(y index.Hit) bool { return x.Document.ID == y.Document.ID }
		if len(out) < nearestHits && !slices.ContainsFunc(out, same) {
			out = append(out, x)
		}
	}
	return out
}

// runs joins words that follow each other in a text: what is no word yet, such as a new name, was cut into several.
func runs(words []string, text string) []string {
	var out []string
	for _, w := range words {
		if last := len(out) - 1; last >= 0 && strings.Contains(text, out[last]+w) {
			out[last] += w
			continue
		}
		out = append(out, w)
	}
	return out
}

// onlyWords leaves of a query what ranks, as plain words.
func onlyWords(q query.Query) query.Query {
	var words []query.Clause
	for _, c := range q.Clauses {
		if c.Kind != query.Field && !c.Not {
			words = append(words, query.Clause{Kind: query.Words, Value: c.Value})
		}
	}
	return query.Query{Clauses: words}
}

func (h *handler) gaps(c echo.Context) error {
	p, err := paramsOf(c)
	if err != nil {
		return err
	}
	n := p.number("n", 20, 1, maxGaps)
	if err := p.err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	found, err := h.gapsOf(ctx, n)
	if err != nil {
		return err
	}
	out := client.GapsResponse{Gaps: make([]client.Gap, 0, len(found))}
	for _, g := range found {
		out.Gaps = append(out.Gaps, client.Gap{
			Query: g.Text, Why: string(g.Why), Asked: g.Asked, Nothing: g.Nothing, Little: g.Little, Opened: g.Opened,
			Last: g.Last, Missing: list(g.missing), Nearest: hitsOf(g.nearest, marks{}),
		})
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return reply(c, http.StatusOK, "application/json", out)
}

// gapsPage lists the guidance that is missing.
func (h *handler) gapsPage(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	found, err := h.gapsOf(ctx, pageGaps)
	if err != nil {
		return err
	}
	view := web.GapsView{Lang: web.Language(c.Response(), c.Request())}
	for _, g := range found {
		x := web.Gap{
			Query: g.Text, Why: string(g.Why), Asked: g.Asked, Last: g.Last, Missing: g.missing,
		}
		for i := range g.nearest {
			x.Nearest = append(x.Nearest, nearView(&g.nearest[i]))
		}
		view.Gaps = append(view.Gaps, x)
	}
	return page(c, http.StatusOK, func(w io.Writer) error { return web.GapsPage(w, view) })
}

// nearView is a hit by its names only.
func nearView(h *index.Hit) web.Hit {
	v := hitView(h)
	v.Title = []web.Piece{{Text: h.Document.Title}}
	if h.Section.Heading != "" {
		v.Section.Heading = []web.Piece{{Text: h.Section.Heading}}
	}
	return v
}
