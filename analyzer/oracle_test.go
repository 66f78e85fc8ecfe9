package analyzer

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-ego/gse"
)

// reference is gse with its own dictionary, loaded in its own way.
var reference = sync.OnceValue(func() *gse.Segmenter {
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := seg.LoadDictStr(simplifiedDictionary); err != nil {
		panic(err)
	}
	return seg
})

// plain is an Analyzer without a lexicon.
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

// boundaries returns, for every place between two units that touch, whether a word of the path ends there; by byte offset.
func boundaries(a *Analyzer, out *Analysis, line string) map[int]bool {
	a.scan(out, line)
	a.findPath(out)
	at := make(map[int]bool)
	for i := 1; i < len(out.units); i++ {
		if out.units[i].glued {
			at[int(out.units[i].start)] = out.path[i].end != 0
		}
	}
	return at
}

// sharedLines yields the lines of every text under OPSGUIDE_SHARED.
func sharedLines(t testing.TB, yield func(name, line string)) {
	root := os.Getenv("OPSGUIDE_SHARED")
	if root == "" {
		t.Skip("OPSGUIDE_SHARED is not set")
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
		lines := func(r io.Reader, f func(string)) error {
			in := bufio.NewScanner(r)
			in.Buffer(nil, 1<<24)
			for in.Scan() {
				f(in.Text())
			}
			return in.Err()
		}
		plain := func(line string) { yield(name, line) }
		record := func(line string) {
			var doc struct{ Title, Text string }
			if json.Unmarshal([]byte(line), &doc) == nil {
				yield(name, doc.Title)
				for l := range strings.Lines(doc.Text) {
					yield(name, strings.TrimRight(l, "\r\n"))
				}
			}
		}
		switch {
		case strings.HasSuffix(name, ".txt"):
			return lines(f, plain)
		case strings.HasSuffix(name, ".jsonl"):
			return lines(f, record)
		case strings.HasSuffix(name, ".gz"):
			z, err := gzip.NewReader(f)
			if err != nil {
				return err
			}
			if !strings.HasSuffix(name, ".tar.gz") {
				return lines(z, record)
			}
			for tr := tar.NewReader(z); ; {
				h, err := tr.Next()
				if err == io.EOF {
					return nil
				}
				if err != nil {
					return err
				}
				if strings.HasSuffix(h.Name, ".md") {
					if err := lines(tr, plain); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOracleShared(t *testing.T) {
	type tally struct{ lines, skipped, places, differ int }
	tallies := map[string]*tally{}
	var out Analysis
	n := 0
	sharedLines(t, func(name, line string) {
		c := tallies[name]
		if c == nil {
			c = &tally{}
			tallies[name] = c
		}
		c.lines++
		if len(line) > 3000 {
			line = line[:3000]
		}
		at := boundaries(plain(), &out, line)
		if len(at) == 0 {
			return
		}
		if string(out.Text) != strings.ToLower(line) {
			c.skipped++
			line = string(out.Text)
			at = boundaries(plain(), &out, line)
		}
		ends := make(map[int]bool)
		for _, s := range reference().Segment([]byte(line)) {
			ends[s.End()] = true
		}
		for p, b := range at {
			c.places++
			if b != ends[p] {
				c.differ++
				if n++; n < 60 {
					lo, hi := max(0, p-18), min(len(line), p+18)
					t.Logf("%s: ours %v: %s | %s", name, b, strings.ToValidUTF8(line[lo:p], ""), strings.ToValidUTF8(line[p:hi], ""))
				}
			}
		}
	})
	for name, c := range tallies {
		t.Logf("%s %+v", name, *c)
	}
}
