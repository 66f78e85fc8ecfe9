// Package web is the face of opsguide in a browser: the search page, the reading page, the page of what is missing and the
// page for errors, with the style sheet and scripts that they need, embedded.
//
// [SearchPage], [ReadingPage], [GapsPage] and [ErrorPage] write a page from a view, a plain struct in which marked text is a list of
// [Piece]s, so that no markup is ever handed in. [Assets] serves what the pages link to, [Language] chooses the language
// of a page. The pages work without JavaScript; with it the search page answers while one types, through
// /api/v1/search and /api/v1/suggest.
//
// Nothing in a page is inline, so [Policy] can be as strict as it is. The package knows nothing of an index.
package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/url"
)

// Policy is the Content-Security-Policy under which the pages work; send it with each of them.
const Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'self'"

// SearchPage writes the search page. Nothing is written when it returns an error that is not of w.
func SearchPage(w io.Writer, v SearchView) error {
	p := newSearchPage(v)
	return write(w, p.Lang, "search.html", p)
}

// ReadingPage writes the page of one document. Nothing is written when it returns an error that is not of w.
func ReadingPage(w io.Writer, v ReadingView) error {
	p := newReadingPage(v)
	return write(w, p.Lang, "read.html", p)
}

// GapsPage writes the page of the guidance that is missing. Nothing is written when it returns an error that is not of w.
func GapsPage(w io.Writer, v GapsView) error {
	p := newGapsPage(v)
	return write(w, p.Lang, "gaps.html", p)
}

// ErrorPage writes the page that says what went wrong and what to do. Nothing is written when it returns an error that
// is not of w.
func ErrorPage(w io.Writer, v ErrorView) error {
	f := newFrame(v.Lang, "error", v.Query)
	f.Script = "read.js"
	p := errorPage{frame: f, Problem: newProblem(f.W, v.Problem, "")}
	p.Title = p.Problem.Title + " · " + f.W["title"]
	return write(w, p.Lang, "error.html", p)
}

type errorPage struct {
	frame
	Problem *problem
}

//go:embed templates
var templateFiles embed.FS

// pages are the templates, by language.
var pages = parsePages()

func parsePages() map[string]*template.Template {
	byLanguage := make(map[string]*template.Template)
	for _, l := range languages {
		byLanguage[l.Tag] = template.Must(template.New("").Option("missingkey=error").Funcs(template.FuncMap{
			"asset": assetURL,
			"via":   via,
			"how":   func(p Piece) string { return how(vocabulary[l.Tag], p) },
		}).ParseFS(templateFiles, "templates/*.html"))
	}
	return byLanguage
}

func write(w io.Writer, lang, name string, data any) error {
	var b bytes.Buffer
	if err := pages[lang].ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// via names how a word matched where that is worth showing.
func via(p Piece) string {
	if p.Via == "exact" {
		return ""
	}
	return p.Via
}

// how says in words how a word matched, where that is worth saying.
func how(w words, p Piece) string {
	switch p.Via {
	case "synonym":
		return w["synonym"]
	case "pinyin":
		return w["pinyin"]
	case "traditional":
		return w["traditional"]
	case "typo":
		return w["typo"]
	}
	return ""
}

// A frame is what every page has around its content.
type frame struct {
	Lang        string
	W           words
	Title       string
	Class       string // of body: home, search, read, gaps or error
	Query       string
	Kept        []field // hidden fields of the search form
	Script      string
	ScriptWords string // JSON
	Keys        string // what the keyboard does
	Languages   []link
	Gaps        bool // whether there is a page of gaps to link to
	Examples    []link
}

type field struct{ Name, Value string }

// A link is a link with its text, or, without a URL, a text.
type link struct {
	URL, Label string
	Class      string
	Before     string // what parts the link from the one before it
	Value      string
	On         bool // what the link leads to is what is shown now
}

func newFrame(lang, class, query string) frame {
	w, ok := vocabulary[lang]
	if !ok {
		lang, w = languages[0].Tag, vocabulary[languages[0].Tag]
	}
	f := frame{Lang: lang, W: w, Title: w["title"], Class: class, Query: query}
	if query != "" {
		f.Title = query + " · " + f.Title
	}
	for _, l := range languages {
		u := url.Values{"lang": {l.Tag}}
		if query != "" {
			u.Set("q", query)
		}
		f.Languages = append(f.Languages, link{URL: "?" + u.Encode(), Label: l.Name, Value: l.Tag, On: l.Tag == lang})
	}
	for _, q := range examples {
		f.Examples = append(f.Examples, link{URL: address{Query: q}.String(), Label: q})
	}
	return f
}

// forScript gives the page's script the words that it needs, and further ones.
func (f *frame) forScript(name string, further words) {
	w := make(words, len(scriptWords)+len(further))
	for _, key := range scriptWords {
		w[key] = f.W[key]
	}
	maps.Copy(w, further)
	b, err := json.Marshal(w)
	if err != nil {
		panic(err) // strings only
	}
	f.Script, f.ScriptWords = name, string(b)
}
