package rewrite

import (
	"archive/tar"
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/analyzer/pinyin"
	"github.com/opsguide/opsguide/corpus"
)

// TestFiguresOfSample measures how well the terms of the lexicon are found again among the words of the bundled sample.
func TestFiguresOfSample(t *testing.T) { measure(t, wordsOf(sample(t))) }

// sample yields the sections of the bundled sample.
func sample(t *testing.T) iter.Seq[string] {
	return func(yield func(string) bool) {
		for d, err := range corpus.Sample() {
			if err != nil {
				t.Fatal(err)
			}
			more := true
			d.EachSection(func(_ *corpus.Answer, section *corpus.Section) bool {
				more = yield(section.Heading + "\n" + section.Text)
				return more
			})
			if !more {
				return
			}
		}
	}
}

// TestRepairFigures measures how many terms with one wrong homophone are mended within a question, and that the questions
// without a mistake stay what they are.
func TestRepairFigures(t *testing.T) {
	words := wordsOf(sample(t))
	v := open(words)
	absent := absentFrom(strings.Join(slices.Collect(sample(t)), "\n"))
	all, mended, kept := 0, 0, 0
	var missed, changed []string
	eachSlip(v, words, func(wrong, term string) {
		all++
		question := func(term string) string {
			units := unitsOf("怎么做好" + term + "的工作")
			return repaired(units, v.Repair(units, absent, 1))
		}
		got := question(wrong)
		if plain := strings.NewReplacer("[", "", "]", "").Replace(got); plain == "怎么做好"+term+"的工作" {
			mended++
		} else {
			missed = append(missed, got+" "+term)
		}
		if same := question(term); !strings.Contains(same, "[") {
			kept++
		} else {
			changed = append(changed, same+" "+term)
		}
	})
	share := func(n int) float64 { return float64(n) / float64(all) }
	changed = slices.Compact(changed)
	t.Logf("%d questions: %.3f mended, %.3f stay without the mistake", all, share(mended), share(kept))
	t.Logf("    not mended: %s", strings.Join(missed[:min(len(missed), 40)], ", "))
	t.Logf("    changed without need: %s", strings.Join(changed[:min(len(changed), 40)], ", "))
	if share(mended) < .95 || share(kept) < .98 {
		t.Error("questions are not mended")
	}
}

// TestFigures does the same among the words of a large collection; -short reads a tenth of it.
func TestFigures(t *testing.T) {
	root := os.Getenv("OPSGUIDE_DATASETS")
	if root == "" {
		t.Skip("OPSGUIDE_DATASETS names no folder of texts")
	}
	measure(t, wordsOf(sparse(datasets(t, filepath.Join(root, "eval")))))
}

// sparse yields every tenth text when tests are to be short.
func sparse(texts iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		n := 0
		for text := range texts {
			if n++; (!testing.Short() || n%10 == 0) && !yield(text) {
				return
			}
		}
	}
}

// BenchmarkRewrites looks up pieces of every sort in the vocabulary of TestFigures.
func BenchmarkRewrites(b *testing.B) {
	root := os.Getenv("OPSGUIDE_DATASETS")
	if root == "" {
		b.Skip("OPSGUIDE_DATASETS names no folder of texts")
	}
	v := open(wordsOf(sparse(datasets(b, filepath.Join(root, "eval")))))
	for _, typed := range []string{"留村", "转画率", "用护留存率", "不行的一", "liucun", "yonghuliucun", "shishishi", "yhlc", "sj",
		"用户liucun", "gogle", "googel analytics"} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v.Rewrites(typed, 5)
			}
		})
	}
	for _, typed := range []string{"s", "liu", "yonghul"} {
		b.Run("complete/"+typed, func(b *testing.B) {
			for b.Loop() {
				v.Complete(typed, 8)
			}
		})
	}
	b.Run("repair", func(b *testing.B) {
		units := strings.Split("用户留村怎么办呢", "")
		for b.Loop() {
			v.Repair(units, func(units ...string) bool { return len(units) == 2 && units[0] != "用" }, 5)
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			if _, err := Open(v.image); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// datasets yields the guides and the statutes of the development data.
func datasets(t testing.TB, dir string) iter.Seq[string] {
	unzip := func(name string) io.Reader {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	return func(yield func(string) bool) {
		guides := tar.NewReader(unzip("business-docs/markdown.tar.gz"))
		for {
			h, err := guides.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(h.Name, ".md") {
				continue
			}
			text, err := io.ReadAll(guides)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(string(text)) {
				return
			}
		}
		lines := bufio.NewScanner(unzip("laws/corpus.jsonl.gz"))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var law struct{ Text string }
			if err := json.Unmarshal(lines.Bytes(), &law); err != nil {
				t.Fatal(err)
			}
			if !yield(law.Text) {
				return
			}
		}
	}
}

// wordsOf collects the dictionary words and Latin words of texts, and the terms of the lexicon.
func wordsOf(texts iter.Seq[string]) []Word {
	a := analyzer.Default()
	var out analyzer.Analysis
	words, last := map[string]*Word{}, map[string]int{}
	n := 0
	for text := range texts {
		n++
		a.Query(&out, text)
		for _, tok := range out.Tokens {
			if tok.Kind == analyzer.Char || tok.Kind == analyzer.Bigram && tok.Flags&(analyzer.OnPath|analyzer.Inner) == 0 {
				continue
			}
			text := string(out.Term(tok))
			w := words[text]
			if w == nil {
				w = &Word{Text: text}
				words[text] = w
			}
			if last[text] != n {
				last[text] = n
				w.DF++
			}
		}
	}
	for _, term := range lexicon() {
		if words[term] == nil {
			words[term] = &Word{Text: term}
		}
		words[term].Lexicon = true
	}
	list := make([]Word, 0, len(words))
	for _, k := range slices.Sorted(maps.Keys(words)) {
		list = append(list, *words[k])
	}
	return list
}

// lexicon returns the terms of the bundled lexicon and their synonyms, folded, each once.
func lexicon() []string {
	var out analyzer.Analysis
	var terms []string
	for _, t := range analyzer.BundledLexicon().Terms() {
		for _, s := range append([]string{t.Text}, t.Synonyms...) {
			analyzer.Default().Units(&out, s)
			terms = append(terms, string(out.Text))
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// A tally counts at which place the right term came.
type tally struct {
	name                 string
	first, second, fifth int
	all                  int
	missed               []string
}

func (c *tally) count(v *Vocabulary, typed, want string) {
	c.all++
	got := v.Rewrites(typed, 5)
	at := slices.IndexFunc(got, func(g Candidate) bool { return g.Text == want })
	if at >= 0 {
		c.fifth++
	}
	if at == 0 || at == 1 {
		c.second++
	}
	if at == 0 {
		c.first++
		return
	}
	rival := "nothing"
	if len(got) > 0 {
		rival = got[0].Text
	}
	c.missed = append(c.missed, fmt.Sprintf("%s (%s) after %s", want, typed, rival))
}

func (c *tally) share(n int) float64 { return float64(n) / float64(max(c.all, 1)) }

func (c *tally) String() string {
	return fmt.Sprintf("%-28s %4d: first %.3f, first or second %.3f, in five %.3f", c.name, c.all, c.share(c.first),
		c.share(c.second), c.share(c.fifth))
}

func measure(t *testing.T, words []Word) {
	image := Build(slices.Values(words))
	v, err := Open(image)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Verify(); err != nil {
		t.Fatal(err)
	}
	texts := 0
	for _, w := range words {
		texts += len(w.Text)
	}
	beyond := float64(len(image)-texts) / float64(v.Len())
	t.Logf("%d words, %d bytes, %.1f a word beyond its text", v.Len(), len(image), beyond)

	full, short := tally{name: "full pinyin"}, tally{name: "initials of three and more"}
	two, slips := tally{name: "initials of two"}, tally{name: "one wrong homophone"}
	for _, term := range lexicon() {
		if !pureHan(term) {
			continue
		}
		reading := pinyin.Of(term)[0]
		full.count(v, reading.Key(), term)
		if len(reading) > 2 {
			short.count(v, reading.Initials(), term)
		} else {
			two.count(v, reading.Initials(), term)
		}
	}
	eachSlip(v, words, func(wrong, term string) { slips.count(v, wrong, term) })
	for _, c := range []*tally{&full, &short, &two, &slips} {
		t.Log(c)
		t.Logf("    not first: %s", strings.Join(c.missed[:min(len(c.missed), 40)], ", "))
	}
	if full.share(full.second) < .95 || short.share(short.second) < .85 || slips.share(slips.first) < .9 {
		t.Error("terms of the lexicon are lost")
	}
}

// eachSlip puts a homophone in the place of each character of the lexicon's terms of two to four in turn: the most frequent
// one that does not make a word of the vocabulary.
func eachSlip(v *Vocabulary, words []Word, f func(wrong, term string)) {
	common := commonCharacters(words)
	for _, term := range lexicon() {
		runes := []rune(term)
		if !pureHan(term) || len(runes) > 4 {
			continue
		}
		for i, s := range pinyin.Of(term)[0] {
			for _, r := range common[s] {
				wrong := string(runes[:i]) + string(r) + string(runes[i+1:])
				if r != runes[i] && !v.Has(wrong) {
					f(wrong, term)
					break
				}
			}
		}
	}
}

// pureHan reports whether a term is of two Han characters and more, and of nothing else.
func pureHan(term string) bool {
	return utf8.RuneCountInString(term) > 1 && !strings.ContainsFunc(term, func(r rune) bool { return !isHan(r) })
}

// commonCharacters returns the characters of words by their usual syllable, the most frequent first.
func commonCharacters(words []Word) map[pinyin.Syllable][]rune {
	frequency := map[rune]int{}
	for _, w := range words {
		for _, r := range w.Text {
			frequency[r] += w.DF
		}
	}
	out := map[pinyin.Syllable][]rune{}
	for r := range frequency {
		if s := pinyin.Rune(r); isHan(r) && len(s) > 0 {
			out[s[0]] = append(out[s[0]], r)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b rune) int {
			return cmp.Or(cmp.Compare(frequency[b], frequency[a]), cmp.Compare(a, b))
		})
	}
	return out
}
