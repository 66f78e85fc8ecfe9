package corpus

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
	"time"
)

// ReadJSONL yields the documents of a stream, one a line; empty lines are skipped. The name stands in error messages. A
// line that cannot be read, or is longer than MaxLineBytes, yields a *FileError, and reading goes on.
func ReadJSONL(r io.Reader, name string) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		readLines(r, name, func(_ int, d *Document, err error) bool { return yield(d, err) })
	}
}

// readLines is ReadJSONL with line numbers.
func readLines(r io.Reader, name string, yield func(line int, d *Document, err error) bool) {
	in := bufio.NewReaderSize(r, 64<<10)
	var buf []byte
	for n := 1; ; n++ {
		line, err := readLine(in, buf[:0])
		buf = line
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if err == nil || err == io.EOF {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				d, bad := ParseLine(line)
				if bad != nil {
					d, bad = nil, &FileError{Path: name, Line: n, Err: bad}
				}
				if !yield(n, d, bad) {
					return
				}
			}
		} else if !yield(n, nil, &FileError{Path: name, Line: n, Err: err}) {
			return
		}
		if err != nil && err != errLongLine {
			return
		}
	}
}

var errLongLine = fmt.Errorf("more than the %d MB of a line; part the document", MaxLineBytes>>20)

// readLine reads a line into buf. On errLongLine the line has been skipped; io.EOF comes with the last line.
func readLine(in *bufio.Reader, buf []byte) ([]byte, error) {
	long := false
	for {
		piece, err := in.ReadSlice('\n')
		if long = long || len(buf)+len(piece) > MaxLineBytes; !long {
			buf = append(buf, piece...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err != nil && err != io.EOF:
			return nil, fmt.Errorf("read: %w", err)
		case long && err == nil:
			return nil, errLongLine
		case long:
			return nil, errLongLine // at the end of the input; the next call finds nothing
		default:
			return buf, err
		}
	}
}

// ParseLine reads one JSON document, a line of JSONL or the body of an update, in either of two shapes: with text that
// is yet to be cut into sections, or with the sections that [Document] marshals to, which come back as they were.
// Fields that it does not know are ignored. A document without an id gets one from its content.
func ParseLine(data []byte) (*Document, error) {
	if at := invalidUTF8(data); at >= 0 {
		return nil, fmt.Errorf("byte 0x%02x at %d is not UTF-8; JSON has to be in UTF-8", data[at], at+1)
	}
	var in jsonDocument
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, jsonError(err)
	}
	d, err := in.document()
	if err != nil {
		return nil, err
	}
	if d.ID == "" {
		d.ID = contentID(data)
	}
	d.finish()
	if err := d.Validate(); err != nil {
		return nil, err
	}
	return d, nil
}

// jsonError says in our words what is wrong with a line.
func jsonError(err error) error {
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch) && mismatch.Field != "":
		return fmt.Errorf("%s is a JSON %s; make it %s", mismatch.Field, mismatch.Value, jsonKind(mismatch.Type))
	case errors.As(err, &mismatch):
		return fmt.Errorf("a JSON %s; a document is an object", mismatch.Value)
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d: %w; write one document a line", syntax.Offset, err)
	}
	return err
}

func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "a boolean"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

// A jsonDocument is a document as it comes: everything of Document, and text that is yet to be cut.
type jsonDocument struct {
	ID       string       `json:"id"`
	Title    string       `json:"title"`
	Kind     Kind         `json:"kind"`
	Category string       `json:"category"`
	URL      string       `json:"url"`
	Tags     []string     `json:"tags"`
	Author   string       `json:"author"`
	Updated  jsonTime     `json:"updated"`
	Text     string       `json:"text"`
	Format   Format       `json:"format"`
	Answers  []jsonAnswer `json:"answers"`
	Sections []Section    `json:"sections"`
}

type jsonAnswer struct {
	ID       string    `json:"id"`
	Ordinal  int       `json:"ordinal"`
	Accepted bool      `json:"accepted"`
	Votes    int       `json:"votes"`
	Comments int       `json:"comments"`
	Age      string    `json:"age"`
	Author   string    `json:"author"`
	Updated  jsonTime  `json:"updated"`
	Text     string    `json:"text"`
	Sections []Section `json:"sections"`
}

// A jsonTime is a day or a time in any form that parseDate reads.
type jsonTime struct{ time.Time }

func (t *jsonTime) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("updated is %s; write it as \"2026-10-18\"", data)
	}
	if s == "" {
		return nil
	}
	var ok bool
	if t.Time, ok = parseDate(s); !ok {
		return fmt.Errorf("updated %q is no date; write it as \"2026-10-18\"", s)
	}
	return nil
}

func (in *jsonDocument) document() (*Document, error) {
	d := &Document{
		ID: in.ID, Title: in.Title, Kind: in.Kind, Category: in.Category, URL: in.URL,
		Tags: in.Tags, Author: in.Author, Updated: in.Updated.Time,
	}
	format := in.Format
	if format == Auto || format == "text" {
		format = Text
	}
	if format != Text && format != Markdown && format != HTML {
		return nil, fmt.Errorf("unknown format %q; it is text, md or html", in.Format)
	}
	if in.Kind == Question && in.Text != "" && len(in.Answers) == 0 && format != Markdown {
		in.Answers, in.Text = []jsonAnswer{{Text: in.Text}}, ""
	}
	for _, a := range in.Answers {
		answer := Answer{
			ID: a.ID, Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Comments: a.Comments,
			Age: a.Age, Author: a.Author, Updated: a.Updated.Time,
		}
		var err error
		if answer.Sections, err = cutOrKeep(a.Sections, a.Text, format, d.Title); err != nil {
			return nil, fmt.Errorf("answer %d: %w", len(d.Answers)+1, err)
		}
		d.Answers = append(d.Answers, answer)
	}
	switch {
	case in.Text == "" || len(in.Sections) > 0:
		var err error
		d.Sections, err = cutOrKeep(in.Sections, in.Text, format, d.Title)
		return d, err
	case len(in.Answers) > 0:
		return nil, errors.New("both answers and text; put the text into an answer")
	}
	text := unifyLines(in.Text)
	switch format {
	case Markdown:
		line, err := d.readMarkdown("", text, time.Time{})
		if err != nil && line > 0 {
			err = fmt.Errorf("line %d of text: %w", line, err)
		}
		return d, err
	case HTML:
		return d, d.readHTML("", text)
	default:
		return d, d.readText("", text)
	}
}

// cutOrKeep returns the sections of an answer as they came, with what was left out filled in, or cuts its text.
func cutOrKeep(given []Section, text string, f Format, title string) ([]Section, error) {
	if len(given) > 0 && text != "" {
		return nil, errors.New("both sections and text; leave one of them out")
	}
	if len(given) > 0 {
		return completeSections(given), nil
	}
	text = unifyLines(text)
	switch f {
	case Markdown:
		blocks, err := markdownBlocks(text)
		return cutAnswer(blocks, title), err
	case HTML:
		return cutAnswer(fragmentBlocks(text), title), nil
	default:
		return proseSections(paragraphs(text), title), nil
	}
}

// completeSections fills in the role, ordinal and path of sections that came without.
func completeSections(given []Section) []Section {
	last := 0
	for i := range given {
		s := &given[i]
		if s.Role == "" {
			switch {
			case s.Heading != "" || s.Label != "":
				s.Role = Body
			case i == 0 && s.Ordinal == 0:
				s.Role = Lead
			case i == len(given)-1:
				s.Role = Conclusion
			default:
				s.Role = Body
			}
		}
		if s.Ordinal == 0 && s.Role != Lead {
			s.Ordinal = last + 1
		}
		if len(s.Path) == 0 && s.Heading != "" {
			s.Path = []string{s.Heading}
		}
		last = s.Ordinal
	}
	return given
}

func unifyLines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
