package api

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// around is what surrounds every handler: the request gets an id, its failure is rendered and its record logged. It is one
// middleware, not a chain of them, since echo links a chain anew for every request.
func (h *handler) around(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		identify(c)
		protect(c.Response().Header())
		err := h.attempt(c, next)
		if err != nil {
			c.Error(err)
		}
		h.record(c, start, err)
		return nil
	}
}

// attempt runs a handler for those who may ask, and turns a panic into an error; the stack is for the log.
func (h *handler) attempt(c echo.Context, next echo.HandlerFunc) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	if err := h.checkHost(c.Request()); err != nil {
		return err
	}
	return next(c)
}

// requestIDs are the ids that a sender may choose; others could forge lines in a log.
var requestIDs = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify gives the request an id, the sender's own where it has a usable one, and the answer the same.
func identify(c echo.Context) {
	id := c.Request().Header.Get(echo.HeaderXRequestID)
	if id == "" || !requestIDs.MatchString(id) {
		id = strconv.FormatUint(rand.Uint64(), 36)
	}
	c.Response().Header()[echo.HeaderXRequestID] = []string{id}
}

// protect sets what answers carry; pages replace the policy with one under which they work.
func protect(w http.Header) {
	w["X-Content-Type-Options"] = noSniff
	w["Referrer-Policy"] = sameOrigin
	w["Content-Security-Policy"] = loadNothing
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// record logs a request. Queries are not logged: they are the readers' business.
func (h *handler) record(c echo.Context, start time.Time, err error) {
	r, w := c.Request(), c.Response()
	level := slog.LevelInfo
	if w.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if !h.log.Enabled(r.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", r.URL.EscapedPath()),
		slog.Int("status", w.Status),
		slog.Int64("bytes", w.Size),
		slog.Duration("took", time.Since(start)),
		slog.String("remote", r.RemoteAddr),
		slog.String("request_id", requestID(c)),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	h.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// compress compresses answers as they are sent. That of a search is kept compressed and does without.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{MinLength: 1 << 10})
}
