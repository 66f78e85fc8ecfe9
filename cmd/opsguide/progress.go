package main

import (
	"cmp"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/opsguide/opsguide/index"
)

// progress shows how long work goes on: a bar that is redrawn on a terminal, nothing elsewhere. It may be reported to
// concurrently.
type progress struct {
	mu  sync.Mutex
	bar *progressbar.ProgressBar // nil where there is no terminal
}

// stages are the words for what is going on.
var stages = map[string]string{
	"dictionary": "compiling the dictionary", "index": "indexing documents", "merge": "merging", "verify": "checksumming",
	"checksum": "checking files", "documents": "reading documents", "queries": "asking queries",
}

func newProgress(e *env) *progress {
	f, ok := e.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &progress{}
	}
	return &progress{bar: progressbar.NewOptions64(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetWidth(20),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetDescription("reading"))}
}

func (p *progress) report(r index.Progress) {
	if p.bar == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	what := cmp.Or(stages[r.Stage], r.Stage)
	if r.Done > 0 {
		what += " " + strconv.FormatInt(r.Done, 10)
	}
	p.bar.Describe(what)
	if most := cmp.Or(r.Total, -1); most != p.bar.GetMax64() { // -1: nobody knows
		p.bar.ChangeMax64(most)
	}
	_ = p.bar.Set64(r.Done)
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// evaluated reports queries evaluated so far.
func (p *progress) evaluated(done, total int) {
	p.report(index.Progress{Stage: "queries", Done: int64(done), Total: int64(total)})
}
