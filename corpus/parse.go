package corpus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Parse reads one file. The name stands in error messages and is the id of a page that brings none; modified, when it
// is known, is the time from which ages such as 1个月前 are counted back. Every error is a *FileError; a bad line of JSONL
// does not keep the others from being returned, and the errors are joined.
func Parse(name string, data []byte, f Format, modified time.Time) ([]*Document, error) {
	if f == Auto {
		f = Detect(name, data)
	}
	if f != JSONL {
		d, err := parsePage(name, name, data, f, modified)
		if err != nil {
			return nil, err
		}
		return []*Document{d}, nil
	}
	var docs []*Document
	var errs []error
	for d, err := range ReadJSONL(bytes.NewReader(data), name) {
		if err != nil {
			errs = append(errs, err)
		} else {
			docs = append(docs, d)
		}
	}
	return docs, errors.Join(errs...)
}

// parsePage reads a file that holds one document; an empty id leaves it to the content.
func parsePage(id, name string, data []byte, f Format, modified time.Time) (*Document, error) {
	if len(data) > MaxPageBytes {
		return nil, &FileError{Path: name, Err: pageTooLarge(int64(len(data)))}
	}
	if f == Auto {
		f = Detect(name, data)
	}
	d, line, err := readPage(name, data, f, modified)
	if err == nil {
		if d.ID == "" {
			d.ID = id
		}
		if d.ID == "" {
			d.ID = contentID(data)
		}
		d.finish()
		err = d.Validate()
	}
	if err != nil {
		return nil, &FileError{Path: name, Line: line, Err: err}
	}
	return d, nil
}

func pageTooLarge(size int64) error {
	return fmt.Errorf("%d bytes, more than the %d MB of a page; part it into several pages", size, MaxPageBytes>>20)
}

func readPage(name string, data []byte, f Format, modified time.Time) (d *Document, line int, err error) {
	decoder := decode
	if f == HTML {
		decoder = decodeHTML
	}
	text, line, err := decoder(data)
	if err != nil {
		return nil, line, err
	}
	d = &Document{}
	switch f {
	case QA:
		err = d.readQA(text, modified)
	case Markdown:
		line, err = d.readMarkdown(name, text, modified)
	case HTML:
		err = d.readHTML(name, text)
	case Text:
		err = d.readText(name, text)
	default:
		err = fmt.Errorf("unknown format %q; it is one of %v", f, Formats)
	}
	return d, line, err
}

// contentID is the id of a document that has neither an id nor a path.
func contentID(data []byte) string {
	sum := sha256.Sum256(bytes.TrimSpace(data))
	return hex.EncodeToString(sum[:8])
}
