package corpus

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

var (
	markdown = goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithParserOptions(
			parser.WithInlineParsers(util.Prioritized(markCounter{}, 0)),
			parser.WithBlockParsers(util.Prioritized(depthGuard{}, 0)),
		),
	).Parser()

	escapes = regexp.MustCompile(`\\[!-/:-@\[-` + "`" + `{-~]|&#?[0-9A-Za-z]{1,31};`)
	breaks  = regexp.MustCompile(`(?i)^</?(?:br|p|div|ul|ol|li|tr)\b`)
	// Marks of platforms that are not for the reader: [!NOTE] opens a quotation, [!include …] stands for another file.
	alert     = regexp.MustCompile(`^\[!\w+\]\s*`)
	directive = regexp.MustCompile(`(?i)^\[!include.*$`)
)

// markdownBlocks returns the headings and paragraphs of Markdown text. Emphasis, links and inline HTML leave their
// text, images their description; code stays as it is, a list becomes one paragraph with an item a line, a table one
// with a row a line.
func markdownBlocks(src string) ([]block, error) {
	r := &markdownReader{src: []byte(src)}
	root, err := parseMarkdown(markdown, r.src)
	if err != nil {
		return nil, err
	}
	return r.blocks(root), nil
}

type markdownReader struct{ src []byte }

// blocks returns what stands in a container.
func (r *markdownReader) blocks(container ast.Node) []block {
	var out []block
	add := func(b block) {
		if b.text = strings.TrimSpace(b.text); b.text != "" {
			out = append(out, b)
		}
	}
	for n := container.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			add(block{level: n.Level, text: oneLine(r.inline(n))})
		case *ast.Paragraph, *ast.TextBlock:
			text := directive.ReplaceAllString(alert.ReplaceAllString(strings.TrimSpace(r.inline(n)), ""), "")
			add(block{text: text, soft: true, bold: isStrong(n)})
		case *ast.List:
			add(block{text: strings.Join(r.list(n), "\n"), verbatim: true})
		case *ast.Blockquote:
			for _, b := range r.blocks(n) {
				add(block{text: b.text, soft: b.soft, verbatim: true})
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if text := strings.Trim(r.lines(n), "\n"); text != "" {
				out = append(out, block{text: text, verbatim: true})
			}
		case *ast.HTMLBlock:
			html := r.lines(n)
			if n.HasClosure() {
				html += string(n.ClosureLine.Value(r.src))
			}
			out = append(out, fragmentBlocks(html)...)
		case *table.Table:
			add(block{text: strings.Join(r.table(n), "\n"), verbatim: true})
		}
	}
	return out
}

// list returns the lines of a list: a mark and the text of each item, what the item holds below it two blanks deeper.
func (r *markdownReader) list(l *ast.List) []string {
	var lines []string
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if l.IsOrdered() {
			mark = strconv.Itoa(number) + string(l.Marker) + " "
			number++
		}
		lines = append(lines, listItem(mark, r.blocks(item))...)
	}
	return lines
}

// listItem sets a mark before the first line of an item and indents the others.
func listItem(mark string, blocks []block) []string {
	var lines []string
	for _, b := range blocks {
		text := b.text
		if b.soft {
			text = unwrap(text)
		}
		for l := range strings.SplitSeq(text, "\n") {
			if len(lines) == 0 {
				lines = append(lines, mark+l)
			} else {
				lines = append(lines, "  "+l)
			}
		}
	}
	return lines
}

// table returns a line for each row.
func (r *markdownReader) table(t ast.Node) []string {
	var rows []string
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, oneLine(r.inline(cell)))
		}
		rows = append(rows, tableRow(cells))
	}
	return rows
}

// tableRow joins the cells of a row; empty ones at its end are left out.
func tableRow(cells []string) string {
	return strings.TrimRight(strings.Join(cells, " | "), " |")
}

// inline returns the text of a heading, paragraph or cell. A wrapped line ends in "\n", a line break in "  \n".
func (r *markdownReader) inline(n ast.Node) string {
	var b bytes.Buffer
	r.writeInline(&b, n)
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

func (r *markdownReader) writeInline(b *bytes.Buffer, parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			if value := n.Segment.Value(r.src); n.IsRaw() || parent.Kind() == ast.KindCodeSpan {
				b.Write(value)
			} else {
				b.Write(unescape(value))
			}
			if n.HardLineBreak() {
				b.WriteString("  \n")
			} else if n.SoftLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(r.src))
		case *ast.RawHTML:
			if breaks.Match(n.Segments.Value(r.src)) {
				b.WriteString("  \n")
			}
		default:
			r.writeInline(b, n)
		}
	}
}

// unescape resolves backslashes and character references.
func unescape(s []byte) []byte {
	if !bytes.ContainsAny(s, `\&`) {
		return s
	}
	return escapes.ReplaceAllFunc(s, func(m []byte) []byte {
		if m[0] == '\\' {
			return m[1:]
		}
		return []byte(html.UnescapeString(string(m)))
	})
}

// lines returns a block's own lines as they are.
func (r *markdownReader) lines(n ast.Node) string { return string(n.Lines().Value(r.src)) }

// isStrong reports whether a paragraph is bold as a whole.
func isStrong(n ast.Node) bool {
	only := n.FirstChild()
	if only == nil || only.NextSibling() != nil {
		return false
	}
	e, ok := only.(*ast.Emphasis)
	return ok && e.Level == 2
}

// oneLine joins lines and runs of blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
