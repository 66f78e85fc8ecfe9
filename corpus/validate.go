package corpus

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Validate says what keeps the document from being indexed, or returns nil. Ids may be any bytes; everything else is
// UTF-8. Section ids, anchors and answer ids have to be unique and ordinals to rise.
func (d *Document) Validate() error {
	switch {
	case d.ID == "":
		return fmt.Errorf("no id; give it one of at most %d bytes", MaxIDBytes)
	case len(d.ID) > MaxIDBytes:
		return fmt.Errorf("id of %d bytes; at most %d are kept", len(d.ID), MaxIDBytes)
	case strings.TrimSpace(d.Title) == "":
		return fmt.Errorf("no title; every document needs one")
	case d.Kind != Question && d.Kind != Page:
		return fmt.Errorf("unknown kind %q; it is %s or %s", d.Kind, Question, Page)
	case d.Kind == Question && len(d.Sections) > 0:
		return fmt.Errorf("a question with sections of its own; put them into an answer, or make its kind %s", Page)
	case d.Kind == Page && len(d.Answers) > 0:
		return fmt.Errorf("a page with answers; make its kind %s", Question)
	}
	fields := append([]string{d.Title, d.Category, d.URL, d.Author}, d.Tags...)
	answers := map[string]bool{}
	for i, a := range d.Answers {
		if a.ID == "" || answers[a.ID] {
			return fmt.Errorf("answer %d has the id %q, as another one has; make them unique", i+1, a.ID)
		}
		answers[a.ID] = true
		if i > 0 && a.Ordinal <= d.Answers[i-1].Ordinal {
			before := d.Answers[i-1].Ordinal
			return fmt.Errorf("answer %s has the ordinal %d after %d; count them in page order", a.ID, a.Ordinal, before)
		}
		fields = append(fields, a.Age, a.Author)
	}
	for _, f := range fields {
		if !utf8.ValidString(f) {
			return fmt.Errorf("%.40q is not UTF-8", f)
		}
	}
	return d.validateSections()
}

func (d *Document) validateSections() (err error) {
	anchors := map[string]bool{}
	var answer *Answer
	last := -1
	d.EachSection(func(a *Answer, s *Section) bool {
		if a != answer {
			answer, last = a, -1
		}
		switch {
		case s.Anchor == "" || strings.Contains(s.Anchor, "#") || anchors[s.Anchor]:
			err = fmt.Errorf("anchor %q is empty, holds '#', or stands twice; leave it out to have it made", s.Anchor)
		case s.ID != SectionID(d.ID, s.Anchor):
			err = fmt.Errorf("section %q is not %q; leave its id out to have it made", s.ID, SectionID(d.ID, s.Anchor))
		case s.Role != Lead && s.Role != Body && s.Role != Conclusion:
			err = fmt.Errorf("section %s has the unknown role %q; it is lead, section or conclusion", s.Anchor, s.Role)
		case s.Ordinal <= last || (s.Role == Lead) != (s.Ordinal == 0):
			err = fmt.Errorf("section %s has the ordinal %d; the lead has 0, others rise from 1", s.Anchor, s.Ordinal)
		case !utf8.ValidString(s.Anchor + s.Label + s.Heading + s.Text + strings.Join(s.Path, "")):
			err = fmt.Errorf("section %q is not UTF-8", s.Anchor)
		}
		anchors[s.Anchor] = true
		last = s.Ordinal
		return err == nil
	})
	if err == nil && len(anchors) > MaxSections {
		err = fmt.Errorf("more than the %d sections of one document; part it", MaxSections)
	}
	return err
}
