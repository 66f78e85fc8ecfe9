package bench

import (
	"fmt"
	"slices"
	"time"
)

// A Distribution sums up durations. A percentile is the nearest rank: the least duration that so many of a hundred do not
// exceed.
type Distribution struct {
	Count int           `json:"count"`
	Mean  time.Duration `json:"mean_ns"`
	P50   time.Duration `json:"p50_ns"`
	P95   time.Duration `json:"p95_ns"`
	P99   time.Duration `json:"p99_ns"`
	P999  time.Duration `json:"p999_ns"`
	Max   time.Duration `json:"max_ns"`
}

// newDistribution sorts the durations.
func newDistribution(durations []time.Duration) Distribution {
	n := len(durations)
	if n == 0 {
		return Distribution{}
	}
	slices.Sort(durations)
	var sum time.Duration
	for _, d := range durations {
		sum += d
	}
	at := func(thousandths int) time.Duration { return durations[(n*thousandths+999)/1000-1] }
	return Distribution{
		Count: n, Mean: sum / time.Duration(n),
		P50: at(500), P95: at(950), P99: at(990), P999: at(999), Max: durations[n-1],
	}
}

// String is one line for people.
func (d Distribution) String() string {
	if d.Count == 0 {
		return "none"
	}
	return fmt.Sprintf("p50 %s, p95 %s, p99 %s, p99.9 %s, max %s", short(d.P50), short(d.P95), short(d.P99), short(d.P999), short(d.Max))
}

// short is a duration with three digits or so.
func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
