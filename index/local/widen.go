package local

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rank"
)

// noteMissing finds the words of which no section has anything: neither the word nor, of a longer one, two characters.
func (p *plan) noteMissing(v *view) error {
	found := map[string]bool{}
	for _, t := range p.terms {
		found[t.text] = t.opens
	}
	for _, w := range p.words {
		has := found[w]
		for _, other := range p.spellings(w) {
			has = has || found[other]
		}
		runes := []rune(w)
		for i := 0; !has && i+1 < len(runes); i++ {
			has = found[string(runes[i:i+2])]
		}
		if has {
			continue
		}
		df, err := v.frequency(w)
		if err != nil {
			return err
		}
		if df == 0 {
			p.missing = append(p.missing, w)
		}
	}
	return nil
}

// Bounds of widening: how many unknown words of a query are looked for inside others, and how many stand in for each.
const (
	maxParts   = 4
	maxWidened = 8
)

// widen adds the Latin words of the index that contain the given ones, the shortest first, so that any piece of a word
// finds it.
func (p *plan) widen(ctx context.Context, v *view, parts []term) error {
	found := make([]map[string]bool, len(parts))
	for i := range found {
		found[i] = map[string]bool{}
	}
	scanned := 0
	for _, s := range v.segments {
		// Latin terms begin with a digit, a letter or a mark; those of Han characters come behind all ASCII.
		err := s.eachTermBetween(fieldTerms, "!", "\x7f", func(text string, _ posting.List) bool {
			if scanned++; scanned%1024 == 0 && ctx.Err() != nil {
				return false
			}
			for i, part := range parts {
				if strings.Contains(text, part.text) {
					found[i][text] = true
				}
			}
			return true
		})
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
	}
	for i, part := range parts {
		words := sortedKeys(found[i])
		slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		for _, text := range words[:min(len(words), maxWidened)] {
			df, err := v.frequency(text)
			if err != nil {
				return err
			}
			p.widened = true
			p.terms = append(p.terms, term{text: text, weight: part.weight, opens: true, word: true, kind: part.kind,
				idf: rank.IDF(v.sections, df)})
		}
	}
	return nil
}
