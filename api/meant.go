package api

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

// isGuess reports whether a rewrite takes a piece of the query for a mistake.
func isGuess(x index.Rewrite) bool {
	return x.From != "" && (x.Why == "homophone" || x.Why == "pinyin" || x.Why == "typo")
}

// carryOut replaces a piece of a query, wherever it stands as words or in a phrase. Where it does not stand as the rewrite
// has it, such as one in traditional characters, it is the whole that is replaced.
func carryOut(q query.Query, x index.Rewrite) query.Query {
	piece := wordPattern(x.From)
	out, found := query.Query{Clauses: slices.Clone(q.Clauses)}, false
	for i, c := range out.Clauses {
		if ranks(c) && piece.MatchString(c.Value) {
			out.Clauses[i].Value, found = piece.ReplaceAllLiteralString(c.Value, x.To), true
		}
	}
	if !found {
		return query.Parse(x.To)
	}
	return out
}

// meant is the whole query as it was most likely meant: of each piece that is taken for a mistake the first rewrite is
// carried out. It is "" when there is none.
func meant(q query.Query, rewrites []index.Rewrite) string {
	done := map[string]bool{}
	for _, x := range rewrites {
		if isGuess(x) && !done[x.From] {
			done[x.From] = true
			q = carryOut(q, x)
		}
	}
	if len(done) == 0 {
		return ""
	}
	return q.String()
}

// broader is a query that asks for less than one that found nothing: without the words that no section has, else with
// phrases as plain words, else without its fields and what it leaves out. It is "" when that leaves nothing, or nothing else.
func broader(q query.Query, missing []string) string {
	for _, less := range []query.Query{withoutWords(q, missing), withoutQuotes(q), onlyWords(q)} {
		if slices.ContainsFunc(less.Clauses, ranks) && less.Key() != q.Key() {
			return less.String()
		}
	}
	return ""
}

// withoutWords leaves words out of a query, and with them the phrases that hold one and single characters that would be
// left of a run.
func withoutWords(q query.Query, words []string) query.Query {
	var out query.Query
	for _, c := range q.Clauses {
		if ranks(c) {
			var left []string
			for _, run := range strings.Fields(c.Value) {
				rest := run
				for _, word := range words {
					if word != "" {
						rest = wordPattern(word).ReplaceAllLiteralString(rest, "")
					}
				}
				if rest == run || utf8.RuneCountInString(rest) > 1 {
					left = append(left, rest)
				}
			}
			less := strings.Join(left, " ")
			if less == "" || c.Kind == query.Phrase && less != c.Value {
				continue
			}
			c.Value = less
		}
		out.Clauses = append(out.Clauses, c)
	}
	return out
}

// withoutQuotes takes the phrases that must stand in a section for words.
func withoutQuotes(q query.Query) query.Query {
	out := query.Query{Clauses: slices.Clone(q.Clauses)}
	for i, c := range out.Clauses {
		if ranks(c) {
			out.Clauses[i].Kind = query.Words
		}
	}
	return out
}

// ranks reports whether a clause is words or a phrase to be found.
func ranks(c query.Clause) bool { return c.Kind != query.Field && !c.Not }

// wordPattern finds a word in any case, but not within a longer Latin one.
func wordPattern(word string) *regexp.Regexp { return regexp.MustCompile("(?i)" + whole(word)) }

// nearSuggestions is how many suggestions stand in for results.
const nearSuggestions = 3

// near suggests what may help who found nothing: what there is for the first word of the query that some section has, or
// else for the first.
func (h *handler) near(ctx context.Context, r *index.Result) ([]index.Suggestion, error) {
	terms := r.Query.Terms
	if r.Total.Value > 0 || len(terms) == 0 {
		return nil, nil
	}
	known := func(term string) bool { return !slices.Contains(r.Query.Missing, term) }
	found, err := h.engine.Suggest(ctx, terms[max(0, slices.IndexFunc(terms, known))], nearSuggestions)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	return found, nil
}
