package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// A Corpus is a file of JSON lines, {"id","title","text"}, that all engines of a run index.
type Corpus struct {
	Path      string `json:"-"`
	Name      string `json:"name"`
	Size      int    `json:"documents"`
	TextBytes int64  `json:"text_bytes"` // of titles and texts, in UTF-8
	SHA256    string `json:"sha256"`     // of the file
}

// documentsFile is what a corpus is called in a folder of its own.
const documentsFile = "documents.jsonl"

// seed makes every choice of documents and queries the same in each run.
const seed = 20

// Documents yields the documents in order. An error is the last that it yields.
func (c Corpus) Documents() iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		f, err := os.Open(c.Path)
		if err != nil {
			yield(Document{}, err)
			return
		}
		defer f.Close()
		for decoder := json.NewDecoder(bufio.NewReaderSize(f, 1<<20)); ; {
			var d Document
			if err := decoder.Decode(&d); err == io.EOF {
				return
			} else if err != nil {
				yield(Document{}, fmt.Errorf("read documents: %w", err))
				return
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

// prepare writes n documents of a file of JSON lines, plain or gzipped, to a folder: all if n is 0 or there are no
// more, else a random choice that holds every smaller one. Only id, title and text are taken, so that all engines know
// the same.
func prepare(source, name, dir string, n int) (Corpus, error) {
	documents, err := readDocuments(source)
	if err != nil {
		return Corpus{}, fmt.Errorf("read documents: %w", err)
	}
	if n > 0 && n < len(documents) {
		chosen := rand.New(rand.NewPCG(seed, 0)).Perm(len(documents))[:n]
		slices.Sort(chosen)
		some := make([]Document, n)
		for i, at := range chosen {
			some[i] = documents[at]
		}
		documents = some
	}
	c := Corpus{Path: filepath.Join(dir, documentsFile), Name: name, Size: len(documents)}
	var file bytes.Buffer
	lines := json.NewEncoder(&file)
	for _, d := range documents {
		c.TextBytes += int64(len(d.Title) + len(d.Text))
		if err := lines.Encode(d); err != nil {
			return Corpus{}, err
		}
	}
	digest := sha256.Sum256(file.Bytes())
	c.SHA256 = hex.EncodeToString(digest[:])
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Corpus{}, err
	}
	return c, os.WriteFile(c.Path, file.Bytes(), 0o644)
}

func readDocuments(path string) ([]Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, err
		}
		r = bufio.NewReaderSize(z, 1<<20)
	}
	var documents []Document
	seen := map[string]bool{}
	for decoder := json.NewDecoder(r); ; {
		var d Document
		err := decoder.Decode(&d)
		if err == io.EOF {
			if len(documents) == 0 {
				err = errors.New("no documents")
				return nil, err
			}
			return documents, nil
		}
		switch {
		case err != nil:
		case d.ID == "" || d.Text == "":
			err = errors.New(`want {"id":"…","title":"…","text":"…"}, id and text with content`)
		case seen[d.ID]:
			err = fmt.Errorf("the id %q comes twice", d.ID)
		}
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", len(documents)+1, err)
		}
		seen[d.ID] = true
		documents = append(documents, d)
	}
}
