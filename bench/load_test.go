package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The clock of these tests stands still while anything runs, so every duration is exact.

func TestLoadHoldsTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := Load(t.Context(), Schedule{Rate: 100, Duration: time.Second}, func(ctx context.Context, i int) error {
			if due := time.Duration(i) * 10 * time.Millisecond; time.Since(start) != due {
				t.Errorf("call %d began after %v, want %v", i, time.Since(start), due)
			}
			time.Sleep(30 * time.Millisecond) // three run at a time
			return nil
		})
		if r.OK != 100 || r.Planned != 100 || r.Failed != 0 || r.Unsent != 0 || r.Waited.Max != 0 {
			t.Errorf("%+v, want 100 calls, none of which had to wait", r)
		}
		if d := r.Latency; d.P50 != 30*time.Millisecond || d.Max != 30*time.Millisecond {
			t.Errorf("latency %v, want 30 ms", d)
		}
		if r.Elapsed != 1020*time.Millisecond {
			t.Errorf("took %v, want until the last call returned, 1.02 s", r.Elapsed)
		}
	})
}

// One stall of a second holds up those who come during it, and all of them count.
func TestLoadCountsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := Load(t.Context(), Schedule{Rate: 100, Duration: 4 * time.Second, InFlight: 1}, func(ctx context.Context, i int) error {
			if i == 100 {
				time.Sleep(time.Second)
			}
			return nil
		})
		if r.OK != 400 || r.Waited.Max != 990*time.Millisecond || r.Latency.Max != time.Second {
			t.Errorf("%+v, want 400 calls, the longest of a second and the next one after 0.99 s", r)
		}
		if d := r.Service; d.P99 != 0 || d.Max != time.Second {
			t.Errorf("service %v, want nothing but for one call of a second", d)
		}
		// Calls 100 to 199 took 1000, 990, …, 10 ms; the other 300 nothing. Of 400, the 380th is the 80th of those.
		if d := r.Latency; d.P50 != 0 || d.P95 != 800*time.Millisecond || d.P99 != 960*time.Millisecond || d.P999 != time.Second {
			t.Errorf("latency %v, want p50 0, p95 800 ms, p99 960 ms, p99.9 1 s", d)
		}
	})
}

func TestLoadGivesUpBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int64
		r := Load(t.Context(), Schedule{Rate: 100, Duration: 2 * time.Second, InFlight: 2}, func(ctx context.Context, i int) error {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(100 * time.Millisecond) // 20 a second at best
			return nil
		})
		if most.Load() != 2 {
			t.Errorf("%d calls at a time, want 2", most.Load())
		}
		if r.OK+r.Unsent != 200 || r.OK < 60 || r.OK > 64 {
			t.Errorf("%d calls and %d unsent, want about 20 a second for the 3 s that calls may begin in, of 200", r.OK, r.Unsent)
		}
	})
}

func TestLoadErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := errors.New("status 503")
		r := Load(t.Context(), Schedule{Rate: 10, Duration: time.Second}, func(ctx context.Context, i int) error {
			switch {
			case i < 2:
				return fmt.Errorf("search %d: %w", i, busy)
			case i < 5:
				ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
				<-ctx.Done()
				return fmt.Errorf("search %d: %w", i, ctx.Err())
			}
			time.Sleep(time.Millisecond)
			return nil
		})
		if r.OK != 5 || r.Failed != 5 || r.Errors["status 503"] != 2 || r.Errors["timeout"] != 3 {
			t.Errorf("%d ok, %d failed: %v, want 5 and 5, by kind", r.OK, r.Failed, r.Errors)
		}
		if r.Latency.Count != 5 || r.Latency.Max != time.Millisecond {
			t.Errorf("latency %+v, want that of the 5 that succeeded", r.Latency)
		}
		if r.Achieved != 5 {
			t.Errorf("%v a second, want 5", r.Achieved)
		}
		var b bytes.Buffer
		if err := r.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"5.0 a second succeeded, 10.0 asked for", "5 ok, 5 failed, 0 not sent", "2: status 503", "p99 1.00 ms"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("the report does not say %q:\n%s", want, &b)
			}
		}
	})
}

func TestLoadErrorKindsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := Load(t.Context(), Schedule{Rate: 1000, Duration: time.Second}, func(ctx context.Context, i int) error {
			return fmt.Errorf("request %d failed", i)
		})
		if r.Failed != 1000 || len(r.Errors) > 21 || r.Errors["other"] < 900 {
			t.Errorf("%d failed in %d kinds, %d of them other", r.Failed, len(r.Errors), r.Errors["other"])
		}
	})
}

func TestLoadEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 505*time.Millisecond)
		defer cancel()
		r := Load(ctx, Schedule{Rate: 100, Duration: time.Hour}, func(ctx context.Context, i int) error { return nil })
		if r.OK != 51 || r.Unsent != 360000-51 || r.Elapsed != 505*time.Millisecond {
			t.Errorf("%d calls, %d unsent in %v, want 51 in 505 ms", r.OK, r.Unsent, r.Elapsed)
		}
	})
	for _, s := range []Schedule{{}, {Rate: -1, Duration: time.Second}, {Rate: 10}} {
		if r := Load(t.Context(), s, nil); r.Planned != 0 || r.Achieved != 0 {
			t.Errorf("%+v: %+v, want nothing", s, r)
		}
	}
}

func TestDistribution(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, ms(100-i))
	}
	for _, tt := range []struct {
		durations []time.Duration
		want      Distribution
	}{
		{nil, Distribution{}},
		{[]time.Duration{ms(7)}, Distribution{1, ms(7), ms(7), ms(7), ms(7), ms(7), ms(7)}},
		{[]time.Duration{ms(3), ms(1), ms(2)}, Distribution{3, ms(2), ms(2), ms(3), ms(3), ms(3), ms(3)}},
		{hundred, Distribution{100, 50500 * time.Microsecond, ms(50), ms(95), ms(99), ms(100), ms(100)}},
	} {
		if got := newDistribution(tt.durations); got != tt.want {
			t.Errorf("newDistribution of %d = %+v, want %+v", len(tt.durations), got, tt.want)
		}
	}
}
