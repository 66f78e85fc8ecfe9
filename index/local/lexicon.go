package local

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
)

// The text of a lexicon in force is a file of the generation, named by its checksum; which one is in force is kept in bleve,
// written by the batch that puts it there. So it belongs to the state that a version names, survives what the documents
// survive, and is the same to every process. Its words are always those of the generation's dictionary; only what is a
// synonym of what changes within a generation.

// lexiconFile is the user's own lexicon, in the data folder.
const lexiconFile = "lexicon.tsv"

// maxLexiconBytes bounds that file.
const maxLexiconBytes = 1 << 20

var lexiconKey = []byte("lexicon")

// ReadLexicon returns the lexicon of a data folder: the bundled one, extended by lexicon.tsv where the folder has that. A
// line of a term that the bundled one has replaces that term. The error is an *analyzer.LexiconError where lines are bad.
func ReadLexicon(dir string) (*analyzer.Lexicon, error) {
	path := filepath.Join(dir, lexiconFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return analyzer.BundledLexicon(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("open lexicon: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxLexiconBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	if len(text) > maxLexiconBytes {
		return nil, fmt.Errorf("%s has more than %d bytes; leave out what is no term of the trade", path, maxLexiconBytes)
	}
	own, err := analyzer.ParseLexicon(bytes.NewReader(text), path)
	if err != nil {
		return nil, err
	}
	return analyzer.BundledLexicon().Extend(own), nil
}

// A lexicon is one that is, or may be put, in force.
type lexicon struct {
	*analyzer.Lexicon
	sum string // of its text
}

func lexiconOf(l *analyzer.Lexicon) lexicon {
	text, _ := l.AppendText(nil) // it has no errors
	return lexicon{l, lexiconSum(text)}
}

func lexiconSum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

var bundledLexicon = sync.OnceValue(func() lexicon { return lexiconOf(analyzer.BundledLexicon()) })

func lexiconPath(generation, sum string) string {
	return filepath.Join(generation, "lexicon-"+sum+".tsv")
}

// write writes the file of a generation.
func (l lexicon) write(generation string) error {
	text, _ := l.AppendText(nil)
	if err := writeFileSync(lexiconPath(generation, l.sum), text); err != nil {
		return fmt.Errorf("write lexicon: %w", err)
	}
	return nil
}

// keptLexicon reads the lexicon that a view has, unless an older view has read it. Generations built before any was kept
// have the bundled one.
func keptLexicon(generation, sum string, old *view) (lexicon, error) {
	switch {
	case sum == "":
		return bundledLexicon(), nil
	case old != nil && sum == old.lexicon.sum:
		return old.lexicon, nil
	}
	path := lexiconPath(generation, sum)
	text, err := os.ReadFile(path)
	if err == nil && lexiconSum(text) != sum {
		err = fmt.Errorf("%s does not have the checksum that is its name", path)
	}
	if err != nil {
		return lexicon{}, fmt.Errorf("%w: read lexicon: %w", index.ErrDamaged, err)
	}
	l, err := analyzer.ParseLexicon(bytes.NewReader(text), path)
	if err != nil {
		return lexicon{}, fmt.Errorf("%w: %w", index.ErrDamaged, err)
	}
	return lexicon{l, sum}, nil
}

// hasLexicon reports whether a lexicon is in force.
func (e *Engine) hasLexicon(l lexicon) bool {
	v := e.current.Load()
	return v != nil && v.lexicon.sum == l.sum
}

// errOtherWords is the error of a lexicon with other words than the dictionary.
var errOtherWords = errors.New("the lexicon has other words than the dictionary")

// putLexicon puts a lexicon in force whose words are those of the dictionary.
func (e *Engine) putLexicon(l lexicon) error {
	if e.hasLexicon(l) {
		return nil
	}
	if e.options.ReadOnly {
		return e.current.Load().preview(l)
	}
	err := e.update(e.ended, func(v *view, batch *bleve.Batch) ([]string, error) {
		if !v.lexicon.SameWords(l.Lexicon) {
			return nil, errOtherWords
		}
		batch.SetInternal(lexiconKey, []byte(l.sum))
		return nil, l.write(v.generation.root)
	})
	if err == nil {
		e.log.Info("lexicon: other synonyms are in force", slog.Int("terms", len(l.Terms())), slog.String("version", e.Version()))
	}
	return err
}

// preview puts a lexicon in force in a view that nobody else has yet, under a version of its own.
func (v *view) preview(l lexicon) error {
	if !v.lexicon.SameWords(l.Lexicon) {
		return errOtherWords
	}
	v.lexicon = l
	v.name += "-" + l.sum
	return nil
}

// newestLexicon returns what documents are to be cut with: the file's lexicon, or, while that is bad, the last good one.
func (e *Engine) newestLexicon(v *view) *analyzer.Lexicon {
	if l, err := ReadLexicon(e.dir); err == nil {
		return l
	}
	f := &e.follower
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.newest.Lexicon != nil {
		return f.newest.Lexicon
	}
	return v.lexicon.Lexicon
}
