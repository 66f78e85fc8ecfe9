package client

// A Document is a question page or a wiki page.
type Document struct {
	DocumentInfo
	Answers  []Answer  `json:"answers,omitzero"`  // of a question page
	Sections []Section `json:"sections,omitzero"` // of a wiki page
}

// An Answer is one reply on a question page.
type Answer struct {
	AnswerInfo
	Comments int       `json:"comments,omitempty"`
	Age      string    `json:"age,omitempty"` // as the page said it, such as 1个月前
	Sections []Section `json:"sections"`
}

// A Section is the unit that is found.
type Section struct {
	ID string `json:"id"`
	SectionInfo
	Text string `json:"text"` // plain text; paragraphs are parted by a blank line
}

// A SectionResponse is a section with its surroundings.
type SectionResponse struct {
	Section
	Document DocumentInfo `json:"document"`
	Answer   *AnswerInfo  `json:"answer,omitempty"` // nil on a wiki page
	URL      string       `json:"url"`              // where to read it, relative to the server
}
