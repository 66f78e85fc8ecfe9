package corpus

import (
	"testing"
	"unicode/utf8"
)

// TestSample: the bundled corpus reads without an error, and is what it promises to be.
func TestSample(t *testing.T) {
	const (
		minDocuments, minAnswers, minSections = 30, 70, 350
		minRunes, minConclusion               = 40, 20 // what a section says at least; a closing sentence may be short
	)
	documents, answers, sections := 0, 0, 0
	ids, titles := map[string]bool{}, map[string]string{}
	for d, err := range Sample() {
		if err != nil {
			t.Error(err)
			continue
		}
		checkDocument(t, d)
		if d.Category == "" || d.Updated.IsZero() {
			t.Errorf("%s: category %q, updated %s; both are needed", d.ID, d.Category, d.Updated)
		}
		if other, again := titles[d.Title]; again {
			t.Errorf("%s and %s have the same title %s", d.ID, other, d.Title)
		}
		if slug(d.ID) != d.ID || ids[d.ID] {
			t.Errorf("id %q is no slug, or stands twice", d.ID)
		}
		titles[d.Title], ids[d.ID] = d.ID, true
		accepted := 0
		for _, a := range d.Answers {
			if a.Accepted {
				accepted++
			}
			if a.Updated.IsZero() {
				t.Errorf("%s: answer %s has no date", d.ID, a.ID)
			}
		}
		if accepted > 1 {
			t.Errorf("%s: %d accepted answers", d.ID, accepted)
		}
		documents++
		answers += len(d.Answers)
		d.EachSection(func(_ *Answer, s *Section) bool {
			sections++
			if n := utf8.RuneCountInString(s.Text); n < minRunes && (s.Role != Conclusion || n < minConclusion) {
				t.Errorf("%s: only %d characters: %q", s.ID, n, s.Text)
			}
			return true
		})
	}
	if documents < minDocuments || answers < minAnswers || sections < minSections {
		t.Errorf("%d documents, %d answers, %d sections; at least %d, %d, %d are promised",
			documents, answers, sections, minDocuments, minAnswers, minSections)
	}
	t.Logf("%d documents, %d answers, %d sections", documents, answers, sections)
	n := 0
	for range Sample() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d documents after a break", n)
	}
}
