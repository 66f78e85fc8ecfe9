package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Measures of the plot, in pixels.
const (
	plotWidth  = 860
	plotTop    = 78 // above the first engine
	plotRow    = 40 // per engine
	plotBottom = 44 // for the axes
)

// An axis is a logarithmic scale, drawn from one pixel to another.
type axis struct {
	from, to int     // pixels
	min, max float64 // powers of ten
	format   func(float64) string
}

// newAxis holds all values, from the power of ten below the least to the one above the greatest.
func newAxis(from, to int, values []float64, format func(float64) string) axis {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v > 0 {
			low, high = min(low, v), max(high, v)
		}
	}
	a := axis{from: from, to: to, format: format,
		min: math.Pow(10, math.Floor(math.Log10(low))), max: math.Pow(10, math.Ceil(math.Log10(high)))}
	if a.min == a.max {
		a.max *= 10
	}
	return a
}

// at is where a value stands.
func (a axis) at(v float64) float64 {
	share := math.Log10(max(v, a.min)/a.min) / math.Log10(a.max/a.min)
	return float64(a.from) + share*float64(a.to-a.from)
}

// draw writes title, lines at the powers of ten, and their names below.
func (a axis) draw(b *strings.Builder, title string, bottom int) {
	fmt.Fprintf(b, `<text class="title" x="%d" y="48">%s</text>`+"\n", a.from, html.EscapeString(title))
	for v := a.min; v < a.max*1.01; v *= 10 {
		x := a.at(v)
		fmt.Fprintf(b, `<line class="grid" x1="%.1f" y1="60" x2="%.1f" y2="%d"/>`, x, x, bottom)
		fmt.Fprintf(b, `<text class="tick" x="%.1f" y="%d">%s</text>`+"\n", x, bottom+18, a.format(v))
	}
}

// plotStyle suits light and dark pages: a viewer's preference reaches an image too.
const plotStyle = `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-size: 15px; font-weight: 600 }
.title { font-weight: 600 }
.tick { font-size: 11px; text-anchor: middle; fill: #59636e }
.value { font-size: 11px }
.left { text-anchor: end }
.page { fill: #fff }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.leader { stroke: #d1d9e0; stroke-width: 2; stroke-dasharray: 2 4 }
.range { stroke-width: 4; stroke-linecap: round }
.peer { fill: #6e7781; stroke: #6e7781 }
.ours { fill: #0969da; stroke: #0969da }
.name-ours { font-weight: 600 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .tick { fill: #9198a1 }
  .page { fill: #0d1117 }
  .grid, .leader { stroke: #3d444d }
  .peer { fill: #9198a1; stroke: #9198a1 }
  .ours { fill: #58a6ff; stroke: #58a6ff }
}
</style>
`

// plot draws latency, from p50 to p99, and throughput of every engine, on logarithmic scales, as SVG.
func plot(r *Results) string {
	var shown []*Figures
	var times, rates []float64
	for i := range r.Engines {
		if f := &r.Engines[i]; f.ok() {
			shown = append(shown, f)
			times = append(times, latency(50)(f), latency(99)(f))
			rates = append(rates, rate(f))
		}
	}
	bottom := plotTop + plotRow*len(shown) - 8
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d"`+
		` role="img" aria-label="Latency and throughput by engine">`+"\n", plotWidth, bottom+plotBottom)
	b.WriteString(plotStyle)
	b.WriteString(`<rect class="page" width="100%" height="100%"/>` + "\n")
	fmt.Fprintf(&b, `<text class="head" x="16" y="24">%s: %d documents, %d queries, 10 hits with marked passages;`+
		" logarithmic scales</text>\n", html.EscapeString(r.Corpus.Name), r.Corpus.Size, len(r.Queries))
	if len(shown) > 0 {
		a, c := newAxis(150, 510, times, micros), newAxis(570, 810, rates, count)
		a.draw(&b, "Latency, p50 to p99 (less is better)", bottom)
		c.draw(&b, "Queries a second (more is better)", bottom)
		for i, f := range shown {
			drawEngine(&b, f, f.name(r), a, c, plotTop+plotRow*i+14)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// drawEngine draws one row.
func drawEngine(b *strings.Builder, f *Figures, name string, times, rates axis, y int) {
	class := "peer"
	if f.Engine == reference {
		class = "ours"
	}
	p50, p99 := latency(50)(f), latency(99)(f)
	from, to, at := times.at(p50), times.at(p99), rates.at(rate(f))
	fmt.Fprintf(b, `<text class="name-%s left" x="134" y="%d">%s</text>`, class, y+4, html.EscapeString(name))
	fmt.Fprintf(b, `<line class="range %s" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, class, from, y, to, y)
	fmt.Fprintf(b, `<circle class="%s" cx="%.1f" cy="%d" r="6"/>`, class, from, y)
	fmt.Fprintf(b, `<circle class="%s" cx="%.1f" cy="%d" r="3"/>`, class, to, y)
	fmt.Fprintf(b, `<text class="value" x="%.1f" y="%d">%s to %s</text>`, from-6, y+18, micros(p50), micros(p99))
	fmt.Fprintf(b, `<line class="leader" x1="%d" y1="%d" x2="%.1f" y2="%d"/>`, rates.from, y, at, y)
	fmt.Fprintf(b, `<circle class="%s" cx="%.1f" cy="%d" r="6"/>`, class, at, y)
	fmt.Fprintf(b, `<text class="value" x="%.1f" y="%d">%s</text>`+"\n", at+10, y+4, count(rate(f)))
}
