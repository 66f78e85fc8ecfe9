package local_test

import (
	"context"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opsguide/opsguide/analyzer/pinyin"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
)

// BenchmarkSuggest types everything that typing has, of the bundled corpus and of 140,000 sections of statutes.
func BenchmarkSuggest(b *testing.B) {
	b.Run("sample", func(b *testing.B) { benchmarkSuggest(b, corpus.Sample()) })
	b.Run("laws", func(b *testing.B) {
		root := os.Getenv("OPSGUIDE_DATASETS")
		if root == "" {
			b.Skip("OPSGUIDE_DATASETS names no folder with the statutes")
		}
		laws := filepath.Join(root, "eval", "laws", "corpus.jsonl.gz")
		benchmarkSuggest(b, corpus.Read(context.Background(), []string{laws}, corpus.Options{}))
	})
}

func benchmarkSuggest(b *testing.B, docs iter.Seq2[*corpus.Document, error]) {
	var titles []string
	noted := func(yield func(*corpus.Document, error) bool) {
		for d, err := range docs {
			if err == nil {
				titles = append(titles, d.Title)
			}
			if !yield(d, err) {
				return
			}
		}
	}
	dir := b.TempDir()
	o := local.BuildOptions{Dictionaries: indextest.Dictionaries()}
	if _, err := local.Build(context.Background(), dir, noted, o); err != nil {
		b.Fatal(err)
	}
	e := open(b, dir, local.Options{ReadOnly: true})
	defer e.Close()
	all := typings(titles)
	for _, kind := range []string{"single", "prefix", "inner", "pinyin", "initials", "nonsense"} {
		b.Run(kind, func(b *testing.B) {
			took := make([]time.Duration, len(all[kind])) // the least: what else the machine does is not of interest
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				if _, err := e.Suggest(context.Background(), all[kind][i%len(took)], 8); err != nil {
					b.Fatal(err)
				}
				if d := time.Since(start); i < len(took) || d < took[i%len(took)] {
					took[i%len(took)] = d
				}
			}
			slices.Sort(took)
			at := func(p float64) float64 { return took[int(p*float64(len(took)-1))].Seconds() * 1e6 }
			b.ReportMetric(at(.5), "p50-µs")
			b.ReportMetric(at(.99), "p99-µs")
			b.ReportMetric(at(1), "max-µs")
		})
	}
}

// typings is what is typed, by kind: single characters of titles and single letters, the first one to eight characters of 300 titles, 300 pieces from within, the pinyin and
// the initials of as many, each cut off anywhere, and what nobody writes.
func typings(titles []string) map[string][]string {
	random := rand.New(rand.NewPCG(1, 2))
	all := map[string][]string{}
	add := func(kind, typed string) { all[kind] = append(all[kind], typed) }
	for r := 'a'; r <= 'z'; r++ {
		add("single", string(r))
	}
	for range 300 {
		title := []rune(titles[random.IntN(len(titles))])
		for n := 1; n <= min(8, len(title)); n++ {
			add("prefix", string(title[:n]))
		}
		from := random.IntN(len(title))
		add("single", string(title[from]))
		piece := string(title[from : from+1+random.IntN(min(8, len(title)-from))])
		add("inner", piece)
		if readings := pinyin.Of(string(title[:min(8, len(title))])); len(readings) > 0 {
			key, initials := readings[0].Key(), readings[0].Initials()
			add("pinyin", key[:1+random.IntN(len(key))])
			add("initials", initials[:1+random.IntN(len(initials))])
		}
	}
	for range 100 {
		var han, latin strings.Builder
		for range 1 + random.IntN(6) {
			han.WriteRune(rune(0x4e00 + random.IntN(0x5000)))
			latin.WriteByte(byte('a' + random.IntN(26)))
		}
		add("nonsense", han.String())
		add("nonsense", latin.String())
		add("nonsense", han.String()+latin.String())
	}
	return all
}
