package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/corpus"
)

// broken is an engine that cannot be built.
type broken struct{ Engine }

func (broken) Build(string, Corpus) error { return errors.New("no room for\nan index") }

// TestMain is also what the processes of a run are: they do a job and end.
func TestMain(m *testing.M) {
	engines = append(engines, entry{name: "broken", new: func() Engine { return broken{} }})
	if len(os.Args) > 1 && os.Args[1] == childArgument {
		main()
		return
	}
	os.Exit(m.Run())
}

// guidance is 200 sections of the bundled corpus, each as a document of its own.
func guidance(t *testing.T) []Document {
	t.Helper()
	var documents []Document
	for d, err := range corpus.Sample() {
		if err != nil {
			t.Fatal(err)
		}
		d.EachSection(func(_ *corpus.Answer, s *corpus.Section) bool {
			if s.Text != "" {
				id := d.ID + "#" + s.Anchor
				if !slices.ContainsFunc(documents, func(other Document) bool { return other.ID == id }) {
					documents = append(documents, Document{ID: id, Title: d.Title, Text: s.Heading + "\n" + s.Text})
				}
			}
			return true
		})
	}
	if len(documents) < 200 {
		t.Fatalf("%d sections in the bundled corpus, want 200", len(documents))
	}
	return documents[:200]
}

// corpusOf writes documents to a folder.
func corpusOf(t *testing.T, documents []Document) Corpus {
	t.Helper()
	source := filepath.Join(t.TempDir(), "docs.jsonl")
	writeLines(t, source, documents)
	c, err := prepare(source, "guidance", t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var mark = regexp.MustCompile(`<mark>(.*?)</mark>`)

// Every engine finds the document that a sentence was taken from, and marks pieces of the sentence.
func TestEngines(t *testing.T) {
	documents := guidance(t)
	c := corpusOf(t, documents)
	for _, e := range engines {
		if e.name == "broken" {
			continue
		}
		t.Run(e.name, func(t *testing.T) {
			if e.skip != "" {
				t.Skip(e.skip)
			}
			dir := t.TempDir()
			if err := e.new().Build(dir, c); err != nil {
				t.Fatal(err)
			}
			served := e.new()
			if err := served.Open(dir); err != nil {
				t.Fatal(err)
			}
			for at := 0; at < len(documents); at += 9 {
				checkFound(t, served, documents[at])
			}
			if hits, err := served.Search("！？", pageSize); err != nil || len(hits) > 0 {
				t.Errorf("punctuation finds %d documents, error %v; want none", len(hits), err)
			}
			if err := served.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// checkFound asks for a sentence of a document.
func checkFound(t *testing.T, e Engine, d Document) {
	t.Helper()
	between := func(r rune) bool { return strings.ContainsRune("，。；：、“”？！（） \n", r) }
	query := longest(strings.FieldsFunc(d.Text, between))
	hits, err := e.Search(query, pageSize)
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) > pageSize {
		t.Errorf("%q: %d hits, want %d at most", query, len(hits), pageSize)
	}
	at := slices.IndexFunc(hits, func(h Hit) bool { return h.ID == d.ID })
	if at < 0 {
		t.Errorf("%q: %s is not among the %d hits", query, d.ID, len(hits))
		return
	}
	if hits[at].Title != d.Title && hits[at].Title != strings.ToLower(d.Title) {
		t.Errorf("%q: title %q, want %q", query, hits[at].Title, d.Title)
	}
	marks := mark.FindAllStringSubmatch(hits[at].Passage, -1)
	if !slices.ContainsFunc(marks, func(m []string) bool { return strings.Contains(query, m[1]) }) {
		t.Errorf("%q: no piece of it is marked in %q", query, hits[at].Passage)
	}
}

func longest(pieces []string) string {
	return slices.MaxFunc(pieces, func(a, b string) int { return len(a) - len(b) })
}

func TestNgrams(t *testing.T) {
	for _, test := range []struct {
		text string
		n    int
		want []string
	}{
		{"用户留存", 2, []string{"用户", "户留", "留存"}},
		{"用户留存", 3, []string{"用户留", "户留存"}},
		{"留存，拉新", 2, []string{"留存", "拉新"}},
		{"哈哈哈", 2, []string{"哈哈"}},
		{"留存", 3, nil},
		{"A/B测试", 2, []string{"B测", "测试"}},
	} {
		if got := ngrams(test.text, test.n); !slices.Equal(got, test.want) {
			t.Errorf("ngrams(%q, %d) = %q, want %q", test.text, test.n, got, test.want)
		}
	}
}

func TestBest(t *testing.T) {
	for _, test := range []struct {
		scores []float64
		want   []int
	}{
		{nil, nil},
		{[]float64{0, 0}, nil},
		{[]float64{1, 3, 2}, []int{1, 2, 0}},
		{[]float64{1, 3, 2, 0, 4}, []int{4, 1, 2}},
		{[]float64{2, 2, 2, 2}, []int{0, 1, 2}},
	} {
		if got := best(test.scores, 3); !slices.Equal(got, test.want) {
			t.Errorf("best(%v, 3) = %v, want %v", test.scores, got, test.want)
		}
	}
}

// A batch that cannot be written ends the build with its error.
func TestInBatches(t *testing.T) {
	c := corpusOf(t, guidance(t))
	full := errors.New("disk full")
	if err := inBatches(c, 64, func([]Document) error { return full }); !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	total := make(chan int, 10)
	if err := inBatches(c, 64, func(d []Document) error { total <- len(d); return nil }); err != nil {
		t.Fatal(err)
	}
	close(total)
	var sizes []int
	for n := range total {
		sizes = append(sizes, n)
	}
	slices.Sort(sizes)
	if want := []int{8, 64, 64, 64}; !slices.Equal(sizes, want) {
		t.Errorf("batches of %v, want %v", sizes, want)
	}
}
