package corpus

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An htmlReader turns elements into headings and paragraphs.
type htmlReader struct {
	blocks  []block
	text    strings.Builder // the paragraph in hand; '\v' is a line break
	bold    int             // letters of it that are bold
	chrome  bool            // leave out the page's own header and footer
	tooDeep bool
}

// htmlBlocks returns the headings and paragraphs below n. A list becomes one paragraph with an item a line, a table one
// with a row a line, unless they are only layout.
func htmlBlocks(n *html.Node, chrome bool) ([]block, error) {
	r := &htmlReader{chrome: chrome}
	r.children(n, false, 0)
	r.flush()
	if r.tooDeep {
		return nil, errTooDeep
	}
	return r.blocks, nil
}

// fragmentBlocks returns the headings and paragraphs of a piece of HTML, such as stands in Markdown.
func fragmentBlocks(s string) []block {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	if checkTags(s) != nil {
		return nil
	}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		return nil
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	blocks, _ := htmlBlocks(body, false)
	return blocks
}

func (r *htmlReader) children(n *html.Node, bold bool, depth int) {
	if depth > maxDepth {
		r.tooDeep = true
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			r.write(c.Data, bold)
		case html.ElementNode:
			r.element(c, bold, depth+1)
		}
	}
}

func (r *htmlReader) element(n *html.Node, bold bool, depth int) {
	if r.skips(n) {
		return
	}
	switch n.DataAtom {
	case atom.Br:
		r.text.WriteByte('\v')
	case atom.Img:
		r.write(attr(n, "alt"), bold)
	case atom.B, atom.Strong:
		r.children(n, true, depth)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		r.flush()
		if text := oneLine(joinTexts(r.inside(n, depth))); text != "" {
			r.blocks = append(r.blocks, block{level: int(n.Data[1] - '0'), text: text})
		}
	case atom.Pre:
		r.flush()
		if text := strings.Trim(rawText(n), "\n"); strings.TrimSpace(text) != "" {
			r.blocks = append(r.blocks, block{text: text, verbatim: true})
		}
	case atom.Ul, atom.Ol, atom.Table:
		r.flush()
		if isLayout(n) {
			r.children(n, bold, depth)
		} else if n.DataAtom == atom.Table {
			r.addLines(r.rows(n, depth))
		} else {
			r.addLines(r.items(n, depth))
		}
		r.flush()
	default:
		if isInline[n.DataAtom] {
			r.children(n, bold, depth)
			return
		}
		r.flush()
		r.children(n, bold, depth)
		r.flush()
	}
}

// inside reads the content of an element by itself.
func (r *htmlReader) inside(n *html.Node, depth int) []block {
	sub := &htmlReader{chrome: r.chrome}
	sub.children(n, false, depth)
	sub.flush()
	r.tooDeep = r.tooDeep || sub.tooDeep
	return sub.blocks
}

func (r *htmlReader) items(list *html.Node, depth int) []string {
	var lines []string
	number := 1
	if s := attr(list, "start"); list.DataAtom == atom.Ol && s != "" {
		_, _ = fmt.Sscanf(s, "%d", &number)
	}
	for c := list.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || r.skips(c) {
			continue
		}
		mark := "- "
		if list.DataAtom == atom.Ol {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		lines = append(lines, listItem(mark, r.inside(c, depth+1))...)
	}
	return lines
}

// rows returns a line for each row of a table, and one for its caption.
func (r *htmlReader) rows(n *html.Node, depth int) []string {
	var lines []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || r.skips(c) {
			continue
		}
		switch c.DataAtom {
		case atom.Thead, atom.Tbody, atom.Tfoot:
			lines = append(lines, r.rows(c, depth+1)...)
		case atom.Tr:
			var cells []string
			for cell := c.FirstChild; cell != nil; cell = cell.NextSibling {
				if cell.Type == html.ElementNode {
					cells = append(cells, oneLine(joinTexts(r.inside(cell, depth+2))))
				}
			}
			lines = append(lines, tableRow(cells))
		default:
			lines = append(lines, oneLine(joinTexts(r.inside(c, depth+1))))
		}
	}
	return lines
}

func (r *htmlReader) addLines(lines []string) {
	kept := lines[:0]
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			kept = append(kept, l)
		}
	}
	if len(kept) > 0 {
		r.blocks = append(r.blocks, block{text: strings.Join(kept, "\n"), verbatim: true})
	}
}

func (r *htmlReader) write(s string, bold bool) {
	r.text.WriteString(s)
	if bold {
		r.bold += letters(s)
	}
}

// flush ends the paragraph in hand.
func (r *htmlReader) flush() {
	s := r.text.String()
	r.text.Reset()
	bold := r.bold > 0 && r.bold == letters(s)
	r.bold = 0
	var lines []string
	for l := range strings.SplitSeq(s, "\v") {
		if l = collapse(l); l != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) > 0 {
		r.blocks = append(r.blocks, block{text: strings.Join(lines, "\n"), bold: bold})
	}
}

// collapse joins words as a browser does: runs of blanks are one; a line that was wrapped between Han characters leaves
// none.
func collapse(s string) string {
	var lines []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = oneLine(l); l != "" {
			lines = append(lines, l)
		}
	}
	return unwrap(strings.Join(lines, "\n"))
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

func joinTexts(blocks []block) string {
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = b.text
	}
	return strings.Join(texts, " ")
}

// rawText is the text of code, blanks and all.
func rawText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// isLayout reports whether a list or table is there for its looks: it holds headings or tables, or is one cell.
func isLayout(n *html.Node) bool {
	cells := 0
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Table:
			return true
		case atom.Td, atom.Th:
			cells++
		}
	}
	return n.DataAtom == atom.Table && cells == 1 || holdsHeading(n)
}

func holdsHeading(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && len(d.Data) == 2 && d.Data[0] == 'h' && '1' <= d.Data[1] && d.Data[1] <= '6' {
			return true
		}
	}
	return false
}

// skips reports whether an element is not for the reader.
func (r *htmlReader) skips(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Header, atom.Footer:
		return r.chrome
	case atom.Form:
		return !holdsHeading(n) && !strings.Contains(rawText(n), "。") // some sites wrap the whole page in one
	}
	style := strings.ReplaceAll(attr(n, "style"), " ", "")
	return isFurnished[n.DataAtom] || strings.Contains(style, "display:none") ||
		hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true"
}

// isFurnished are the elements that are not for reading.
var isFurnished = atomSet(
	atom.Head, atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Nav, atom.Aside, atom.Button, atom.Select,
	atom.Textarea, atom.Iframe, atom.Object, atom.Svg, atom.Math, atom.Dialog, atom.Menu, atom.Rt, atom.Rp)

// isInline are the elements that do not end a paragraph.
var isInline = atomSet(
	atom.A, atom.Abbr, atom.Acronym, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn,
	atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.Ruby, atom.S, atom.Samp,
	atom.Small, atom.Span, atom.Strike, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr)

func atomSet(atoms ...atom.Atom) map[atom.Atom]bool {
	set := make(map[atom.Atom]bool, len(atoms))
	for _, a := range atoms {
		set[a] = true
	}
	return set
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
