package corpus

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// addSeeds gives the fuzzer the pages of testdata in one format, and some short ones.
func addSeeds(f *testing.F, format Format, more ...string) {
	files, err := filepath.Glob("testdata/" + string(format) + "/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range more {
		f.Add([]byte(s))
	}
}

// fuzzFormat asserts of any bytes that they are refused with a place, or make documents that are sound (valid UTF-8,
// unique anchors, rising ordinals) and come back from JSON as they were.
func fuzzFormat(t *testing.T, data []byte, f Format) []*Document {
	docs, err := Parse("dir/file", data, f, saved)
	if err != nil && !strings.HasPrefix(err.Error(), "dir/file:") {
		t.Errorf("error without a place: %v", err)
	}
	for _, d := range docs {
		checkDocument(t, d)
		written, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseLine(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if again, _ := json.Marshal(back); !bytes.Equal(written, again) {
			t.Errorf("wrote %s, read back %s", written, again)
		}
	}
	return docs
}

func FuzzQA(f *testing.F) {
	addSeeds(f, QA, "问\n•答", "问\n作者\n• \n• 已被采纳为最佳回答\n1天前 0条评论\n\t• 子\n站长微信")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, data, QA) })
}

func FuzzMarkdown(f *testing.F) {
	addSeeds(f, Markdown, "---\na: [*b\n---\n# \n## 回答（）", "| a |\n|-|\n> - 1. ```\n&#0;\\", "---\ntitle: |\n  a\n  b\n", "# a\n## :\n")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, data, Markdown) })
}

func FuzzHTML(f *testing.F) {
	addSeeds(f, HTML, "<table><li><h1>", "<meta charset=gbk>\xd5\xfb", "<ol start=x><li><pre>\n</ol>")
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, data, HTML) })
}

func FuzzJSONL(f *testing.F) {
	addSeeds(f, JSONL, `{"title":"a","text":"# b","format":"md"}`, `{"title":"a","sections":[{"role":"lead","ordinal":1}]}`)
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, data, JSONL) })
}

// FuzzText also asserts that plain text is only cut, never lost: every Han character of it is in the title or a section.
func FuzzText(f *testing.F) {
	addSeeds(f, Text, "一、甲\n二", "第一，好。文\n\n第二，好：文", "1.1 a\n**b**\n总之。", "题\n\n（一）甲；\n1）乙\n\n2）丙\n文")
	f.Fuzz(func(t *testing.T, data []byte) {
		docs := fuzzFormat(t, data, Text)
		text, _, err := decode(data)
		if err != nil || len(docs) == 0 {
			return
		}
		var out strings.Builder
		out.WriteString(docs[0].Title)
		docs[0].EachSection(func(_ *Answer, s *Section) bool {
			out.WriteString(s.Label + s.Heading + s.Text)
			return true
		})
		kept := countHan(out.String())
		for r, n := range countHan(text) {
			if kept[r] < n {
				t.Errorf("%c stands %d times in the text and %d times in the document", r, n, kept[r])
			}
		}
	})
}

func countHan(s string) map[rune]int {
	n := map[rune]int{}
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n[r]++
		}
	}
	return n
}
