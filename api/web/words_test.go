package web

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryLanguageHasEveryWord(t *testing.T) {
	for _, words := range []map[string]words{vocabulary, partSentences} {
		sameKeys(t, words)
	}
}

func sameKeys(t *testing.T, vocabulary map[string]words) {
	base := vocabulary[languages[0].Tag]
	verbs := func(s string) int { return strings.Count(strings.Split(s, "|")[0], "%") }
	for _, l := range languages {
		w := vocabulary[l.Tag]
		for key := range base {
			if w[key] == "" {
				t.Errorf("%s has no word for %q", l.Tag, key)
			}
			if strings.Contains(w[key], "%%") || verbs(w[key]) != verbs(base[key]) {
				t.Errorf("%s: %q takes %d values, want %d", l.Tag, key, verbs(w[key]), verbs(base[key]))
			}
		}
		if len(w) != len(base) {
			t.Errorf("%s has %d words, want %d", l.Tag, len(w), len(base))
		}
	}
}

// Every word is used, and the scripts are given those that they use.
func TestWordsAreUsed(t *testing.T) {
	used := map[string]bool{}
	inScripts := map[string]bool{}
	note := func(text, pattern string, into ...map[string]bool) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			for _, set := range into {
				set[m[1]] = true
			}
		}
	}
	each := func(files fs.FS, pattern string, f func(text string)) {
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			b, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			f(string(b))
		}
	}
	each(templateFiles, "templates/*.html", func(text string) {
		note(text, `\.W\.(\w+)`, used)
		if han := regexp.MustCompile(`\p{Han}+`).FindString(text); han != "" {
			t.Errorf("%q stands in a template; words belong into the vocabulary", han)
		}
	})
	each(staticFiles, "static/*.js", func(text string) { note(text, `\bw\.(\w+)`, used, inScripts) })
	for _, name := range []string{"search.go", "read.go", "gaps.go", "note.go", "web.go", "problem.go"} {
		each(os.DirFS("."), name, func(text string) { note(text, `\b[wW]\["(\w+)"\]`, used) })
	}
	for _, made := range []string{"Title", "Help"} { // chosen by status
		for _, kind := range []string{"bad", "denied", "gone", "busy", "away", "broken", "offline", "unreachable"} {
			used[kind+made] = true
			inScripts[kind+made] = true
		}
	}
	for _, key := range insteadWords { // chosen by rewrite
		used[key] = true
	}
	for _, via := range []string{"synonym", "pinyin", "traditional", "typo"} { // chosen by mark
		inScripts[via] = true
	}
	for key := range vocabulary["en"] {
		if !used[key] {
			t.Errorf("word %q is not used", key)
		}
	}
	for key := range used {
		if vocabulary["en"][key] == "" {
			t.Errorf("word %q is used, but there is none", key)
		}
	}
	want := slices.Sorted(maps.Keys(inScripts))
	if !slices.Equal(slices.Sorted(slices.Values(scriptWords)), want) {
		t.Errorf("scriptWords = %q\nwant %q", scriptWords, want)
	}
}

func TestPlural(t *testing.T) {
	for _, test := range []struct {
		s    string
		n    int
		want string
	}{
		{"%d vote|%d votes", 1, "1 vote"},
		{"%d vote|%d votes", 0, "0 votes"},
		{"%d vote|%d votes", -1, "-1 votes"},
		{"%s result|%s results", 1234567, "1,234,567 results"},
		{"第 %d 个回答", 1000, "第 1000 个回答"},
		{"%s 条结果", 999, "999 条结果"},
		{"%s 条结果", -1000, "-1,000 条结果"},
	} {
		if got := plural(test.s, test.n); got != test.want {
			t.Errorf("plural(%q, %d) = %q, want %q", test.s, test.n, got, test.want)
		}
	}
}

func TestFill(t *testing.T) {
	for _, test := range []struct {
		s      string
		values []string
		want   string
	}{
		{"第 %s 页，共 %s 页", []string{"2", "5"}, "第 2 页，共 5 页"},
		{"没有找到与“%s”相关的内容", []string{"100%s"}, "没有找到与“100%s”相关的内容"},
		{"第 %s 页，共 %s 页", []string{"%s", "5"}, "第 %s 页，共 5 页"},
		{"重试", []string{"1"}, "重试"},
	} {
		if got := fill(test.s, test.values...); got != test.want {
			t.Errorf("fill(%q, %q) = %q, want %q", test.s, test.values, got, test.want)
		}
	}
}

func TestMilliseconds(t *testing.T) {
	for _, test := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0.1"}, {40 * time.Microsecond, "0.1"}, {312 * time.Microsecond, "0.3"}, {9940 * time.Microsecond, "9.9"},
		{12500 * time.Microsecond, "13"}, {1234 * time.Millisecond, "1,234"},
	} {
		if got := milliseconds(test.d); got != test.want {
			t.Errorf("milliseconds(%v) = %q, want %q", test.d, got, test.want)
		}
	}
}
