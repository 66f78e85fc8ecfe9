package corpus

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// saved is when the pages in testdata are said to have been saved.
var saved = time.Date(2026, time.March, 31, 23, 30, 0, 0, time.UTC)

// TestGolden reads every page in testdata and compares what came of it, written out for people, with its golden file.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/[hjmqt]*/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata: %v", err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := Detect(file, data), Format(filepath.Base(filepath.Dir(file))); got != want {
				t.Errorf("Detect = %q, want %q", got, want)
			}
			docs, err := Parse(filepath.Base(file), data, Auto, saved)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, d := range docs {
				checkDocument(t, d)
				writeOut(&b, d)
			}
			compareGolden(t, file+".golden", b.String())
		})
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; run go test -update and read what it writes", err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// writeOut writes a document so that every field can be read off.
func writeOut(b *strings.Builder, d *Document) {
	fmt.Fprintf(b, "%s %q\n", d.Kind, d.Title)
	field := func(name string, value any) {
		if s := fmt.Sprint(value); s != "" && s != "[]" && s != "0" && s != "false" {
			fmt.Fprintf(b, "  %s: %s\n", name, s)
		}
	}
	field("id", d.ID)
	field("category", d.Category)
	field("url", d.URL)
	field("tags", strings.Join(d.Tags, " | "))
	field("author", d.Author)
	field("updated", date(d.Updated))
	var last *Answer
	d.EachSection(func(a *Answer, s *Section) bool {
		if a != last {
			last = a
			fmt.Fprintf(b, "\nanswer %d %s\n", a.Ordinal, a.ID)
			field("accepted", a.Accepted)
			field("author", a.Author)
			field("age", a.Age)
			field("updated", date(a.Updated))
			field("votes", a.Votes)
			field("comments", a.Comments)
		}
		fmt.Fprintf(b, "\n%d %s [%s] %s #%s\n", s.Ordinal, s.Role, s.Label, strings.Join(s.Path, " > "), s.Anchor)
		for l := range strings.SplitSeq(s.Text, "\n") {
			fmt.Fprintf(b, "%s\n", strings.TrimRight("    "+l, " "))
		}
		return true
	})
	b.WriteString("\n")
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strings.TrimSuffix(t.Format("2006-01-02 15:04 MST"), " 00:00 UTC")
}

// checkDocument asserts what holds for every document, however it was read.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	if err := d.Validate(); err != nil {
		t.Errorf("Validate: %v", err)
	}
	d.EachSection(func(_ *Answer, s *Section) bool {
		if own := len(s.Path) > 0 && s.Path[len(s.Path)-1] == s.Heading; own != (s.Role == Body && s.Heading != "") {
			t.Errorf("section %s: path %q does not end in its heading %q", s.Anchor, s.Path, s.Heading)
		}
		if s.Text != strings.Trim(s.Text, "\n") {
			t.Errorf("section %s: text %.20q is not trimmed", s.Anchor, s.Text)
		}
		return true
	})
}
