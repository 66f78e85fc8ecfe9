package corpus

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"
)

var errNotYet = errors.New("this format is not read yet")

// Parse reads one file. The name stands in error messages and is the id of a document that brings none; modified, when
// known, is what ages such as 1个月前 are counted back from. Every error is a *FileError.
func Parse(name string, data []byte, f Format, modified time.Time) ([]*Document, error) {
	return nil, &FileError{Path: name, Err: errNotYet}
}

// Options are the choices of Read.
type Options struct {
	Format   Format                                // Auto: each file by its extension and content
	Stdin    io.Reader                             // what the path "-" reads
	Progress func(path string, done, total int64) // called after each file with bytes; total is 0 when unknown
}

// Read yields the documents of files, folders and standard input ("-"), in the order of the paths and, within a
// folder, in lexical order. A file or line that cannot be read yields a *FileError, and reading goes on.
func Read(ctx context.Context, paths []string, o Options) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {}
}

// Sample yields the bundled corpus.
func Sample() iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {}
}

// ReadJSONL yields the documents of a stream, one a line. The name stands in error messages.
func ReadJSONL(r io.Reader, name string) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {}
}

// ParseLine reads one JSON document: a line of JSONL, or the body of an update.
func ParseLine(data []byte) (*Document, error) { return nil, errNotYet }

// SetID gives the document another id; the ids of its sections follow.
func (d *Document) SetID(id string) {
	d.ID = id
	d.EachSection(func(_ *Answer, s *Section) bool {
		s.ID = SectionID(id, s.Anchor)
		return true
	})
}

// Validate says what keeps the document from being indexed, or nil.
func (d *Document) Validate() error { return nil }
