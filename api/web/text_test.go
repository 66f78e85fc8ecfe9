package web

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// notation writes blocks on one line: P for a paragraph, C for code, a list in <> and a table in {}; marks in [].
func notation(all []block) string {
	var out []string
	cells := func(row [][]Piece) string {
		var c []string
		for _, cell := range row {
			c = append(c, written(cell))
		}
		return strings.Join(c, ",")
	}
	for _, b := range all {
		switch {
		case b.Text != nil:
			out = append(out, "P "+written(b.Text))
		case b.Code != nil:
			out = append(out, "C "+written(b.Code))
		case b.List != nil:
			var items []string
			for _, i := range b.List {
				items = append(items, strings.TrimSpace(written(i.Text)+" "+notation(i.Blocks)))
			}
			out = append(out, fmt.Sprintf("<%s %s>", b.Start, strings.Join(items, "; ")))
		default:
			table := []string{cells(b.Head)}
			for _, row := range b.Rows {
				table = append(table, cells(row))
			}
			out = append(out, "{"+strings.Join(table, "; ")+"}")
		}
	}
	return strings.Join(out, " ")
}

func written(text []Piece) string {
	var b strings.Builder
	for _, p := range text {
		if p.Mark {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return strings.ReplaceAll(b.String(), "\n", "/")
}

// pieces reads text in which marks stand in [].
func pieces(s string) []Piece {
	var text []Piece
	for i, p := range strings.FieldsFunc(strings.ReplaceAll(s, "[", "\x00["), func(r rune) bool { return r == 0 || r == ']' }) {
		rest, mark := strings.CutPrefix(p, "[")
		if i >= 0 && rest != "" {
			text = append(text, Piece{Text: rest, Mark: mark})
		}
	}
	return text
}

func TestBlocks(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"\n\n", ""},
		{"一段。", "P 一段。"},
		{"一段[留存]，\n换行。\n\n\n二段", "P 一段[留存]，/换行。 P 二段"},
		{"- 甲\n- [乙]丙", "< 甲; [乙]丙>"},
		{"[- 甲]\n- 乙", "< [甲]; 乙>"},
		{"要点：\n- 甲\n- 乙", "P 要点： < 甲; 乙>"},
		{"- 甲\n但是", "P - 甲/但是"},
		{"3. 三\n4) 四\n\n5. 五", "<3 三; 四> <5 五>"},
		{"2026.10.01 上线", "P 2026.10.01 上线"},
		{"- 甲\n  续行\n  1. 里\n    - 更里\n- 乙", "< 甲 P 续行 <1 里 < 更里>>; 乙>"},
		{"名 | 义\nDAU | 日[活]", "{名,义; DAU,日[活]}"},
		{"名 | 义 | 例\nDAU | 日活\n无", "{名,义,例; DAU,日活; 无}"},
		{"甲 | 乙", "P 甲 | 乙"},
		{"甲 | 乙\n丙", "P 甲 | 乙/丙"},
		{"SELECT a\n  FROM [b] | c", "C SELECT a/  FROM [b] | c"},
	} {
		if got := notation(blocks(pieces(test.text), listDepth)); got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
	deep := "- a\n  - b\n    - c\n      - d"
	if got := notation(blocks(pieces(deep), 2)); got != "< a < b P - c/  - d>>" {
		t.Errorf("to a depth of 2: %s", got)
	}
}

// Whatever a text looks like, all of it is shown.
func FuzzBlocksLoseNothing(f *testing.F) {
	for _, s := range []string{"- 甲\n  - [乙]\n丙", "a | b\nc | [d]\n\n  e", "1. \n\n- \n  \n  - x", "[\n\n]- a\n- [b]"} {
		f.Add(s)
	}
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) && r != 'P' && r != 'C' { // which the notation uses
				return r
			}
			return -1
		}, s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := pieces(strings.ToValidUTF8(s, ""))
		got, want := letters(notation(blocks(text, listDepth))), letters(written(text))
		if got != want {
			t.Errorf("%q: shown is %q, want %q", s, got, want)
		}
	})
}
