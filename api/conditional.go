package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// An ETag names an answer: the state of the index and what was asked. It is weak, since the time taken differs.
func etag(version, canonical string) string { return tagOf(version, tagSuffix(canonical)) }

func tagOf(version, suffix string) string { return `W/"` + version + suffix }

// tagSuffix is the part of an ETag that does not change with the index.
func tagSuffix(canonical string) string {
	h := fnv.New64a()
	h.Write([]byte(canonical))
	return fmt.Sprintf(`-%016x"`, h.Sum64())
}

// held reports whether the sender has the answer already. Only reads ask that. A sender that makes do with any answer, as
// long as there is one, holds the tag *.
func held(r *http.Request, tag string) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	opaque := strings.TrimPrefix(tag, "W/")
	for given := range strings.SplitSeq(strings.Join(r.Header["If-None-Match"], ","), ",") {
		if strings.TrimPrefix(strings.TrimSpace(given), "W/") == opaque {
			return true
		}
	}
	return false
}

// notModified tells the sender to use the answer that it has.
func notModified(c echo.Context, tag string) error {
	setValidator(c, tag)
	return c.NoContent(http.StatusNotModified)
}

// fresh sends an answer that a sender may keep and ask about.
func fresh(c echo.Context, tag string, body any) error {
	if held(c.Request(), "*") {
		return notModified(c, tag)
	}
	setValidator(c, tag)
	return reply(c, http.StatusOK, "application/json", body)
}

// Values of headers that many answers carry. They are shared: a header is given another value, never changed in place.
var (
	contentJSON = []string{"application/json"}
	contentGzip = []string{"gzip"}
	noSniff     = []string{"nosniff"}
	sameOrigin  = []string{"same-origin"}
	loadNothing = []string{"default-src 'none'; frame-ancestors 'none'"}
	askAgain    = []string{"private, no-cache"}
	varying     = []string{"Accept-Encoding, Origin, Authorization"}
)

func setValidator(c echo.Context, tag string) {
	w := c.Response().Header()
	w["Etag"] = []string{tag}
	w["Cache-Control"] = askAgain
	w["Vary"] = varying
}

// reply sends a value as JSON. Nothing is sent when it cannot be encoded.
func reply(c echo.Context, status int, contentType string, body any) error {
	b, err := encodeJSON(body)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return c.Blob(status, contentType, b)
}

// encodeJSON leaves <, > and & as they are: nosniff keeps browsers from taking an answer for a page.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}
