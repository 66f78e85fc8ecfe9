package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

type readingPage struct {
	frame
	Back    string // URL of the results that led here; "" without a query
	Heading []Piece
	Facts   []link
	Tags    []link
	Answers []answer
	Near    []nearby
}

// An answer is an answer of a question or, without Who and Name, the whole of a wiki page.
type answer struct {
	Anchor   string
	Who      []link
	Name     *outlined
	Sections []section
}

// outlined is how an answer is called in the outline.
type outlined struct{ Anchor, Label string }

type section struct {
	ID, Anchor, Role string
	Level, Depth     int // of the heading in the page and in the outline
	Label            string
	Heading          []Piece
	Name             string // in the outline; "" leaves it out
	Marked           bool   // a word of the query is in it
	Blocks           []block
}

// nearby is a section near the one that is read.
type nearby struct {
	URL, Label, Title string
	Shared            string // which words it shares
}

func newReadingPage(v ReadingView) readingPage {
	f := newFrame(v.Lang, "read", v.Query)
	f.Title = plain(v.Title) + " · " + f.W["title"]
	f.Keys = f.W["keysRead"]
	f.forScript("read.js", nil)
	p := readingPage{frame: f, Heading: v.Title}
	if v.Query != "" {
		p.Back = address{Query: v.Query}.String()
	}
	p.Facts = documentFacts(f.W, v)
	for _, tag := range v.Tags {
		p.Tags = append(p.Tags, link{URL: restricted("tag", tag), Label: tag})
	}
	if len(v.Sections) > 0 {
		p.Answers = append(p.Answers, answer{Sections: newSections(f.W, v.Sections, 2)})
	}
	for _, a := range acceptedFirst(v.Answers) {
		anchor := "og-answer-" + strconv.Itoa(a.Ordinal)
		label := plural(f.W["answerNo"], a.Ordinal)
		if a.Accepted {
			label += " · " + f.W["accepted"]
		}
		p.Answers = append(p.Answers, answer{
			Anchor: anchor, Who: wholeFacts(f.W, a), Name: &outlined{anchor, label}, Sections: newSections(f.W, a.Sections, 3),
		})
	}
	for _, h := range v.Similar {
		near := newNearby(h)
		if len(h.Shared) > 0 {
			near.Shared = fill(f.W["shared"], strings.Join(h.Shared, f.W["comma"]))
		}
		p.Near = append(p.Near, near)
	}
	return p
}

func acceptedFirst(answers []Answer) []Answer {
	sorted := slices.Clone(answers)
	slices.SortStableFunc(sorted, func(a, b Answer) int {
		switch {
		case a.Accepted == b.Accepted:
			return 0
		case a.Accepted:
			return -1
		}
		return 1
	})
	return sorted
}

// documentFacts says what is known of a document besides its text.
func documentFacts(w words, v ReadingView) []link {
	var facts []link
	if v.Category != "" {
		facts = append(facts, link{Label: v.Category, URL: restricted("category", v.Category)})
	}
	if v.Author != "" {
		facts = append(facts, link{Label: v.Author})
	}
	if !v.Updated.IsZero() {
		facts = append(facts, link{Label: fill(w["updated"], day(v.Updated))})
	}
	if n := len(v.Answers); n > 0 {
		facts = append(facts, link{Label: plural(w["answers"], n)})
	}
	if u, err := url.Parse(v.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		facts = append(facts, link{Label: w["original"], URL: v.URL})
	}
	return facts
}

// wholeFacts says of an answer what the search page says, and who wrote it.
func wholeFacts(w words, a Answer) []link {
	facts := answerFacts(w, a)
	if a.Updated.IsZero() && a.Age != "" {
		facts = append(facts, link{Label: a.Age})
	}
	if a.Author != "" {
		facts = append(facts, link{Label: a.Author})
	}
	if a.Comments > 0 {
		facts = append(facts, link{Label: plural(w["comments"], a.Comments)})
	}
	return facts
}

// restricted is the URL of the search for everything that has a value in a field.
func restricted(name, value string) string {
	return address{Query: name + `:"` + strings.ReplaceAll(value, `"`, "") + `"`}.String()
}

// listDepth is how deep lists may stand in lists.
const listDepth = 5

// newSections prepares sections whose outermost headings have the given level.
func newSections(w words, sections []Section, level int) []section {
	made := make([]section, len(sections))
	for i, s := range sections {
		depth := max(len(s.Path), 1)
		made[i] = section{
			ID: s.ID, Anchor: s.Anchor, Role: s.Role, Level: min(level+depth-1, 6), Depth: min(depth, 3), Label: s.Label,
			Heading: s.Heading, Name: plain(s.Heading), Marked: marked(s.Heading) || marked(s.Text), Blocks: blocks(s.Text, listDepth),
		}
		if made[i].Name == "" {
			made[i].Name = partName(w, s.Role)
		}
	}
	return made
}

// newNearby names a section by its heading above its document's title, or by that title alone.
func newNearby(h Hit) nearby {
	title, heading := plain(h.Title), plain(h.Section.Heading)
	if heading == "" {
		return nearby{URL: h.URL, Label: title}
	}
	return nearby{URL: h.URL, Label: strings.TrimSpace(h.Section.Label + " " + heading), Title: title}
}
