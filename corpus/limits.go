package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Bounds on what is read. A page beyond them is a mistake or an attack; a stream of JSONL may be of any length.
const (
	MaxPageBytes = 4 << 20 // of a file in any format but JSONL
	MaxLineBytes = 8 << 20 // of one line of JSONL
	MaxSections  = 10_000  // of one document

	maxDepth   = 256     // of lists, quotations and elements in one another
	maxLines   = 200_000 // of one page
	maxTags    = 200_000 // of HTML in one page
	maxColumns = 1000    // of a Markdown table
)

var errTooDeep = fmt.Errorf("nested more than %d deep; flatten its lists, quotations or elements", maxDepth)

func checkLines(s string) error {
	if n := strings.Count(s, "\n"); n > maxLines {
		return fmt.Errorf("%d lines, more than the %d of a page; part it into several pages", n, maxLines)
	}
	return nil
}

func checkTags(s string) error {
	if n := strings.Count(s, "<"); n > maxTags {
		return fmt.Errorf("%d tags, more than the %d of a page; part it into several pages", n, maxTags)
	}
	return nil
}

// The Markdown parser takes time by the square of the marks of links, emphasis and code in one paragraph, and for a
// link that is not closed by the length of the rest of it, which four megabytes can stretch to hours. The bound on the
// sum keeps it below a few seconds: one paragraph may hold 10,000 marks, ten may hold 3,000 each, and so on.
const (
	maxMarkCost   = 50_000_000
	maxReferences = 10_000
)

var (
	errTangled = errors.New("too many marks of links, emphasis and code in one paragraph; part it with blank lines")
	closedLink = regexp.MustCompile(`^\]\([^()<>"'\n]{0,1000}\)`)
)

// A markCounter sits before the other inline parsers, takes nothing, and counts.
type markCounter struct{}

type markCount struct {
	paragraph ast.Node
	marks     int // in this paragraph
	cost      int // of all so far
}

var markCountKey = parser.NewContextKey()

func (markCounter) Trigger() []byte { return []byte("[]!*_~`<") }

func (markCounter) Parse(paragraph ast.Node, in text.Reader, pc parser.Context) ast.Node {
	count, _ := pc.Get(markCountKey).(*markCount)
	if count == nil {
		count = &markCount{}
		pc.Set(markCountKey, count)
	}
	if count.paragraph != paragraph {
		count.paragraph, count.marks = paragraph, 0
	}
	count.marks++
	count.cost += count.marks
	line, at := in.PeekLine()
	if lines := paragraph.Lines(); bytes.HasPrefix(line, []byte("](")) && lines.Len() > 0 && !closedLink.Match(line) {
		count.cost += max(0, lines.At(lines.Len()-1).Stop-at.Start) / 2
	}
	if count.cost > maxMarkCost {
		panic(errTangled)
	}
	return nil
}

// A depthGuard sits before the other block parsers, opens nothing, and looks how deep the next block would stand.
type depthGuard struct{}

func (depthGuard) Trigger() []byte { return []byte(">-+*0123456789") }

func (depthGuard) Open(parent ast.Node, _ text.Reader, _ parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if depth++; depth > maxDepth {
			panic(errTooDeep)
		}
	}
	return nil, parser.NoChildren
}

func (depthGuard) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }
func (depthGuard) Close(ast.Node, text.Reader, parser.Context)                 {}
func (depthGuard) CanInterruptParagraph() bool                                 { return true }
func (depthGuard) CanAcceptIndentedLine() bool                                 { return true }

// parseMarkdown parses within bounds.
func parseMarkdown(p parser.Parser, src []byte) (doc ast.Node, err error) {
	references := 0
	for l := range strings.SplitSeq(string(src), "\n") {
		if strings.HasPrefix(strings.TrimLeft(l, " "), "[") && strings.Contains(l, "]:") {
			references++
		}
		if n := strings.Count(l, "|"); n > maxColumns {
			return nil, fmt.Errorf("a table with %d columns; at most %d are read", n, maxColumns)
		}
	}
	if references > maxReferences {
		return nil, fmt.Errorf("%d link definitions, more than %d; write links inline", references, maxReferences)
	}
	defer func() {
		switch r := recover(); r {
		case nil:
		case errTooDeep, errTangled:
			err = r.(error)
		default:
			panic(r)
		}
	}()
	return p.Parse(text.NewReader(src)), nil
}
