package local

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/local/posting"
)

// maxPrompts bounds how many titles and headings are weighed for one suggestion list.
const maxPrompts = 1000

// prompt is a title or heading that may complete what was typed.
type prompt struct {
	folded   string
	infix    bool // what was typed stands inside, not at the beginning
	title    bool
	sections int // how many sections have the heading
	segment  *segment
	doc      uint32 // one that has it
}

// Suggest implements index.Engine: titles and headings that begin with what was typed, then those that contain it.
func (e *Engine) Suggest(ctx context.Context, prefix string, n int) ([]index.Suggestion, error) {
	v, err := e.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	enc := encoder{analyzer: v.generation.analyzer}
	typed := enc.fold(prefix)
	if typed == "" || n <= 0 {
		return nil, nil
	}
	prompts, err := v.prompts(ctx, typed, n)
	if err != nil {
		return nil, fmt.Errorf("look up suggestions: %w", err)
	}
	enc.analyzer.Units(&enc.analysis, prefix)
	want := unitStrings(&enc.analysis)
	var out []index.Suggestion
	for _, p := range prompts {
		if len(out) == n {
			break
		}
		s, err := p.suggestion()
		if err != nil {
			return nil, fmt.Errorf("read suggestion: %w", err)
		}
		s.Match = highlight.Whole(s.Text, typedIn(&enc, s.Text, want))
		out = append(out, s)
	}
	return out, nil
}

// prompts returns the titles and headings that begin with the folded text and, where these are fewer than n, those that
// contain it; best first.
func (v *view) prompts(ctx context.Context, typed string, n int) ([]prompt, error) {
	found := map[string]*prompt{}
	scanned := 0
	for _, infix := range []bool{false, true} {
		if infix && len(found) >= n {
			break
		}
		from := typed
		if infix {
			from = ""
		}
		for _, s := range v.segments {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			err := s.eachTerm(fieldPrompt, from, func(folded string, l posting.List) bool {
				if scanned++; scanned%1024 == 0 && ctx.Err() != nil || len(found) >= maxPrompts {
					return false
				}
				if infix && (!strings.Contains(folded, typed) || strings.HasPrefix(folded, typed)) {
					return true
				}
				p := found[folded]
				if p == nil {
					p = &prompt{folded: folded, infix: infix}
				}
				for doc := range l.Docs() {
					p.add(s, doc)
				}
				if p.segment != nil {
					found[folded] = p
				}
				return true
			})
			if err = cmp.Or(err, ctx.Err()); err != nil {
				return nil, err
			}
		}
	}
	out := make([]prompt, 0, len(found))
	for _, p := range found {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b prompt) int {
		return cmp.Or(falseFirst(a.infix, b.infix), falseFirst(!a.title, !b.title), cmp.Compare(b.sections, a.sections),
			cmp.Compare(len(a.folded), len(b.folded)), cmp.Compare(a.folded, b.folded))
	})
	return out, nil
}

// add counts a live document or section that has the prompt; a document's title wins over headings.
func (p *prompt) add(s *segment, doc uint32) {
	if s.deleted != nil && s.deleted.Contains(doc) {
		return
	}
	title := !s.section(doc)
	if p.segment == nil || title && !p.title {
		p.segment, p.doc, p.title = s, doc, title
	}
	p.sections++
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// suggestion reads the prompt's text as it was written, and where it leads.
func (p *prompt) suggestion() (index.Suggestion, error) {
	if p.title {
		d, err := p.segment.bare(p.doc)
		if err != nil {
			return index.Suggestion{}, err
		}
		kind := "question"
		if d.Kind == corpus.Page {
			kind = "page"
		}
		return index.Suggestion{Text: d.Title, Kind: kind, URL: "/d/" + url.PathEscape(d.ID)}, nil
	}
	h, _, err := p.segment.hit(p.doc, new([]byte))
	if err != nil {
		return index.Suggestion{}, err
	}
	link := "/d/" + url.PathEscape(h.Document.ID) + "#" + url.PathEscape(h.Section.Anchor)
	return index.Suggestion{Text: h.Section.Heading, Kind: "heading", URL: link}, nil
}

// typedIn finds the typed units in a text; the last of them may be the beginning of a Latin word.
func typedIn(enc *encoder, text string, want []string) []highlight.Match {
	enc.analyzer.Units(&enc.analysis, text)
	tokens := enc.analysis.Tokens
	for i := 0; i+len(want) <= len(tokens); i++ {
		n := 0
		for n < len(want) {
			unit := string(enc.analysis.Term(tokens[i+n]))
			if unit != want[n] && !(n == len(want)-1 && strings.HasPrefix(unit, want[n])) {
				break
			}
			n++
		}
		if n == len(want) {
			return []highlight.Match{{Start: int(tokens[i].Start), End: int(tokens[i+n-1].End), Weight: 1, Via: highlight.Exact}}
		}
	}
	return nil
}
