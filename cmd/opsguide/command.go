package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Exit statuses.
const (
	exitFound   = 0
	exitNothing = 1
	exitError   = 2
)

// errNothing ends a command that worked and found nothing.
var errNothing = errors.New("nothing found")

// A command is one verb of the program.
type command struct {
	name     string
	args     string // what follows the flags, as shown in help; "" where nothing may
	summary  string
	details  string // further sentences for its own help
	examples []string
	// setup declares the flags and returns what runs once they are parsed.
	setup func(fs *flag.FlagSet) func(ctx context.Context, e *env, args []string) error
}

// commands are all verbs, in the order in which help lists them.
func commands() []command {
	return []command{serveCommand, indexCommand, searchCommand, showCommand, suggestCommand, relatedCommand, gapsCommand, analyzeCommand,
		evalCommand, loadCommand, verifyCommand, versionCommand}
}

// env is what a command has of the world.
type env struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

// note tells the user something beside the result.
func (e *env) note(format string, args ...any) { fmt.Fprintf(e.err, format+"\n", args...) }

// run runs the program and returns its exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	e := &env{in: stdin, out: stdout, err: stderr, getenv: os.Getenv}
	err := dispatch(ctx, e, args)
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNothing):
		return exitNothing
	case errors.Is(err, flag.ErrHelp):
		return exitFound
	case errors.Is(err, syscall.EPIPE):
		return exitFound // whoever reads the result has read enough of it
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		err = errors.New("interrupted")
	}
	e.note("opsguide: %v", err)
	return exitError
}

func dispatch(ctx context.Context, e *env, args []string) error {
	if len(args) == 0 {
		printHelp(e.err)
		return errors.New("a command is missing")
	}
	switch args[0] {
	case "help", "-h", "--help", "-help":
		if len(args) > 1 && args[0] == "help" {
			return dispatch(ctx, e, []string{args[1], "--help"})
		}
		printHelp(e.out)
		return nil
	case "--version", "-version":
		args = []string{"version"}
	}
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		return fmt.Errorf("there is no command %q%s; opsguide --help lists them", args[0], didYouMean(args[0], all))
	}
	c := all[i]
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	do := c.setup(fs)
	rest, err := parse(fs, args[1:])
	if errors.Is(err, flag.ErrHelp) {
		printCommandHelp(e.out, c, fs)
		return err
	}
	if err != nil {
		return fmt.Errorf("%w; see opsguide %s --help", flagError(err, args[1:]), c.name)
	}
	if c.args == "" && len(rest) > 0 {
		return fmt.Errorf("%s takes no arguments, but got %q; see opsguide %s --help", c.name, rest[0], c.name)
	}
	return do(ctx, e, rest)
}

func printHelp(w io.Writer) {
	fmt.Fprint(w, "opsguide searches operations guidance in Chinese.\n\nUsage:\n\n    opsguide COMMAND [FLAGS] [ARGUMENTS]\n\nCommands:\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "    %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nopsguide COMMAND --help tells more and shows examples.\n\n"+
		"The first steps:\n\n    opsguide serve                        # search the bundled guidance at http://127.0.0.1:8080\n"+
		"    opsguide search 用户留存怎么提升      # or here\n")
}

func printCommandHelp(w io.Writer, c command, fs *flag.FlagSet) {
	fmt.Fprintf(w, "%s.\n\nUsage:\n\n    %s\n", c.summary, strings.TrimSpace("opsguide "+c.name+" "+flagsWord(fs)+c.args))
	if c.details != "" {
		fmt.Fprintf(w, "\n%s\n", c.details)
	}
	printFlags(w, fs)
	fmt.Fprint(w, "\nExamples:\n\n")
	for _, x := range c.examples {
		fmt.Fprintf(w, "    %s\n", x)
	}
}

// didYouMean names the command that is nearest to a mistyped one.
func didYouMean(typed string, all []command) string {
	for _, c := range all {
		if typed != "" && strings.HasPrefix(c.name, typed) || strings.HasPrefix(typed, c.name) || oneSlip(typed, c.name) {
			return fmt.Sprintf(" (did you mean %s?)", c.name)
		}
	}
	return ""
}

// oneSlip reports whether a and b differ by one letter put in, left out or replaced, or by two neighbours swapped.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i+1 <= len(a) && a[i+1:] == b[i+1:] ||
			i+2 <= len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// dataFolder is where the index is kept: the flag, the environment, the XDG data folder.
func (e *env) dataFolder(flagged string) (string, error) {
	if flagged != "" {
		return flagged, nil
	}
	if dir := e.getenv("OPSGUIDE_DATA"); dir != "" {
		return dir, nil
	}
	if dir := e.getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "opsguide"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the data folder: %w; name one with --data", err)
	}
	return filepath.Join(home, ".local", "share", "opsguide"), nil
}
