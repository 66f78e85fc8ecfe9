package highlight

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// find gives the matches of terms in text. Terms are parted by a bar. A term is text, then ~ if it is weak, then a letter
// for its Via after a slash: "转化率", "率~", "拉新/s". It weighs as much as it has runes.
func find(text, terms string) []Match {
	var matches []Match
	for i, term := range strings.Split(terms, "|") {
		via := Exact
		if before, letter, ok := strings.Cut(term, "/"); ok {
			term = before
			via = map[string]Via{"s": Synonym, "p": Pinyin, "t": Traditional, "y": Typo}[letter]
		}
		term, weak := strings.CutSuffix(term, "~")
		for at := 0; term != ""; {
			n := strings.Index(text[at:], term)
			if n < 0 {
				break
			}
			at += n
			matches = append(matches, Match{at, at + len(term), i, float64(utf8.RuneCountInString(term)), via, weak})
			at += len(term)
		}
	}
	return matches
}

// show writes a snippet with [exact], {synonym} and <any other> ranges.
func show(s Snippet) string {
	var b strings.Builder
	for text, via := range s.Parts() {
		switch via {
		case "":
			b.WriteString(text)
		case Exact:
			b.WriteString("[" + text + "]")
		case Synonym:
			b.WriteString("{" + text + "}")
		default:
			b.WriteString("<" + text + ">")
		}
	}
	return b.String()
}

func TestWhole(t *testing.T) {
	for _, tt := range []struct{ text, terms, want string }{
		{"", "转化", ""},
		{"用户留存怎么提升", "", "用户留存怎么提升"},
		{"用户留存怎么提升", "留存|提升", "用户[留存]怎么[提升]"},

		// The longest has the place, whatever else claims it; what touches is one.
		{"如何提高转化率", "转化|转化率", "如何提高[转化率]"},
		{"如何提高转化率", "转化|率", "如何提高[转化率]"},
		{"如何提高转化率", "转化|化率", "如何提高[转化率]"},
		{"用户留存率", "用户|户留|留存|存率", "[用户留存率]"},
		{"转化转化", "转化", "[转化转化]"},

		// Ways differ: what touches stays apart, what overlaps goes to the longest, then to what was typed.
		{"拉新转化", "拉新/s|转化", "{拉新}[转化]"},
		{"转化率", "转化/s|转化率", "[转化率]"},
		{"转化率", "转化|转化率/s", "{转化率}"},
		{"转化率", "转化率/s|转化率|转化率/p", "[转化率]"},
		{"转化率", "转化/s|化率", "{转}[化率]"},
		{"用户增长黑客", "增长/p|用户增长/s|长黑客/t", "{用户增长}<黑客>"},

		// A stray piece of a word is noise where the word stands, and better than nothing where it does not.
		{"效率与转化率", "转化率|率~", "效率与[转化率]"},
		{"效率与频率", "转化率|率~", "效[率]与频[率]"},
		{"效率与转化率", "转化率|率", "效[率]与[转化率]"},

		// White space is single spaces; ranges follow it.
		{"  用户\n\n 留存　提升\t", "留存|提升", "用户 [留存] [提升]"},
		{"growth  hacking 入门", "growth  hacking", "[growth hacking] 入门"},
		{" \n ", "转化", ""},

		// Characters outside the basic plane, characters made of several runes, broken text.
		{"🚀🚀增长𠮷祥", "增长|祥", "🚀🚀[增长]𠮷[祥]"},
		{"👨\u200d👩\u200d👧运营", "👩|运营", "[👨\u200d👩\u200d👧运营]"},
		{"👍🏽好", "👍", "[👍🏽]好"},
		{"cafe\u0301 店", "cafe", "[cafe\u0301] 店"},
		{"留\xff存", "存", "留\uFFFD[存]"},
	} {
		if got := show(Whole(tt.text, find(tt.text, tt.terms))); got != tt.want {
			t.Errorf("Whole(%q) for %q = %s, want %s", tt.text, tt.terms, got, tt.want)
		}
	}
}

func TestRangesAreUTF16(t *testing.T) {
	text := "🚀增长  黑客"
	got := Whole(text, find(text, "增长|黑客/s"))
	want := Snippet{"🚀增长 黑客", []Range{{2, 4, Exact}, {5, 7, Synonym}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Whole(%q) = %+v, want %+v", text, got, want)
	}
}

func TestOutside(t *testing.T) {
	text := "留存"
	matches := []Match{
		{Start: -3, End: 3}, {Start: 3, End: 9}, {Start: 3, End: 3}, {Start: 6, End: 3}, {Start: 1, End: 3}, {Start: 0, End: 4},
	}
	if got := Whole(text, matches); got.Text != text || got.Ranges != nil {
		t.Errorf("Whole(%q) with matches outside of the text = %+v, want no ranges", text, got)
	}
}

func TestPartsStops(t *testing.T) {
	text := "用户留存提升"
	s := Whole(text, find(text, "留存"))
	for n := 1; n <= 3; n++ {
		var seen []string
		for part := range s.Parts() {
			if seen = append(seen, part); len(seen) == n {
				break
			}
		}
		if want := []string{"用户", "留存", "提升"}[:n]; !reflect.DeepEqual(seen, want) {
			t.Errorf("the first %d parts are %q, want %q", n, seen, want)
		}
	}
}
