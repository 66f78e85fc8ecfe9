package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/opsguide/opsguide/api/client"
)

var gapsCommand = command{
	name:    "gaps",
	summary: "List what people look for and do not find",
	details: "Queries that find nothing or little, and those of whose results nobody opens any, the most asked first, each with\n" +
		"what is nearest to it. The server counts them while it serves; counts halve every 30 days. Of who asked nothing is\n" +
		"kept, and what was asked only once is not listed. Once guidance is there, its gap leaves the list by itself.",
	examples: []string{
		"opsguide gaps",
		"opsguide gaps -n 5 --server https://guide.example.com",
		"opsguide gaps --json | jq -r '.gaps[] | [.asked, .why, .query] | @tsv'",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		w.usage = true
		n := wholeFlag(fs, "n", 20, 1, 100, "`N` how many queries,")
		color := colorFlag(fs)
		asJSON := fs.Bool("json", false, "print them as JSON, as the HTTP API gives them")
		return func(ctx context.Context, e *env, _ []string) error {
			c, release, err := w.connect(e, client.Options{})
			if err != nil {
				return err
			}
			defer release()
			found, err := c.Gaps(ctx, *n)
			if err != nil {
				return plainly(err)
			}
			if *asJSON {
				err = writeJSON(e.out, found)
			} else {
				err = writeGaps(e, screenOf(e, *color), found.Gaps)
			}
			if err == nil && len(found.Gaps) == 0 {
				e.note("目前没有发现缺口")
				err = errNothing
			}
			return err
		}
	},
}

// whyGap says in words why a query is a gap.
var whyGap = map[string]string{"nothing": "没有结果", "little": "结果很少", "unopened": "有结果，但没有人点开"}

// writeGaps writes gaps for people.
func writeGaps(e *env, s screen, gaps []client.Gap) error {
	out := bufio.NewWriter(e.out)
	const indent = "    "
	for _, g := range gaps {
		fmt.Fprintln(out, s.marked(client.Highlight{Text: g.Query}, "", bold))
		about := fmt.Sprintf("%s · 搜过 %d 次 · 最近一次 %s", cmp.Or(whyGap[g.Why], g.Why), g.Asked, g.Last)
		fmt.Fprintf(out, "%s%s\n", indent, s.style(faint, about))
		if len(g.Missing) > 0 {
			missing := "没有任何章节出现：" + strings.Join(g.Missing, "、")
			fmt.Fprintln(out, s.marked(client.Highlight{Text: missing}, indent, ""))
		}
		for _, h := range g.Nearest {
			name := joinNonEmpty([]string{h.Document.Title, headingLine(h.Section) + h.Section.Heading}, " › ")
			fmt.Fprintln(out, s.marked(client.Highlight{Text: "相近：" + name}, indent, ""))
			fmt.Fprintf(out, "%s%s\n", indent, s.style(faint, h.ID))
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}
