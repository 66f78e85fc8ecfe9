package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
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
	summary: "Measure ranking against judged queries: nDCG@10, MRR@10, recall; compare, and fit it to them",
	details: "Queries are JSONL, {\"id\":…,\"text\":…} a line, with an optional \"kind\"; judgements are query id, document or\n" +
		"section id and grade, parted by tabs. A section is named by its id, or by its document and its number in it (id#3);\n" +
		"an id that is a path may be written without its extension.\n\n" +
		"--against tells whether a ranking is better than that of an earlier report by more than chance (paired\n" +
		"randomisation test). --ablation leaves out each part of the score in turn. --fit fits what the parts weigh to the\n" +
		"queries and writes it to ranking.tsv in the data folder, if cross-validation finds it better; the index ranks by it\n" +
		"from the next start or reindex on. Remove the file to rank as before. Some hundred judged queries are needed.\n\n" +
		"--fit --opened needs none: the readers' openings, which the server counts (usage.jsonl in the data folder), are the\n" +
		"judgements. Of a query with two openings and more, a section with half of them or more has grade 3, with a fifth\n" +
		"grade 2, any other that was opened 1; at least 20 such queries are needed. Readers open what stands high rather\n" +
		"than what does not, so openings speak for the ranking that they saw.",
	examples: []string{
		"opsguide eval --queries queries.jsonl --qrels qrels.tsv",
		"opsguide eval --level section --queries bench/sample/queries.jsonl --qrels bench/sample/qrels.tsv",
		"opsguide eval --json --queries queries.jsonl --qrels qrels.tsv > report.json",
		"opsguide eval --against report.json --queries queries.jsonl --qrels qrels.tsv",
		"opsguide eval --fit --queries queries.jsonl --qrels qrels.tsv",
		"opsguide eval --fit --opened",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		v := evaluation{where: whereFlags(fs)}
		fs.StringVar(&v.queriesFile, "queries", "", "`FILE` the queries, JSONL")
		fs.StringVar(&v.qrelsFile, "qrels", "", "`FILE` the judgements, TSV")
		v.level = choiceFlag(fs, "level", "document", "`L` what was judged:", "document", "section")
		fs.BoolVar(&v.asJSON, "json", false, "print the figures of every query as JSON")
		against := fs.String("against", "", "`FILE` compare with the report that --json has written there")
		ablation := fs.Bool("ablation", false, "leave out each part of the score in turn")
		fit := fs.Bool("fit", false, "fit the weights of the score's parts to the queries")
		fs.BoolVar(&v.opened, "opened", false, "with --fit, take what readers opened for judgements, of sections")
		fs.StringVar(&v.out, "out", "", "`FILE` where --fit writes them; else ranking.tsv in the data folder")
		fs.BoolVar(&v.force, "force", false, "write them even if cross-validation does not find them better")
		v.folds = wholeFlag(fs, "folds", 5, 2, 100, "`N` parts of cross-validation,")
		return func(ctx context.Context, e *env, _ []string) (err error) {
			if v.opened {
				if !*fit || *ablation || *against != "" || v.queriesFile != "" || v.qrelsFile != "" {
					return errors.New("--opened goes with --fit, and takes the place of --queries and --qrels")
				}
				*v.level = "section"
				return v.fit(ctx, e)
			}
			if v.queriesFile == "" || v.qrelsFile == "" {
				return errors.New("eval needs --queries and --qrels; see opsguide eval --help")
			}
			if *fit && *ablation || *against != "" && (*fit || *ablation) {
				return errors.New("eval does one thing at a time: --against, --ablation or --fit")
			}
			if (v.out != "" || v.force) && !*fit {
				return errors.New("--out and --force go with --fit")
			}
			if v.queries, err = bench.ReadQueries(v.queriesFile); err != nil {
				return err
			}
			if v.qrels, err = bench.ReadQrels(v.qrelsFile); err != nil {
				return err
			}
			switch {
			case *fit:
				return v.fit(ctx, e)
			case *ablation:
				return v.ablation(ctx, e)
			}
			return v.report(ctx, e, *against)
		}
	},
}

// An evaluation is what eval was asked for.
type evaluation struct {
	where                  where
	queriesFile, qrelsFile string
	queries                []bench.Query
	qrels                  bench.Qrels
	level                  *string
	asJSON                 bool
	opened                 bool // judgements are what readers opened
	out                    string
	force                  bool
	folds                  *int
}

// report searches for every query and prints how good the answers are, and whether they are better than before.
func (v *evaluation) report(ctx context.Context, e *env, against string) (err error) {
	var before *bench.Report
	if against != "" {
		if before, err = bench.ReadReport(against); err != nil {
			return err
		}
	}
	c, release, err := v.where.connect(e, client.Options{})
	if err != nil {
		return err
	}
	defer release()
	p := newProgress(e)
	report, err := bench.Evaluate(ctx, v.searcher(c), v.queries, v.qrels, bench.Options{Deep: evalDepth, Progress: p.evaluated})
	p.done()
	if err != nil {
		return err
	}
	if before != nil {
		if report.Against, err = bench.Compare(before, report); err != nil {
			return err
		}
	}
	if v.asJSON {
		return report.WriteJSON(e.out)
	}
	if err := report.WriteText(e.out); err != nil || before == nil {
		return err
	}
	fmt.Fprintf(e.out, "\nagainst %s: ", against)
	return report.Against.WriteText(e.out, shownPairs)
}

// shownPairs is how many of the greatest losses and gains a comparison shows.
const shownPairs = 5

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
func (v *evaluation) searcher(c *client.Client) bench.SearchFunc {
	name := v.naming()
	return func(ctx context.Context, q string) ([]string, error) {
		request := client.SearchRequest{Q: clip(q), PerPage: evalDepth, Highlight: "none", Group: "document", Count: "false"}
		if v.sections() {
			request.Group = "none"
		}
		found, err := c.Search(ctx, request)
		if err != nil {
			return nil, plainly(err)
		}
		ids := make([]string, 0, len(found.Hits))
		for _, h := range found.Hits {
			ids = append(ids, name(h.Document.ID, h.ID, h.Section.Ordinal))
		}
		return ids, nil
	}
}

func (v *evaluation) sections() bool { return *v.level == "section" }

// naming returns what the judgements call a section or its document, whichever was judged; one that they do not name is
// called by its id. The bundled guidance has ids without the extension that they have once its files are indexed from a
// folder, so that either is good.
func (v *evaluation) naming() func(document, section string, ordinal int) string {
	known := map[string]bool{}
	for _, grades := range v.qrels {
		for id := range grades {
			known[id] = true
		}
	}
	return func(document, section string, ordinal int) string {
		var names []string
		for _, id := range []string{document, strings.TrimSuffix(document, path.Ext(document))} {
			if v.sections() {
				names = append(names, id+strings.TrimPrefix(section, document), id+"#"+strconv.Itoa(ordinal))
			} else {
				names = append(names, id)
			}
		}
		return names[max(0, slices.IndexFunc(names, func(id string) bool { return known[id] }))]
	}
}
