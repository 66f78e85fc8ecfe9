package corpus

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// sharedFile opens a file of the data that is kept beside the project, or skips the test.
func sharedFile(t *testing.T, name string) *os.File {
	t.Helper()
	dir := os.Getenv("OPSGUIDE_DATASETS")
	if dir == "" {
		t.Skip("OPSGUIDE_DATASETS does not say where the shared data is")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestRealPage reads a question page as a browser saved it.
func TestRealPage(t *testing.T) {
	f := sharedFile(t, "corpus/qa-page-operations-work.txt")
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := Parse("corpus/qa-page-operations-work.txt", data, Auto, saved)
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	d := docs[0]
	checkDocument(t, d)
	if got := fmt.Sprintln(d.Kind, d.Title, d.Author, d.Category, date(d.Updated)); got != "question 运营人员的工作内容怎么写好 小数 内容运营 2026-02-28\n" {
		t.Errorf("page is %s", got)
	}
	var b strings.Builder
	for _, a := range d.Answers {
		fmt.Fprintf(&b, "%s %t %s %s %d:", a.ID, a.Accepted, a.Age, date(a.Updated), a.Comments)
		for _, s := range a.Sections {
			fmt.Fprintf(&b, " %d%s%s", s.Ordinal, s.Role[:1], s.Label)
			if n := utf8.RuneCountInString(s.Text); n < 70 || n > 300 {
				t.Errorf("section %s has %d characters", s.Anchor, n)
			}
		}
		b.WriteString("\n")
	}
	want := `a1 true 1个月前 2026-02-28 0: 0l 1s一 2s二 3s三 4s四 5s五 6s六 7s七 8s八 9s九 10s十 11c
a2 false 2个月前 2026-01-31 0: 0l 1s一 2s二 3s三 4s四 5s五
a3 false 2个月前 2026-01-31 0: 0l 1s一 2s二 3s三 4s四 5s五 6s六 7s七 8s八 9s九
a4 false 2个月前 2026-01-31 0: 0l 1s一 2s二 3s三 4s四 5s五 6s六 7s七 8s八 9s九 10s十
`
	if b.String() != want {
		t.Errorf("answers\n%swant\n%s", b.String(), want)
	}
	if s := d.Answers[0].Sections[11]; !strings.HasPrefix(s.Text, "运营人员的职责多样且复杂") {
		t.Errorf("conclusion is %q", s.Text)
	}
	if s := d.Answers[3].Sections[8]; s.Heading != "竞争对手分析" || s.Anchor != "a4-竞争对手分析" {
		t.Errorf("section 8 of answer 4 is %+v", s)
	}
	d.EachSection(func(_ *Answer, s *Section) bool {
		for _, word := range []string{"回复", "站长微信", "分享本页", "返回顶部", "采纳", "•", "月前", "条评论"} {
			if strings.Contains(s.Heading+s.Text, word) {
				t.Errorf("%s holds %s", s.Anchor, word)
			}
		}
		return true
	})
}

// TestManual reads a manual of some thousand Markdown files, and finds in each the section that was judged by its place:
// path#n is the n-th heading after the title.
func TestManual(t *testing.T) {
	dir := t.TempDir()
	unpack(t, sharedFile(t, "eval/business-docs/markdown.tar.gz"), dir)
	start := time.Now()
	docs, sections, undated := map[string]*Document{}, 0, 0
	for d, err := range Read(t.Context(), []string{dir}, Options{}) {
		if err != nil {
			t.Error(err)
			continue
		}
		checkDocument(t, d)
		if d.Kind != Page || d.Author == "" {
			t.Errorf("%s: %s by %q", d.ID, d.Kind, d.Author)
		}
		if d.Updated.IsZero() {
			undated++
		}
		docs[d.ID] = d
		sections += len(d.Sections)
	}
	t.Logf("%d files, %d sections, %s", len(docs), sections, time.Since(start))
	if len(docs) != 2867 || undated > 1 { // one leaves it empty
		t.Errorf("read %d files, %d of them without a date; want 2867 and one", len(docs), undated)
	}
	rows := bufio.NewScanner(sharedFile(t, "eval/business-docs/qrels_sections.tsv"))
	judged := 0
	for rows.Scan() {
		place := strings.Split(rows.Text(), "\t")[1]
		name, n, _ := strings.Cut(place, "#")
		heading := headingAt(t, filepath.Join(dir, name), n)
		judged++
		found := false
		docs[name].EachSection(func(_ *Answer, s *Section) bool {
			found = found || fmt.Sprint(s.Ordinal) == n && s.Role == Body && strings.Contains(heading, s.Heading)
			return !found
		})
		if !found {
			t.Errorf("%s is not the section %q", place, heading)
		}
	}
	if judged != 234 {
		t.Errorf("%d judged sections, want 234", judged)
	}
}

// headingAt is the n-th heading of a Markdown file in the plainest reading, the title being the 0th.
func headingAt(t *testing.T, file, n string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for l := range strings.Lines(string(data)) {
		if m := hashLine.FindStringSubmatch(strings.TrimSpace(l)); m != nil {
			if fmt.Sprint(at) == n {
				return m[2]
			}
			at++
		}
	}
	return ""
}

func unpack(t *testing.T, f io.Reader, dir string) {
	t.Helper()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for archive := tar.NewReader(z); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(h.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
