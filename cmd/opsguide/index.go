package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/local"
)

var indexCommand = command{
	name:    "index",
	args:    "PATH ...",
	summary: "Build a new index of files and folders and publish it",
	details: "Question pages saved as text, Markdown, HTML, plain text and JSONL are told apart by themselves; - reads standard\n" +
		"input. The new index replaces the one before when it is complete; until then, and if anything fails, that one\n" +
		"goes on serving. Documents that were put over HTTP are replaced with all others. A file that cannot be read is\n" +
		"named and left out, and the exit status is 2.\n" +
		"\n" +
		"Words of your own go into lexicon.tsv in the data folder, a term a line: term, category, English name and\n" +
		"synonyms, parted by tabs; only the term must be there, and synonyms are parted by semicolons. They extend the\n" +
		"bundled lexicon; a line replaces what that says of the same term. A bad line stops the build.",
	examples: []string{
		"opsguide index handbook/ faq/*.txt",
		"opsguide index --format jsonl export.jsonl",
		`printf '裂变券\t活动\tvoucher\t拼团券;拉新券\n' >>DIR/lexicon.tsv && opsguide index --data DIR handbook/`,
		"curl -s https://wiki.example.com/export | opsguide index --format html -",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		data := dataFlag(fs)
		format := choiceFlag(fs, "format", "", "`F` read every file as", "qa", "md", "html", "txt", "jsonl")
		return func(ctx context.Context, e *env, args []string) error {
			if len(args) == 0 {
				return errors.New("index needs a file or folder; see opsguide index --help")
			}
			dir, err := e.dataFolder(*data)
			if err != nil {
				return err
			}
			return indexPaths(ctx, e, dir, args, corpus.Format(*format))
		}
	},
}

func indexPaths(ctx context.Context, e *env, dir string, paths []string, format corpus.Format) error {
	var bad int
	docs := readable(ctx, e, paths, corpus.Options{Format: format, Stdin: e.in}, &bad)
	if err := build(ctx, e, dir, docs); err != nil {
		return err
	}
	if url := runningServer(dir); url != "" {
		if err := adopt(ctx, dir, url); err != nil {
			return fmt.Errorf("the index is built, but the server at %s does not serve it: %w; restart the server", url, err)
		}
		e.note("the server at %s serves it", url)
	}
	if bad > 0 {
		return fmt.Errorf("%d of the inputs could not be read and are not in the index", bad)
	}
	return nil
}

// adopt has a running server serve the generation that was published in its data folder.
func adopt(ctx context.Context, dir, url string) error {
	name, err := local.Current(dir)
	if err != nil {
		return err
	}
	c, err := client.New(url, client.Options{})
	if err != nil {
		return err
	}
	_, err = c.Reindex(ctx, name)
	return err
}

// readable yields the documents that can be read, and names and counts those that cannot.
func readable(ctx context.Context, e *env, paths []string, o corpus.Options, bad *int) iter.Seq2[*corpus.Document, error] {
	return func(yield func(*corpus.Document, error) bool) {
		for d, err := range corpus.Read(ctx, paths, o) {
			var file *corpus.FileError
			if errors.As(err, &file) {
				*bad++
				e.note("opsguide: %v", err)
				continue
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// errEmpty says that there was nothing to build an index of.
var errEmpty = errors.New("no document was found; nothing was changed")

// build makes and publishes a generation, with progress on a terminal.
func build(ctx context.Context, e *env, dir string, docs iter.Seq2[*corpus.Document, error]) error {
	next, stop := iter.Pull2(docs)
	defer stop()
	first, err, ok := next()
	if err != nil {
		return err
	}
	if !ok {
		return errEmpty
	}
	all := func(yield func(*corpus.Document, error) bool) {
		if !yield(first, nil) {
			return
		}
		for {
			d, err, ok := next()
			if !ok || !yield(d, err) {
				return
			}
		}
	}
	p := newProgress(e)
	m, err := local.Build(ctx, dir, all, local.BuildOptions{Report: p.report})
	p.done()
	if _, ok := errors.AsType[*analyzer.LexiconError](err); ok {
		return fmt.Errorf("the lexicon has bad lines; mend them and try again, nothing was changed\n%w", err)
	}
	if err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	e.note("index %s: %d documents, %d answers, %d sections, in %s", m.Generation, m.Documents, m.Answers, m.Sections, dir)
	return nil
}
