package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
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
	d, err := parseDocument(body, &id)
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

// logProgress logs the stages of a build, not every step.
func (h *handler) logProgress(ctx context.Context) func(index.Progress) {
	stage := ""
	return func(p index.Progress) {
		if p.Stage != stage {
			stage = p.Stage
			h.log.InfoContext(ctx, "reindex", "stage", stage, "total", p.Total)
		}
	}
}

// parseDocument reads one document. With an id given, as by a path, the document has that one.
func parseDocument(data []byte, id *string) (*corpus.Document, error) {
	var named struct{ ID *string }
	if err := json.Unmarshal(data, &named); err != nil {
		f := faultOf(badJSON(data, err))
		f.status, f.code = http.StatusUnprocessableEntity, client.CodeBadDocument
		return nil, f
	}
	d, err := corpus.ParseLine(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", index.ErrBadDocument, err)
	}
	if id != nil {
		if named.ID != nil && *named.ID != "" && *named.ID != *id {
			return nil, fmt.Errorf("%w: its id is %q and that of the path %q; leave it out",
				index.ErrBadDocument, clip(*named.ID), clip(*id))
		}
		d.SetID(*id)
	}
	if err := d.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", index.ErrBadDocument, err)
	}
	return d, nil
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
