package client

import "fmt"

// DocumentInput is a document as it is handed in: a question page with Answers, or a wiki page with Text.
type DocumentInput struct {
	ID       string        `json:"id,omitempty"`
	Title    string        `json:"title,omitempty"`
	URL      string        `json:"url,omitempty"`
	Category string        `json:"category,omitempty"`
	Tags     []string      `json:"tags,omitempty"`
	Author   string        `json:"author,omitempty"`
	Updated  Time          `json:"updated,omitzero"`
	Answers  []AnswerInput `json:"answers,omitempty"`
	Text     string        `json:"text,omitempty"`
	Format   string        `json:"format,omitempty"` // of Text: text (default), md or html
}

// AnswerInput is an answer as it is handed in; the server finds its sections.
type AnswerInput struct {
	ID       string `json:"id,omitempty"`
	Author   string `json:"author,omitempty"`
	Accepted bool   `json:"accepted,omitempty"`
	Votes    int    `json:"votes,omitempty"`
	Updated  Time   `json:"updated,omitzero"`
	Text     string `json:"text"`
}

// A Change says what an update came to.
type Change struct {
	ID      string `json:"id"`
	Version string `json:"version"` // the first version that holds it
}

// A ReindexRequest asks for a new generation.
type ReindexRequest struct {
	Adopt string `json:"adopt,omitempty"` // serve this generation instead of building one
}

// A ReindexResponse names what is served now.
type ReindexResponse struct {
	Version    string `json:"version"`
	Generation string `json:"generation"`
}

// A BulkResponse says what became of each line of a bulk request.
type BulkResponse struct {
	Accepted int          `json:"accepted"`
	Rejected int          `json:"rejected"`
	Results  []LineResult `json:"results"`
	Version  string       `json:"version"`
}

// A LineResult says what became of one line.
type LineResult struct {
	Line   int    `json:"line"` // from 1; blank lines count but have no result
	ID     string `json:"id"`   // the document's, where it is known
	Status string `json:"status"`
	Code   string `json:"code,omitempty"`   // of a line that was not taken, as in Problem
	Detail string `json:"detail,omitempty"` // why it was not taken
}

// Statuses of a line.
const (
	LineOK    = "ok"    // durable and searchable
	LineError = "error" // not taken
)

// Err returns nil for a line that was taken.
func (l LineResult) Err() error {
	if l.Status == LineOK {
		return nil
	}
	return fmt.Errorf("line %d: %s", l.Line, l.Detail)
}
