package client

import (
	"net/url"
	"strings"
)

// EscapeID returns an id as one segment of a path. Any bytes survive: a slash, '#', '%', NUL, what is no UTF-8. The ids
// "." and ".." survive too where nobody on the way, such as a browser, resolves them.
func EscapeID(id string) string {
	if id == "." || id == ".." {
		return strings.ReplaceAll(id, ".", "%2E")
	}
	return url.PathEscape(id)
}

// JSON cannot carry bytes that are no UTF-8: they arrive as U+FFFD. Paths can, so ids that suffered are put right from
// the path that was asked for, or from the URL that comes with a hit.

func (d *Document) restoreIDs(id string) {
	if !damaged(d.ID) {
		return
	}
	d.ID = id
	restore := func(sections []Section) {
		for i := range sections {
			sections[i].ID = id + "#" + sections[i].Anchor
		}
	}
	restore(d.Sections)
	for _, a := range d.Answers {
		restore(a.Sections)
	}
}

func (s *SectionResponse) restoreIDs(id string) {
	if damaged(s.ID) {
		s.ID = id
		s.Document.ID = strings.TrimSuffix(id, "#"+s.Anchor)
	}
}

func (h *Hit) restoreIDs() {
	if !damaged(h.ID) {
		return
	}
	escaped, _, _ := strings.Cut(strings.TrimPrefix(h.URL, "/d/"), "#")
	if id, err := url.PathUnescape(escaped); err == nil {
		h.Document.ID = id
		h.ID = id + "#" + h.Section.Anchor
	}
}

func damaged(id string) bool { return strings.ContainsRune(id, '\uFFFD') }
