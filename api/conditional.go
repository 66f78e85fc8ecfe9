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

// etag names an answer: the state of the index and what was asked. It is weak, since the time taken differs.
func etag(version, canonical string) string {
	h := fnv.New64a()
	h.Write([]byte(canonical))
	return fmt.Sprintf(`W/"%s-%016x"`, version, h.Sum64())
}

// held reports whether the sender has the answer already. Only reads ask that.
func held(c echo.Context, tag string) bool {
	r := c.Request()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	opaque := strings.TrimPrefix(tag, "W/")
	for given := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
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
	setValidator(c, tag)
	return reply(c, http.StatusOK, "application/json", body)
}

func setValidator(c echo.Context, tag string) {
	w := c.Response().Header()
	w.Set("ETag", tag)
	w.Set("Cache-Control", "private, no-cache")
	w.Add("Vary", "Origin, Authorization")
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
