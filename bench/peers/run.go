package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/opsguide/opsguide/bench"
)

// childArgument, and the path of a Job, are the arguments of a process that does the job.
const childArgument = "child"

// A Runner measures engines in turn.
type Runner struct {
	options options
	queries []bench.Query
	judged  bench.Qrels
	version string // of opsguide
}

// run measures everything. What goes wrong in one engine is noted in its figures and does not end the others.
func (r *Runner) run(ctx context.Context) (*Results, error) {
	if err := os.MkdirAll(r.options.work, 0o755); err != nil {
		return nil, err
	}
	results := &Results{Date: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(), Machine: thisMachine(),
		Modules: modules(), Rounds: r.options.rounds, Saturate: r.options.saturate.Seconds()}
	results.Commit, results.Modified = commit(ctx)
	r.version = results.Commit
	if results.Modified {
		r.version = "" // of which nothing can be kept
	}
	for _, q := range r.queries {
		results.Queries = append(results.Queries, q.ID)
	}
	var err error
	if results.Corpus, err = r.corpus(r.options.documents); err != nil {
		return nil, err
	}
	for _, name := range r.options.engines {
		results.Engines = append(results.Engines, r.figures(name, results.Corpus))
	}
	if r.options.growth {
		quarter, err := r.corpus(results.Corpus.Size / 4)
		if err != nil {
			return nil, err
		}
		for _, name := range []string{reference, "bleve-cjk"} {
			if slices.Contains(r.options.engines, name) {
				results.Smaller = append(results.Smaller, r.figures(name, quarter))
			}
		}
	}
	for _, f := range results.all() {
		r.attempt(ctx, f, r.build)
	}
	for range r.options.rounds {
		for _, f := range results.all() {
			r.attempt(ctx, f, r.serve)
		}
	}
	for _, f := range results.all() {
		if err := f.judge(r.queries, r.judged); err != nil {
			return nil, err
		}
	}
	return results, ctx.Err()
}

func (r *Runner) corpus(n int) (Corpus, error) {
	staged, err := os.MkdirTemp(r.options.work, "corpus-")
	if err != nil {
		return Corpus{}, err
	}
	defer os.RemoveAll(staged)
	c, err := prepare(r.options.docs, r.options.name, staged, n)
	if err != nil {
		return Corpus{}, err
	}
	dir := filepath.Join(r.options.work, fmt.Sprintf("%s-%d", c.Name, c.Size))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Corpus{}, err
	}
	path := filepath.Join(dir, documentsFile)
	err = os.Rename(c.Path, path)
	c.Path = path
	return c, err
}

// figures is an engine of which nothing is known yet.
func (r *Runner) figures(name string, c Corpus) Figures {
	e, _ := engineNamed(name)
	f := Figures{Engine: name, About: e.about, Skipped: e.skip, Corpus: c, Version: r.version}
	if name != reference {
		f.Version = versionOf(e.modules)
	}
	if all := len(r.queries); e.slow && all > r.options.sample {
		f.Asked = rand.New(rand.NewPCG(seed, 1)).Perm(all)[:r.options.sample]
	} else {
		f.Asked = rand.New(rand.NewPCG(seed, 1)).Perm(all)
	}
	return f
}

// attempt does one step of an engine that nothing has gone wrong with so far.
func (r *Runner) attempt(ctx context.Context, f *Figures, step func(context.Context, *Figures) error) {
	if f.Skipped != "" || f.Failed != "" || ctx.Err() != nil {
		return
	}
	if err := step(ctx, f); err != nil {
		f.Failed = err.Error()
		note("%-12s failed: %v", f.Engine, err)
	}
}

// build indexes the corpus, unless that was done before with the same documents and the same version.
func (r *Runner) build(ctx context.Context, f *Figures) error {
	dir := r.folder(f)
	record := filepath.Join(dir, "built.json")
	if data, err := os.ReadFile(record); err == nil && !slices.Contains(r.options.rebuild, f.Engine) {
		var b Built
		err := json.Unmarshal(data, &b)
		if err == nil && f.Version != "" && b.Version == f.Version && b.Corpus == f.Corpus.SHA256 {
			f.Built = &b
			note("%-12s %7d documents were indexed on %s", f.Engine, f.Corpus.Size, b.Date)
			return nil
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	var b Built
	if err := r.do(ctx, f, Job{Build: true}, &b); err != nil {
		return err
	}
	b.Version = f.Version
	f.Built = &b
	note("%-12s %7d documents indexed in %.1f s", f.Engine, f.Corpus.Size, b.Wall)
	data, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return os.WriteFile(record, data, 0o644)
}

// serve is one round.
func (r *Runner) serve(ctx context.Context, f *Figures) error {
	job := Job{Saturate: r.options.saturate}
	for _, i := range f.Asked {
		job.Queries = append(job.Queries, r.queries[i].Text)
	}
	var s Served
	if err := r.do(ctx, f, job, &s); err != nil {
		return err
	}
	f.Rounds = append(f.Rounds, s)
	note("%-12s %7d documents, round %d: p50 %.2f ms, %.0f queries/s", f.Engine, f.Corpus.Size, len(f.Rounds),
		float64(percentile(s.Latencies, 50))/1000, s.Rate)
	return nil
}

func (r *Runner) folder(f *Figures) string {
	return filepath.Join(filepath.Dir(f.Corpus.Path), f.Engine)
}

// do has a process of its own do a job, and reads what it measured.
func (r *Runner) do(ctx context.Context, f *Figures, j Job, figures any) error {
	j.Engine, j.Corpus, j.Path = f.Engine, f.Corpus, f.Corpus.Path
	j.Dir = filepath.Join(r.folder(f), "index")
	if err := os.MkdirAll(j.Dir, 0o755); err != nil {
		return err
	}
	data, err := json.Marshal(j)
	if err != nil {
		return err
	}
	path := filepath.Join(r.folder(f), "job.json")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var said bytes.Buffer
	c := exec.CommandContext(ctx, self, childArgument, path)
	c.Stderr = &said
	if err := c.Run(); err != nil {
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		return errors.New(cmp.Or(strings.TrimPrefix(lines[0], "peers: "), err.Error()))
	}
	if data, err = os.ReadFile(path + ".out"); err != nil {
		return err
	}
	return json.Unmarshal(data, figures)
}

// note tells whoever waits what is done.
func note(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format(time.TimeOnly)+" "+format+"\n", args...)
}

// commit names the commit of the working tree, and tells whether the tree is another than it. Results do not count.
func commit(ctx context.Context) (name string, modified bool) {
	out, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "unknown", true
	}
	changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--", ":/", ":(exclude,top)bench").Output()
	return strings.TrimSpace(string(out)), err != nil || len(changes) > 0
}

// modules are the versions of all that is linked into this program, by path.
func modules() map[string]string {
	versions := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Replace == nil {
				versions[m.Path] = m.Version
			}
		}
	}
	return versions
}

// versionOf names modules by the last part of their paths, with their versions.
func versionOf(paths []string) string {
	versions := modules()
	var names []string
	for _, p := range paths {
		name := filepath.Base(strings.TrimSuffix(p, "/v2"))
		names = append(names, name+" "+versions[p])
	}
	return strings.Join(names, ", ")
}
