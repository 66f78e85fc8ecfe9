package local

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/query"
)

// restrict returns the live sections that the restricting clauses allow; nil when there are no such clauses. Fields come
// first: they cost little and leave fewer sections for phrases to be looked for in.
func (s *searcher) restrict(ctx context.Context, seg *segment, groups ...[]query.Clause) (*roaring.Bitmap, error) {
	var allowed *roaring.Bitmap
	narrow := func(c query.Clause, b *roaring.Bitmap) {
		if allowed == nil {
			allowed = seg.everySection()
		}
		if c.Not {
			allowed.AndNot(b)
		} else {
			allowed.And(b)
		}
	}
	clauses := slices.Concat(groups...)
	for _, c := range clauses {
		if c.Kind == query.Field && c.Name != "title" && c.Name != "heading" {
			b, err := s.field(seg, c)
			if err != nil {
				return nil, err
			}
			narrow(c, b)
		}
	}
	for _, c := range clauses {
		parts := texts.all
		switch {
		case c.Kind == query.Field && c.Name == "title":
			parts = texts.titles
		case c.Kind == query.Field && c.Name == "heading":
			parts = texts.headings
		case c.Kind == query.Phrase, c.Kind == query.Words && c.Not:
		default:
			continue
		}
		b, err := s.phrase(ctx, seg, c.Value, parts, allowed)
		if err != nil {
			return nil, err
		}
		if b != nil {
			narrow(c, b)
		}
	}
	return allowed, nil
}

func (t texts) all() []string      { return []string{t.title, t.path, t.heading, t.body} }
func (t texts) titles() []string   { return []string{t.title} }
func (t texts) headings() []string { return []string{t.path, t.heading} }

// phrase returns the sections among the allowed ones (nil: all) in one of whose parts the text stands as it is, width, case
// and traditional forms aside: those that have all its terms, narrowed to those whose stored text agrees. It returns nil
// for a text without units, such as a dash, which restricts nothing.
func (s *searcher) phrase(ctx context.Context, seg *segment, text string, parts func(texts) []string, allowed *roaring.Bitmap) (*roaring.Bitmap, error) {
	a := s.view.generation.analyzer
	a.Units(&s.analysis, text)
	want := unitStrings(&s.analysis)
	if len(want) == 0 {
		return nil, nil
	}
	a.Index(&s.analysis, text)
	joined := joinedChars(&s.analysis)
	var terms []string
	for _, t := range s.analysis.Tokens {
		switch t.Kind {
		case analyzer.Word, analyzer.Whole, analyzer.Alias:
			continue
		case analyzer.Char:
			if joined[t.Pos] {
				continue
			}
		}
		terms = append(terms, string(s.analysis.Term(t)))
	}
	var found *roaring.Bitmap
	for _, term := range terms {
		b, err := seg.bitmapOf(fieldTerms, term)
		if err != nil {
			return nil, err
		}
		if found == nil {
			found = b
		} else {
			found.And(b)
		}
		if found.IsEmpty() {
			return found, nil
		}
	}
	if allowed != nil {
		found.And(allowed)
	}
	matched := roaring.New()
	it := found.Iterator()
	for n := 0; it.HasNext(); n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		doc := it.Next()
		t, err := seg.texts(doc, &s.reading.stored)
		if err != nil {
			return nil, err
		}
		for _, part := range parts(t) {
			a.Units(&s.analysis, part)
			if containsUnits(&s.analysis, want) {
				matched.Add(doc)
				break
			}
		}
	}
	return matched, nil
}

func unitStrings(a *analyzer.Analysis) []string {
	units := make([]string, 0, len(a.Tokens))
	for _, t := range a.Tokens {
		units = append(units, string(a.Term(t)))
	}
	return units
}

// containsUnits reports whether the units of an analysis hold the wanted ones side by side.
func containsUnits(a *analyzer.Analysis, want []string) bool {
	for range placesOf(a, want) {
		return true
	}
	return false
}

// placesOf yields where the wanted units stand side by side among those of an analysis: the first and the last token.
func placesOf(a *analyzer.Analysis, want []string) iter.Seq2[analyzer.Token, analyzer.Token] {
	return func(yield func(first, last analyzer.Token) bool) {
		for i := 0; len(want) > 0 && i+len(want) <= len(a.Tokens); i++ {
			n := 0
			for n < len(want) && string(a.Term(a.Tokens[i+n])) == want[n] {
				n++
			}
			if n == len(want) && !yield(a.Tokens[i], a.Tokens[i+n-1]) {
				return
			}
		}
	}
}

// field returns the sections that a field clause allows.
func (s *searcher) field(seg *segment, c query.Clause) (*roaring.Bitmap, error) {
	switch c.Name {
	case "document":
		return seg.ofDocument(c.Value)
	case "category":
		return seg.matching(fieldCategory, same(c.Value))
	case "tag":
		return seg.matching(fieldTag, same(c.Value))
	case "author":
		return seg.matching(fieldAuthor, same(c.Value))
	case "kind":
		return seg.matching(fieldKind, same(c.Value))
	case "accepted":
		return seg.matching(fieldAccepted, same(c.Value))
	case "votes":
		want, err := strconv.Atoi(c.Value)
		if err != nil {
			return nil, fmt.Errorf("%w: votes:%s is not a number", index.ErrBadRequest, c.Value)
		}
		return seg.matching(fieldVotes, func(v string) bool {
			n, err := strconv.Atoi(v)
			return err == nil && holds(c.Op, n-want)
		})
	case "updated":
		return seg.matching(fieldUpdated, func(v string) bool {
			if c.Op == query.Has {
				return strings.HasPrefix(v, c.Value)
			}
			// A month or year stands for all its days: updated:<=2026-10 has the whole of October.
			return holds(c.Op, strings.Compare(v[:min(len(v), len(c.Value))], c.Value))
		})
	}
	return nil, fmt.Errorf("%w: no field is named %q", index.ErrBadRequest, c.Name)
}

func holds(op query.Op, compared int) bool {
	switch op {
	case query.Less:
		return compared < 0
	case query.LessEqual:
		return compared <= 0
	case query.Greater:
		return compared > 0
	case query.GreaterEqual:
		return compared >= 0
	}
	return compared == 0
}

// same compares values, width and case aside.
func same(value string) func(string) bool {
	value = query.Fold(value)
	return func(s string) bool { return query.Fold(s) == value }
}

// matching returns the live sections with a value of the field that ok accepts.
func (s *segment) matching(field string, ok func(string) bool) (*roaring.Bitmap, error) {
	b := roaring.New()
	var failed error
	err := s.eachTerm(field, "", func(term string, l posting.List) bool {
		if !ok(term) {
			return true
		}
		var docs *roaring.Bitmap
		if docs, failed = l.Bitmap(); failed == nil {
			b.Or(docs)
		}
		return failed == nil
	})
	if s.deleted != nil {
		b.AndNot(s.deleted)
	}
	return b, cmp.Or(err, failed)
}

// ofDocument returns the live sections of a document.
func (s *segment) ofDocument(id string) (*roaring.Bitmap, error) {
	b := roaring.New()
	own, err := s.snapshot.DocNumbers([]string{documentKey(id)})
	if err != nil || own.IsEmpty() {
		return b, err
	}
	documents, err := s.documents()
	if err != nil {
		return nil, err
	}
	for _, doc := range documents.sections(documents.of[own.Minimum()]) {
		if s.has(doc) {
			b.Add(doc)
		}
	}
	return b, nil
}
