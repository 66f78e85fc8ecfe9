package corpus

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// decodeHTML returns the text of a web page. Where it is not UTF-8, its own word on its charset counts, and failing
// that what every other file is taken for.
func decodeHTML(data []byte) (text string, line int, err error) {
	if !utf8.Valid(data) {
		e, name, _ := charset.DetermineEncoding(data, "")
		if name != "utf-8" && name != "windows-1252" { // which is what it says when it does not know
			return convert(data, e, name)
		}
	}
	return decode(data)
}

// readHTML fills in a wiki page from the main content of a web page. What is known already is kept.
func (d *Document) readHTML(name, text string) error {
	if err := checkTags(text); err != nil {
		return err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return errTooDeep // the only thing that it refuses
	}
	content, isBody := mainContent(root)
	blocks, err := htmlBlocks(content, isBody)
	if err != nil {
		return err
	}
	h1, blocks := takeTitle(blocks)
	if h1 == "" {
		h1 = firstH1(root)
	}
	var head Document
	head.takeHead(root)
	if d.Title == "" && h1 == "" && head.Title == "" && len(blocks) == 0 {
		return errEmpty
	}
	first := ""
	if d.Title == "" && h1 == "" && head.Title == "" {
		first, blocks = takeFirstLine(blocks, "")
	}
	d.Title = cmp.Or(d.Title, h1, head.Title, first, nameTitle(name))
	d.Author = cmp.Or(d.Author, head.Author)
	d.Category = cmp.Or(d.Category, head.Category)
	d.URL = cmp.Or(d.URL, head.URL)
	if len(d.Tags) == 0 {
		d.Tags = head.Tags
	}
	if d.Updated.IsZero() {
		d.Updated = head.Updated
	}
	d.Sections = pageSections(keepTitle(blocks, h1, d.Title), d.Title)
	return nil
}

// takeHead fills in what the head of the page says.
func (d *Document) takeHead(root *html.Node) {
	title := ""
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		content := oneLine(attr(n, "content"))
		switch n.DataAtom {
		case atom.Title:
			if title == "" && n.Namespace == "" {
				title = oneLine(rawText(n))
			}
		case atom.Link:
			if attr(n, "rel") == "canonical" {
				d.URL = attr(n, "href")
			}
		case atom.Meta:
			if content == "" {
				continue
			}
			switch strings.ToLower(attr(n, "name") + attr(n, "property")) {
			case "og:title":
				d.Title = content
			case "author":
				d.Author = content
			case "article:section":
				d.Category = content
			case "article:tag":
				d.Tags = append(d.Tags, content)
			case "article:modified_time", "last-modified":
				if t, ok := parseDate(content); ok {
					d.Updated = t
				}
			case "article:published_time":
				if t, ok := parseDate(content); ok && d.Updated.IsZero() {
					d.Updated = t
				}
			}
		}
	}
	if d.Title == "" {
		d.Title = title
	}
}

// mainContent finds the element that holds what the page is about: main, else its only article, else the body.
func mainContent(root *html.Node) (n *html.Node, isBody bool) {
	var body, article *html.Node
	articles := 0
	for n := range root.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case (n.DataAtom == atom.Main || attr(n, "role") == "main") && strings.TrimSpace(rawText(n)) != "":
			return n, false
		case n.DataAtom == atom.Article:
			article = n
			articles++
		case n.DataAtom == atom.Body:
			body = n
		}
	}
	if articles == 1 {
		return article, false
	}
	if body == nil {
		return root, true
	}
	return body, true
}

// firstH1 is the first heading of the whole page, which may stand outside the main content.
func firstH1(root *html.Node) string {
	for n := range root.Descendants() {
		if n.DataAtom == atom.H1 {
			return oneLine(rawText(n))
		}
	}
	return ""
}
