package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/bench"
)

var evalCommand = command{
	name:    "eval",
	summary: "Measure ranking against judged queries: nDCG@10, MRR@10, recall",
	details: "Queries are JSONL, {\"id\":…,\"text\":…} a line, with an optional \"kind\"; judgements are query id, document or\n" +
		"section id and grade, parted by tabs. A section is named by its id, or by its document and its number in it (id#3).",
	examples: []string{
		"opsguide eval --queries queries.jsonl --qrels qrels.tsv",
		"opsguide eval --level section --queries bench/sample/queries.jsonl --qrels bench/sample/qrels.tsv",
		"opsguide eval --json --queries queries.jsonl --qrels qrels.tsv > report.json",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		queries := fs.String("queries", "", "the `FILE` of queries, JSONL")
		qrels := fs.String("qrels", "", "the `FILE` of judgements, TSV")
		level := fs.String("level", "document", "what was judged, `L`: document or section")
		asJSON := fs.Bool("json", false, "print the figures of every query as JSON")
		return func(ctx context.Context, e *env, args []string) error {
			switch {
			case len(args) > 0:
				return fmt.Errorf("eval takes no arguments, but got %q", args[0])
			case *queries == "" || *qrels == "":
				return errors.New("eval needs --queries and --qrels; see opsguide eval --help")
			case *level != "document" && *level != "section":
				return fmt.Errorf("--level is %q; it may be document or section", *level)
			}
			asked, err := bench.ReadQueries(*queries)
			if err != nil {
				return err
			}
			judged, err := bench.ReadQrels(*qrels)
			if err != nil {
				return err
			}
			c, release, err := w.connect(e)
			if err != nil {
				return err
			}
			defer release()
			p := newProgress(e)
			report, err := bench.Evaluate(ctx, searcher(c, *level == "section", judged), asked, judged,
				bench.Options{Deep: evalDepth, Progress: p.evaluated})
			p.done()
			if err != nil {
				return err
			}
			if *asJSON {
				return report.WriteJSON(e.out)
			}
			return report.WriteText(e.out)
		}
	},
}

// evalDepth is how many results of a query are looked at: a page of the largest size.
const evalDepth = 50

// maxEvalRunes is the longest query that a server takes; a longer one is cut there.
const maxEvalRunes = 256

// searcher asks for the ids that judgements name.
func searcher(c *client.Client, sections bool, judged bench.Qrels) bench.SearchFunc {
	known := map[string]bool{}
	for _, grades := range judged {
		for id := range grades {
			known[id] = true
		}
	}
	return func(ctx context.Context, q string) ([]string, error) {
		if r := []rune(q); len(r) > maxEvalRunes {
			q = string(r[:maxEvalRunes])
		}
		request := client.SearchRequest{Q: q, PerPage: evalDepth, Highlight: "none", Group: "document"}
		if sections {
			request.Group = "none"
		}
		found, err := c.Search(ctx, request)
		if err != nil {
			return nil, plainly(err)
		}
		ids := make([]string, 0, len(found.Hits))
		for _, h := range found.Hits {
			id := h.Document.ID
			if sections {
				if id = h.ID; !known[id] {
					id = h.Document.ID + "#" + strconv.Itoa(h.Section.Ordinal)
				}
			}
			ids = append(ids, id)
		}
		return ids, nil
	}
}
