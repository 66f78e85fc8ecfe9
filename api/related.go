package api

import (
	"context"
	"fmt"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index/query"
)

// related serves the terms that go with a query. Asking for them is nobody's question, and not counted.
func (h *handler) related(c echo.Context) error {
	p, err := paramsOf(c)
	if err != nil {
		return err
	}
	q := p.query()
	n := p.number("n", 8, 1, 20)
	if err := p.err(); err != nil {
		return err
	}
	return h.read(c, fmt.Sprintf("related\n%d\n%s", n, q), func(ctx context.Context) (any, error) {
		found, err := h.engine.Related(ctx, query.Parse(q), n)
		if err != nil {
			return nil, fmt.Errorf("find related terms: %w", err)
		}
		out := client.RelatedResponse{Query: q, Looked: found.Looked, Sections: found.Sections,
			Terms: make([]client.RelatedTerm, 0, len(found.Terms))}
		for _, x := range found.Terms {
			out.Terms = append(out.Terms, client.RelatedTerm(x))
		}
		return out, nil
	})
}
