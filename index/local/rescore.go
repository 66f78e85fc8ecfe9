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

// texts reads what is stored of a section.
func (s *segment) texts(doc uint32) (t texts, err error) {
	err = s.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
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
			t.record = slices.Clone(value)
		}
		return true
	})
	return t, err
}

// secondPass is the working memory of rescoring.
type secondPass struct {
	scorer rank.Scorer
	text   rank.Text
	out    []leader
}

// rescore scores the best of the first pass again and puts them in their final order.
func (s *searcher) rescore(ctx context.Context, entries []rank.Entry) ([]leader, error) {
	s.second.out = s.second.out[:0]
	if len(entries) == 0 {
		return nil, nil
	}
	q, err := s.plan.question(s.view)
	if err != nil {
		return nil, fmt.Errorf("weigh query: %w", err)
	}
	highest := 0.0
	for i, e := range entries {
		if i%32 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if err := s.fillText(e); err != nil {
			return nil, fmt.Errorf("read section: %w", err)
		}
		l := leader{Entry: e, features: s.second.scorer.Features(q, &s.second.text)}
		l.first = e.Score + s.second.scorer.Characters(q, &s.second.text, s.view.saturation)
		highest = max(highest, l.first)
		s.second.out = append(s.second.out, l)
	}
	for i := range s.second.out {
		l := &s.second.out[i]
		if highest > 0 {
			l.first /= highest
		}
		l.Score = l.first + rank.DefaultWeights.Sum(l.features)
	}
	slices.SortFunc(s.second.out, func(a, b leader) int {
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
	return s.second.out, nil
}

// fillText puts a section into the form that the second pass reads. Two hundred of them are read for each query, so the
// stored texts are looked at where they lie rather than copied.
func (s *searcher) fillText(e rank.Entry) error {
	seg := s.view.segments[e.Segment]
	t := &s.second.text
	t.Units = seg.lengths[e.Doc]
	for _, p := range []*rank.Passage{&t.Title, &t.Path, &t.Heading, &t.Body} {
		p.At, p.Numbers, p.Units = p.At[:0], p.Numbers[:0], 0
	}
	t.TitleIDF, t.HeadIDF, t.Literal = 0, 0, false
	var failed error
	weights := seg.weights()
	err := seg.VisitStoredFields(uint64(e.Doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if len(value) == 0 {
			return true
		}
		text := unsafe.String(&value[0], len(value)) // gone when this function returns
		switch field {
		case fieldTitle:
			s.read(&t.Title, text)
			if len(t.Title.Numbers) > 0 { // else its share of the query is nothing, whatever it weighs
				t.TitleIDF, failed = s.view.distinctIDF(&weights.title[e.Doc], &s.analysis, text)
			}
		case fieldPath:
			s.read(&t.Path, text)
		case fieldHeading:
			s.read(&t.Heading, text)
			if len(t.Heading.Numbers) > 0 {
				t.HeadIDF, failed = s.view.distinctIDF(&weights.heading[e.Doc], &s.analysis, text)
			}
		case fieldBody:
			s.read(&t.Body, text)
		default:
			return true
		}
		t.Literal = t.Literal || s.plan.literal != "" && strings.Contains(literalForm(text), s.plan.literal)
		return failed == nil
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

// read reads a text as the second pass sees it.
func (s *searcher) read(p *rank.Passage, text string) {
	p.At, p.Numbers, p.Units = s.numbers.Read(text, p.At, p.Numbers)
}
