package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Schedule says when a load test calls.
type Schedule struct {
	Rate     float64       // calls a second, evenly spaced
	Duration time.Duration // how long calls fall due
	InFlight int           // calls at a time; 0 means 256. A call that falls due when so many run has to wait
}

// grace is how long after the end of a schedule a call that fell due may still begin.
const grace = time.Second

// A LoadReport is the outcome of a load test.
type LoadReport struct {
	Rate     float64        `json:"rate"`     // calls a second asked for
	Achieved float64        `json:"achieved"` // calls a second that succeeded
	Elapsed  time.Duration  `json:"elapsed_ns"`
	Planned  int            `json:"planned"` // calls of the schedule
	OK       int            `json:"ok"`
	Failed   int            `json:"failed"`
	Unsent   int            `json:"unsent"` // fell due but could not begin in time, or ctx ended before
	Errors   map[string]int `json:"errors,omitempty"`
	Latency  Distribution   `json:"latency"` // of successful calls, from when they fell due
	Service  Distribution   `json:"service"` // of successful calls, from when they began
	Waited   Distribution   `json:"waited"`  // of all calls, from when they fell due until they began
}

// Load calls do at a fixed rate, whether earlier calls have returned or not, as independent users would. i counts the calls
// from 0. It returns when all calls have; when ctx ends, no further call begins.
//
// A latency runs from when the call fell due, so that a stall of the callee counts for all who came meanwhile, not only for
// the one who was being served. Waited is the part of it before the call began: timers wake up to a millisecond late, more
// on a busy machine, and where the bound of the schedule was reached, the callee cannot hold the rate.
func Load(ctx context.Context, s Schedule, do func(ctx context.Context, i int) error) *LoadReport {
	if s.InFlight <= 0 {
		s.InFlight = 256
	}
	planned := max(0, int(math.Round(s.Rate*s.Duration.Seconds())))
	tallies := make([]tally, min(s.InFlight, planned))
	start := time.Now()
	var next atomic.Int64
	var workers sync.WaitGroup
	for w := range tallies {
		workers.Go(func() {
			t := &tallies[w]
			for {
				i := int(next.Add(1)) - 1
				if i >= planned {
					return
				}
				due := start.Add(time.Duration(float64(i) / s.Rate * float64(time.Second)))
				if !sleepUntil(ctx, due) || time.Since(start) > s.Duration+grace {
					return
				}
				began := time.Now()
				t.waited = append(t.waited, began.Sub(due))
				t.add(do(ctx, i), due, began)
			}
		})
	}
	workers.Wait()
	return newLoadReport(s, planned, time.Since(start), tallies)
}

// sleepUntil reports whether ctx lasted until due.
func sleepUntil(ctx context.Context, due time.Time) bool {
	if wait := time.Until(due); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}

// A tally is what one worker saw.
type tally struct {
	waited, latency, service []time.Duration
	errors                   map[string]int
}

func (t *tally) add(err error, due, began time.Time) {
	if err == nil {
		now := time.Now()
		t.latency = append(t.latency, now.Sub(due))
		t.service = append(t.service, now.Sub(began))
		return
	}
	if t.errors == nil {
		t.errors = make(map[string]int)
	}
	count(t.errors, errorKind(err), 1)
}

// count keeps the number of kinds within bounds, should messages hold ids or times.
func count(errors map[string]int, kind string, n int) {
	const most = 20
	if _, ok := errors[kind]; !ok && len(errors) >= most {
		kind = "other"
	}
	errors[kind] += n
}

// errorKind is what errors of one kind have in common: the innermost message, since outer ones name the call.
func errorKind(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

func newLoadReport(s Schedule, planned int, elapsed time.Duration, tallies []tally) *LoadReport {
	r := &LoadReport{Rate: s.Rate, Planned: planned, Elapsed: elapsed, Errors: make(map[string]int)}
	var all tally
	for _, t := range tallies {
		all.waited = append(all.waited, t.waited...)
		all.latency = append(all.latency, t.latency...)
		all.service = append(all.service, t.service...)
		for kind, n := range t.errors {
			count(r.Errors, kind, n)
			r.Failed += n
		}
	}
	r.OK = len(all.latency)
	r.Unsent = planned - len(all.waited)
	r.Latency, r.Service, r.Waited = newDistribution(all.latency), newDistribution(all.service), newDistribution(all.waited)
	if r.Unsent == 0 {
		elapsed = max(elapsed, s.Duration) // the last call falls due a little before the end
	}
	if elapsed > 0 {
		r.Achieved = float64(r.OK) / elapsed.Seconds()
	}
	return r
}

// WriteText writes the report for people.
func (r *LoadReport) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "rate      %.1f a second succeeded, %.1f asked for, over %s\n", r.Achieved, r.Rate, short(r.Elapsed))
	fmt.Fprintf(&b, "calls     %d ok, %d failed, %d not sent\n", r.OK, r.Failed, r.Unsent)
	fmt.Fprintf(&b, "latency   %s\n", r.Latency)
	fmt.Fprintf(&b, "service   %s\n", r.Service)
	fmt.Fprintf(&b, "waited    %s\n", r.Waited)
	for _, kind := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(&b, "failed    %d: %s\n", r.Errors[kind], kind)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
