// Package client speaks to an opsguide server. It holds the types that go over the wire, which the server itself
// writes, and a [Client] with a method for every route.
//
//	c, err := client.New("http://127.0.0.1:8080", client.Options{})
//	found, err := c.Search(ctx, client.SearchRequest{Q: "用户留存怎么提升"})
//
// An answer that is no success comes back as a *[Problem]. Answers 429 and 503 are retried a few times, as late as the
// server asks for.
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ErrNotModified says that nothing changed since the answer whose ETag was given.
var ErrNotModified = errors.New("not modified")

// maxGetBytes is the length of a URL from which a search travels as a POST; proxies cut off long ones.
const maxGetBytes = 4 << 10

// Options set up a Client. The zero value is ready to use.
type Options struct {
	HTTP      *http.Client  // nil means one of its own without a time limit: contexts limit calls
	Retries   int           // how often a 429 or 503 is tried again; 0 means 3, a negative number never
	MaxWait   time.Duration // longest pause; a server that asks for more is not tried again; 0 means 10 s
	Language  string        // Accept-Language of every request, such as "en"; "" lets the server choose
	UserAgent string        // "" means "opsguide-client"
}

// A Client calls one server. It may be used concurrently.
type Client struct {
	base string
	opts Options
}

// New returns a client of the server at base, an absolute http or https URL with or without a path.
func New(base string, o Options) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("server address: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("server address %q is not of the form http://host[:port][/path]", base)
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	if o.Retries == 0 {
		o.Retries = 3
	}
	if o.MaxWait == 0 {
		o.MaxWait = 10 * time.Second
	}
	if o.UserAgent == "" {
		o.UserAgent = "opsguide-client"
	}
	return &Client{base: strings.TrimRight(base, "/"), opts: o}, nil
}

// Search finds sections. With SearchRequest.IfNoneMatch set the error is ErrNotModified when the answer is still the
// same.
func (c *Client) Search(ctx context.Context, r SearchRequest) (*SearchResponse, error) {
	req := request{method: http.MethodGet, path: "/api/v1/search?" + r.Values().Encode(), ifNoneMatch: r.IfNoneMatch}
	if len(req.path) > maxGetBytes {
		body, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("encode search: %w", err)
		}
		req = request{method: http.MethodPost, path: "/api/v1/search", body: body, contentType: "application/json"}
	}
	out := new(SearchResponse)
	header, err := c.call(ctx, req, out)
	if err != nil {
		return nil, err
	}
	out.ETag = header.Get("ETag")
	for i := range out.Hits {
		out.Hits[i].restoreIDs()
	}
	return out, nil
}

// Suggest returns at most n completions of what was typed so far, best first; n of 0 leaves the number to the server.
func (c *Client) Suggest(ctx context.Context, q string, n int) (*SuggestResponse, error) {
	v := url.Values{"q": {q}}
	if n > 0 {
		v.Set("n", strconv.Itoa(n))
	}
	out := new(SuggestResponse)
	_, err := c.call(ctx, request{method: http.MethodGet, path: "/api/v1/suggest?" + v.Encode()}, out)
	return out, err
}

// Document returns a whole document.
func (c *Client) Document(ctx context.Context, id string) (*Document, error) {
	out := new(Document)
	_, err := c.call(ctx, request{method: http.MethodGet, path: "/api/v1/documents/" + EscapeID(id)}, out)
	if err != nil {
		return nil, err
	}
	out.restoreIDs(id)
	return out, nil
}

// Section returns one section and the document and answer that it stands in.
func (c *Client) Section(ctx context.Context, id string) (*SectionResponse, error) {
	out := new(SectionResponse)
	_, err := c.call(ctx, request{method: http.MethodGet, path: "/api/v1/sections/" + EscapeID(id)}, out)
	if err != nil {
		return nil, err
	}
	out.restoreIDs(id)
	return out, nil
}

// Similar returns at most n sections of other answers that are near the given one, best first; n of 0 leaves the number
// to the server.
func (c *Client) Similar(ctx context.Context, sectionID string, n int) ([]Hit, error) {
	path := "/api/v1/sections/" + EscapeID(sectionID) + "/similar"
	if n > 0 {
		path += "?n=" + strconv.Itoa(n)
	}
	var out SimilarResponse
	if _, err := c.call(ctx, request{method: http.MethodGet, path: path}, &out); err != nil {
		return nil, err
	}
	for i := range out.Hits {
		out.Hits[i].restoreIDs()
	}
	return out.Hits, nil
}

// Put adds a document or replaces the one of the same id. When it returns nil, the document is durable and searchable.
// An empty d.ID is taken from id.
func (c *Client) Put(ctx context.Context, id string, d DocumentInput) (*Change, error) {
	if d.ID == id {
		d.ID = "" // the path carries it, in any bytes
	}
	body, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	return c.change(ctx, request{method: http.MethodPut, body: body, contentType: "application/json"}, id)
}

// Delete removes a document. When it returns nil, the removal is durable and seen.
func (c *Client) Delete(ctx context.Context, id string) (*Change, error) {
	return c.change(ctx, request{method: http.MethodDelete}, id)
}

func (c *Client) change(ctx context.Context, r request, id string) (*Change, error) {
	r.path = "/api/v1/documents/" + EscapeID(id)
	out := new(Change)
	if _, err := c.call(ctx, r, out); err != nil {
		return nil, err
	}
	out.ID = id
	return out, nil
}

// Reindex has the server build a new generation from the documents that it holds, and returns once that is served. With
// adopt set it serves instead the generation of that name, built beside it in the data folder.
func (c *Client) Reindex(ctx context.Context, adopt string) (*ReindexResponse, error) {
	r := request{method: http.MethodPost, path: "/api/v1/reindex"}
	if adopt != "" {
		body, err := json.Marshal(ReindexRequest{Adopt: adopt})
		if err != nil {
			return nil, fmt.Errorf("encode reindex: %w", err)
		}
		r.body, r.contentType = body, "application/json"
	}
	out := new(ReindexResponse)
	_, err := c.call(ctx, r, out)
	return out, err
}

// Stats describes what the server serves.
func (c *Client) Stats(ctx context.Context) (*Stats, error) {
	out := new(Stats)
	_, err := c.call(ctx, request{method: http.MethodGet, path: "/api/v1/stats"}, out)
	return out, err
}

// Ready returns nil when the server can answer searches.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.call(ctx, request{method: http.MethodGet, path: "/readyz"}, nil)
	return err
}
