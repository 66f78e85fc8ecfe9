package api

import (
	"bytes"
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/labstack/echo/v4"
	"github.com/maypok86/otter/v2"

	"github.com/opsguide/opsguide/index/usage"
)

// A question is a search with what its answer needs beside what is found.
type question struct {
	search
	canonical string // the key of what is found
	plain     string // the key of the answer, in which the query is repeated as it was typed
	zipped    string // the key of the same compressed
	suffix    string // of the answer's ETag; the version comes before it
	head      []byte // of the answer; what is found comes after it

	form    string                  // under which it is counted; "" where it is not
	outcome atomic.Pointer[outcome] // that was seen last
}

// questions remember how the URLs of searches read, which depends on nothing else. So a search that is asked again in the
// same words is not parsed again, and its answer, where that is kept as well, is only looked up.
type questions = otter.Cache[string, *question]

// questionBytes bounds what is remembered.
const questionBytes = 4 << 20

func newQuestions() *questions {
	return otter.Must(&otter.Options[string, *question]{
		MaximumWeight: questionBytes,
		Weigher: func(url string, q *question) uint32 {
			const fixed, clause = 720, 64
			clauses := len(q.Query.Clauses) + len(q.Filter.Clauses)
			// The values of a question are about as long as the URL that they come from.
			return uint32(fixed + 2*len(url) + clause*clauses + 3*(len(q.canonical)+len(q.head)))
		},
	})
}

// questionOf reads what is asked.
func (h *handler) questionOf(c echo.Context) (*question, error) {
	r := c.Request()
	inURL := r.Method != http.MethodPost
	if inURL {
		if q, ok := h.questions.GetIfPresent(r.URL.RawQuery); ok {
			return q, nil
		}
	}
	p, err := paramsOf(c)
	if err != nil {
		return nil, err
	}
	s, err := readSearch(p)
	if err != nil {
		return nil, err
	}
	q, err := newQuestion(s)
	if err != nil {
		return nil, err
	}
	if inURL {
		h.questions.Set(r.URL.RawQuery, q)
	}
	return q, nil
}

func newQuestion(s search) (*question, error) {
	q := &question{search: s, canonical: s.canonical()}
	q.suffix = tagSuffix(q.canonical)
	raw, err := encodeJSON(s.Raw)
	if err != nil {
		return nil, fmt.Errorf("encode query: %w", err)
	}
	q.head = append([]byte(beforeRaw), bytes.TrimSuffix(raw, []byte("\"\n"))[1:]...)
	q.plain = q.canonical + "\nplain " + string(q.head)
	q.zipped = q.canonical + "\ngzip " + string(q.head)
	if s.counted {
		q.form = usage.Form(s.Query)
	}
	q.Raw = "" // an answer is kept for all ways of typing a query
	return q, nil
}
