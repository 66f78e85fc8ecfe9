package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// table writes results as Markdown, for people. Of each column the best figure is bold, and every figure stands beside
// its ratio to opsguide's.
func table(r *Results) string {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "# %s: %d documents, %d queries\n\n", r.Corpus.Name, r.Corpus.Size, len(r.Queries))
	fmt.Fprintf(&b, "%s, opsguide %s", r.Date.Format(time.DateOnly), r.Commit)
	if r.Modified {
		b.WriteString(" (modified)")
	}
	fmt.Fprintf(&b, ", %s, %d cores (%s), %s, %s. Text: %s.\n\n",
		r.Go, m.Cores, m.CPU, size(float64(m.Memory)), m.OS, size(float64(r.Corpus.TextBytes)))
	b.WriteString("| engine | version | set-up |\n|---|---|---|\n")
	for _, f := range r.Engines {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Engine, f.version(), f.About)
	}
	fmt.Fprintf(&b, "\nMedians over rounds (%d); queries/s of the best round. In brackets: the ratio to opsguide's figure."+
		" Bold: the best of the column.\n", r.Rounds)
	b.WriteString(loads(r))
	b.WriteString(samples(r))
	if slices.ContainsFunc(r.Engines, func(f Figures) bool { return f.ok() }) {
		section(&b, r, "Searching: 10 hits with marked passages", latencies)
		b.WriteString("\n![Latency and throughput by engine](plot.svg)\n")
		section(&b, r, "What is found", qualities)
		section(&b, r, "Serving: what it takes", holdings)
		section(&b, r, "Indexing", indexing)
	}
	b.WriteString(behind(r))
	b.WriteString(growth(r))
	b.WriteString(failures(r))
	return b.String()
}

func (f *Figures) version() string {
	if f.Version == "" {
		return "this tree"
	}
	return f.Version
}

// section writes a table of some columns.
func section(b *strings.Builder, r *Results, title string, columns []column) {
	fmt.Fprintf(b, "\n## %s\n\n| engine |", title)
	for _, c := range columns {
		fmt.Fprintf(b, " %s |", c.title)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(columns)) + "\n")
	for i := range r.Engines {
		f := &r.Engines[i]
		if !f.ok() {
			continue
		}
		fmt.Fprintf(b, "| %s |", f.name(r))
		for _, c := range columns {
			fmt.Fprintf(b, " %s |", cell(r, f, c))
		}
		b.WriteString("\n")
	}
}

// name is the engine's, with a mark where it was asked fewer queries.
func (f *Figures) name(r *Results) string {
	if len(f.Asked) < len(r.Queries) {
		return f.Engine + " †"
	}
	return f.Engine
}

func cell(r *Results, f *Figures, c column) string {
	v := c.value(f)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	text := c.format(v)
	if first(r, c) == f {
		text = "**" + text + "**"
	}
	ours := r.reference()
	if ours == nil || ours == f {
		return text
	}
	ours = ours.on(f)
	if c.title == "nDCG@10" {
		mean, stdErr := f.compare(ours)
		return fmt.Sprintf("%s (%+.3f ± %.3f)", text, mean, stdErr)
	}
	if base := c.value(ours); base > 0 {
		return fmt.Sprintf("%s (%s×)", text, digits(v/base))
	}
	return text
}

// reference is the engine to compare with, nil if it has no figures.
func (r *Results) reference() *Figures {
	for i := range r.Engines {
		if f := &r.Engines[i]; f.Engine == reference && f.ok() {
			return f
		}
	}
	return nil
}

// first is the engine whose figure is the best of a column, of equals the first. Where the queries matter, one that was
// asked a few of them has no part in it.
func first(r *Results, c column) *Figures {
	var best *Figures
	for i := range r.Engines {
		f := &r.Engines[i]
		if !f.ok() || c.goal.byQuery && len(f.Asked) < len(r.Queries) {
			continue
		}
		if v := c.value(f); best == nil || c.better(v, c.value(best)) {
			best = f
		}
	}
	return best
}

// behind lists the quantities in which another engine is ahead of opsguide.
func behind(r *Results) string {
	ours := r.reference()
	if ours == nil || len(r.Engines) < 2 {
		return ""
	}
	var b strings.Builder
	for _, columns := range [][]column{latencies, qualities, holdings, indexing} {
		for _, c := range columns {
			if c.goal.restated {
				continue
			}
			var ahead []string
			for i := range r.Engines {
				f := &r.Engines[i]
				if !f.ok() || f == ours {
					continue
				}
				v, base := c.value(f), c.value(ours.on(f))
				if c.better(v, base) && c.format(v) != c.format(base) {
					ahead = append(ahead, f.name(r)+" "+c.format(v))
				}
			}
			if len(ahead) > 0 {
				fmt.Fprintf(&b, "- %s, %s: %s\n", c.title, c.format(c.value(ours)), strings.Join(ahead, ", "))
			}
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n## Where opsguide is behind\n\nIts figure, and those that are better:\n\n" + b.String()
}

// loads says how busy the machine was before each step: with what the run itself had just done, and with anything else.
func loads(r *Results) string {
	var all []float64
	for _, f := range r.all() {
		for _, s := range f.Rounds {
			all = append(all, s.Load)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf("\nLoad average before the run %.1f, before rounds %.1f to %.1f; this run alone makes up to %d.\n",
		r.Machine.Load, slices.Min(all), slices.Max(all), r.Machine.Cores)
}

// samples says which engines were asked fewer queries, and how opsguide did on the same ones.
func samples(r *Results) string {
	var b strings.Builder
	for i := range r.Engines {
		f := &r.Engines[i]
		if !f.ok() || len(f.Asked) == len(r.Queries) {
			continue
		}
		fmt.Fprintf(&b, "\n† %s was asked a fixed random sample of %d queries", f.Engine, len(f.Asked))
		if ours := r.reference(); ours != nil {
			some := ours.on(f)
			fmt.Fprintf(&b, "; its ratios are to opsguide on the same ones, which has p50 %s, p99 %s, nDCG@10 %.3f"+
				" there (queries/s, CPU and allocations are over all)",
				micros(latency(50)(some)), micros(latency(99)(some)), some.ndcg())
		}
		b.WriteString(".\n")
	}
	return b.String()
}

// growth sets engines side by side with themselves on a quarter of the documents.
func growth(r *Results) string {
	columns := append(append([]column{}, latencies...), indexing[0], indexing[4])
	var b strings.Builder
	for i := range r.Smaller {
		small := &r.Smaller[i]
		for j := range r.Engines {
			full := &r.Engines[j]
			if full.Engine != small.Engine || !full.ok() || !small.ok() {
				continue
			}
			for _, f := range []*Figures{small, full} {
				fmt.Fprintf(&b, "| %s | %d |", f.Engine, f.Corpus.Size)
				for _, c := range columns {
					fmt.Fprintf(&b, " %s |", c.format(c.value(f)))
				}
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "| | ×%s |", digits(float64(full.Corpus.Size)/float64(small.Corpus.Size)))
			for _, c := range columns {
				fmt.Fprintf(&b, " ×%s |", digits(c.value(full)/c.value(small)))
			}
			b.WriteString("\n")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	head := "\n## Growth\n\n| engine | documents |"
	for _, c := range columns {
		head += " " + c.title + " |"
	}
	return head + "\n|---|" + strings.Repeat("---:|", len(columns)+1) + "\n" + b.String()
}

// failures lists the engines without figures.
func failures(r *Results) string {
	var b strings.Builder
	for i := range r.Engines {
		switch f := &r.Engines[i]; {
		case f.Skipped != "":
			fmt.Fprintf(&b, "- %s was skipped: %s\n", f.Engine, f.Skipped)
		case f.Failed != "":
			fmt.Fprintf(&b, "- %s failed: %s\n", f.Engine, f.Failed)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n## Not measured\n\n" + b.String()
}
