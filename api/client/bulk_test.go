package client

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
)

// takeLines answers like a server that takes every line but those that say bad, and notes the sizes of requests.
func takeLines(t *testing.T, sizes *[]int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*sizes = append(*sizes, len(body))
		out := BulkResponse{Version: "1"}
		in := bufio.NewScanner(strings.NewReader(string(body)))
		in.Buffer(nil, 8<<20)
		for line := 1; in.Scan(); line++ {
			switch text := in.Text(); {
			case text == "":
			case strings.Contains(text, "bad"):
				out.Rejected++
				out.Results = append(out.Results, LineResult{Line: line, Status: LineError, Detail: "no"})
			default:
				out.Accepted++
				out.Results = append(out.Results, LineResult{Line: line, ID: text[:min(9, len(text))], Status: LineOK})
			}
		}
		if out.Rejected == 0 {
			json.NewEncoder(w).Encode(out)
			return
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		json.NewEncoder(w).Encode(Problem{Status: 422, Code: CodeBadDocument, BulkResponse: &out})
	}
}

func TestBulk(t *testing.T) {
	var sizes []int
	c, requests := scripted(t, Options{}, takeLines(t, &sizes))
	var in strings.Builder
	for i := 1; i <= 30; i++ {
		switch i {
		case 7, 29:
			in.WriteString("bad\n")
		case 8:
			in.WriteString("\n")
		default:
			fmt.Fprintf(&in, "line %04d %s\n", i, strings.Repeat("字", 100_000)) // 300 kB: a request holds 14 of them
		}
	}
	in.WriteString("the last has no newline")
	var bad, good []int
	for result, err := range c.Bulk(t.Context(), iotest.HalfReader(strings.NewReader(in.String()))) {
		if err != nil {
			t.Fatal(err)
		}
		if result.Err() != nil {
			bad = append(bad, result.Line)
			continue
		}
		good = append(good, result.Line)
		if result.Line < 31 && result.ID != fmt.Sprintf("line %04d", result.Line) {
			t.Errorf("line %d is called %q", result.Line, result.ID)
		}
	}
	if fmt.Sprint(bad) != "[7 29]" || len(good) != 28 || good[27] != 31 {
		t.Errorf("bad %v, good %v", bad, good)
	}
	if n := requests.Load(); n != 2 {
		t.Errorf("%d requests of %v bytes, want 2", n, sizes)
	}
	for _, size := range sizes {
		if size > 8<<20 {
			t.Errorf("a request of %d bytes is more than a server takes", size)
		}
	}
}

func TestBulkStops(t *testing.T) {
	full := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusInsufficientStorage)
		io.WriteString(w, `{"status":507,"code":"disk_full","accepted":1,"rejected":1,
			"results":[{"line":1,"id":"a","status":"ok"},{"line":2,"id":"b","status":"error","detail":"full"}]}`)
	}
	for _, tt := range []struct {
		name    string
		in      io.Reader
		handler http.HandlerFunc
		results int
		want    func(error) bool
	}{
		{"disk full", strings.NewReader("a\nb\n"), full, 2, func(err error) bool {
			p, ok := errors.AsType[*Problem](err)
			return ok && p.Code == CodeDiskFull && p.Accepted == 1
		}},
		{"refused", strings.NewReader("a\n"), refuse(403, ""), 0, func(err error) bool {
			p, ok := errors.AsType[*Problem](err)
			return ok && p.Status == 403
		}},
		{"unreadable", iotest.ErrReader(io.ErrUnexpectedEOF), accept, 0, func(err error) bool {
			return errors.Is(err, io.ErrUnexpectedEOF) && strings.Contains(err.Error(), "line 1")
		}},
		{"line too long", strings.NewReader(strings.Repeat("x", 5<<20)), accept, 0, func(err error) bool {
			return strings.Contains(err.Error(), "line 1") && strings.Contains(err.Error(), "longer than")
		}},
		{"nothing", strings.NewReader("\n\n"), refuse(500, ""), 0, func(err error) bool { return err == nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := scripted(t, Options{}, tt.handler)
			results := 0
			var last error
			for _, err := range c.Bulk(t.Context(), tt.in) {
				if last = err; err == nil {
					results++
				}
			}
			if results != tt.results || !tt.want(last) {
				t.Errorf("%d results, then %v", results, last)
			}
		})
	}
}
