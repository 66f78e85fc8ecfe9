package analyzer

import (
	_ "embed"
	"io"
	"os"
	"path/filepath"
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

// BenchmarkOpen is what opening an image from a file costs.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "words.dic")
	if err := os.WriteFile(path, testImage(), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		a, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile is what a changed lexicon costs: gse's dictionary loaded, and the image built from it.
func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if err := Compile(io.Discard, BundledLexicon()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads guidance in the numbers of a query, as the second pass does.
func BenchmarkRead(b *testing.B) {
	a := Default()
	var query Analysis
	var n Numbering
	n.Reset(a)
	a.Units(&query, "公司没有给员工缴纳社会保险怎么办")
	for _, t := range query.Tokens {
		n.Add(query.Term(t))
	}
	text := strings.Repeat("用人单位未依法为劳动者缴纳社会保险费的，劳动者可以解除劳动合同；用人单位应当按照规定支付经济补偿。", 5)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var at []int32
	var numbers []int16
	for b.Loop() {
		at, numbers, _ = n.Read(&query, text, at[:0], numbers[:0])
	}
}
