package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is stamped at build time with -ldflags "-X main.version=v1.2.3".
var version = ""

var versionCommand = command{
	name:     "version",
	summary:  "Print the version",
	examples: []string{"opsguide version"},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		return func(_ context.Context, e *env, _ []string) error {
			v, revision := version, ""
			if info, ok := debug.ReadBuildInfo(); ok {
				if v == "" {
					v = info.Main.Version
				}
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = " " + s.Value[:min(12, len(s.Value))]
					}
				}
			}
			if v == "" || v == "(devel)" {
				v = "development"
			}
			fmt.Fprintf(e.out, "opsguide %s%s (%s, %s/%s)\n", v, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		}
	},
}
