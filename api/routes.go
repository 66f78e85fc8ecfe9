package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/web"
)

// routes holds every route. An id is the rest of its path: any bytes, percent-encoded (see idOf).
func (h *handler) routes(e *echo.Echo) {
	e.Use(h.around)
	reads, compress := []string{http.MethodGet, http.MethodHead}, compress()
	e.Match(reads, "/api/v1/search", h.search)
	e.POST("/api/v1/search", h.search)

	read := func(path string, f echo.HandlerFunc) { e.Match(reads, path, f, compress) }
	read("/api/v1/suggest", h.suggest)
	read("/api/v1/related", h.related)
	read("/api/v1/documents/*", h.document)
	read("/api/v1/sections/*", h.section) // and /api/v1/sections/{id}/similar
	read("/api/v1/stats", h.stats)
	read("/api/v1/gaps", h.gaps)
	e.POST("/api/v1/opened", h.opened, h.guardWrite)

	// What changes the index stands behind one more check.
	e.PUT("/api/v1/documents/*", h.put, compress, h.guardWrite)
	e.DELETE("/api/v1/documents/*", h.delete, compress, h.guardWrite)
	e.POST("/api/v1/documents", h.bulk, compress, h.guardWrite)
	e.POST("/api/v1/reindex", h.reindex, compress, h.guardWrite)

	read("/livez", h.livez)
	read("/readyz", h.readyz)
	read("/openapi.json", h.openAPI)
	read("/opensearch.xml", h.openSearch)

	read("/", h.searchPage)
	read("/d/*", h.readingPage)
	read("/gaps", h.gapsPage)
	read("/assets/*", echo.WrapHandler(web.Assets()))
}
