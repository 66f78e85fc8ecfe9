package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/api/web"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/usage"
)

// An outcome is what a question came to in one version of the index.
type outcome struct {
	version string
	usage.Outcome
}

// enoughHits is the number of hits below which little was found.
const enoughHits = 3

// outcomeOf judges what was found. A word that no section has was looked for in vain, even where others were found, unless
// it is only another writing of a word (pinyin, traditional characters) or has a synonym; what a typo or a homophone was
// taken for is a guess.
func outcomeOf(total int, q client.Query) usage.Outcome {
	absent := 0
	for _, word := range q.Missing {
		known := false
		for _, r := range q.Rewrites {
			known = known || r.Why != "typo" && r.Why != "homophone" && isPiece(word, r.From)
		}
		if !known {
			absent++
		}
	}
	switch {
	case total == 0 || absent > 0 && absent >= len(q.Terms):
		return usage.Nothing
	case absent > 0 || total < enoughHits:
		return usage.Little
	}
	return usage.Enough
}

// isPiece reports whether a word, as the index has it, is what was typed or, such as a syllable, one of its words.
func isPiece(word, typed string) bool {
	return word != "" && typed != "" && wordPattern(word).MatchString(query.Fold(typed))
}

func outcomeOfResult(r *index.Result) usage.Outcome {
	q := client.Query{Terms: r.Query.Terms, Missing: r.Query.Missing}
	for _, x := range r.Query.Rewrites {
		q.Rewrites = append(q.Rewrites, client.Rewrite{From: x.From, Why: x.Why})
	}
	return outcomeOf(r.Total.Value, q)
}

// learn keeps what an answer, still without its beginning, says of its outcome. That begins with its query and its total:
// the hits are not read.
func (q *question) learn(a index.Answer) {
	if q.form == "" {
		return
	}
	var found client.SearchResponse
	d := json.NewDecoder(io.MultiReader(strings.NewReader(beforeRaw), bytes.NewReader(a.Body)))
	_, err := d.Token() // {
	for _, into := range []any{&found.Query, &found.Total} {
		if err == nil {
			_, err = d.Token() // the name
		}
		if err == nil {
			err = d.Decode(into)
		}
	}
	if err == nil {
		q.outcome.Store(&outcome{a.Version, outcomeOf(found.Total.Value, found.Query)})
	}
}

// count counts a question that was answered from a version of the index. An answer that is kept as it was sent does not
// tell its outcome; what it was made of does, once.
func (h *handler) count(ctx context.Context, q *question, version string) {
	if h.usage == nil || q.form == "" || h.countKnown(q, version) {
		return
	}
	if a, err := h.found(ctx, q); err == nil {
		q.learn(a)
		h.countKnown(q, a.Version)
	}
}

// countKnown counts a question, if its outcome is known already.
func (h *handler) countKnown(q *question, version string) bool {
	if q.form == "" {
		return false
	}
	o := q.outcome.Load()
	if o == nil || o.version != version {
		return false
	}
	h.usage.Asked(q.form, o.Outcome)
	return true
}

// countPage counts a search page that somebody asked for. Coming back to a question, seeing its results in another order or
// language, or following it from the page of gaps is not asking it anew.
func (h *handler) countPage(r *http.Request, view web.SearchView, s index.Request, found *index.Result) {
	from, q := h.cameFrom(r)
	if r.Method == http.MethodGet && !prefetched(r) && !reloaded(r) && view.Page <= 1 && view.Category == "" && view.Document == "" &&
		from != "/gaps" && q != view.Query {
		h.usage.Asked(usage.Form(s.Query), outcomeOfResult(found))
	}
}

// countOpening counts that a section was opened from the search page. Its link names the section in hit, as the fragment
// of a URL does not reach a server; a link that came by another way does not count.
func (h *handler) countOpening(r *http.Request, d *corpus.Document, q, hit string) {
	if from, _ := h.cameFrom(r); from != "/" || q == "" || r.Method != http.MethodGet || prefetched(r) || reloaded(r) {
		return
	}
	d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
		if s.Anchor == hit {
			h.usage.Opened(usage.Form(query.Parse(q)), s.ID)
		}
		return s.Anchor != hit
	})
}

// cameFrom is the path of our own page that led to this one, and its query; "" when none did or none is named.
func (h *handler) cameFrom(r *http.Request) (path, q string) {
	from, err := url.Parse(r.Referer())
	if err != nil || !strings.EqualFold(from.Host, r.Host) && (h.public == nil || !strings.EqualFold(from.Host, h.public.Host)) {
		return "", ""
	}
	return from.Path, parseQuery(from.RawQuery).Get("q")
}

// reloaded reports whether a browser asks again for the page that it shows: it says that it came from where it came from the
// first time, and wants nothing that is kept.
func reloaded(r *http.Request) bool {
	control := r.Header.Get("Cache-Control")
	return strings.Contains(control, "max-age=0") || strings.Contains(control, "no-cache")
}

// prefetched reports whether a browser asks on suspicion, before anybody wants to see the page.
func prefetched(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Sec-Purpose"), "prefetch")
}

// opened takes from clients other than the pages what was opened.
func (h *handler) opened(c echo.Context) error {
	body, err := readBody(c, maxBodyBytes)
	if err != nil {
		return err
	}
	p, err := jsonParams(body)
	if err != nil {
		return err
	}
	q, section := p.query(), p.values.Get("section")
	if section == "" {
		p.reject("section", say("缺少参数 section", "parameter section is missing"))
	}
	if err := p.err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), readTimeout)
	defer cancel()
	if _, err := h.engine.Section(ctx, section); err != nil {
		return fmt.Errorf("read section: %w", err)
	}
	h.usage.Opened(usage.Form(query.Parse(q)), section)
	return c.NoContent(http.StatusNoContent)
}
