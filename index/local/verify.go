package local

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
)

// Verify checks the published generation: every file that its manifest names and that no live update has replaced has the
// checksum written there, every segment that updates have added since has the one that bleve wrote into it, and every
// document can be read whole. It returns the counts of what is there now. The error is index.ErrDamaged, joined over
// everything that was found, each naming the file.
func Verify(ctx context.Context, dir string, report func(index.Progress)) (Manifest, error) {
	if report == nil {
		report = func(index.Progress) {}
	}
	name, err := Current(dir)
	if err != nil {
		return Manifest{}, err
	}
	m, err := readManifest(dir, name)
	if err != nil {
		return m, err
	}
	root := generationPath(dir, name)
	var damage []error
	known := map[string]bool{}
	for i, f := range m.Files {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		known[f.Path] = true
		if err := verifyFile(root, f); err != nil {
			damage = append(damage, err)
		}
		report(index.Progress{Stage: "checksum", Done: int64(i + 1), Total: int64(len(m.Files))})
	}
	added, err := filepath.Glob(filepath.Join(root, indexDir, "store", "*.zap"))
	if err != nil {
		return m, fmt.Errorf("list segments: %w", err)
	}
	for _, path := range added {
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return m, fmt.Errorf("list segments: %w", err)
		}
		if known[filepath.ToSlash(rel)] {
			continue
		}
		if err := verifySegment(path); err != nil {
			damage = append(damage, err)
		}
	}
	if len(damage) == 0 {
		m, err = verifyDocuments(ctx, dir, m, report)
		return m, err
	}
	return m, errors.Join(damage...)
}

// verifySegment checks a segment against the CRC-32 that ends it. (bleve writes it and never looks at it.)
func verifySegment(path string) error {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist): // a merge has just removed it
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", index.ErrDamaged, err)
	case len(data) < 4 || binary.BigEndian.Uint32(data[len(data)-4:]) != crc32.ChecksumIEEE(data[:len(data)-4]):
		return fmt.Errorf("%w: %s does not have the checksum that ends it", index.ErrDamaged, path)
	}
	return nil
}

// changing reports whether live updates may replace or remove a file. bleve never changes a segment that it has written,
// but merges remove segments; its root.bolt names those in use.
func changing(path string) (replaced, removed bool) {
	base := filepath.Base(path)
	return base == "root.bolt", strings.HasSuffix(base, ".zap")
}

func verifyFile(root string, f ManifestFile) error {
	replaced, removed := changing(f.Path)
	if replaced {
		return nil
	}
	path := filepath.Join(root, filepath.FromSlash(f.Path))
	size, sum, err := checksum(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && removed:
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", index.ErrDamaged, err)
	case size != f.Size:
		return fmt.Errorf("%w: %s has %d bytes, the manifest says %d", index.ErrDamaged, path, size, f.Size)
	case sum != f.SHA256:
		return fmt.Errorf("%w: %s does not have the checksum of the manifest", index.ErrDamaged, path)
	}
	return nil
}

// verifyDocuments reads everything, and counts it. What faults or panics on the way is damage like any other.
func verifyDocuments(ctx context.Context, dir string, m Manifest, report func(index.Progress)) (_ Manifest, err error) {
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s: %v", index.ErrDamaged, generationPath(dir, m.Generation), p)
		}
	}()
	e, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		return m, err
	}
	defer e.Close()
	m.Documents, m.Answers, m.Sections = 0, 0, 0
	for d, err := range e.Documents(ctx) {
		if err != nil {
			return m, fmt.Errorf("document %d: %w", m.Documents+1, err)
		}
		m.Documents++
		m.Answers += len(d.Answers)
		d.EachSection(func(*corpus.Answer, *corpus.Section) bool { m.Sections++; return true })
		if m.Documents%1000 == 0 {
			report(index.Progress{Stage: "documents", Done: int64(m.Documents)})
		}
	}
	report(index.Progress{Stage: "documents", Done: int64(m.Documents), Total: int64(m.Documents)})
	return m, nil
}
