// Package api serves an [index.Engine] over HTTP: the JSON API, the pages of api/web, and what operation needs.
//
// [NewHandler] makes the handler and [NewServer] a server with time limits around it. Every route is in routes.go,
// every answer that is no success comes from the table in problem.go, and the wire types are those of api/client.
// openapi.json describes it all to others.
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/usage"
)

// Bounds of what a request may bring and how long it may take.
const (
	maxBodyBytes     = 64 << 10 // a search or a command
	maxDocumentBytes = 4 << 20  // one document
	maxBulkBytes     = 8 << 20  // many documents
	readTimeout      = 8 * time.Second
	writeTimeout     = 2 * time.Minute
	readLimit        = 10 * time.Second // to receive a request: one limit for header and body sets one timer
)

// Options set up a handler. The zero value is ready to use.
type Options struct {
	// Logger takes a record of every request, and of a failure the detail that its sender is not told; nil means
	// slog.Default().
	Logger *slog.Logger

	// PublicURL is where people reach the server, such as https://guide.example.com, when that differs from where it
	// listens: behind a reverse proxy. Requests for its host are taken, its pages may write, and opensearch.xml names
	// it.
	PublicURL string

	// Adopt serves a generation that was built beside the server in its data folder; ErrNotFound (wrapped) when there is
	// none of that name. Nil: the server cannot do that.
	Adopt func(ctx context.Context, generation string) error

	// Usage counts what is asked and opened, and tells which guidance is missing. Nil: nothing is counted, and the
	// server cannot tell.
	Usage *usage.Counter
}

type handler struct {
	engine     index.Engine
	questions  *questions
	log        *slog.Logger
	adopt      func(ctx context.Context, generation string) error
	usage      *usage.Counter
	public     *url.URL                    // nil unless Options.PublicURL
	origins    *http.CrossOriginProtection // who may write
	reindexing sync.Mutex
}

// NewHandler returns the handler of all routes over an engine, which stays the caller's to close. It fails when
// PublicURL is not of the form https://host.
func NewHandler(e index.Engine, o Options) (http.Handler, error) {
	h := &handler{engine: e, questions: newQuestions(), log: o.Logger, adopt: o.Adopt, usage: o.Usage,
		origins: http.NewCrossOriginProtection()}
	if h.log == nil {
		h.log = slog.Default()
	}
	if o.PublicURL != "" {
		origin := strings.TrimSuffix(o.PublicURL, "/")
		if err := h.origins.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("public URL %q: it must be of the form https://host[:port]: %w", o.PublicURL, err)
		}
		h.public, _ = url.Parse(origin)
	}
	router := echo.New()
	router.HTTPErrorHandler = h.fail
	h.routes(router)
	return router, nil
}

// NewServer returns a server for h with limits that a slow or hostile sender cannot get around. Handlers that write or
// rebuild, which takes longer, extend their own.
func NewServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: readLimit,
		ReadTimeout:       readLimit,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
}
