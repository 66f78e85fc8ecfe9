package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

func (h *handler) put(c echo.Context) error {
	id, err := idOf(c.Request(), "/api/v1/documents/")
	if err != nil {
		return err
	}
	body, err := readBody(c, maxDocumentBytes)
	if err != nil {
		return err
	}
	d, err := parseDocument(body, id)
	if err != nil {
		return err
	}
	ctx, cancel := patient(c)
	defer cancel()
	if err := h.engine.Put(ctx, d); err != nil {
		return fmt.Errorf("put document: %w", err)
	}
	return h.changed(c, id)
}

func (h *handler) delete(c echo.Context) error {
	id, err := idOf(c.Request(), "/api/v1/documents/")
	if err != nil {
		return err
	}
	ctx, cancel := patient(c)
	defer cancel()
	if err := h.engine.Delete(ctx, id); err != nil {
		return fmt.Errorf("delete document: %w", err)
	}
	return h.changed(c, id)
}

func (h *handler) changed(c echo.Context, id string) error {
	return reply(c, http.StatusOK, "application/json", client.Change{ID: id, Version: h.engine.Version()})
}

// reindex builds a new generation, or adopts one that was built beside the server. One at a time is enough.
func (h *handler) reindex(c echo.Context) error {
	body, err := readBody(c, maxBodyBytes)
	if err != nil {
		return err
	}
	var wanted client.ReindexRequest
	if len(body) > 0 {
		if err := json.Unmarshal(body, &wanted); err != nil {
			return badJSON(body, err)
		}
	}
	if !h.reindexing.TryLock() {
		return fmt.Errorf("reindex: %w", index.ErrBusy)
	}
	defer h.reindexing.Unlock()

	ctx := c.Request().Context() // building takes as long as it takes; whoever asked may give up
	answerBy(c, time.Time{})
	switch {
	case wanted.Adopt == "":
		err = h.engine.Reindex(ctx, h.logProgress(ctx))
	case h.adopt == nil:
		err = errors.ErrUnsupported
	default:
		err = h.adopt(ctx, wanted.Adopt)
	}
	if err != nil {
		return fmt.Errorf("reindex: %w", err)
	}
	stats, err := h.engine.Stats(ctx)
	if err != nil {
		return fmt.Errorf("reindex: read the outcome: %w", err)
	}
	return reply(c, http.StatusOK, "application/json",
		client.ReindexResponse{Version: stats.Version, Generation: stats.Generation})
}

// logProgress logs the stages of a build, not every step. Engines report from several goroutines.
func (h *handler) logProgress(ctx context.Context) func(index.Progress) {
	var mu sync.Mutex
	stage := ""
	return func(p index.Progress) {
		mu.Lock()
		defer mu.Unlock()
		if p.Stage != stage {
			stage = p.Stage
			h.log.InfoContext(ctx, "reindex", "stage", stage, "total", p.Total)
		}
	}
}

// parseDocument reads a document that is to have the id of its path.
func parseDocument(data []byte, id string) (*corpus.Document, error) {
	d, err := corpus.ParseLine(data)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		f := badDocument(err)
		f.fields = []field{{line: lineAt(data, syntax.Offset), detail: f.detail}}
		return nil, f
	}
	if err != nil {
		return nil, badDocument(err)
	}
	var own struct{ ID string }
	if err := json.Unmarshal(data, &own); err != nil {
		return nil, badDocument(err)
	}
	if own.ID != "" && own.ID != id {
		return nil, badDocument(fmt.Errorf("its id is %q and that of the path %q; leave it out", clip(own.ID), clip(id)))
	}
	d.SetID(id)
	if err := d.Validate(); err != nil {
		return nil, badDocument(err)
	}
	return d, nil
}

// badDocument tells the sender what is wrong with a document.
func badDocument(err error) *fault {
	return &fault{
		status: http.StatusUnprocessableEntity, code: client.CodeBadDocument, cause: err,
		detail: say("文档无法收录：%[1]v", "the document cannot be taken: %[1]v", err),
	}
}

// patient begins a write: a context that ends when a write has taken too long, and an answer that may be that late.
func patient(c echo.Context) (context.Context, context.CancelFunc) {
	answerBy(c, time.Now().Add(writeTimeout+10*time.Second))
	return context.WithTimeout(c.Request().Context(), writeTimeout)
}

// answerBy moves the time by which the answer must be sent, which the server sets for reads. The zero time lifts it.
func answerBy(c echo.Context, t time.Time) {
	// The only failure is that the connection has no deadlines, such as a test's recorder, and needs none moved.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(t)
}
