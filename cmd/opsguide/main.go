// Command opsguide searches operations guidance in Chinese: it builds an index of question pages, wiki pages and handbooks,
// serves it over HTTP with pages to search and read in, and searches it from the terminal.
//
// The commands are the table in command.go, a file each. Everything that a command prints as its result goes to standard
// output; progress, notes and errors go to standard error. The exit status is 0 when something was found or done, 1 when
// nothing was found, 2 on an error.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader that leaves is no reason to die: a server's log may go to a pipe
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
