package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"time"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/bench"
)

var loadCommand = command{
	name:    "load",
	summary: "Measure how fast searches are answered at a fixed rate",
	details: "Searches fall due evenly, whether or not earlier ones have been answered, as those of people do; the queries are asked\n" +
		"in turn. A latency counts from when the search fell due. Queries are JSONL, {\"id\":…,\"text\":…} a line.",
	examples: []string{
		"opsguide load --queries queries.jsonl",
		"opsguide load --server http://127.0.0.1:8080 --queries queries.jsonl --rate 500 --duration 1m",
		"opsguide load --json --queries queries.jsonl | jq '.latency.p99_ns / 1e6'",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		queries := fs.String("queries", "", "`FILE` the queries, JSONL")
		rate := fs.Float64("rate", 100, "`R` how many searches a second")
		duration := fs.Duration("duration", 10*time.Second, "`T` how long, such as 30s or 2m")
		asJSON := fs.Bool("json", false, "print the figures as JSON, times in nanoseconds")
		return func(ctx context.Context, e *env, _ []string) error {
			switch {
			case *queries == "":
				return errors.New("load needs --queries; see opsguide load --help")
			case !(*rate > 0 && *rate <= maxRate):
				return fmt.Errorf("--rate is %v: it may be more than 0 and at most %d", *rate, maxRate)
			case *duration <= 0 || *duration > maxDuration:
				return fmt.Errorf("--duration is %s: it may be more than 0 and at most %s", *duration, maxDuration)
			}
			asked, err := bench.ReadQueries(*queries)
			if err != nil {
				return err
			}
			if len(asked) == 0 {
				return fmt.Errorf("%s holds no queries", *queries)
			}
			c, release, err := w.connect(e, loadOptions())
			if err != nil {
				return err
			}
			defer release()
			schedule := bench.Schedule{Rate: *rate, Duration: *duration}
			report := bench.Load(ctx, schedule, func(ctx context.Context, i int) error {
				_, err := c.Search(ctx, client.SearchRequest{Q: clip(asked[i%len(asked)].Text), Count: "false"})
				return kindOf(err)
			})
			if err := writeLoad(e, report, *asJSON); err != nil {
				return err
			}
			if report.OK == 0 {
				return errors.New("no search was answered")
			}
			return nil
		}
	},
}

// Bounds of a load test: what one machine may sensibly be asked for, and what the figures have room for in memory.
const (
	maxRate     = 100_000
	maxDuration = time.Hour
)

// loadOptions has a client keep a connection for each search under way, and count a refusal as one.
func loadOptions() client.Options {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 1024
	return client.Options{HTTP: &http.Client{Transport: transport}, Retries: -1}
}

// kindOf leaves of a server's problem what is the same for all of its kind, so that they are counted together.
func kindOf(err error) error {
	var p *client.Problem
	if errors.As(err, &p) {
		return fmt.Errorf("%d %s", p.Status, p.Code)
	}
	return err
}

func writeLoad(e *env, r *bench.LoadReport, asJSON bool) error {
	if asJSON {
		return writeJSON(e.out, r)
	}
	return r.WriteText(e.out)
}
