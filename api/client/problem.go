package client

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// A Problem is an answer that is no success: application/problem+json of RFC 9457, with Code, RequestID and Errors.
type Problem struct {
	Type          string         `json:"type"`
	Title         string         `json:"title"`
	Status        int            `json:"status"`
	Detail        string         `json:"detail,omitempty"` // for people, in the language that was asked for
	Instance      string         `json:"instance,omitempty"`
	Code          string         `json:"code"` // for programs; stable
	RequestID     string         `json:"request_id"`
	Errors        []ProblemError `json:"errors,omitempty"`
	*BulkResponse                // of a bulk request in which lines were not taken
}

// A ProblemError is one thing that is wrong with a request.
type ProblemError struct {
	Parameter string `json:"parameter,omitempty"` // the parameter or field in question
	Line      int    `json:"line,omitempty"`      // the line of the request's body, from 1
	Detail    string `json:"detail"`
}

// Codes of problems.
const (
	CodeBadParameter    = "bad_parameter"
	CodeBadJSON         = "bad_json"
	CodeNotFound        = "not_found"
	CodeNoRoute         = "no_such_route"
	CodeMethod          = "method_not_allowed"
	CodeForeignOrigin   = "foreign_origin"
	CodeForeignHost     = "foreign_host"
	CodeReadOnly        = "read_only"
	CodeIncomplete      = "incomplete_body"
	CodeTooLarge        = "too_large"
	CodeMediaType       = "unsupported_media_type"
	CodeBadDocument     = "bad_document"
	CodeInternal        = "internal"
	CodeUnsupported     = "not_supported"
	CodeBusy            = "busy"
	CodeNoIndex         = "no_index"
	CodeDamaged         = "damaged"
	CodeClosing         = "closing"
	CodeTimeout         = "timeout"
	CodeDiskFull        = "disk_full"
	CodeUnexpectedReply = "unexpected_reply" // made by the client: not an answer of opsguide
)

// Error returns status, code and detail on one line.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "server: %d %s", p.Status, p.Code)
	if p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	if p.RequestID != "" {
		b.WriteString(" (request " + p.RequestID + ")")
	}
	return b.String()
}

// problemOf reads the body of an unsuccessful answer; any other server's error page becomes a problem too.
func problemOf(r *http.Response, body []byte) *Problem {
	p := new(Problem)
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if mediaType == "application/problem+json" && json.Unmarshal(body, p) == nil && p.Code != "" {
		p.Status = r.StatusCode
		return p
	}
	return &Problem{
		Type: "about:blank", Title: http.StatusText(r.StatusCode), Status: r.StatusCode, Code: CodeUnexpectedReply,
		Detail: "the answer does not come from opsguide; check the address", RequestID: r.Header.Get("X-Request-Id"),
	}
}
