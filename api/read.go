package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
)

// idOf returns the id at the end of a path, after prefix. It is taken from the path as it was sent, where an encoded
// slash differs from a real one; those that people forget to encode are taken too.
func idOf(r *http.Request, prefix string) (string, error) {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), prefix)
	if !ok {
		return "", echo.ErrNotFound
	}
	return decodeID(rest)
}

func decodeID(escaped string) (string, error) {
	id, err := url.PathUnescape(escaped)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: decode id: %w", index.ErrNotFound, err)
	case id == "":
		return "", fmt.Errorf("%w: the id is empty", index.ErrNotFound)
	}
	return id, nil
}

func (h *handler) document(c echo.Context) error {
	id, err := idOf(c.Request(), "/api/v1/documents/")
	if err != nil {
		return err
	}
	return h.read(c, "document\n"+id, func(ctx context.Context) (any, error) {
		d, err := h.engine.Document(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("read document: %w", err)
		}
		return documentOf(d), nil
	})
}

// section serves a section, and what is similar to it under the real, unencoded suffix: an id may end in "/similar".
func (h *handler) section(c echo.Context) error {
	rest, ok := strings.CutPrefix(c.Request().URL.EscapedPath(), "/api/v1/sections/")
	if !ok {
		return echo.ErrNotFound
	}
	escaped, similar := strings.CutSuffix(rest, "/similar")
	id, err := decodeID(escaped)
	if err != nil {
		return err
	}
	if similar {
		return h.similar(c, id)
	}
	return h.read(c, "section\n"+id, func(ctx context.Context) (any, error) {
		hit, err := h.engine.Section(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("read section: %w", err)
		}
		return sectionResponse(hit), nil
	})
}

func (h *handler) similar(c echo.Context, id string) error {
	p, err := paramsOf(c)
	if err != nil {
		return err
	}
	n := p.number("n", 5, 1, 20)
	if err := p.err(); err != nil {
		return err
	}
	return h.read(c, fmt.Sprintf("similar\n%d\n%s", n, id), func(ctx context.Context) (any, error) {
		hits, err := h.engine.Similar(ctx, id, n)
		if err != nil {
			return nil, fmt.Errorf("find similar sections: %w", err)
		}
		return client.SimilarResponse{Hits: hitsOf(hits, marks{})}, nil
	})
}

// read answers from the current state of the index, unless the sender has that answer already. Should the state change
// in between, the tag is too old, which costs one more answer and is never wrong.
func (h *handler) read(c echo.Context, canonical string, answer func(context.Context) (any, error)) error {
	tag := etag(h.engine.Version(), canonical)
	if held(c.Request(), tag) {
		return notModified(c, tag)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	body, err := answer(ctx)
	if err != nil {
		return err
	}
	return fresh(c, tag, body)
}
