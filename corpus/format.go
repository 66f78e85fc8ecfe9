package corpus

import (
	"path"
	"regexp"
	"strings"
	"time"
)

// Format names the shape of an input file.
type Format string

// The formats that are read.
const (
	Auto     Format = ""      // by extension and content
	QA       Format = "qa"    // a question page saved as text
	Markdown Format = "md"    // Markdown, with or without front matter
	HTML     Format = "html"  // a web page
	Text     Format = "txt"   // plain text
	JSONL    Format = "jsonl" // one document a line
)

// Formats are all that may be named.
var Formats = []Format{QA, Markdown, HTML, Text, JSONL}

// extensions tell the format of a file, but for plain text, which may be a question page. A walked folder is searched
// for files with these extensions.
var extensions = map[string]Format{
	".md": Markdown, ".markdown": Markdown, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".jsonl": JSONL, ".ndjson": JSONL, ".txt": Text, ".text": Text,
}

var (
	htmlStart  = regexp.MustCompile(`(?i)^(?:<(?:\?xml[^>]*|!--[^>]*--)>\s*)*<(?:!doctype\s+html|html|head|body)\b`)
	jsonStart  = regexp.MustCompile("^(?:\xef\xbb\xbf)?\\s*\\{\\s*(?:\"|$)")
	answerLine = regexp.MustCompile(`(?m)^[ \t　]*•.+$`)
)

// Detect tells the format of a file by the extension of its name and, where that leaves it open, by its content.
func Detect(name string, data []byte) Format {
	f := extensionFormat(name)
	if f != Auto && f != Text {
		return f
	}
	text, _, err := decode(data)
	if err != nil {
		return Text // which says what is wrong with it
	}
	text = strings.TrimSpace(text)
	first, _, _ := strings.Cut(text, "\n")
	switch {
	case htmlStart.MatchString(text):
		return HTML
	case isQuestionPage(text):
		return QA
	case f == Text:
		return Text
	case isJSONL(name, data):
		return JSONL
	case strings.TrimSpace(first) == "---", hashLine.MatchString(first):
		return Markdown
	}
	return Text
}

// extensionFormat is the format that the extension of a file says, .gz aside.
func extensionFormat(name string) Format {
	return extensions[path.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz"))]
}

// isJSONL reports whether a file holds one document a line, by its name or its first bytes.
func isJSONL(name string, head []byte) bool {
	f := extensionFormat(name)
	return f == JSONL || f == Auto && jsonStart.Match(head)
}

// isQuestionPage reports whether a text has a line that only question pages have: 共4条回复, or, beside answers opened by a
// bullet, 已被采纳为最佳回答 or 1个月前 0条评论.
func isQuestionPage(text string) bool {
	answers := answerLine.MatchString(text)
	for l := range strings.SplitSeq(text, "\n") {
		l = strings.TrimSpace(l)
		if repliesRE.MatchString(l) {
			return true
		}
		if !answers {
			continue
		}
		if acceptedRE.MatchString(strings.TrimSpace(strings.TrimPrefix(l, bullet))) {
			return true
		}
		if n, ok := parseNote(l, time.Time{}); ok && n.dated && n.counted {
			return true
		}
	}
	return false
}
