package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/opsguide/opsguide/api/client"
)

var showCommand = command{
	name:    "show",
	args:    "ID",
	summary: "Print a whole document, or one section",
	details: "An id is what search prints under each result: a section's is the document's, a # and the anchor.",
	examples: []string{
		"opsguide show retention-drop-diagnosis",
		"opsguide show 'retention-drop-diagnosis#a1-lead'",
		"opsguide show --json retention-drop-diagnosis",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		color := colorFlag(fs)
		asJSON := fs.Bool("json", false, "print it as JSON, as the HTTP API gives it")
		return func(ctx context.Context, e *env, args []string) error {
			if len(args) != 1 {
				return errors.New("show needs one id; see opsguide show --help")
			}
			c, release, err := w.connect(e, client.Options{})
			if err != nil {
				return err
			}
			defer release()
			return show(ctx, e, c, args[0], screenOf(e, *color), *asJSON)
		}
	},
}

// show prints the section of that id, or else the document.
func show(ctx context.Context, e *env, c *client.Client, id string, s screen, asJSON bool) (err error) {
	out := bufio.NewWriter(e.out)
	defer func() { err = cmp.Or(err, out.Flush()) }()
	if strings.Contains(id, "#") {
		section, err := c.Section(ctx, id)
		if err == nil {
			if asJSON {
				return writeJSON(out, section)
			}
			writeHead(out, s, section.Document.Title, place(section.Document, section.Answer))
			writeSection(out, s, section.Section)
			return nil
		}
		if !notFound(err) {
			return plainly(err)
		}
	}
	d, err := c.Document(ctx, id)
	if notFound(err) {
		e.note("没有编号为 %q 的文档或章节", id)
		return errNothing
	}
	if err != nil {
		return plainly(err)
	}
	if asJSON {
		return writeJSON(out, d)
	}
	about := []string{d.Category, strings.Join(d.Tags, "、"), d.Author, dateString(d.Updated)}
	writeHead(out, s, d.Title, joinNonEmpty(about, " · "))
	for _, section := range d.Sections {
		writeSection(out, s, section)
	}
	for _, a := range d.Answers {
		fmt.Fprintf(out, "%s\n\n", s.style(faint, "── "+place(client.DocumentInfo{}, &a.AnswerInfo)))
		for _, section := range a.Sections {
			writeSection(out, s, section)
		}
	}
	return nil
}

func notFound(err error) bool {
	var p *client.Problem
	return errors.As(err, &p) && p.Code == client.CodeNotFound
}

func writeHead(out *bufio.Writer, s screen, title, about string) {
	fmt.Fprintln(out, s.marked(client.Highlight{Text: title}, "", bold))
	if about != "" {
		fmt.Fprintln(out, s.style(faint, about))
	}
	fmt.Fprintln(out)
}

func writeSection(out *bufio.Writer, s screen, section client.Section) {
	if section.Heading != "" {
		heading := client.Highlight{Text: section.Heading}
		fmt.Fprintf(out, "%s\n\n", s.marked(after(headingLine(section.SectionInfo), heading), "", bold))
	}
	for _, line := range strings.Split(section.Text, "\n") {
		if line == "" {
			fmt.Fprintln(out)
			continue
		}
		fmt.Fprintf(out, "%s\n", s.marked(client.Highlight{Text: line}, "", ""))
	}
	fmt.Fprintln(out)
}

func joinNonEmpty(parts []string, by string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, by)
}
