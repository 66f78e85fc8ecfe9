package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/opsguide/opsguide/index"
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
			p := newProgress(e)
			m, err := local.Verify(ctx, dir, p.report)
			p.done()
			if errors.Is(err, index.ErrDamaged) {
				return fmt.Errorf("%w\nbuild it anew with opsguide index PATH", err)
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(e.out, "index %s is sound: %d files, %d documents, %d answers, %d sections, built %s\n", m.Generation,
				len(m.Files), m.Documents, m.Answers, m.Sections, m.Built.Format("2006-01-02 15:04:05 UTC"))
			return nil
		}
	},
}
