package analyzer

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/lines.txt
var testLines string

// benchText is guidance of the size of a long answer.
var benchText = strings.Repeat(testLines, 4)

func BenchmarkIndex(b *testing.B) { benchmark(b, Default().Index) }
func BenchmarkQuery(b *testing.B) { benchmark(b, Default().Query) }
func BenchmarkUnits(b *testing.B) { benchmark(b, Default().Units) }

func benchmark(b *testing.B, analyze func(*Analysis, string)) {
	var out Analysis
	b.SetBytes(int64(len(benchText)))
	b.ReportAllocs()
	for b.Loop() {
		analyze(&out, benchText)
	}
}

// BenchmarkQuestion is one question, as a search asks it.
func BenchmarkQuestion(b *testing.B) {
	a := Default()
	var out Analysis
	for b.Loop() {
		a.Query(&out, "请问新用户的次日留存率怎么提升？")
	}
}

// BenchmarkGse is gse's own segmentation of the same text.
func BenchmarkGse(b *testing.B) {
	text, seg := []byte(benchText), reference()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		seg.Segment(text)
	}
}
