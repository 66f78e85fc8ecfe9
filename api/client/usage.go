package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// A GapsResponse lists the guidance that is missing, what was asked most often first.
type GapsResponse struct {
	Gaps []Gap `json:"gaps"`
}

// A Gap is a query that is not answered. Counts fade by half in 30 days.
type Gap struct {
	Query   string   `json:"query"` // without regard to width, case and white space
	Why     string   `json:"why"`   // nothing or little: what it finds today; unopened: enough, but nobody opens any of it
	Asked   int      `json:"asked"`
	Nothing int      `json:"nothing"` // so often it found nothing
	Little  int      `json:"little"`  // so often it found little
	Opened  int      `json:"opened"`  // so many of its hits were opened
	Last    string   `json:"last"`    // day on which it was asked last, such as 2026-11-22
	Missing []string `json:"missing"` // words that no section has
	Nearest []Hit    `json:"nearest"` // what is nearest to it, without highlights
}

// An OpenedRequest says which section was opened from among the hits of a query.
type OpenedRequest struct {
	Q       string `json:"q"`
	Section string `json:"section"` // its id
}

// Gaps returns at most n gaps, what was asked most often first; n of 0 leaves the number to the server.
func (c *Client) Gaps(ctx context.Context, n int) (*GapsResponse, error) {
	path := "/api/v1/gaps"
	if n > 0 {
		path += "?n=" + strconv.Itoa(n)
	}
	out := new(GapsResponse)
	if _, err := c.call(ctx, request{method: http.MethodGet, path: path}, out); err != nil {
		return nil, err
	}
	for _, g := range out.Gaps {
		for i := range g.Nearest {
			g.Nearest[i].restoreIDs()
		}
	}
	return out, nil
}

// Opened tells the server that a section was opened from among the hits of q, for it to count.
func (c *Client) Opened(ctx context.Context, q, section string) error {
	body, err := json.Marshal(OpenedRequest{q, section})
	if err != nil {
		return fmt.Errorf("encode opening: %w", err)
	}
	r := request{method: http.MethodPost, path: "/api/v1/opened", body: body, contentType: "application/json"}
	_, err = c.call(ctx, r, nil)
	return err
}
