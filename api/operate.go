package api

import (
	"context"
	_ "embed"
	"encoding/xml"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
)

//go:embed openapi.json
var openAPI []byte

func (h *handler) stats(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	s, err := h.engine.Stats(ctx)
	if err != nil {
		return fmt.Errorf("read stats: %w", err)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return reply(c, http.StatusOK, "application/json", statsOf(s))
}

// livez says that the process answers. It asks nothing of the engine: a restart would not mend an index.
func (h *handler) livez(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return reply(c, http.StatusOK, "application/json", map[string]string{"status": "ok"})
}

// readyz says that the engine can answer searches.
func (h *handler) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	s, err := h.engine.Stats(ctx)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return reply(c, http.StatusOK, "application/json", map[string]string{"status": "ok", "version": s.Version})
}

func (h *handler) openAPI(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "application/json", openAPI)
}

// An openSearchDescription tells browsers how to search here from their address bar (OpenSearch 1.1).
type openSearchDescription struct {
	XMLName       xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName     string          // at most 16 characters
	Description   string          // at most 1024 characters
	InputEncoding string          //
	URLs          []openSearchURL `xml:"Url"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Template string `xml:"template,attr"`
}

func (h *handler) openSearch(c echo.Context) error {
	base := c.Scheme() + "://" + c.Request().Host
	if h.public != nil {
		base = h.public.String()
	}
	body, err := xml.MarshalIndent(openSearchDescription{
		ShortName: "opsguide", Description: "搜索运营知识", InputEncoding: "UTF-8",
		URLs: []openSearchURL{
			{"text/html", base + "/?q={searchTerms}"},
			{"application/x-suggestions+json", base + "/api/v1/suggest?format=opensearch&q={searchTerms}"},
		},
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("encode search description: %w", err)
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	body = append([]byte(xml.Header), body...)
	return c.Blob(http.StatusOK, "application/opensearchdescription+xml; charset=utf-8", body)
}
