package main

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/opsguide/opsguide/api/client"
)

// stripped takes the marks out of a coloured text: «…» stands for what was marked.
func stripped(s string) string {
	return strings.NewReplacer("\x1b[1;33m", "«", "\x1b[0m", "»").Replace(s)
}

func TestMarked(t *testing.T) {
	r := func(startEnd ...int) (ranges []client.Range) {
		for i := 0; i < len(startEnd); i += 2 {
			ranges = append(ranges, client.Range{Start: startEnd[i], End: startEnd[i+1]})
		}
		return ranges
	}
	for _, tt := range []struct {
		name   string
		width  int
		indent string
		text   string
		ranges []client.Range
		want   string
	}{
		{"fits", 20, "", "用户留存", r(2, 4), "用户«留存»"},
		{"breaks between Han", 8, "", "用户留存怎么提升", nil, "用户留存\n怎么提升"},
		{"a mark over a break", 8, "", "用户留存怎么提升", r(2, 6), "用户«留存»\n«怎么»提升"},
		{"indent counts", 10, "   ", "用户留存怎么", nil, "   用户留\n   存怎么"},
		{"closing punctuation stays", 8, "", "用户留存，怎么", nil, "用户留\n存，怎么"},
		{"and all of it", 8, "", "用户留（存）。怎么", nil, "用户留\n（存）。\n怎么"},
		{"opening punctuation goes on", 8, "", "用户留“存”", nil, "用户留\n“存”"},
		{"Latin words stay whole", 10, "", "看 retention 曲线", nil, "看\nretention\n曲线"},
		{"Latin beside Han", 10, "", "看次日DAU曲线", nil, "看次日DAU\n曲线"},
		{"a word longer than a line", 10, "", "abcdefghijklmno", r(8, 12), "abcdefgh«ij»\n«kl»mno"},
		{"ranges behind a surrogate pair", 20, "", "😀用户𠮷留存", r(2, 4, 6, 8), "😀«用户»𠮷«留存»"},
		{"a marked surrogate pair", 20, "", "住𠮷祥", r(1, 3), "住«𠮷»祥"},
		{"an ideographic space at a break", 8, "", "用户留存　怎么提升", r(5, 7), "用户留存\n«怎么»提升"},
		{"spaces at a break", 9, "", "retention  rate", r(11, 15), "retention\n«rate»"},
		{"indented text keeps its spaces", 20, "", "  二、留存", nil, "  二、留存"},
		{"joined emoji stay together", 6, "", "用户👩‍💻", nil, "用户\n👩‍💻"},
		{"control characters are blanks", 20, "", "用户\x1b[31m留存\n", r(7, 9), "用户 [31m«留存» "},
		{"empty", 20, "  ", "", nil, "  "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, h := screen{width: tt.width, color: true}, client.Highlight{Text: tt.text, Ranges: tt.ranges}
			got := stripped(s.marked(h, tt.indent, ""))
			if got != tt.want {
				t.Errorf("marked(%q) at width %d =\n%s\nwant\n%s", tt.text, tt.width, got, tt.want)
			}
		})
	}
}

// FuzzMarked lays out any text: no line is too wide, nothing but blanks is lost at the breaks, and just what the range
// names is marked.
func FuzzMarked(f *testing.F) {
	f.Add("用户留存，怎么提升？看 retention rate！", uint8(20), uint8(3), uint8(6))
	f.Add("😀用户𠮷留存　　。。。。。。。。。。。。。。。。", uint8(21), uint8(0), uint8(9))
	f.Add("(((((((((((((((((((((((((((((((", uint8(20), uint8(1), uint8(2))
	f.Fuzz(func(t *testing.T, text string, columns, from, to uint8) {
		text = strings.ToValidUTF8(strings.Map(func(r rune) rune {
			if strings.ContainsRune("«»\n\x1b", r) {
				return -1
			}
			return r
		}, text), "")
		s := screen{width: 20 + int(columns)%100, color: true}
		units := utf16.Encode([]rune(text))
		start, end := min(int(from), int(to), len(units)), min(max(int(from), int(to)), len(units))
		got := stripped(s.marked(client.Highlight{Text: text, Ranges: []client.Range{{Start: start, End: end}}}, "  ", ""))
		for line := range strings.SplitSeq(got, "\n") {
			line = strings.NewReplacer("«", "", "»", "").Replace(line)
			if w := width(line); w > s.width || !strings.HasPrefix(line, "  ") {
				t.Errorf("line %q of %q is %d columns wide, want %d at most behind its indent", line, text, w, s.width)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(harmless(s)), "") }
		if all := squeeze(strings.NewReplacer("«", "", "»", "").Replace(got)); all != squeeze(text) {
			t.Errorf("marked(%q) holds %q", text, all)
		}
		marked := ""
		for _, piece := range strings.Split(got, "«")[1:] {
			inside, _, _ := strings.Cut(piece, "»")
			marked += inside
		}
		want := squeeze(string(utf16.Decode(units[start:end])))
		if atCharacter(units, start) && atCharacter(units, end) && squeeze(marked) != want {
			t.Errorf("of %q is marked %q, want %q", text, squeeze(marked), want)
		}
	})
}

// atCharacter reports whether a position in UTF-16 is no half of a surrogate pair.
func atCharacter(units []uint16, i int) bool {
	return i == len(units) || units[i] < 0xdc00 || units[i] > 0xdfff
}

func TestAfterMovesRanges(t *testing.T) {
	h := after("𠮷 › ", client.Highlight{Text: "留存", Ranges: []client.Range{{Start: 0, End: 2}}})
	if got, want := stripped(screen{width: 80, color: true}.marked(h, "", "")), "𠮷 › «留存»"; got != want {
		t.Errorf("marked = %q, want %q", got, want)
	}
}
