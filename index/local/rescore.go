package local

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/opsguide/opsguide/index/rank"
)

// texts are the stored texts of a section.
type texts struct {
	title, path, heading, body string
	record                     []byte
}

// texts reads what is stored of a section; unpacked is working memory. The record is valid until that is used again.
func (s *segment) texts(doc uint32, unpacked *[]byte) (t texts, err error) {
	err = s.postings.Stored(doc, unpacked, func(field string, value []byte) {
		switch field {
		case fieldTitle:
			t.title = string(value)
		case fieldPath:
			t.path = string(value)
		case fieldHeading:
			t.heading = string(value)
		case fieldBody:
			t.body = string(value)
		case fieldRecord:
			t.record = value
		}
	})
	return t, err
}

// rescore scores the best of the first pass again and puts them in their final order.
func (s *searcher) rescore(ctx context.Context, entries []rank.Entry) ([]leader, error) {
	out := slices.Grow(s.leading[:0], len(entries))[:len(entries)]
	s.leading = out
	s.features = slices.Grow(s.features[:0], len(entries))[:len(entries)]
	if len(entries) == 0 {
		return nil, nil
	}
	q, err := s.plan.question(s.view, s.measured)
	if err != nil {
		return nil, fmt.Errorf("weigh query: %w", err)
	}
	if err := s.readAll(ctx, q, entries, out); err != nil {
		return nil, fmt.Errorf("read section: %w", err)
	}
	if s.measured.Siblings != 0 {
		s.countSiblings(out)
	}
	highest := 0.0
	for i := range out {
		highest = max(highest, out[i].first)
	}
	for i := range out {
		l := &out[i]
		if highest > 0 {
			l.first /= highest
		}
		l.Score = l.first + s.view.generation.weights.Sum(l.features)
	}
	slices.SortFunc(out, func(a, b leader) int {
		switch {
		case a.Score != b.Score:
			if a.Score > b.Score {
				return -1
			}
			return 1
		case a.Entry == b.Entry:
			return 0
		case s.byID(a.Entry, b.Entry):
			return -1
		}
		return 1
	})
	return out, nil
}

// fewTexts is how many texts one processor reads sooner than two could.
const fewTexts = 64

// warmed is how many texts are asked for before the first of them is read.
const warmed = 16

// readAll reads the entries' texts and measures them.
func (s *searcher) readAll(ctx context.Context, q *rank.Question, entries []rank.Entry, out []leader) error {
	return s.share(len(entries), fewTexts, func(w *reading, from, to int) error {
		for i, e := range entries[from:to] {
			if i%warmed == 0 {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				for _, next := range entries[from+i : min(from+i+warmed, to)] {
					w.warm ^= s.view.segments[next.Segment].postings.Warm(next.Doc)
				}
			}
			if err := w.readText(s, e); err != nil {
				return err
			}
			l := leader{Entry: e, features: &s.features[from+i]}
			*l.features = w.scorer.Features(q, &w.text)
			if s.measured.Further() {
				w.scorer.Further(q, &w.text, s.measured, l.features)
			}
			l.first = e.Score + w.scorer.Characters(q, &w.text, s.view.saturation)
			out[from+i] = l
		}
		return nil
	})
}

// readText puts a section into the form that the second pass reads. Two hundred of them are read for each query, so the
// stored texts are looked at where they lie rather than copied.
func (w *reading) readText(s *searcher, e rank.Entry) error {
	seg := s.view.segments[e.Segment]
	t := &w.text
	t.Units = seg.lengths[e.Doc]
	for _, x := range []*rank.Passage{&t.Title, &t.Path, &t.Heading, &t.Body} {
		x.At, x.Numbers, x.Units = x.At[:0], x.Numbers[:0], 0
	}
	t.TitleIDF, t.HeadIDF, t.Literal = 0, 0, false
	var failed error
	weights := seg.weights()
	err := seg.postings.Stored(e.Doc, &w.stored, func(field string, value []byte) {
		if len(value) == 0 || field == fieldRecord {
			return
		}
		text := unsafe.String(&value[0], len(value)) // gone when the next section is read
		switch field {
		case fieldTitle:
			// A title without a unit of the query has no share of it, whatever it weighs.
			if w.readPassage(s, &t.Title, text); len(t.Title.At) > 0 && failed == nil {
				t.TitleIDF, failed = s.view.distinctIDF(&weights.title[e.Doc], &w.analysis, text)
			}
		case fieldPath:
			w.readPassage(s, &t.Path, text)
		case fieldHeading:
			if w.readPassage(s, &t.Heading, text); len(t.Heading.At) > 0 && failed == nil {
				t.HeadIDF, failed = s.view.distinctIDF(&weights.heading[e.Doc], &w.analysis, text)
			}
		case fieldBody:
			w.readPassage(s, &t.Body, text)
		}
		t.Literal = t.Literal || s.plan.literal != "" && strings.Contains(literalForm(text), s.plan.literal)
	})
	if err = cmp.Or(err, failed); err != nil {
		return err
	}
	accepted, err := seg.accepted()
	if err != nil {
		return err
	}
	days, err := seg.days()
	if err != nil {
		return err
	}
	t.Accepted, t.AgeDays = accepted.Contains(e.Doc), -1
	// Not measured from today, so that the same index answers the same for ever.
	if day := days[e.Doc]; day > 0 {
		t.AgeDays = float64(s.view.newest - day)
	}
	return nil
}

// readPassage reads a text as the second pass sees it.
func (w *reading) readPassage(s *searcher, x *rank.Passage, text string) {
	x.At, x.Numbers, x.Units = s.numbers.Read(&w.analysis, text, x.At, x.Numbers)
}
