package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// maxProblemBytes bounds what is read of an unsuccessful answer; that of a bulk request names every line.
const maxProblemBytes = 16 << 20

// A request can be sent again: its body is held in memory.
type request struct {
	method, path string // path with the query, from "/"
	body         []byte
	contentType  string
	ifNoneMatch  string
}

// call sends a request, again where the server says that it may work later, and decodes a success into out unless that
// is nil.
func (c *Client) call(ctx context.Context, r request, out any) (http.Header, error) {
	for attempt := 0; ; attempt++ {
		header, err := c.try(ctx, r, out)
		problem, ok := err.(*Problem)
		if !ok || problem.Status != http.StatusTooManyRequests && problem.Status != http.StatusServiceUnavailable {
			return header, err
		}
		pause, again := c.pause(attempt, header.Get("Retry-After"))
		if !again {
			return header, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return header, err // what the server said tells more than that time is up
		}
	}
}

// pause says how long to wait before the next attempt, if there is to be one: as long as the server asks for, otherwise
// twice as long each time from 200 ms, give or take a quarter, so that clients do not come back all at once.
func (c *Client) pause(attempt int, retryAfter string) (time.Duration, bool) {
	if attempt >= c.opts.Retries {
		return 0, false
	}
	d := 200 * time.Millisecond << attempt
	if seconds, err := strconv.Atoi(retryAfter); err == nil && seconds >= 0 {
		d = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(retryAfter); err == nil {
		d = max(0, time.Until(at))
	} else {
		d += time.Duration((rand.Float64() - 0.5) / 2 * float64(d))
	}
	return d, d <= c.opts.MaxWait
}

// try sends a request once.
func (c *Client) try(ctx context.Context, r request, out any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Accept", "application/json, application/problem+json")
	req.Header.Set("User-Agent", c.opts.UserAgent)
	for name, value := range map[string]string{
		"Accept-Language": c.opts.Language, "Content-Type": r.contentType, "If-None-Match": r.ifNoneMatch,
	} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	resp, err := c.opts.HTTP.Do(req)
	if err != nil {
		return nil, err // a *url.Error: it names method and address
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified:
		return resp.Header, ErrNotModified
	case resp.StatusCode == http.StatusNoContent:
		return resp.Header, nil
	case resp.StatusCode != http.StatusOK:
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxProblemBytes))
		if err != nil {
			return resp.Header, fmt.Errorf("read answer %d: %w", resp.StatusCode, err)
		}
		return resp.Header, problemOf(resp, body)
	case out == nil:
		return resp.Header, nil
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return resp.Header, fmt.Errorf("decode answer of %s %s: %w", r.method, r.path, err)
	}
	return resp.Header, nil
}
