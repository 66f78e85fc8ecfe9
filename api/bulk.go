package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// batchSize is how many documents go to the engine at once: each batch costs one sync of the disk.
const batchSize = 200

// bulk takes one document a line. Good lines are taken and bad ones named: 200 when all were taken, otherwise a problem
// (422 bad_document, or what the engine failed with) that carries the same list.
func (h *handler) bulk(c echo.Context) error {
	body, err := readBody(c, maxBulkBytes)
	if err != nil {
		return err
	}
	ctx, cancel := patient(c)
	defer cancel()
	b := batch{engine: h.engine, chinese: wantsChinese(c.Request())}
	b.out.Results = []client.LineResult{}
	number := 0
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\ufeff"))) { // some editors begin with a byte order mark
		number++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b.add(ctx, number, line)
		}
	}
	b.flush(ctx)
	b.out.Version = h.engine.Version()
	if b.out.Rejected > 0 {
		return b.fault()
	}
	return reply(c, http.StatusOK, "application/json", b.out)
}

// A batch gathers good lines until there are enough of them.
type batch struct {
	engine  index.Engine
	chinese bool
	docs    []*corpus.Document
	places  []int // of docs in out.Results
	out     client.BulkResponse
	bad     []field
	failed  error // what kept good lines out
}

func (b *batch) add(ctx context.Context, number int, line []byte) {
	b.out.Results = append(b.out.Results, client.LineResult{Line: number})
	place := len(b.out.Results) - 1
	d, err := corpus.ParseLine(line)
	if err != nil {
		b.reject(place, badDocument(err))
		return
	}
	b.out.Results[place].ID = d.ID
	for _, other := range b.docs {
		if other.ID == d.ID { // of two lines with one id the later counts, so they cannot be put at once
			b.flush(ctx)
			break
		}
	}
	b.docs, b.places = append(b.docs, d), append(b.places, place)
	if len(b.docs) == batchSize {
		b.flush(ctx)
	}
}

// flush hands the batch to the engine. When that finds fault with a document, they go one by one, to find out which.
func (b *batch) flush(ctx context.Context) {
	if len(b.docs) == 0 {
		return
	}
	err := b.failed // after a failure of the engine's own there is no use in going on
	if err == nil {
		err = b.engine.Put(ctx, b.docs...)
	}
	for i, d := range b.docs {
		if errors.Is(err, index.ErrBadDocument) {
			b.settle(b.places[i], b.engine.Put(ctx, d))
		} else {
			b.settle(b.places[i], err)
		}
	}
	b.docs, b.places = b.docs[:0], b.places[:0]
}

func (b *batch) settle(place int, err error) {
	if err != nil {
		b.reject(place, err)
		return
	}
	b.out.Accepted++
	b.out.Results[place].Status = client.LineOK
}

func (b *batch) reject(place int, err error) {
	f := faultOf(err)
	if f.status >= http.StatusInternalServerError {
		b.failed = err
	}
	result := &b.out.Results[place]
	result.Status, result.Code, result.Detail = client.LineError, f.code, f.detail.in(b.chinese)
	b.out.Rejected++
	b.bad = append(b.bad, field{line: result.Line, detail: f.detail})
}

// fault is the answer when lines were not taken.
func (b *batch) fault() *fault {
	f := &fault{status: http.StatusUnprocessableEntity, code: client.CodeBadDocument}
	if b.failed != nil {
		f = faultOf(fmt.Errorf("put documents: %w", b.failed))
	}
	f.bulk, f.fields = &b.out, b.bad
	f.detail = say("收录 %[1]d 行，未收录 %[2]d 行；首先是第 %[3]d 行：%[4]s",
		"lines taken: %[1]d, not taken: %[2]d; first line %[3]d: %[5]s",
		b.out.Accepted, b.out.Rejected, b.bad[0].line, b.bad[0].detail.zh, b.bad[0].detail.en)
	return f
}
