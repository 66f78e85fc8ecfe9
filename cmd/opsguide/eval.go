package main

import (
	"context"
	"errors"
	"flag"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/bench"
	"github.com/opsguide/opsguide/index"
)

var evalCommand = command{
	name:    "eval",
	summary: "Measure ranking against judged queries: nDCG@10, MRR@10, recall",
	details: "Queries are JSONL, {\"id\":…,\"text\":…} a line, with an optional \"kind\"; judgements are query id, document or\n" +
		"section id and grade, parted by tabs. A section is named by its id, or by its document and its number in it (id#3);\n" +
		"an id that is a path may be written without its extension.",
	examples: []string{
		"opsguide eval --queries queries.jsonl --qrels qrels.tsv",
		"opsguide eval --level section --queries bench/sample/queries.jsonl --qrels bench/sample/qrels.tsv",
		"opsguide eval --json --queries queries.jsonl --qrels qrels.tsv > report.json",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		queries := fs.String("queries", "", "`FILE` the queries, JSONL")
		qrels := fs.String("qrels", "", "`FILE` the judgements, TSV")
		level := choiceFlag(fs, "level", "document", "`L` what was judged:", "document", "section")
		asJSON := fs.Bool("json", false, "print the figures of every query as JSON")
		return func(ctx context.Context, e *env, _ []string) error {
			if *queries == "" || *qrels == "" {
				return errors.New("eval needs --queries and --qrels; see opsguide eval --help")
			}
			asked, err := bench.ReadQueries(*queries)
			if err != nil {
				return err
			}
			judged, err := bench.ReadQrels(*qrels)
			if err != nil {
				return err
			}
			c, release, err := w.connect(e, client.Options{})
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
const evalDepth = index.MaxPerPage

// clip cuts a query to the longest that a server takes.
func clip(q string) string {
	if r := []rune(q); len(r) > index.MaxQueryRunes {
		return string(r[:index.MaxQueryRunes])
	}
	return q
}

// searcher asks for the ids that judgements name.
func searcher(c *client.Client, sections bool, judged bench.Qrels) bench.SearchFunc {
	known := map[string]bool{}
	for _, grades := range judged {
		for id := range grades {
			known[id] = true
		}
	}
	return func(ctx context.Context, q string) ([]string, error) {
		request := client.SearchRequest{Q: clip(q), PerPage: evalDepth, Highlight: "none", Group: "document", Count: "false"}
		if sections {
			request.Group = "none"
		}
		found, err := c.Search(ctx, request)
		if err != nil {
			return nil, plainly(err)
		}
		ids := make([]string, 0, len(found.Hits))
		for _, h := range found.Hits {
			names := namesOf(h, sections)
			i := slices.IndexFunc(names, func(id string) bool { return known[id] })
			ids = append(ids, names[max(i, 0)])
		}
		return ids, nil
	}
}

// namesOf lists what judgements may call the document or the section of a hit. The bundled guidance has ids without the
// extension that they have once its files are indexed from a folder, so that either is good.
func namesOf(h client.Hit, sections bool) (names []string) {
	for _, id := range []string{h.Document.ID, strings.TrimSuffix(h.Document.ID, path.Ext(h.Document.ID))} {
		if sections {
			names = append(names, id+strings.TrimPrefix(h.ID, h.Document.ID), id+"#"+strconv.Itoa(h.Section.Ordinal))
		} else {
			names = append(names, id)
		}
	}
	return names
}
