package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/opsguide/opsguide/api"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/cache"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/usage"
)

var serveCommand = command{
	name:    "serve",
	summary: "Serve the search page and the HTTP API",
	details: "Where the data folder holds no index yet, one is built of the bundled guidance, or of what --corpus names.\n" +
		"The server listens on this machine only, unless --addr says otherwise.\n" +
		"\n" +
		"It looks at lexicon.tsv in the data folder (see opsguide index --help) every two seconds. Other synonyms take\n" +
		"effect at once; for other words all documents are cut anew, while searches go on. A bad line is logged, stands in\n" +
		"/api/v1/stats and changes nothing.",
	examples: []string{
		"opsguide serve",
		"opsguide serve --corpus handbook/ --corpus pages.jsonl",
		"opsguide serve --addr 127.0.0.1:9000 --data /srv/opsguide --public-url https://guide.example.com",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		addr := fs.String("addr", "127.0.0.1:8080", "`HOST:PORT` where to listen")
		data := dataFlag(fs)
		var paths list
		fs.Var(&paths, "corpus", "`PATH` file or folder to build the first index of; may be given several times")
		public := fs.String("public-url", "", "`URL` address at which people reach the server, where a proxy stands before it")
		noUsage := fs.Bool("no-usage", false, "do not count what is asked and opened, of which opsguide gaps tells what is missing")
		return func(ctx context.Context, e *env, _ []string) error {
			dir, err := e.dataFolder(*data)
			if err != nil {
				return err
			}
			return serve(ctx, e, dir, *addr, *public, paths, !*noUsage)
		}
	},
}

// drainTime is how long requests may go on once the server is told to end.
const drainTime = 15 * time.Second

// servingGC is the garbage collector's percentage while serving: a search leaves little behind, so collecting more than
// twice as often as usual costs hardly anything and saves a third of the process's own memory.
const servingGC = 40

func serve(ctx context.Context, e *env, dir, addr, public string, paths []string, count bool) error {
	if err := alone(dir); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; choose another address with --addr", addr, err)
	}
	defer listener.Close()
	var counter *usage.Counter
	engine, err := openOrBuild(ctx, e, dir, paths, local.Options{
		Logger: slog.New(slog.NewTextHandler(e.err, nil)), // what it does with the lexicon is of interest
		Popular: func(typed string, n int) (texts []string) {
			for _, q := range counter.Popular(typed, n) {
				texts = append(texts, q.Text)
			}
			return texts
		},
	})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	cached, err := cache.New(engine, filepath.Join(dir, "cache.db"), cache.Options{Owner: ownBuild(), Logger: log})
	if err != nil {
		return errors.Join(err, engine.Close())
	}
	defer cached.Close()
	if count {
		counter = usage.Open(usageFile(dir), usage.Options{Logger: log})
		defer counter.Close()
	}
	handler, err := api.NewHandler(cached, api.Options{Logger: log, PublicURL: public, Adopt: engine.Adopt, Usage: counter})
	if err != nil {
		return err
	}
	if e.getenv("GOGC") == "" {
		debug.SetGCPercent(servingGC)
	}
	url := "http://" + reachable(listener.Addr())
	withdraw, err := announce(dir, url)
	if err != nil {
		return err
	}
	defer withdraw()
	stats, err := cached.Stats(ctx)
	if err != nil {
		return err
	}
	e.note("opsguide serves %d documents, %d answers, %d sections at %s", stats.Documents, stats.Answers, stats.Sections, url)

	server := api.NewServer(addr, handler)
	server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	e.note("opsguide ends once the requests under way are answered")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// usageFile is where the counts of what is asked and opened are kept.
func usageFile(dir string) string { return filepath.Join(dir, "usage.jsonl") }

// alone returns an error that says where the server runs that holds a data folder, if there is one.
func alone(dir string) error {
	if url := runningServer(dir); url != "" {
		return fmt.Errorf("a server runs already on this data folder, at %s; name another folder with --data", url)
	}
	return nil
}

// reachable is the address at which this machine reaches a listener, which may listen on all of its addresses.
func reachable(a net.Addr) string {
	t, ok := a.(*net.TCPAddr)
	if !ok || !t.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("localhost", strconv.Itoa(t.Port))
}

// openOrBuild opens the data folder, building its first index where there is none.
func openOrBuild(ctx context.Context, e *env, dir string, paths []string, o local.Options) (*local.Engine, error) {
	engine, err := local.Open(dir, o)
	switch {
	case errors.Is(err, index.ErrBusy):
		return nil, cmp.Or(alone(dir), err)
	case err == nil && len(paths) > 0:
		e.note("opsguide: the data folder has an index, --corpus is left aside; opsguide index builds a new one")
	case !errors.Is(err, index.ErrNoIndex):
		return engine, withCure(err)
	}
	if err == nil {
		return engine, nil
	}
	var docs iter.Seq2[*corpus.Document, error]
	var bad int
	if len(paths) > 0 {
		docs = readable(ctx, e, paths, corpus.Options{Stdin: e.in}, &bad)
	} else {
		docs = corpus.Sample()
	}
	if err := build(ctx, e, dir, docs); err != nil {
		return nil, err
	}
	return local.Open(dir, o)
}

// ownBuild tells this build of the program from others, by its file.
func ownBuild() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d bytes of %s", info.Size(), info.ModTime().UTC().Format(time.RFC3339Nano))
}
