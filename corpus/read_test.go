package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// writeFiles makes a folder of files for a test.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// collect writes ids and errors one a line, with the folder's name left out.
func collect(dir string, seq iter.Seq2[*Document, error]) string {
	var b strings.Builder
	for d, err := range seq {
		if err != nil {
			fmt.Fprintf(&b, "! %s\n", strings.ReplaceAll(err.Error(), dir, "DIR"))
		} else {
			fmt.Fprintf(&b, "%s %s\n", d.ID, d.Title)
		}
	}
	return b.String()
}

func TestReadFolder(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"b/page.md":        "# 乙\n\n正文。",
		"b/a.txt":          "甲\n\n正文。",
		"a.HTML":           "<h1>丙</h1><p>正文。</p>",
		"a.b/deep/c.jsonl": "{\"id\":\"j1\",\"title\":\"丁\",\"text\":\"正文。\"}\nnot json\n\n{\"id\":\"j1\",\"title\":\"又一个\",\"text\":\"正文。\"}\n",
		"c.txt":            "标题\n\n正文。\xe5",
		"d.md":             "---\nid: b/a.txt\ntitle: 撞号\n---\n正文。",
		"e.md":             "---\ntitle: \"没有合上\nkind: page\n---\n正文。",
		".hidden.md":       "# 不读",
		".git/x.md":        "# 不读",
		"logo.png":         "\x89PNG",
		"Makefile":         "all:",
		"f.md":             "---\ntitle: 庚\nkind: blog\n---\n",
		"g.md":             "\n\n",
	})
	want := `a.HTML 丙
j1 丁
! DIR/a.b/deep/c.jsonl:2: not JSON at byte 2: invalid character 'o' in literal null (expecting 'u'); write one document a line
! DIR/a.b/deep/c.jsonl:4: the id "j1" stands at DIR/a.b/deep/c.jsonl:1 already; give one of the two another id
b/a.txt 甲
b/page.md 乙
! DIR/c.txt:3: byte 0xe5 is neither UTF-8 nor GB18030; save the file as UTF-8
! DIR/d.md: the id "b/a.txt" stands at DIR/b/a.txt already; give one of the two another id
! DIR/e.md:2: front matter: could not find end character of double-quoted text; put values that hold ': ' or '#' in quotes
! DIR/f.md:3: front matter: unknown kind "blog"; it is question or page
! DIR/g.md: the file has no text; write some or remove it
`
	if got := collect(dir, Read(t.Context(), []string{dir}, Options{})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadPaths(t *testing.T) {
	dir := writeFiles(t, map[string]string{"x/a.txt": "甲\n\n正文。", "y/b.page": "乙\n\n正文。"})
	paths := []string{filepath.Join(dir, "y/b.page"), "-", filepath.Join(dir, "x"), filepath.Join(dir, "none.txt")}
	in := strings.NewReader("# 从标准输入来\n\n正文。")
	want := "b.page 乙\n3d54d39230989729 从标准输入来\na.txt 甲\n! DIR/none.txt: there is no such file; check the path\n"
	if got := collect(dir, Read(t.Context(), paths, Options{Stdin: in})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	lines := strings.NewReader("{\"id\":\"1\",\"title\":\"甲\",\"text\":\"文\"}\n{\"id\":\"2\",\"title\":\"乙\",\"text\":\"文\"}")
	if got := collect(dir, Read(t.Context(), []string{"-"}, Options{Stdin: lines})); got != "1 甲\n2 乙\n" {
		t.Errorf("JSONL on standard input is read as %q", got)
	}
	if got := collect(dir, Read(t.Context(), []string{"-"}, Options{})); got != "! -: no standard input\n" {
		t.Errorf("without standard input: %q", got)
	}
}

// TestNamedFormat: what the caller says of the format counts more than the file's name.
func TestNamedFormat(t *testing.T) {
	dir := writeFiles(t, map[string]string{"a.txt": "# 甲\n\n## 一、乙\n\n- 丙"})
	for d, err := range Read(t.Context(), []string{dir}, Options{Format: Markdown}) {
		if err != nil || d.Title != "甲" || len(d.Sections) != 1 || d.Sections[0].Label != "一" {
			t.Errorf("read as %+v, %v", d, err)
		}
	}
	for _, err := range Read(t.Context(), []string{dir}, Options{Format: "doc"}) {
		if err == nil || !strings.Contains(err.Error(), `unknown format "doc"; it is one of [qa md html txt jsonl]`) {
			t.Errorf("unknown format: %v", err)
		}
	}
}

// TestLinksStayInside: a symbolic link is followed within the walked folder and never out of it.
func TestLinksStayInside(t *testing.T) {
	outside := writeFiles(t, map[string]string{"secret.txt": "秘密\n\n不该读到。", "sub/secret.md": "# 秘密"})
	dir := writeFiles(t, map[string]string{"page.txt": "页面\n\n正文。", "sub/in.txt": "里面\n\n正文。"})
	for name, target := range map[string]string{
		"abs.txt":      filepath.Join(outside, "secret.txt"),
		"rel.txt":      filepath.Join("..", filepath.Base(outside), "secret.txt"),
		"folder":       outside,
		"loop":         ".",
		"sub/up.txt":   "../../" + filepath.Base(outside) + "/secret.txt",
		"sub/here.txt": "../page.txt",
		"dangling.txt": "gone.txt",
		"dir.txt":      "sub",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	want := `! DIR/abs.txt: the link leads out of the folder; copy the file into it, or name it by itself
! DIR/dangling.txt: there is no such file; check the path
page.txt 页面
! DIR/rel.txt: the link leads out of the folder; copy the file into it, or name it by itself
sub/here.txt 页面
sub/in.txt 里面
! DIR/sub/up.txt: the link leads out of the folder; copy the file into it, or name it by itself
`
	if got := collect(dir, Read(t.Context(), []string{dir}, Options{})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestOddNames: a file's name may be any bytes, and so may the id that it makes.
func TestOddNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"坏\xff名.txt", "a#b c.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("本规定自发布之日起施行，各部门应当认真学习。"), 0o644); err != nil {
			t.Skipf("file system refuses %q: %v", name, err)
		}
	}
	var ids []string
	for d, err := range Read(t.Context(), []string{dir}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, d)
		ids = append(ids, d.ID)
	}
	if got := strings.Join(ids, "|"); got != "a#b c.txt|坏\xff名.txt" {
		t.Errorf("ids %q", got)
	}
}

func TestPageTooLarge(t *testing.T) {
	dir := writeFiles(t, map[string]string{"big.txt": "标题\n" + strings.Repeat("字", MaxPageBytes/3), "ok.txt": "好\n\n正文。"})
	want := "! DIR/big.txt: 4194310 bytes, more than the 4 MB of a page; part it into several pages\nok.txt 好\n"
	if got := collect(dir, Read(t.Context(), []string{dir}, Options{})); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := Parse("big.txt", make([]byte, MaxPageBytes+1), Text, time.Time{}); err == nil {
		t.Error("Parse takes more than a page")
	}
}

// TestProgress: what was done rises to the total, and ends there.
func TestProgress(t *testing.T) {
	line := `{"title":"甲","text":"` + strings.Repeat("长", 1000) + `","id":"%d"}` + "\n"
	var lines strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&lines, line, i)
	}
	dir := writeFiles(t, map[string]string{"a.jsonl": lines.String(), "b.txt": "乙\n\n正文。", "c.txt": ""})
	var calls, last, total int64
	progress := func(path string, done, all int64) {
		calls++
		if done < last || done > all || total != 0 && all != total {
			t.Errorf("%s: %d of %d after %d of %d", path, done, all, last, total)
		}
		last, total = done, all
	}
	for range Read(t.Context(), []string{dir}, Options{Progress: progress}) {
	}
	if last != total || total < 3_000_000 || calls < 5 {
		t.Errorf("%d calls, the last with %d of %d", calls, last, total)
	}
}

func TestReadStops(t *testing.T) {
	dir := writeFiles(t, map[string]string{"a.txt": "甲\n\n正文。", "b.txt": "乙\n\n正文。", "c.jsonl": "{}\n{}\n{}\n"})
	n := 0
	for range Read(t.Context(), []string{dir}, Options{}) {
		if n++; n == 2 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	n = 0
	for _, err := range Read(ctx, []string{dir}, Options{}) {
		cancel()
		n++
		last = err
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("after the context ended: %d results, the last %v", n, last)
	}
}

// TestBrokenPipe: an error while reading is told with the path, and the documents before it stay.
func TestBrokenPipe(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("{\"id\":\"1\",\"title\":\"甲\"}\n"), iotest.ErrReader(errors.New("pipe burst")))
	if got := collect("DIR", Read(t.Context(), []string{"-"}, Options{Stdin: broken})); got != "1 甲\n! -:2: read: pipe burst\n" {
		t.Errorf("JSONL: %q", got)
	}
	broken = iotest.ErrReader(errors.New("pipe burst"))
	if got := collect("DIR", Read(t.Context(), []string{"-"}, Options{Stdin: broken, Format: Text})); got != "! -: pipe burst\n" {
		t.Errorf("page: %q", got)
	}
}
