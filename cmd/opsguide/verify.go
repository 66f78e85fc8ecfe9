package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/opsguide/opsguide/index/local"
)

var verifyCommand = command{
	name:    "verify",
	summary: "Check the index: every file against its checksum, every document read whole",
	examples: []string{
		"opsguide verify",
		"opsguide verify --data /srv/opsguide",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		data := dataFlag(fs)
		return func(ctx context.Context, e *env, _ []string) error {
			dir, err := e.dataFolder(*data)
			if err != nil {
				return err
			}
			if url := runningServer(dir); url != "" {
				return fmt.Errorf("the server at %s holds the index open; stop it to have the index checked", url)
			}
			p := newProgress(e)
			m, err := local.Verify(ctx, dir, p.report)
			p.done()
			if err != nil {
				return withCure(err)
			}
			fmt.Fprintf(e.out, "index %s is sound: %d files, %d documents, %d answers, %d sections, built %s\n", m.Generation,
				len(m.Files), m.Documents, m.Answers, m.Sections, m.Built.Format("2006-01-02 15:04:05 UTC"))
			return nil
		}
	},
}
