package api

import (
	"cmp"
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/opsguide/opsguide/api/web"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
)

// A marker marks in any text of a document what a query matched in it. What matches a query is the engine's knowledge,
// and it marks passages only; so the words that it marked there are marked wherever else they stand. The nil marker
// marks nothing.
type marker struct {
	words *regexp.Regexp           // in any case
	via   map[string]highlight.Via // by word in lower case
}

// markerOf searches one document for a query. A query that cannot be searched for marks nothing: reading goes on.
func (h *handler) markerOf(ctx context.Context, id, q string) (*marker, error) {
	parsed := query.Parse(q)
	if parsed.IsZero() || utf8.RuneCountInString(q) > index.MaxQueryRunes {
		return nil, nil
	}
	here := query.Clause{Kind: query.Field, Name: "document", Value: id}
	found, err := h.engine.Search(ctx, index.Request{
		Raw: q, Query: parsed, Filter: query.Query{Clauses: []query.Clause{here}},
		PerPage: index.MaxPerPage, Group: index.Ungrouped, Highlight: true,
	})
	if err != nil {
		return nil, err
	}
	via := map[string]highlight.Via{}
	for _, rewrite := range found.Query.Rewrites {
		if !rewrite.Suggested {
			via[strings.ToLower(rewrite.To)] = viaOf(rewrite.Why)
		}
	}
	for _, term := range found.Query.Terms {
		via[strings.ToLower(term)] = highlight.Exact
	}
	for _, hit := range found.Hits {
		if m := hit.Highlights; m != nil {
			for _, snippet := range []highlight.Snippet{m.Title, m.Heading, m.Body} {
				for word, v := range snippet.Parts() {
					if v != "" {
						via[strings.ToLower(word)] = v
					}
				}
			}
		}
	}
	return newMarker(via), nil
}

func newMarker(via map[string]highlight.Via) *marker {
	delete(via, "")
	if len(via) == 0 {
		return nil
	}
	words := slices.Collect(maps.Keys(via))
	slices.SortFunc(words, func(a, b string) int { // the first alternative wins, so longer words come first
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	for i, word := range words {
		words[i] = whole(word)
	}
	return &marker{words: regexp.MustCompile("(?i)" + strings.Join(words, "|")), via: via}
}

// whole is a pattern for a word that does not begin or end within a longer Latin one.
func whole(word string) string {
	pattern := regexp.QuoteMeta(word)
	if isLatin(word[0]) {
		pattern = `\b` + pattern
	}
	if isLatin(word[len(word)-1]) {
		pattern += `\b`
	}
	return pattern
}

func isLatin(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}

// mark cuts a text into pieces, which joined are the text.
func (m *marker) mark(text string) []web.Piece {
	if text == "" {
		return nil
	}
	if m == nil {
		return []web.Piece{{Text: text}}
	}
	var out []web.Piece
	done := 0
	for _, at := range m.words.FindAllStringIndex(text, -1) {
		if at[0] > done {
			out = append(out, web.Piece{Text: text[done:at[0]]})
		}
		word := text[at[0]:at[1]]
		out = append(out, web.Piece{Text: word, Mark: true, Via: string(m.via[strings.ToLower(word)])})
		done = at[1]
	}
	if done < len(text) {
		out = append(out, web.Piece{Text: text[done:]})
	}
	return out
}

// viaOf is how a rewrite marks what it finds.
func viaOf(why string) highlight.Via {
	if why == "homophone" {
		return highlight.Pinyin
	}
	return highlight.Via(why)
}
