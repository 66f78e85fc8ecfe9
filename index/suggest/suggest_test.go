package suggest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/opsguide/opsguide/analyzer"
)

func open(t testing.TB, list ...Prompt) *Prompts {
	t.Helper()
	p, err := Open(Build(analyzer.Default(), list))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// guides are titles, headings and terms, folded.
var guides = []Prompt{
	{"用户流失怎么办", Title, 1, ""},
	{"社群里的用户流程", Title, 1, ""},
	{"提高用户留存的办法", Title, 1, ""},
	{"长期没有增长", Title, 1, ""},
	{"ab测试和gmv提升", Title, 1, ""},
	{"google analytics入门", Title, 1, ""},
	{"准备工作", Heading, 30, ""},
	{"准备", Heading, 2, ""},
	{"准备清单", Heading, 2, ""},
	{"用户", Heading, 9, ""},
	{"用户留存", Term, 12, "用户留存"},
	{"a b测试", Term, 3, "A/B测试"},
	{"カナ留存", Heading, 1, ""},
}

// marked returns a match with what was typed in brackets.
func marked(m Match) string {
	return m.Text[:m.From] + "[" + m.Text[m.From:m.To] + "]" + m.Text[m.To:]
}

func TestFind(t *testing.T) {
	p := open(t, guides...)
	for _, row := range []struct{ typed, want string }{
		{"用户", "[用户]流失怎么办 [用户] [用户]留存 社群里的[用户]流程 提高[用户]留存的办法"},
		{"用户流", "[用户流]失怎么办 社群里的[用户流]程"},
		{"流失", "用户[流失]怎么办"},
		{"户流", "用[户流]失怎么办 社群里的用[户流]程"},
		{"准备", "[准备]工作 [准备] [准备]清单"}, // shared by many, then short
		{"没有的", ""},

		{"yonghuliu", "[用户流]失怎么办 [用户留]存 社群里的[用户流]程 提高[用户留]存的办法"},
		{"yonghuliuc", "[用户留存] 社群里的[用户流程] 提高[用户留存]的办法"},
		{"yong hu liu sh", "[用户流失]怎么办"},
		{"liucun", "提高用户[留存]的办法 カナ[留存] 用户[留存]"},
		{"用户liush", "[用户流失]怎么办"},
		{"用户liu", "[用户流]失怎么办 [用户留]存 社群里的[用户流]程 提高[用户留]存的办法"},
		{"用护liu", ""}, // Han characters are right
		{"zengzhang", "长期没有[增长]"},
		{"changqi", "[长期]没有增长"},
		{"zhangqi", ""},
		{"hul", ""}, // no word begins there
		{"gmvti", "ab测试和[gmv提]升"},
		{"abceshi", "[ab测试]和gmv提升 [a b测试]"},

		{"yhlc", "[用户留存] 社群里的[用户流程] 提高[用户留存]的办法"},
		{"y h l sh", ""},
		{"yhls", "[用户流失]怎么办"},
		{"用户ls", "[用户流失]怎么办"},
		{"lc", "社群里的用户[流程] 提高用户[留存]的办法 カナ[留存] 用户[留存]"},

		{"goo", "[goo]gle analytics入门"},
		{"google ana", "[google ana]lytics入门"},
		{"analy", "google [analy]tics入门"},
		{"oogle", ""}, // no word of letters has a beginning within
		{"gmv", "ab测试和[gmv]提升"},
		{"я", ""}, {"'", ""}, {" ", ""}, {"", ""},
	} {
		var got []string
		for _, m := range p.Find(row.typed, 5) {
			got = append(got, marked(m))
		}
		if got := strings.Join(got, " "); got != row.want {
			t.Errorf("Find(%s)\n got %s\nwant %s", row.typed, got, row.want)
		}
	}
	for n := range 4 {
		if got, all := p.Find("用户", n), p.Find("用户", 9); !slices.Equal(got, all[:n]) {
			t.Errorf("%d of %v are %v", n, all, got)
		}
	}
	if got := p.Find("a/b", 1); len(got) != 0 {
		t.Errorf("what is not folded finds %v", got)
	}
	if got := p.Find("ab", 1); len(got) != 1 || got[0].Prompt != guides[4] || got[0].Place != Beginning {
		t.Errorf("Find(ab) = %+v", got)
	}
}

func TestBuild(t *testing.T) {
	p := open(t, Prompt{"准备", Heading, 2, ""}, Prompt{"准备", Title, 1, ""}, Prompt{"准备", Term, 40, "准備"},
		Prompt{"", Title, 1, ""}, Prompt{"\xff", Title, 1, ""}, Prompt{"a\x00b", Title, 1, ""}, Prompt{"流程", Heading, -1, ""})
	if p.Len() != 2 || !p.Has("准备", Term) || !p.Has("流程", Term) || p.Has("备", Term) || p.Has("准", Term) || p.Has("准备好", Term) || p.Has("", Term) {
		t.Errorf("%d prompts", p.Len())
	}
	if !p.Has("流程", Heading) || p.Has("流程", Title) || !p.Has("准备", Title) {
		t.Error("prompts are of other kinds")
	}
	want := Match{Prompt: Prompt{"准备", Title, 1, ""}, From: 0, To: 3}
	if got := p.Find("准", 5); len(got) != 1 || got[0] != want {
		t.Errorf("Find = %+v, want %+v", got, want)
	}
	if none := open(t); none.Len() != 0 || none.Has("准备", Term) || len(none.Find("准", 5)) != 0 {
		t.Error("no prompts complete something")
	}
	turned := slices.Clone(guides)
	slices.Reverse(turned)
	if !bytes.Equal(Build(analyzer.Default(), guides), Build(analyzer.Default(), turned)) {
		t.Error("the image depends on the order of the prompts")
	}
	long := strings.Repeat("很长的标题", 40) + "结尾"
	if p := open(t, Prompt{long, Title, 1, ""}); !p.Has(long, Term) || len(p.Find("很长", 1)) != 1 || len(p.Find("结尾", 1)) != 0 {
		t.Error("a long title is not found, or by its end")
	}
}

func TestOpen(t *testing.T) {
	sealed := func(image []byte) []byte {
		binary.LittleEndian.PutUint64(image[48:], xxhash.Sum64(image[:48]))
		return image
	}
	image := Build(analyzer.Default(), guides)
	for _, row := range []struct {
		name   string
		damage func(image []byte) []byte
		want   error
	}{
		{"untouched", func(i []byte) []byte { return i }, nil},
		{"empty", func([]byte) []byte { return nil }, ErrImageDamaged},
		{"cut off in the header", func(i []byte) []byte { return i[:40] }, ErrImageDamaged},
		{"cut off", func(i []byte) []byte { return i[:len(i)-1] }, ErrImageDamaged},
		{"too long", func(i []byte) []byte { return append(i, 0) }, ErrImageDamaged},
		{"another version", func(i []byte) []byte { i[8]++; return sealed(i) }, ErrImageVersion},
		{"other readings", func(i []byte) []byte { i[12]++; return sealed(i) }, ErrImageVersion},
		{"a wrong length", func(i []byte) []byte { i[25]++; return i }, ErrImageDamaged},
		{"wrong lengths, sealed", func(i []byte) []byte {
			copy(i[16:40], bytes.Repeat([]byte{0xff}, 24))
			return sealed(i)
		}, ErrImageDamaged},
	} {
		if _, err := Open(row.damage(bytes.Clone(image))); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
	p := open(t, guides...)
	if err := p.Verify(); err != nil {
		t.Errorf("Verify = %v", err)
	}
	p.image[len(p.image)-1]++
	if err := p.Verify(); !errors.Is(err, ErrImageDamaged) {
		t.Errorf("Verify of a damaged image = %v", err)
	}
}

// FuzzFind types anything, into an image that may be damaged anywhere behind its header. The typed text itself is always a
// prompt, so that something is found.
func FuzzFind(f *testing.F) {
	a := analyzer.Default()
	for _, typed := range []string{"用户", "yonghuliu", "yhlc", "用户liu", "yong hu", "xianxianxian", "a b测试", "カ", "lüe", "9折"} {
		f.Add(typed, uint(0), byte(0))
		f.Add(typed, uint(700), byte(0x55))
	}
	f.Fuzz(func(t *testing.T, typed string, at uint, flip byte) {
		image := Build(a, append(slices.Clone(guides), Prompt{typed, Title, 1, ""}))
		image[headerBytes+int(at%uint(len(image)-headerBytes))] ^= flip
		p, err := Open(image)
		if err != nil {
			t.Fatal(err)
		}
		found := p.Find(typed, 5)
		if flip != 0 {
			return
		}
		if p.Has(typed, Term) && typed != "" && (len(found) == 0 || found[0].Place != Beginning) {
			t.Errorf("%q does not complete itself: %+v", typed, found)
		}
		if !slices.IsSortedFunc(found, Compare) {
			t.Errorf("%q: not in order: %+v", typed, found)
		}
		seen := map[string]bool{}
		for _, m := range found {
			if seen[m.Text] || m.From >= m.To || m.To > len(m.Text) || !utf8.ValidString(m.Text[m.From:m.To]) {
				t.Errorf("%q: %+v", typed, m)
			}
			seen[m.Text] = true
			if !m.Place.Sounds() && m.Text[m.From:m.To] != typed {
				t.Errorf("%q: %s", typed, marked(m))
			}
		}
	})
}
