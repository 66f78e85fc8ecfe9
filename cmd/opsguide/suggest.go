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

var suggestCommand = command{
	name:    "suggest",
	args:    "PREFIX",
	summary: "Complete what was typed so far",
	examples: []string{
		"opsguide suggest 用户",
		"opsguide suggest -n 3 --json liucun",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		n := wholeFlag(fs, "n", 8, 1, 20, "`N` how many suggestions,")
		color := colorFlag(fs)
		asJSON := fs.Bool("json", false, "print them as JSON, as the HTTP API gives them")
		return func(ctx context.Context, e *env, args []string) error {
			if len(args) == 0 {
				return errors.New("suggest needs what was typed; see opsguide suggest --help")
			}
			c, release, err := w.connect(e, client.Options{})
			if err != nil {
				return err
			}
			defer release()
			found, err := c.Suggest(ctx, strings.Join(args, " "), *n)
			if err != nil {
				return plainly(err)
			}
			if *asJSON {
				err = writeJSON(e.out, found)
			} else {
				s := screenOf(e, *color)
				s.width = math.MaxInt // one suggestion a line
				for _, x := range found.Suggestions {
					if _, err = fmt.Fprintf(e.out, "%s\t%s\n", s.marked(x.Match, "", ""), s.style(faint, x.Kind)); err != nil {
						break
					}
				}
			}
			if err == nil && len(found.Suggestions) == 0 {
				err = errNothing
			}
			return err
		}
	},
}
