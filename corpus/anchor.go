package corpus

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSlugRunes bounds each of the two pieces of an anchor: the answer's key and the heading path.
const maxSlugRunes = 80

// finish fills in what follows from the rest: the kind, the day of the last change, ordinals and ids of answers, and
// anchors and ids of sections. What is there already is kept.
//
// The anchor of a section is made of its own headings, a1-数据分析.指标口径, so that it stays when other sections come and
// go; lead and conclusion are a1-lead and a1-conclusion. In place of a1 stands the answer's own id, where it has one,
// and nothing on a page without answers. Where two are the same, the later ones end in -2, -3 and so on.
func (d *Document) finish() {
	if d.Kind == "" && len(d.Answers) == 0 {
		d.Kind = Page
	} else if d.Kind == "" {
		d.Kind = Question
	}
	dated := !d.Updated.IsZero()
	keys, repeats := map[string]bool{}, map[string]int{}
	for _, a := range d.Answers {
		keys[a.ID] = true
	}
	for i := range d.Answers {
		a := &d.Answers[i]
		if !dated && a.Updated.After(d.Updated) {
			d.Updated = a.Updated
		}
		if a.Ordinal == 0 {
			a.Ordinal = i + 1
		}
		if a.ID == "" {
			a.ID = unique("a"+strconv.Itoa(a.Ordinal), keys, repeats)
		}
	}
	anchors, repeats := map[string]bool{}, map[string]int{}
	d.EachSection(func(_ *Answer, s *Section) bool {
		anchors[s.Anchor] = true
		return true
	})
	d.EachSection(func(a *Answer, s *Section) bool {
		if s.Anchor == "" {
			s.Anchor = unique(anchor(a, s), anchors, repeats)
		}
		return true
	})
	d.SetID(d.ID)
}

// anchor is what a section's anchor would be if no other section had it.
func anchor(a *Answer, s *Section) string {
	own := string(s.Role)
	if s.Role == Body {
		slugs := make([]string, len(s.Path))
		for i, heading := range s.Path {
			slugs[i] = slug(heading)
		}
		own = strings.Join(slugs, ".")
	}
	if own = cut(own); own == "" {
		own = "section"
	}
	if a != nil {
		return cut(slug(a.ID)) + "-" + own
	}
	return own
}

// unique takes an anchor, with the lowest free number behind it if it is taken. Repeats remembers where to go on.
func unique(s string, taken map[string]bool, repeats map[string]int) string {
	if !taken[s] {
		taken[s] = true
		return s
	}
	for n := max(repeats[s], 2); ; n++ {
		if t := s + "-" + strconv.Itoa(n); !taken[t] {
			taken[t], repeats[s] = true, n+1
			return t
		}
	}
}

// slug keeps the letters and digits of any script, in lower case, and puts '-' for each run of anything else. It is
// never empty.
func slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// cut shortens a slug that is too long; a hash of the whole keeps apart those that begin alike.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= maxSlugRunes {
		return s
	}
	h := fnv.New32a()
	h.Write([]byte(s))
	return string([]rune(s)[:maxSlugRunes-9]) + fmt.Sprintf("-%08x", h.Sum32())
}
