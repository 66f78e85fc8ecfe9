// Package web is the face of opsguide in a browser: the search page, the reading page and the page for errors, with the
// style sheet and scripts that they need, embedded.
//
// [SearchPage], [ReadingPage] and [ErrorPage] write a page from a view, a plain struct in which marked text is a list of
// [Piece]s, so that no markup is ever handed in. [Assets] serves what the pages link to. The pages work without
// JavaScript; with it the search page answers while one types, through /api/v1/search and /api/v1/suggest.
//
// Nothing in a page is inline, so [Policy] can be as strict as it is. The package knows nothing of an index.
package web

import (
	"errors"
	"io"
	"net/http"
)

// Policy is the Content-Security-Policy under which the pages work; send it with each of them.
const Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'self'"

var errNotYet = errors.New("web: page is not written yet")

// Language picks the language of a page: ?lang= when it names one that there is (and a cookie keeps it for the next
// page), then that cookie, then Accept-Language, else zh-CN. It adds what the answer depends on to Vary.
func Language(w http.ResponseWriter, r *http.Request) string { return "zh-CN" }

// Assets serves the files that pages link to, under /assets/. Their URLs change with their content, so they may be
// kept for ever.
func Assets() http.Handler { return http.NotFoundHandler() }

// SearchPage writes the search page. Nothing is written when it returns an error that is not of w.
func SearchPage(w io.Writer, v SearchView) error { return errNotYet }

// ReadingPage writes the page of one document. Nothing is written when it returns an error that is not of w.
func ReadingPage(w io.Writer, v ReadingView) error { return errNotYet }

// ErrorPage writes the page that says what went wrong and what to do. Nothing is written when it returns an error that
// is not of w.
func ErrorPage(w io.Writer, v ErrorView) error { return errNotYet }
