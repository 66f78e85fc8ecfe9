package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"strings"

	"github.com/opsguide/opsguide/api/client"
)

var relatedCommand = command{
	name:    "related",
	args:    "QUERY ...",
	summary: "List words that go with a query",
	details: "Learned from the guidance itself: words that the query's best sections have more often than chance would have it,\n" +
		"each with how many of these sections have it, and how many of all.",
	examples: []string{
		"opsguide related 留存",
		"opsguide related -n 3 --json 直播带货",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		n := wholeFlag(fs, "n", 8, 1, 20, "`N` how many words,")
		color := colorFlag(fs)
		asJSON := fs.Bool("json", false, "print them as JSON, as the HTTP API gives them")
		return func(ctx context.Context, e *env, args []string) error {
			if len(args) == 0 {
				return errors.New("related needs a query; see opsguide related --help")
			}
			c, release, err := w.connect(e, client.Options{})
			if err != nil {
				return err
			}
			defer release()
			found, err := c.Related(ctx, strings.Join(args, " "), *n)
			if err != nil {
				return plainly(err)
			}
			if *asJSON {
				err = writeJSON(e.out, found)
			} else {
				err = writeRelated(e, screenOf(e, *color), found)
			}
			if err == nil && len(found.Terms) == 0 {
				err = errNothing
			}
			return err
		}
	},
}

// writeRelated writes related words for people.
func writeRelated(e *env, s screen, found *client.RelatedResponse) error {
	s.width = math.MaxInt // one word a line
	for _, x := range found.Terms {
		why := fmt.Sprintf("最相关的 %d 节里有 %d 节提到，全部 %d 节里有 %d 节", found.Looked, x.Found, found.Sections, x.Sections)
		if _, err := fmt.Fprintf(e.out, "%s\t%s\n", s.marked(client.Highlight{Text: x.Text}, "", bold), s.style(faint, why)); err != nil {
			return err
		}
	}
	return nil
}
