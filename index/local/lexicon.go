package local

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
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

// The lexicon in force is kept in bleve, written by the batch that puts it in force. So it belongs to the state that a
// version names, survives what the documents survive, and is the same to every process. Its words are always those of the
// generation's dictionary; only what is a synonym of what changes within a generation.

// lexiconFile is the user's own lexicon, in the data folder.
const lexiconFile = "lexicon.tsv"

// maxLexiconBytes bounds that file: bleve writes the lexicon anew with every update.
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
	text []byte // as it is kept
}

func lexiconOf(l *analyzer.Lexicon) lexicon {
	text, _ := l.AppendText(nil) // it has no errors
	return lexicon{l, text}
}

var bundledLexicon = sync.OnceValue(func() lexicon { return lexiconOf(analyzer.BundledLexicon()) })

// keptLexicon reads the lexicon that a view has, unless an older view has read it. Generations built before any was kept
// have the bundled one.
func keptLexicon(text []byte, old *view) (lexicon, error) {
	switch {
	case text == nil:
		return bundledLexicon(), nil
	case old != nil && bytes.Equal(text, old.lexicon.text):
		return old.lexicon, nil
	}
	l, err := analyzer.ParseLexicon(bytes.NewReader(text), "kept lexicon")
	if err != nil {
		return lexicon{}, fmt.Errorf("%w: %w", index.ErrDamaged, err)
	}
	return lexicon{l, text}, nil
}

// hasLexicon reports whether a lexicon is in force.
func (e *Engine) hasLexicon(l lexicon) bool {
	v := e.current.Load()
	return v != nil && bytes.Equal(v.lexicon.text, l.text)
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
		batch.SetInternal(lexiconKey, l.text)
		return nil, nil
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
	v.name = fmt.Sprintf("%s-%08x", v.name, crc32.ChecksumIEEE(l.text))
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
