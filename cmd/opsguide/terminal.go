package main

import (
	"cmp"
	"flag"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/opsguide/opsguide/api/client"
)

// A screen is what text is laid out for.
type screen struct {
	width int // columns; math.MaxInt where lines are not to be broken
	color bool
}

// screenOf looks at where a command's result goes. Colour is for terminals, unless NO_COLOR is set or the flag says
// otherwise.
func screenOf(e *env, color string) screen {
	f, ok := e.out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return screen{width: math.MaxInt, color: color == "always"}
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 20 {
		width = 80
	}
	plain := color == "never" || color == "auto" && (e.getenv("NO_COLOR") != "" || e.getenv("TERM") == "dumb")
	return screen{width: min(width, 120), color: !plain}
}

// colorFlag declares --color.
func colorFlag(fs *flag.FlagSet) *string {
	return choiceFlag(fs, "color", "auto", "`WHEN` colour the result:", "auto", "always", "never")
}

// Styles of the terminal (ECMA-48, SGR).
const (
	bold  = "1"
	faint = "2"
	mark  = "1;33"
)

// style wraps text in a style.
func (s screen) style(code, text string) string {
	text = harmless(text)
	if !s.color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
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
