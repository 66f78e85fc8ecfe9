package local

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/suggest"
)

// maxPrompts bounds how many prompts of one segment are looked at for one list, most of which nobody has any more.
const maxPrompts = 1000

// Suggest implements index.Engine: popular queries, up to half of all, then titles, headings and terms of the lexicon in
// the order of package suggest. Neither a query nor a term completes itself.
func (e *Engine) Suggest(ctx context.Context, prefix string, n int) ([]index.Suggestion, error) {
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	c := completion{view: v, enc: encoder{analyzer: v.generation.analyzer}, n: n, shown: map[string]bool{}}
	if c.typed = c.enc.fold(prefix); c.typed == "" || n <= 0 {
		return nil, nil
	}
	if e.options.Popular != nil {
		c.popular(e.options.Popular(prefix, n+1))
	}
	if err := c.complete(ctx); err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	return c.out, nil
}

// completion is one list of suggestions.
type completion struct {
	view  *view
	enc   encoder
	typed string // folded
	n     int
	shown map[string]bool // folded texts that were looked at
	out   []index.Suggestion
}

// popular adds queries, which may take up half of the list.
func (c *completion) popular(queries []string) {
	for _, q := range queries {
		folded := c.enc.fold(q)
		if len(c.out) == (c.n+1)/2 {
			break
		}
		if folded == "" || folded == c.typed || c.shown[folded] {
			continue
		}
		c.shown[folded] = true
		m := suggest.Match{From: strings.Index(folded, c.typed)}
		if m.To = m.From + len(c.typed); m.From < 0 {
			m.From, m.To = 0, 0
		}
		c.out = append(c.out, index.Suggestion{Text: q, Kind: "query", Match: c.marked(q, m), URL: searchURL(q)})
	}
}

// complete adds prompts that some document still has until there are enough.
func (c *completion) complete(ctx context.Context) error {
	all, err := c.view.prompts()
	if err != nil {
		return err
	}
	for limit := c.n + 8; len(c.out) < c.n; limit *= 4 {
		var found []suggest.Match
		var last *suggest.Match // of those that may have more behind it
		for _, p := range all {
			matches := p.Find(c.typed, min(limit, maxPrompts))
			if len(matches) == limit && (last == nil || suggest.Compare(matches[limit-1], *last) < 0) {
				last = &matches[limit-1]
			}
			found = append(found, matches...)
		}
		slices.SortFunc(found, suggest.Compare)
		for _, m := range found {
			if len(c.out) == c.n || last != nil && suggest.Compare(m, *last) > 0 {
				break
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if c.shown[m.Text] || m.Kind == suggest.Term && m.Text == c.typed {
				continue
			}
			c.shown[m.Text] = true
			s, ok, err := c.suggestion(m)
			if err != nil {
				return err
			}
			if ok {
				s.Match = c.marked(s.Text, m)
				c.out = append(c.out, s)
			}
		}
		if last == nil {
			break
		}
	}
	return nil
}

// suggestion reads how a prompt is written and where it leads; false when no live document has it.
func (c *completion) suggestion(m suggest.Match) (s index.Suggestion, ok bool, err error) {
	if m.Kind == suggest.Term {
		n, err := c.enc.sections(m.Label, c.view.segments)
		return index.Suggestion{Text: m.Label, Kind: "term", URL: searchURL(m.Label)}, n > 0, err
	}
	seg, doc, err := c.view.prompted(m.Text)
	if seg == nil || err != nil {
		return s, false, err
	}
	if !seg.section(doc) {
		d, err := seg.bare(doc)
		if err != nil {
			return s, false, err
		}
		kind := "question"
		if d.Kind == corpus.Page {
			kind = "page"
		}
		return index.Suggestion{Text: d.Title, Kind: kind, URL: "/d/" + url.PathEscape(d.ID)}, true, nil
	}
	h, _, err := seg.hit(doc, new([]byte))
	if err != nil {
		return s, false, err
	}
	link := "/d/" + url.PathEscape(h.Document.ID) + "#" + url.PathEscape(h.Section.Anchor)
	return index.Suggestion{Text: h.Section.Heading, Kind: "heading", URL: link}, true, nil
}

func searchURL(q string) string { return "/?q=" + url.QueryEscape(q) }

// prompted returns a live document that has a title, else a section that has it as its heading; nil when none does.
func (v *view) prompted(folded string) (seg *segment, doc uint32, err error) {
	for _, s := range v.segments {
		l, err := s.postings.Field(fieldPrompt).Find([]byte(folded))
		if err != nil {
			return nil, 0, err
		}
		for d := range l.Docs() {
			switch {
			case s.deleted != nil && s.deleted.Contains(d):
			case !s.section(d):
				return s, d, nil
			case seg == nil:
				seg, doc = s, d
			}
		}
	}
	return seg, doc, nil
}

// sections counts the live sections that have a term of the lexicon.
func (e *encoder) sections(term string, segments []*segment) (sections int, err error) {
	t, _ := whole(e.analyzer, &e.analysis, term)
	for _, s := range segments {
		n, err := s.frequency([]byte(t.text))
		if err != nil {
			return 0, err
		}
		sections += n
	}
	return sections, nil
}

// marked shows a text with what was typed marked in it.
func (c *completion) marked(text string, m suggest.Match) highlight.Snippet {
	a := &c.enc.analysis
	c.enc.analyzer.Units(a, text)
	var marks []highlight.Match
	at, latin := 0, false // in the folded text
	for _, t := range a.Tokens {
		term := a.Term(t)
		if t.Kind == analyzer.Latin && latin {
			at++
		}
		latin = t.Kind == analyzer.Latin
		from, to := max(m.From-at, 0), min(m.To-at, len(term))
		if at += len(term); from >= to {
			continue
		}
		mark := highlight.Match{Start: int(t.Start), End: int(t.End), Weight: 1, Via: highlight.Exact}
		if m.Place.Sounds() && !latin && !strings.Contains(c.typed, string(term)) {
			mark.Via = highlight.Pinyin
		}
		mark.Start, mark.End = cut(text, mark.Start, mark.End, term, from, to)
		if n := len(marks); n > 0 && marks[n-1].Via == mark.Via {
			marks[n-1].End = mark.End // with what stands between the two
		} else {
			marks = append(marks, mark)
		}
	}
	return highlight.Whole(text, marks)
}

// cut narrows a unit from start to end of a text to a part of its term, where the term has its characters one for one.
func cut(text string, start, end int, term []byte, from, to int) (int, int) {
	if utf8.RuneCountInString(text[start:end]) != utf8.RuneCount(term) {
		return start, end
	}
	skip := func(at, n int) int {
		for ; n > 0; n-- {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
		}
		return at
	}
	first := skip(start, utf8.RuneCount(term[:from]))
	return first, skip(first, utf8.RuneCount(term[from:to]))
}
