package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
)

var searchCommand = command{
	name:    "search",
	args:    "QUERY ...",
	summary: "Search, and print the sections that answer",
	details: "Words rank; \"a phrase\" must stand as it is; -word must not stand; field:value restricts, the fields being title,\n" +
		"heading, category, tag, author, kind, accepted, votes, updated and document.",
	examples: []string{
		"opsguide search 用户留存怎么提升",
		"opsguide search -n 3 --group none '\"次日留存\" 渠道'",
		"opsguide search --json 周报 'updated:>=2026-06' | jq '.hits[].section.heading'",
		"opsguide search --filter category:数据分析 埋点 -- -SQL",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		w := whereFlags(fs)
		r := client.SearchRequest{}
		n := wholeFlag(fs, "n", 10, 1, index.MaxPerPage, "`N` how many results,")
		page := wholeFlag(fs, "page", 1, 1, math.MaxInt, "`N` which page of results,")
		group := choiceFlag(fs, "group", "answer", "`G` show one result for each", "answer", "document", "none")
		sort := choiceFlag(fs, "sort", "relevance", "`S` sort by", "relevance", "updated")
		color := colorFlag(fs)
		fs.Var((*list)(&r.Filter), "filter", "`F` restrict without ranking, such as category:数据分析; may be given several times")
		fs.BoolVar(&r.Explain, "explain", false, "show what each score is made of")
		asJSON := fs.Bool("json", false, "print the whole answer as JSON, as the HTTP API gives it")
		asLines := fs.Bool("jsonl", false, "print one result a line, as JSON")
		plain := fs.Bool("plain", false, "print one result a line: score, id, title, heading, passage, parted by tabs")
		return func(ctx context.Context, e *env, args []string) error {
			if r.Q = strings.Join(args, " "); strings.TrimSpace(r.Q) == "" {
				return errors.New("search needs a query; see opsguide search --help")
			}
			r.PerPage, r.Page, r.Group, r.Sort = *n, *page, *group, *sort
			c, release, err := w.connect(e, client.Options{})
			if err != nil {
				return err
			}
			defer release()
			found, err := c.Search(ctx, r)
			if err != nil {
				return plainly(err)
			}
			if !*asJSON { // which says it itself
				explainQuery(e, found.Query)
			}
			out := bufio.NewWriter(e.out)
			switch {
			case *asJSON:
				err = writeJSON(out, found)
			case *asLines:
				err = writeLines(out, found.Hits)
			case *plain:
				err = writePlain(out, found.Hits)
			default:
				err = writeResults(out, screenOf(e, *color), found)
			}
			if err == nil {
				err = out.Flush()
			}
			if err == nil && len(found.Hits) == 0 {
				explainNothing(e, found)
				err = errNothing
			}
			return err
		}
	},
}

// plainly leaves of what went wrong in a call what helps a person.
func plainly(err error) error {
	var call *url.Error
	if errors.As(err, &call) {
		if u, bad := url.Parse(call.URL); bad == nil {
			return fmt.Errorf("ask %s://%s: %w", u.Scheme, u.Host, call.Err)
		}
	}
	var p *client.Problem
	if !errors.As(err, &p) {
		return err
	}
	text := p.Title
	if p.Detail != "" {
		text = p.Detail
	}
	if p.Status >= 500 && p.RequestID != "" {
		text += " (request " + p.RequestID + ")"
	}
	return errors.New(text)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// writeLineJSON writes a value as JSON on one line.
func writeLineJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func writeLines(w io.Writer, hits []client.Hit) error {
	for _, h := range hits {
		if err := writeLineJSON(w, h); err != nil {
			return err
		}
	}
	return nil
}

func writePlain(w io.Writer, hits []client.Hit) error {
	oneLine := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")
	for _, h := range hits {
		body := ""
		if h.Highlights != nil {
			body = h.Highlights.Body.Text
		}
		_, err := fmt.Fprintf(w, "%.4f\t%s\t%s\t%s\t%s\n", h.Score, oneLine.Replace(h.ID), oneLine.Replace(h.Document.Title),
			oneLine.Replace(h.Section.Heading), oneLine.Replace(body))
		if err != nil {
			return err
		}
	}
	return nil
}

// writeResults writes results for people.
func writeResults(w io.Writer, s screen, found *client.SearchResponse) error {
	if len(found.Hits) == 0 {
		return nil
	}
	b := &strings.Builder{}
	first := (found.Page-1)*found.PerPage + 1
	for i, h := range found.Hits {
		number := strconv.Itoa(first + i)
		indent := strings.Repeat(" ", len(number)+2)
		title := s.marked(h.Highlights.Title, indent, bold)
		fmt.Fprintf(b, "%s  %s\n", s.style(faint, number), strings.TrimPrefix(title, indent))
		if line := place(h.Document, h.Answer); line != "" {
			fmt.Fprintf(b, "%s%s\n", indent, s.style(faint, line))
		}
		if h.Section.Heading != "" {
			fmt.Fprintf(b, "%s\n", s.marked(after(headingLine(h.Section), h.Highlights.Heading), indent, bold))
		}
		fmt.Fprintf(b, "%s\n", s.marked(h.Highlights.Body, indent, ""))
		if h.More > 0 {
			fmt.Fprintf(b, "%s%s\n", indent, s.style(faint, fmt.Sprintf("另有 %d 节相关", h.More)))
		}
		fmt.Fprintf(b, "%s%s\n", indent, s.style(faint, h.ID))
		if h.Explain != nil {
			for _, p := range h.Explain.Parts {
				fmt.Fprintf(b, "%s  %+.3f  %-9s %s\n", indent, p.Value, p.Name, p.Detail)
			}
			if h.Explain.Fitted {
				fmt.Fprintf(b, "%s  各项的权重按评测查询拟合（opsguide eval --fit）\n", indent)
			}
		}
		b.WriteByte('\n')
	}
	relation := ""
	if found.Total.Relation == "gte" {
		relation = "至少 "
	}
	end := fmt.Sprintf("%s%d 条结果，用时 %.1f 毫秒；opsguide show 编号 可看全文", relation, found.Total.Value,
		float64(found.TookUS)/1000)
	fmt.Fprintf(b, "%s\n", s.style(faint, end))
	_, err := io.WriteString(w, b.String())
	return err
}
