package query

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/width"
)

func TestKey(t *testing.T) {
	for _, same := range [][]string{
		{"dau 提升", "DAU 提升", "ＤＡＵ　提升", "  Dau\t提升 "},
		{`留存 tag:SEO -拉新 "次日"`, `-“拉新” 留存 标签：ｓｅｏ 「次日」`, `tag:seo 留存 "次日" tag:Seo -拉新`},
		{"留存 -活动", "－活动 留存", `留存 -"活动"`},
		{"updated:>=2026-03", "更新：≥2026年3月"},
	} {
		for _, text := range same {
			if got, want := Parse(text).Key(), Parse(same[0]).Key(); got != want {
				t.Errorf("the key of %q is %q, want %q as for %q", text, got, want, same[0])
			}
		}
	}
	seen := make(map[string]string)
	for _, text := range []string{
		"", "a", "b", "a b", "b a", "ab", `"a"`, `"a b"`, "-a", "-a -b", "tag:a", "-tag:a", "category:a", "title:a b",
		`title:"a b"`, "title:a title:b", "a title:b", "votes:1", "votes:>1", "votes:>=1", "votes:<1", "title:>1",
		`a "x" b`, `a b "x"`, `"x" a b`, `"x" "y"`, `"y" "x"`, `"x" "x"`, "document:a", "document:A", "document:ａ",
	} {
		key := Parse(text).Key()
		if other, ok := seen[key]; ok {
			t.Errorf("%q and %q have one key, %q", text, other, key)
		}
		seen[key] = text
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range parseTests {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text := strings.ToValidUTF8(raw, "\uFFFD")
		q := Parse(raw)
		s := q.String()
		if again := Parse(s); !reflect.DeepEqual(again, q) {
			t.Fatalf("Parse(%q) = %+v, but its String %q parses as %+v", text, q, s, again)
		}
		for i, c := range q.Clauses {
			if c.Value == "" || c.Value != squeeze(c.Value) {
				t.Errorf("Parse(%q): value %q is empty or has loose white space", text, c.Value)
			}
			if (c.Kind == Field) != (c.Name != "") || c.Kind == Words && c.Not && strings.Contains(c.Value, " ") {
				t.Errorf("Parse(%q): clause %+v", text, c)
			}
			if i > 0 && c.plain() && q.Clauses[i-1].plain() {
				t.Errorf("Parse(%q): two runs of words side by side, %q and %q", text, q.Clauses[i-1].Value, c.Value)
			}
		}
		if filter, err := ParseFilter(text); err == nil && !reflect.DeepEqual(filter, q) {
			t.Errorf("ParseFilter(%q) = %+v, want what Parse gives, %+v", text, filter, q)
		}

		key := q.Key()
		for _, c := range q.Clauses {
			if c.Name == "document" {
				return // ids tell width and case apart
			}
		}
		for name, variant := range map[string]string{
			"case":   strings.Map(upper, text),
			"width":  width.Fold.String(text),
			"spaces": strings.ReplaceAll(text, " ", "　\n"),
			"String": s,
		} {
			if got := Parse(variant).Key(); got != key {
				t.Errorf("%s: the key of %q is %q, want %q as for %q", name, variant, got, key, text)
			}
		}
	})
}

// upper gives the upper case of letters that come back from it.
func upper(r rune) rune {
	if u := unicode.ToUpper(r); unicode.ToLower(u) == r {
		return u
	}
	return r
}

func BenchmarkParse(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"words", "用户留存怎么提升"},
		{"mixed", `用户 留存 "次日留存" -活动 分类：运营 updated:>=2026-01`},
		{"long", strings.Repeat("怎么用数据分析提升“用户留存” ", 16)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(bm.text)
			}
		})
	}
}

func BenchmarkKey(b *testing.B) {
	q := Parse(`用户 留存 "次日留存" -活动 分类：运营 updated:>=2026-01`)
	b.ReportAllocs()
	for b.Loop() {
		q.Key()
	}
}
