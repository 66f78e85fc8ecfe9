package local

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index/rank"
)

// texts are the stored texts of a section.
type texts struct {
	title, path, heading, body string
	record                     []byte
}

// texts reads what is stored of a section.
func (s *segment) texts(doc uint32) (t texts, err error) {
	var buf []byte
	err = s.postings.Stored(doc, &buf, func(field string, value []byte) {
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
	out := slices.Grow(s.second.out[:0], len(entries))[:len(entries)]
	s.second.out = out
	if len(entries) == 0 {
		return nil, nil
	}
	q, err := s.plan.question(s.view)
	if err != nil {
		return nil, fmt.Errorf("weigh query: %w", err)
	}
	if err := s.readAll(ctx, q, entries, out); err != nil {
		return nil, fmt.Errorf("read section: %w", err)
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
		l.Score = l.first + rank.DefaultWeights.Sum(l.features)
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

// readAll reads the entries' texts and measures them. Where a processor is idle, it takes half of them.
func (s *searcher) readAll(ctx context.Context, q *rank.Question, entries []rank.Entry, out []leader) error {
	var other *searcher
	if len(entries) > fewTexts && len(s.idle) > cap(s.idle)-runtime.GOMAXPROCS(0) {
		select {
		case other = <-s.idle:
		default:
		}
	}
	if other == nil {
		return s.second.read(ctx, s, q, entries, out)
	}
	half := len(entries) / 2
	ended := make(chan any, 1) // an error, or the value of a panic
	go func() {
		var end any
		defer func() {
			if p := recover(); p != nil {
				end = p
			}
			s.idle <- other
			ended <- end
		}()
		end = other.second.read(ctx, s, q, entries[half:], out[half:])
	}()
	var end any
	err := func() error {
		defer func() { end = <-ended }() // what it reads has to stay
		return s.second.read(ctx, s, q, entries[:half], out[:half])
	}()
	switch x := end.(type) {
	case nil:
		return err
	case error:
		return cmp.Or(err, x)
	default:
		panic(x)
	}
}

// secondPass is the working memory of rescoring.
type secondPass struct {
	scorer   rank.Scorer
	text     rank.Text
	analysis analyzer.Analysis
	stored   []byte
	out      []leader
}

// read measures entries of a search. Of that it changes nothing.
func (p *secondPass) read(ctx context.Context, s *searcher, q *rank.Question, entries []rank.Entry, out []leader) error {
	for i, e := range entries {
		if i%32 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.readText(s, e); err != nil {
			return err
		}
		out[i] = leader{Entry: e, features: p.scorer.Features(q, &p.text)}
		out[i].first = e.Score + p.scorer.Characters(q, &p.text, s.view.saturation)
	}
	return nil
}

// readText puts a section into the form that the second pass reads. Two hundred of them are read for each query, so the
// stored texts are looked at where they lie rather than copied.
func (p *secondPass) readText(s *searcher, e rank.Entry) error {
	seg := s.view.segments[e.Segment]
	t := &p.text
	t.Units = seg.lengths[e.Doc]
	for _, x := range []*rank.Passage{&t.Title, &t.Path, &t.Heading, &t.Body} {
		x.At, x.Numbers, x.Units = x.At[:0], x.Numbers[:0], 0
	}
	t.TitleIDF, t.HeadIDF, t.Literal = 0, 0, false
	var failed error
	weights := seg.weights()
	err := seg.postings.Stored(e.Doc, &p.stored, func(field string, value []byte) {
		if len(value) == 0 || field == fieldRecord {
			return
		}
		text := unsafe.String(&value[0], len(value)) // gone when the next section is read
		switch field {
		case fieldTitle:
			// A title without a unit of the query has no share of it, whatever it weighs.
			if p.readPassage(s, &t.Title, text); len(t.Title.At) > 0 && failed == nil {
				t.TitleIDF, failed = s.view.distinctIDF(&weights.title[e.Doc], &p.analysis, text)
			}
		case fieldPath:
			p.readPassage(s, &t.Path, text)
		case fieldHeading:
			if p.readPassage(s, &t.Heading, text); len(t.Heading.At) > 0 && failed == nil {
				t.HeadIDF, failed = s.view.distinctIDF(&weights.heading[e.Doc], &p.analysis, text)
			}
		case fieldBody:
			p.readPassage(s, &t.Body, text)
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
func (p *secondPass) readPassage(s *searcher, x *rank.Passage, text string) {
	x.At, x.Numbers, x.Units = s.numbers.Read(&p.analysis, text, x.At, x.Numbers)
}
