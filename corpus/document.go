package corpus

import "time"

// Kind tells a question page from a wiki page.
type Kind string

const (
	// Question is a page with a question for its title and one or more answers.
	Question Kind = "question"
	// Page is a wiki page or a handbook chapter: its sections are its own.
	Page Kind = "page"
)

// MaxIDBytes is the longest document id that is taken.
const MaxIDBytes = 512

// A Document is a question page or a wiki page.
type Document struct {
	ID       string    `json:"id"` // any bytes, at most MaxIDBytes, kept as they came
	Title    string    `json:"title"`
	Kind     Kind      `json:"kind"`
	Category string    `json:"category,omitempty"`
	URL      string    `json:"url,omitempty"` // where the original lives, if anywhere
	Tags     []string  `json:"tags,omitempty"`
	Author   string    `json:"author,omitempty"`
	Updated  time.Time `json:"updated,omitzero"`   // zero when unknown, else UTC
	Answers  []Answer  `json:"answers,omitempty"`  // Question only, in page order
	Sections []Section `json:"sections,omitempty"` // Page only, in page order
}

// An Answer is one reply on a question page.
type Answer struct {
	ID       string    `json:"id"`      // unique in its document
	Ordinal  int       `json:"ordinal"` // 1 for the first answer of the page
	Accepted bool      `json:"accepted,omitempty"`
	Votes    int       `json:"votes,omitempty"`
	Comments int       `json:"comments,omitempty"`
	Age      string    `json:"age,omitempty"` // as the page said it, such as 1个月前
	Author   string    `json:"author,omitempty"`
	Updated  time.Time `json:"updated,omitzero"` // zero when unknown, else UTC
	Sections []Section `json:"sections"`         // in reading order: lead, numbered sections, conclusion
}

// Role says what part of an answer or page a section is.
type Role string

const (
	// Lead is the text before the first heading; its ordinal is 0 and it has no heading.
	Lead Role = "lead"
	// Body is a section under a heading.
	Body Role = "section"
	// Conclusion is closing text that belongs to no heading; it comes last and has no heading.
	Conclusion Role = "conclusion"
)

// A Section is the unit that is found.
type Section struct {
	ID      string   `json:"id"`              // SectionID(document id, anchor): unique in the corpus
	Role    Role     `json:"role"`            //
	Ordinal int      `json:"ordinal"`         // 0 for the lead, then 1, 2, … in reading order
	Label   string   `json:"label,omitempty"` // numbering as written without its punctuation: 一, 1, 第一
	Heading string   `json:"heading,omitempty"`
	Path    []string `json:"path,omitempty"` // headings from the outermost down to this section's own
	Anchor  string   `json:"anchor"`         // unique in its document, stays when others change, never holds '#'
	Text    string   `json:"text"`           // plain text; paragraphs are parted by a blank line
}

// SectionID joins a document id and an anchor. An anchor holds no '#', so the last one parts them again.
func SectionID(documentID, anchor string) string { return documentID + "#" + anchor }

// EachSection calls f for every section in reading order until f returns false; the answer is nil on a wiki page.
func (d *Document) EachSection(f func(*Answer, *Section) bool) {
	for i := range d.Sections {
		if !f(nil, &d.Sections[i]) {
			return
		}
	}
	for i := range d.Answers {
		for j := range d.Answers[i].Sections {
			if !f(&d.Answers[i], &d.Answers[i].Sections[j]) {
				return
			}
		}
	}
}

// SetID gives the document another id; the ids of its sections follow.
func (d *Document) SetID(id string) {
	d.ID = id
	d.EachSection(func(_ *Answer, s *Section) bool {
		s.ID = SectionID(id, s.Anchor)
		return true
	})
}
