package local

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/opsguide/opsguide/analyzer"
)

// keptDictionaries is how many compiled dictionaries stay in a data folder, of about 8 MB each: lexicons go back and forth.
const keptDictionaries = 3

// dictionary puts the compiled dictionary of a lexicon at path and opens it. Compiling takes seconds, so what was compiled
// once is kept under the fingerprint of its sources in the folder kept, and shared by hard link.
func dictionary(kept, path string, lex *analyzer.Lexicon) (*analyzer.Analyzer, error) {
	if err := os.MkdirAll(kept, 0o755); err != nil {
		return nil, fmt.Errorf("create dictionary folder: %w", err)
	}
	master := filepath.Join(kept, analyzer.Fingerprint(lex))
	a, err := analyzer.Open(master)
	if err == nil {
		err = a.Verify()
		_ = a.Close()
	}
	if err != nil {
		if err := compile(master, lex); err != nil {
			return nil, fmt.Errorf("compile dictionary: %w", err)
		}
	}
	now := time.Now()
	_ = os.Chtimes(master, now, now) // forgetDictionaries keeps those that were used last
	if err := os.Link(master, path); err != nil {
		if err := copyFile(path, master); err != nil {
			return nil, fmt.Errorf("copy dictionary: %w", err)
		}
	}
	if a, err = analyzer.Open(path); err != nil {
		return nil, fmt.Errorf("open dictionary: %w", err)
	}
	return a, nil
}

// forgetDictionaries removes the compiled dictionaries that have not been used for longest. What generations have of them
// stays.
func forgetDictionaries(kept string) {
	entries, err := os.ReadDir(kept)
	if err != nil {
		return
	}
	var files []os.FileInfo
	for _, x := range entries {
		if info, err := x.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range files[min(keptDictionaries, len(files)):] {
		_ = os.Remove(filepath.Join(kept, info.Name()))
	}
}

// compile writes a dictionary so that the path never names an unfinished one.
func compile(path string, lex *analyzer.Lexicon) error {
	f, err := os.CreateTemp(filepath.Dir(path), "compiling-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = analyzer.Compile(f, lex)
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err2 := out.Close(); err == nil {
		err = err2
	}
	return err
}
