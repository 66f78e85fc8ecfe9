package highlight

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// section is a text of about n Han characters with matches spread over it.
func section(n, matches int) (string, []Match) {
	text := strings.Repeat(handbook+"\n\n", 1+n/utf8.RuneCountInString(handbook))
	found := find(text, "用户|留存|拉新|转化率|转化|化率|七日|漏斗|分析|日活")
	slices.SortFunc(found, byPlace) // as an engine finds them
	return text[:strings.LastIndexAny(text[:min(3*n, len(text))], "，。")], found[:min(matches, len(found))]
}

func BenchmarkBest(b *testing.B) {
	for _, size := range []struct{ characters, matches int }{{300, 20}, {3000, 200}, {30000, 2000}} {
		text, matches := section(size.characters, size.matches)
		b.Run(fmt.Sprintf("%d characters %d matches", size.characters, len(matches)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Best(text, matches, 90)
			}
		})
	}
}

func BenchmarkWhole(b *testing.B) {
	text := "如何用数据分析提升用户留存与转化率"
	matches := find(text, "数据分析|数据|分析|用户|留存|转化率|转化|化率")
	b.ReportAllocs()
	for b.Loop() {
		Whole(text, matches)
	}
}

func BenchmarkParts(b *testing.B) {
	text, matches := section(300, 20)
	s := Best(text, matches, 90)
	b.ReportAllocs()
	for b.Loop() {
		for part := range s.Parts() {
			_ = part
		}
	}
}
