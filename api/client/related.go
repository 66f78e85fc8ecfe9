package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// A RelatedResponse holds the terms that go with a query, and what they were counted in.
type RelatedResponse struct {
	Query    string        `json:"query"`
	Looked   int           `json:"looked"`   // how many of the query's best sections were looked at
	Sections int           `json:"sections"` // how many there are in all
	Terms    []RelatedTerm `json:"terms"`
}

// A RelatedTerm is a word that a query's best sections have more often than chance would have it.
type RelatedTerm struct {
	Text     string  `json:"text"`
	Found    int     `json:"found"`    // how many of the sections looked at have it
	Sections int     `json:"sections"` // how many of all do
	Score    float64 `json:"score"`    // log-likelihood ratio: the higher, the less likely to be chance
}

// Related returns at most n terms that go with a query, the least likely to do so by chance first; n of 0 leaves the number
// to the server.
func (c *Client) Related(ctx context.Context, q string, n int) (*RelatedResponse, error) {
	v := url.Values{"q": {q}}
	if n > 0 {
		v.Set("n", strconv.Itoa(n))
	}
	out := new(RelatedResponse)
	_, err := c.call(ctx, request{method: http.MethodGet, path: "/api/v1/related?" + v.Encode()}, out)
	return out, err
}
