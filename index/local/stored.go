package local

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// A documentRecord is what is stored of a document: everything but its sections, of which it only names the anchors. Names
// are short and what is usual is left out, as small records are as much of an index as its texts would be of large ones.
//
// Ids are any bytes, which JSON would not keep; no record has them, as a document's id is its key, and a section's is the
// document's and the anchor.
type documentRecord struct {
	Title string `json:"t,omitempty"`
	documentInfo
	Answers  []answerRecord `json:"a,omitempty"`
	Sections []string       `json:"s,omitempty"` // anchors
}

// A sectionRecord is what is stored of a section beside its texts, with what a hit shows of its document and answer.
type sectionRecord struct {
	Document documentInfo  `json:"d,omitzero"`
	Answer   *answerRecord `json:"a,omitempty"`
	Role     corpus.Role   `json:"r,omitempty"` // left out for a lead
	Ordinal  int           `json:"o,omitempty"`
	Label    string        `json:"l,omitempty"`
}

type documentInfo struct {
	Kind     corpus.Kind `json:"k,omitempty"` // left out for a page
	Category string      `json:"c,omitempty"`
	URL      string      `json:"u,omitempty"`
	Tags     []string    `json:"g,omitempty"`
	Author   string      `json:"w,omitempty"`
	Updated  time.Time   `json:"d,omitzero"`
}

type answerRecord struct {
	ID       string    `json:"i"`
	Ordinal  int       `json:"o"`
	Accepted bool      `json:"a,omitempty"`
	Votes    int       `json:"v,omitempty"`
	Comments int       `json:"n,omitempty"`
	Age      string    `json:"h,omitempty"`
	Author   string    `json:"w,omitempty"`
	Updated  time.Time `json:"d,omitzero"`
	Sections []string  `json:"s,omitempty"` // anchors; in the record of a document only
}

func newDocumentInfo(d *corpus.Document) documentInfo {
	info := documentInfo{Category: d.Category, URL: d.URL, Tags: d.Tags, Author: d.Author, Updated: d.Updated}
	if d.Kind != corpus.Page {
		info.Kind = d.Kind
	}
	return info
}

func (r *documentInfo) kind() corpus.Kind {
	if r.Kind == "" {
		return corpus.Page
	}
	return r.Kind
}

func newAnswerRecord(a *corpus.Answer) answerRecord {
	return answerRecord{ID: a.ID, Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Comments: a.Comments, Age: a.Age,
		Author: a.Author, Updated: a.Updated}
}

func newDocumentRecord(d *corpus.Document) documentRecord {
	r := documentRecord{Title: d.Title, documentInfo: newDocumentInfo(d), Sections: anchors(d.Sections)}
	for i := range d.Answers {
		a := newAnswerRecord(&d.Answers[i])
		a.Sections = anchors(d.Answers[i].Sections)
		r.Answers = append(r.Answers, a)
	}
	return r
}

func anchors(sections []corpus.Section) (anchors []string) {
	for _, s := range sections {
		anchors = append(anchors, s.Anchor)
	}
	return anchors
}

func newSectionRecord(d *corpus.Document, a *corpus.Answer, s *corpus.Section) sectionRecord {
	r := sectionRecord{Document: newDocumentInfo(d), Ordinal: s.Ordinal, Label: s.Label}
	if s.Role != corpus.Lead {
		r.Role = s.Role
	}
	if a != nil {
		answer := newAnswerRecord(a)
		answer.Comments, answer.Age = 0, "" // which hits do not show
		r.Answer = &answer
	}
	return r
}

// bare returns a document whose sections have nothing but their ids and anchors.
func (s *segment) bare(doc uint32) (*corpus.Document, error) {
	t, err := s.texts(doc, new([]byte))
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	var r documentRecord
	if err := json.Unmarshal(t.record, &r); err != nil {
		return nil, fmt.Errorf("%w: document record: %w", index.ErrDamaged, err)
	}
	id := s.id(doc)
	named := func(anchors []string) (sections []corpus.Section) {
		for _, a := range anchors {
			sections = append(sections, corpus.Section{ID: corpus.SectionID(id, a), Anchor: a})
		}
		return sections
	}
	d := &corpus.Document{ID: id, Title: r.Title, Kind: r.kind(), Category: r.Category, URL: r.URL, Tags: r.Tags,
		Author: r.Author, Updated: r.Updated, Sections: named(r.Sections)}
	for _, a := range r.Answers {
		d.Answers = append(d.Answers, corpus.Answer{ID: a.ID, Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes,
			Comments: a.Comments, Age: a.Age, Author: a.Author, Updated: a.Updated, Sections: named(a.Sections)})
	}
	return d, nil
}

// hit reads a section without score and highlights, and its texts; unpacked is working memory.
func (s *segment) hit(doc uint32, unpacked *[]byte) (*index.Hit, texts, error) {
	t, err := s.texts(doc, unpacked)
	if err != nil {
		return nil, t, err
	}
	var r sectionRecord
	if err := json.Unmarshal(t.record, &r); err != nil {
		return nil, t, fmt.Errorf("%w: section record: %w", index.ErrDamaged, err)
	}
	h := &index.Hit{ID: s.id(doc)}
	hash := strings.LastIndexByte(h.ID, '#')
	if hash < 0 {
		return nil, t, fmt.Errorf("%w: section id %q has no anchor", index.ErrDamaged, h.ID)
	}
	h.Document = index.DocumentInfo{ID: h.ID[:hash], Title: t.title, Kind: r.Document.kind(), Category: r.Document.Category,
		URL: r.Document.URL, Tags: r.Document.Tags, Author: r.Document.Author, Updated: r.Document.Updated}
	if a := r.Answer; a != nil {
		h.Answer = &index.AnswerInfo{ID: a.ID, Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Author: a.Author,
			Updated: a.Updated}
	}
	h.Section = index.SectionInfo{Role: r.Role, Ordinal: r.Ordinal, Label: r.Label, Heading: t.heading, Anchor: h.ID[hash+1:]}
	if r.Role == "" {
		h.Section.Role = corpus.Lead
	}
	if t.path != "" {
		h.Section.Path = strings.Split(t.path, "\n")
	}
	if t.heading != "" {
		h.Section.Path = append(h.Section.Path, t.heading)
	}
	return h, t, nil
}
