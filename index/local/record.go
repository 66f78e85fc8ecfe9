package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/document"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rank"
)

// What is kept in bleve. A corpus document becomes one bleve document for itself and one for each section, always written
// in one batch, so that they stand in one segment.
//
//	_id       "d" + document id           "s" + section id
//	record    stored: a documentRecord    stored: a sectionRecord
//	title     –                           stored
//	path      –                           stored: headings above the section's own, one a line
//	heading   –                           stored
//	body      –                           stored
//	terms     –                           every term of title, path, heading and body; the frequency is a weighted
//	                                      sum over the four (BM25F)
//	length    –                           number: units of the four, the same weighted sum
//	serial    number: of the document     number: of the document
//	group     –                           number: of the answer; on a page, of the document
//	day       –                           number: the day of the last update, see dayOf
//	category, tag, author, kind, accepted, votes, updated
//	          –                           exact values
//	prompt    the title, folded           the heading, folded: what is suggested
//
// Numbers are columns, read by document number; see numberField. Serials and groups are counted up in one row, and no two
// documents or answers of an index have the same.
const (
	fieldRecord  = "record"
	fieldTitle   = "title"
	fieldPath    = "path"
	fieldHeading = "heading"
	fieldBody    = "body"
	fieldTerms   = "terms"

	fieldLength = "length"
	fieldSerial = "serial"
	fieldGroup  = "group"
	fieldDay    = "day"

	fieldCategory = "category"
	fieldTag      = "tag"
	fieldAuthor   = "author"
	fieldKind     = "kind"
	fieldAccepted = "accepted"
	fieldVotes    = "votes"
	fieldUpdated  = "updated"
	fieldPrompt   = "prompt"
)

// dayOf counts the days from the first of January of year 1; 0, for unknown, up to then.
func dayOf(t time.Time) uint32 {
	const secondsOfDay = 24 * 60 * 60
	return uint32(min(max(0, (t.Unix()-time.Time{}.Unix())/secondsOfDay), maxNumber-1))
}

func documentKey(id string) string { return "d" + id }
func sectionKey(id string) string  { return "s" + id }

// encoder turns corpus documents into bleve documents. It is reused and not for concurrent use.
type encoder struct {
	analyzer *analyzer.Analyzer
	serial   *atomic.Uint32 // the last number that was given to a document or an answer
	analysis analyzer.Analysis

	vocabulary posting.Vocabulary
	freqs      []uint32 // by term: of the section in hand
	seen       []uint32 // the terms of the section in hand
}

// reset forgets the vocabulary of what was encoded so far, which has been written.
func (e *encoder) reset() { e.vocabulary.Reset() }

// encode returns the bleve documents of d, the document's own first.
func (e *encoder) encode(d *corpus.Document) ([]*document.Document, error) {
	record, err := json.Marshal(newDocumentRecord(d))
	if err != nil {
		return nil, fmt.Errorf("encode document %q: %w", d.ID, err)
	}
	answers := uint32(len(d.Answers))
	serial := e.serial.Add(1+answers) - answers
	if serial+answers >= maxNumber {
		return nil, errors.New("the generation has given away all numbers; reindex")
	}
	own := document.NewDocument(documentKey(d.ID))
	own.AddField(stored(fieldRecord, record))
	own.AddField(number(fieldSerial, serial))
	own.AddField(exact(fieldPrompt, e.fold(d.Title)))
	docs := []*document.Document{own}
	if !hasSections(d) {
		b, err := e.section(d, nil, titleOnly(d.ID), serial)
		return append(docs, b), err
	}
	d.EachSection(func(a *corpus.Answer, s *corpus.Section) bool {
		var b *document.Document
		if b, err = e.section(d, a, s, serial); err != nil {
			return false
		}
		docs = append(docs, b)
		return true
	})
	return docs, err
}

func hasSections(d *corpus.Document) (has bool) {
	d.EachSection(func(*corpus.Answer, *corpus.Section) bool { has = true; return false })
	return has
}

// titleOnly is the section by which a document without any, such as a question that nobody has answered, is found.
func titleOnly(documentID string) *corpus.Section {
	const anchor = "lead"
	return &corpus.Section{ID: corpus.SectionID(documentID, anchor), Role: corpus.Lead, Anchor: anchor}
}

func (e *encoder) section(d *corpus.Document, a *corpus.Answer, s *corpus.Section, serial uint32) (*document.Document, error) {
	updated := d.Updated
	group := serial
	if a != nil {
		group += 1 + uint32(slices.IndexFunc(d.Answers, func(x corpus.Answer) bool { return x.ID == a.ID }))
		if !a.Updated.IsZero() {
			updated = a.Updated
		}
	}
	record, err := json.Marshal(newSectionRecord(d, a, s))
	if err != nil {
		return nil, fmt.Errorf("encode section %q: %w", s.ID, err)
	}
	above := strings.Join(pathAbove(s), "\n")
	b := document.NewDocument(sectionKey(s.ID))
	b.AddField(stored(fieldRecord, record))
	b.AddField(stored(fieldTitle, []byte(d.Title)))
	b.AddField(stored(fieldPath, []byte(above)))
	b.AddField(stored(fieldHeading, []byte(s.Heading)))
	b.AddField(stored(fieldBody, []byte(s.Text)))

	length := e.count(d.Title, rank.WeightTitle) + e.count(above, rank.WeightPath) +
		e.count(s.Heading, rank.WeightHeading) + e.count(s.Text, rank.WeightBody)
	b.AddField(e.terms())
	b.AddField(number(fieldLength, uint32(length)))
	b.AddField(number(fieldSerial, serial))
	b.AddField(number(fieldGroup, group))
	b.AddField(exact(fieldKind, string(d.Kind)))
	if d.Category != "" {
		b.AddField(exact(fieldCategory, d.Category))
	}
	for _, t := range d.Tags {
		b.AddField(exact(fieldTag, t))
	}
	for _, author := range authors(d, a) {
		b.AddField(exact(fieldAuthor, author))
	}
	if !updated.IsZero() {
		b.AddField(number(fieldDay, dayOf(updated)))
		b.AddField(exact(fieldUpdated, updated.UTC().Format(time.DateOnly)))
	}
	if a != nil {
		b.AddField(exact(fieldAccepted, strconv.FormatBool(a.Accepted)))
		b.AddField(exact(fieldVotes, strconv.Itoa(a.Votes)))
	}
	if s.Heading != "" {
		b.AddField(exact(fieldPrompt, e.fold(s.Heading)))
	}
	return b, nil
}

// count adds the terms of a text to those of the section in hand and returns its weighted length.
func (e *encoder) count(text string, weight int) (length int) {
	if text == "" {
		return 0
	}
	e.analyzer.Index(&e.analysis, text)
	for _, t := range e.analysis.Tokens {
		term := e.vocabulary.Number(e.analysis.Term(t))
		for int(term) >= len(e.freqs) {
			e.freqs = append(e.freqs, 0)
		}
		if e.freqs[term] == 0 {
			e.seen = append(e.seen, term)
		}
		e.freqs[term] += uint32(weight)
	}
	return weight * e.analysis.Units
}

// terms is the field of what was counted since the last call.
func (e *encoder) terms() *termField {
	f := &termField{field: field{fieldTerms}, vocabulary: &e.vocabulary, counts: make([]posting.Count, len(e.seen))}
	for i, term := range e.seen {
		f.counts[i] = posting.Count{Term: term, Freq: e.freqs[term]}
		e.freqs[term] = 0
	}
	e.seen = e.seen[:0]
	return f
}

// fold is the normalised form of a text, what a prompt is compared by: its units, Latin words parted by a space.
func (e *encoder) fold(text string) string {
	e.analyzer.Units(&e.analysis, text)
	var folded []byte
	latin := false
	for _, t := range e.analysis.Tokens {
		if t.Kind == analyzer.Latin && latin {
			folded = append(folded, ' ')
		}
		latin = t.Kind == analyzer.Latin
		folded = append(folded, e.analysis.Term(t)...)
	}
	return string(folded)
}

func authors(d *corpus.Document, a *corpus.Answer) []string {
	switch {
	case a == nil || a.Author == "" || a.Author == d.Author:
		if d.Author == "" {
			return nil
		}
		return []string{d.Author}
	case d.Author == "":
		return []string{a.Author}
	}
	return []string{d.Author, a.Author}
}

func pathAbove(s *corpus.Section) []string {
	if len(s.Path) == 0 {
		return nil
	}
	return s.Path[:len(s.Path)-1]
}
