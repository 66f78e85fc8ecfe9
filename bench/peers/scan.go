package main

import (
	"cmp"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/opsguide/opsguide/index/highlight"
)

// scan is the floor: no index, all texts in memory, one pass over every character for each query. A document is worth
// the bigrams of the query that it holds, each by how few documents have it.
type scan struct {
	documents []Document
	all       []rune // title and text of every document, a zero behind each
	ends      []int  // where each document ends in all
}

// Build keeps the documents as they are.
func (s *scan) Build(dir string, c Corpus) error {
	data, err := os.ReadFile(c.Path)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, documentsFile), data, 0o644)
}

func (s *scan) Open(dir string) error {
	for d, err := range (Corpus{Path: filepath.Join(dir, documentsFile)}).Documents() {
		if err != nil {
			return err
		}
		s.documents = append(s.documents, d)
		for _, text := range []string{d.Title, d.Text} {
			s.all = append(append(s.all, []rune(text)...), 0)
		}
		s.ends = append(s.ends, len(s.all))
	}
	return nil
}

func (s *scan) Close() error { return nil }

func (s *scan) Search(q string, k int) ([]Hit, error) {
	bigrams := ngrams(q, 2)
	scores := make([]float64, len(s.documents))
	weights := make([]float64, len(bigrams))
	for i, holders := range s.holders(bigrams) {
		weights[i] = math.Log(1 + float64(len(s.documents))/float64(1+len(holders)))
		for _, d := range holders {
			scores[d] += weights[i]
		}
	}
	var hits []Hit
	for _, d := range best(scores, k) {
		doc := s.documents[d]
		matches := find(doc.Text, bigrams, weights)
		passage := highlight.Best(doc.Text, matches, 90)
		if len(matches) == 0 {
			passage = highlight.Whole(doc.Title, find(doc.Title, bigrams, weights))
		}
		hits = append(hits, Hit{ID: doc.ID, Title: doc.Title, Passage: marked(passage)})
	}
	return hits, nil
}

// holders lists the documents that hold each of the bigrams, ascending.
func (s *scan) holders(bigrams []string) [][]int {
	var ends [1 << 12]bool // by the low bits of a character: whether a bigram may end with it
	number := map[[2]rune]int{}
	for i, b := range bigrams {
		pair := [2]rune([]rune(b))
		number[pair] = i
		ends[pair[1]%rune(len(ends))] = true
	}
	holders := make([][]int, len(bigrams))
	start := 0
	for d, end := range s.ends {
		last := rune(0)
		for _, r := range s.all[start:end] {
			if ends[uint32(r)%uint32(len(ends))] {
				if i, ok := number[[2]rune{last, r}]; ok {
					if h := holders[i]; len(h) == 0 || h[len(h)-1] != d {
						holders[i] = append(h, d)
					}
				}
			}
			last = r
		}
		start = end
	}
	return holders
}

// best returns the k documents of the highest scores above zero, the earlier of equals first.
func best(scores []float64, k int) []int {
	var top []int
	for d, score := range scores {
		if score == 0 || len(top) == k && score <= scores[top[k-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, score, func(d int, score float64) int {
			if scores[d] >= score {
				return -1
			}
			return 1
		})
		top = slices.Insert(top, at, d)[:min(len(top)+1, k)]
	}
	return top
}

// find returns where the pieces stand in a text.
func find(text string, pieces []string, weights []float64) (matches []highlight.Match) {
	for term, piece := range pieces {
		for at := 0; ; {
			i := strings.Index(text[at:], piece)
			if i < 0 {
				break
			}
			at += i
			m := highlight.Match{Start: at, End: at + len(piece), Term: term, Weight: weights[term], Via: highlight.Exact}
			matches = append(matches, m)
			at = m.End
		}
	}
	slices.SortFunc(matches, func(a, b highlight.Match) int { return cmp.Compare(a.Start, b.Start) })
	return matches
}

// ngrams returns every n characters in a row of a text, each once, in order. They do not reach across punctuation.
func ngrams(text string, n int) (grams []string) {
	seen := map[string]bool{}
	between := func(r rune) bool { return !isWordRune(r) }
	for _, run := range strings.FieldsFunc(text, between) {
		runes := []rune(run)
		for i := 0; i+n <= len(runes); i++ {
			if gram := string(runes[i : i+n]); !seen[gram] {
				seen[gram] = true
				grams = append(grams, gram)
			}
		}
	}
	return grams
}
