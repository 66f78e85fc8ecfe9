package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
)

// Bounds of one request of Bulk.
const (
	bulkBytes    = 4 << 20
	bulkLines    = 2000
	maxLineBytes = 4 << 20 // what the server takes for one document
)

// Bulk hands in documents, one DocumentInput as JSON on each line, however many: they travel in requests of a few
// megabytes, and what became of each line is yielded in order as the requests are answered. A line that is not taken
// does not keep the others out. An error that concerns more than single lines is yielded last; what was yielded before
// holds.
func (c *Client) Bulk(ctx context.Context, lines io.Reader) iter.Seq2[LineResult, error] {
	return func(yield func(LineResult, error) bool) {
		in := bufio.NewReaderSize(lines, 64<<10)
		for first, done := 1, false; !done; {
			chunk, n, err := readChunk(in)
			if done = errors.Is(err, io.EOF); err != nil && !done {
				yield(LineResult{}, fmt.Errorf("read line %d: %w", first+n, err))
				return
			}
			if len(bytes.TrimSpace(chunk)) > 0 && !c.bulkChunk(ctx, chunk, first, yield) {
				return
			}
			first += n
		}
	}
}

// readChunk reads whole lines up to the bounds of a request. The error is io.EOF with the last ones.
func readChunk(in *bufio.Reader) (chunk []byte, lines int, err error) {
	for lines < bulkLines && len(chunk) < bulkBytes {
		start := len(chunk)
		for {
			piece, err := in.ReadSlice('\n')
			chunk = append(chunk, piece...)
			if len(chunk)-start > maxLineBytes {
				return nil, lines, fmt.Errorf("longer than %d bytes", maxLineBytes)
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil {
				return chunk, lines, err
			}
			break
		}
		lines++
	}
	return chunk, lines, nil
}

// bulkChunk sends lines, of which the first is number first, and yields their results. It returns false to stop.
func (c *Client) bulkChunk(ctx context.Context, chunk []byte, first int, yield func(LineResult, error) bool) bool {
	r := request{method: http.MethodPost, path: "/api/v1/documents", body: chunk, contentType: "application/x-ndjson"}
	out := new(BulkResponse)
	_, err := c.call(ctx, r, out)
	problem, ok := errors.AsType[*Problem](err)
	if ok && problem.BulkResponse != nil {
		out = problem.BulkResponse
	}
	for _, result := range out.Results {
		result.Line += first - 1
		if !yield(result, nil) {
			return false
		}
	}
	if err != nil && !(ok && problem.Code == CodeBadDocument && problem.BulkResponse != nil) {
		yield(LineResult{}, err)
		return false
	}
	return true
}
