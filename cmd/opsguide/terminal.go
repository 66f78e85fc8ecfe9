package main

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"

	"github.com/opsguide/opsguide/api/client"
)

// A screen is what text is laid out for.
type screen struct {
	width int // columns
	color bool
}

// screenOf looks at where a command's result goes. Colour is for terminals, unless NO_COLOR is set.
func screenOf(e *env) screen {
	f, ok := e.out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return screen{width: 100}
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 20 {
		width = 80
	}
	return screen{width: min(width, 120), color: e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"}
}

// Styles of the terminal (ECMA-48, SGR).
const (
	bold  = "1"
	faint = "2"
	mark  = "1;33"
)

// style wraps text in a style.
func (s screen) style(code, text string) string {
	if !s.color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// marked writes a highlight, its ranges in colour, on lines of the screen's width that begin with indent. Lines are
// broken between Han characters or at spaces, never before closing punctuation.
func (s screen) marked(h client.Highlight, indent, base string) string {
	type piece struct {
		text   string
		marked bool
	}
	var b strings.Builder
	column := runewidth.StringWidth(indent)
	first := column
	b.WriteString(indent)
	var run piece
	flush := func() {
		code := base
		if run.marked {
			code = mark
		}
		if code == "" {
			b.WriteString(run.text)
		} else {
			b.WriteString(s.style(code, run.text))
		}
		run.text = ""
	}
	unit := 0 // in UTF-16
	ranges := h.Ranges
	for _, word := range words(h.Text) {
		if w := runewidth.StringWidth(word); column+w > s.width && column > first {
			flush()
			b.WriteString("\n" + indent)
			column = first
			if strings.TrimSpace(word) == "" {
				unit += len(word)
				continue
			}
		}
		for _, r := range word {
			for len(ranges) > 0 && unit >= ranges[0].End {
				ranges = ranges[1:]
			}
			in := len(ranges) > 0 && unit >= ranges[0].Start
			if in != run.marked {
				flush()
				run.marked = in
			}
			run.text += string(r)
			column += runewidth.RuneWidth(r)
			if unit++; r > 0xffff {
				unit++
			}
		}
	}
	flush()
	return b.String()
}

// words cuts a text where a line may end: after every wide character and space, but not before closing punctuation.
func words(text string) []string {
	var out []string
	start, prev := 0, rune(0)
	for i, r := range text {
		wide := runewidth.RuneWidth(prev) == 2 || runewidth.RuneWidth(r) == 2
		if i > start && (wide || prev == ' ') && !strings.ContainsRune("，。；：！？、）》」』”’…,.;:!?)]}", r) &&
			!strings.ContainsRune("（《「『“‘([{", prev) {
			out = append(out, text[start:i])
			start = i
		}
		prev = r
	}
	return append(out, text[start:])
}

// place is one line on where a section stands: its answer, or the wiki page's category.
func place(d client.DocumentInfo, a *client.AnswerInfo) string {
	var parts []string
	if a != nil {
		parts = append(parts, "第 "+strconv.Itoa(a.Ordinal)+" 个回答")
		if a.Accepted {
			parts = append(parts, "已采纳")
		}
		if a.Votes > 0 {
			parts = append(parts, strconv.Itoa(a.Votes)+" 赞")
		}
	}
	parts = append(parts, d.Category, cmp.Or(dateOf(a), dateString(d.Updated)))
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

func dateOf(a *client.AnswerInfo) string {
	if a == nil {
		return ""
	}
	return dateString(a.Updated)
}

func dateString(t client.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.String()
}

// headingLine is a section's label and heading path, the last heading marked.
func headingLine(s client.SectionInfo) (before string) {
	if len(s.Path) > 1 {
		before = strings.Join(s.Path[:len(s.Path)-1], " › ") + " › "
	}
	if s.Label != "" {
		before += s.Label + " "
	}
	return before
}
