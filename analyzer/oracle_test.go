package analyzer

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/go-ego/gse"
)

// reference is gse itself, with its own dictionary in the spelling that texts are folded to: it has 乾隆, texts 干隆.
var reference = sync.OnceValue(func() *gse.Segmenter {
	var dictionary strings.Builder
	for line := range strings.Lines(simplifiedDictionary) {
		word, rest, _ := strings.Cut(line, " ")
		dictionary.WriteString(foldString(word) + " " + rest)
	}
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := seg.LoadDictStr(dictionary.String()); err != nil {
		panic(err)
	}
	return seg
})

// plain is an Analyzer without a lexicon, which gse would not know.
var plain = sync.OnceValue(func() *Analyzer {
	var image bytes.Buffer
	if err := Compile(&image, nil); err != nil {
		panic(err)
	}
	a, err := FromBytes(image.Bytes())
	if err != nil {
		panic(err)
	}
	return a
})

// A comparison counts the places between two units that touch, and those where our path and gse's do not agree.
type comparison struct {
	places, differ int
	out            Analysis
}

// line compares one line. Both cut the folded text, since gse itself folds ASCII letters only.
//
// Where they differ it must be a tie. gse adds up float32 costs over the whole line, so of two ways that cost the same
// rounding takes one or the other: 中所|述 here, 中|所述 further down the page. Our costs are whole numbers, and of equal
// ways the one with the longest last word is taken.
func (c *comparison) line(t *testing.T, line string) {
	a, gse := plain(), reference()
	a.scan(&c.out, line)
	text := strings.TrimSpace(string(c.out.Text))
	a.scan(&c.out, text)
	a.findPath(&c.out)
	begins := make(map[int]bool) // gse's words
	cost := 0.0                  // of all but what stands between units
	starts := make(map[int]bool, len(c.out.units))
	for _, u := range c.out.units {
		starts[int(u.termStart)] = true
	}
	for _, s := range gse.Segment([]byte(text)) {
		begins[s.Start()] = true
		switch {
		case !starts[s.Start()]:
		case s.Token().Freq() > 1:
			cost += math.Log2(gse.Dict.TotalFreq() / s.Token().Freq())
		default:
			cost += unknownCost / costUnit
		}
	}
	differ := 0
	for i := range c.out.units {
		if u := &c.out.units[i]; u.glued {
			c.places++
			if (c.out.path[i].end != 0) != begins[int(u.termStart)] {
				differ++
			}
		}
	}
	c.differ += differ
	if differ == 0 {
		return
	}
	// Folding joins a few words, so that the reference counts fewer occurrences in all, by one in 10,000.
	if ours := float64(c.out.steps[len(c.out.steps)-1].cost) / costUnit; math.Abs(ours-cost) > 0.01+cost/50_000 {
		t.Errorf("our path costs %.3f bits, gse's %.3f, which is no tie: %s", ours, cost, pathOf(a, line))
	}
}

func TestAgreesWithGse(t *testing.T) {
	var c comparison
	for line := range strings.Lines(testLines) {
		c.line(t, strings.TrimSpace(line))
	}
	t.Logf("%d of %d places differ", c.differ, c.places)
	if c.places < 1000 || c.differ > 0 {
		t.Errorf("%d of %d places differ, want none of 1000 and more", c.differ, c.places)
	}
}

// TestAgreesWithGseAtLarge is the same for every text under OPSGUIDE_DATASETS; -short takes a tenth of it.
func TestAgreesWithGseAtLarge(t *testing.T) {
	root := os.Getenv("OPSGUIDE_DATASETS")
	if root == "" {
		t.Skip("OPSGUIDE_DATASETS names no folder of texts")
	}
	all := make(map[string]*comparison)
	n := 0
	for name, line := range linesUnder(t, root) {
		if n++; testing.Short() && n%10 != 0 || longestWord(line) > maxUnitBytes {
			continue // we cut such a run of letters, gse does not
		}
		if all[name] == nil {
			all[name] = new(comparison)
		}
		all[name].line(t, line)
	}
	places, differ := 0, 0
	for name, c := range all {
		t.Logf("%s: %d of %d places differ", name, c.differ, c.places)
		places, differ = places+c.places, differ+c.differ
	}
	t.Logf("in all: %d of %d places differ, %.5f %% agree", differ, places, 100-100*float64(differ)/float64(places))
	if differ*10_000 > places {
		t.Errorf("%d of %d places differ, want at most one in 10,000", differ, places)
	}
}

// longestWord returns the bytes of the longest run of ASCII letters, digits and signs.
func longestWord(line string) int {
	longest, n := 0, 0
	for i := range len(line) {
		if n++; line[i] <= ' ' || line[i] >= utf8.RuneSelf {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}

// linesUnder yields the lines of every text in a folder, with the name of the file: plain text, JSON lines with title
// and text, compressed or not, and archives of Markdown.
func linesUnder(t *testing.T, root string) func(yield func(name, line string) bool) {
	return func(yield func(name, line string) bool) {
		scan := func(r io.Reader, f func(string) bool) error {
			in := bufio.NewScanner(r)
			in.Buffer(nil, 1<<24)
			for in.Scan() {
				if !f(in.Text()) {
					return filepath.SkipAll
				}
			}
			return in.Err()
		}
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			name, _ := filepath.Rel(root, path)
			plain := func(line string) bool { return yield(name, line) }
			record := func(line string) bool {
				var doc struct{ Title, Text string }
				if json.Unmarshal([]byte(line), &doc) != nil {
					return true
				}
				for l := range strings.Lines(doc.Title + "\n" + doc.Text) {
					if !yield(name, strings.TrimRight(l, "\r\n")) {
						return false
					}
				}
				return true
			}
			switch {
			case strings.HasSuffix(name, ".txt"):
				return scan(f, plain)
			case strings.HasSuffix(name, ".jsonl"):
				return scan(f, record)
			case !strings.HasSuffix(name, ".gz"):
				return nil
			}
			z, err := gzip.NewReader(f)
			if err != nil {
				return err
			}
			if strings.HasSuffix(name, ".jsonl.gz") {
				return scan(z, record)
			}
			for archive := tar.NewReader(z); ; {
				h, err := archive.Next()
				if err == io.EOF {
					return nil
				}
				if err != nil {
					return err
				}
				if strings.HasSuffix(h.Name, ".md") {
					if err := scan(archive, plain); err != nil {
						return err
					}
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
