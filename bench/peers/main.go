// Command peers measures opsguide side by side with other ways to search the same texts: bleve, bluge, SQLite's FTS5
// and a plain scan.
//
//	cd bench/peers
//	go run . -docs corpus.jsonl.gz -queries queries.jsonl -qrels qrels.tsv
//
// Every engine indexes the same documents and answers the same queries with ten hits, titles and marked passages. Each
// build and each round of queries is a process of its own, one after the other, and rounds go through all engines in
// turn. What is measured goes to a new folder: a table, a plot and the raw figures. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/opsguide/opsguide/bench"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == childArgument:
		err = child(os.Args[2])
	case withoutSQLite != "" && os.Getenv(taggedVariable) == "":
		err = runTagged()
	default:
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		err = run(ctx, os.Args[1:])
	}
	var exit *exec.ExitError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.As(err, &exit):
		os.Exit(exit.ExitCode()) // it has said why
	default:
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// taggedVariable is set in the environment of the process that runTagged starts.
const taggedVariable = "OPSGUIDE_PEERS_TAGGED"

// runTagged runs this command with FTS5 compiled into SQLite, which needs a build tag. Without a C compiler that build
// has no SQLite either, and its table says so.
func runTagged() error {
	c := exec.Command("go", append([]string{"run", "-tags", "sqlite_fts5", "."}, os.Args[1:]...)...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), taggedVariable+"=1")
	return c.Run()
}

// options are the flags.
type options struct {
	docs, name, queries, qrels string
	documents, rounds, sample  int
	engines, rebuild           []string
	growth                     bool
	saturate                   time.Duration
	work, out                  string
}

func parse(args []string) (o options, err error) {
	fs := flag.NewFlagSet("peers", flag.ContinueOnError)
	fs.StringVar(&o.docs, "docs", "", "`file` of documents, JSON lines with id, title and text, plain or gzipped")
	fs.StringVar(&o.queries, "queries", "", "`file` of queries, JSON lines with id and text")
	fs.StringVar(&o.qrels, "qrels", "", "`file` of judgements: query id, document id and grade, with tabs between")
	fs.StringVar(&o.name, "name", "", "`name` of the corpus in the results (default: of the folder of -docs)")
	fs.IntVar(&o.documents, "n", 0, "index so `many` documents, chosen at random but always alike; 0 means all")
	names := fs.String("engines", "", "comma-separated `names`; all if empty: "+strings.Join(allNames(), ", "))
	fs.IntVar(&o.rounds, "rounds", 3, "how `many` times each engine is asked all queries")
	fs.IntVar(&o.sample, "sample", 200, "ask a slow engine only so `many` of the queries")
	fs.DurationVar(&o.saturate, "saturate", 20*time.Second, "how long each round asks on every core at once")
	fs.BoolVar(&o.growth, "growth", false, "also measure opsguide and bleve-cjk at a quarter of the documents")
	fs.StringVar(&o.work, "work", "", "`folder` to keep indexes in for the next run (default: a temporary one)")
	rebuild := fs.String("rebuild", "", "comma-separated `names` of engines to index again, though -work has them")
	fs.StringVar(&o.out, "out", filepath.Join("..", "runs"), "`folder` for the folder of results")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	switch {
	case fs.NArg() > 0:
		return o, fmt.Errorf("%q is no flag; see -help", fs.Arg(0))
	case o.docs == "" || o.queries == "":
		return o, errors.New("-docs and -queries are needed; see -help")
	case o.rounds < 1 || o.sample < 1:
		return o, errors.New("-rounds and -sample are 1 at least")
	}
	if o.name == "" {
		path, err := filepath.Abs(o.docs)
		if err != nil {
			return o, err
		}
		o.name = filepath.Base(filepath.Dir(path))
	}
	if o.engines, err = splitNames(*names); err != nil {
		return o, err
	}
	if len(o.engines) == 0 {
		o.engines = allNames()
	}
	o.rebuild, err = splitNames(*rebuild)
	return o, err
}

func allNames() (names []string) {
	for _, e := range engines {
		names = append(names, e.name)
	}
	return names
}

func splitNames(list string) (names []string, err error) {
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if _, ok := engineNamed(name); !ok {
			return nil, fmt.Errorf("no engine is called %q; there are %s", name, strings.Join(allNames(), ", "))
		}
		names = append(names, name)
	}
	return names, nil
}

func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if o.work == "" {
		if o.work, err = os.MkdirTemp("", "peers-"); err != nil {
			return err
		}
		defer os.RemoveAll(o.work)
	}
	queries, err := bench.ReadQueries(o.queries)
	if err != nil {
		return err
	}
	var judged bench.Qrels
	if o.qrels != "" {
		if judged, err = bench.ReadQrels(o.qrels); err != nil {
			return err
		}
	}
	r := &Runner{options: o, queries: queries, judged: judged}
	results, err := r.run(ctx)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s-%d", results.Date.Format(time.DateOnly), o.name, results.Corpus.Size)
	dir := filepath.Join(o.out, name)
	if err := results.write(dir); err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	fmt.Fprintf(os.Stderr, "results are in %s\n", dir)
	if i := slices.IndexFunc(results.Engines, func(f Figures) bool { return f.Failed != "" }); i >= 0 {
		return fmt.Errorf("%s failed: %s", results.Engines[i].Engine, results.Engines[i].Failed)
	}
	return nil
}
