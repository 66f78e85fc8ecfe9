package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/web"
)

// routes holds every route. An id is the rest of its path: any bytes, percent-encoded (see idOf).
func (h *handler) routes(e *echo.Echo) {
	e.Use(identify, h.record, recoverPanic, headers, compress(), h.guardHost)

	read := func(path string, f echo.HandlerFunc) {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, f)
	}
	read("/api/v1/search", h.search)
	e.POST("/api/v1/search", h.search)
	read("/api/v1/suggest", h.suggest)
	read("/api/v1/documents/*", h.document)
	read("/api/v1/sections/*", h.section) // and /api/v1/sections/{id}/similar
	read("/api/v1/stats", h.stats)

	// What changes the index stands behind one more check.
	e.PUT("/api/v1/documents/*", h.put, h.guardWrite)
	e.DELETE("/api/v1/documents/*", h.delete, h.guardWrite)
	e.POST("/api/v1/documents", h.bulk, h.guardWrite)
	e.POST("/api/v1/reindex", h.reindex, h.guardWrite)

	read("/livez", h.livez)
	read("/readyz", h.readyz)
	read("/openapi.json", h.openAPI)
	read("/opensearch.xml", h.openSearch)

	read("/", h.searchPage)
	read("/d/*", h.readingPage)
	read("/assets/*", echo.WrapHandler(web.Assets()))
}
