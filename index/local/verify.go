package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/opsguide/opsguide/index"
)

// Verify checks the published generation: every file that its manifest names and that no live update has replaced has the
// checksum written there, the dictionary is sound, and every document can be read whole. The error is index.ErrDamaged,
// joined over everything that was found, each naming the file.
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
	var damage []error
	for i, f := range m.Files {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		if err := verifyFile(generationPath(dir, name), f); err != nil {
			damage = append(damage, err)
		}
		report(index.Progress{Stage: "checksum", Done: int64(i + 1), Total: int64(len(m.Files))})
	}
	if len(damage) == 0 {
		damage = append(damage, verifyDocuments(ctx, dir, m, report))
	}
	return m, errors.Join(damage...)
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

func verifyDocuments(ctx context.Context, dir string, m Manifest, report func(index.Progress)) error {
	e, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer e.Close()
	var done int64
	for _, err := range e.Documents(ctx) {
		if err != nil {
			return fmt.Errorf("document %d: %w", done+1, err)
		}
		if done++; done%1000 == 0 {
			report(index.Progress{Stage: "documents", Done: done, Total: int64(m.Documents)})
		}
	}
	report(index.Progress{Stage: "documents", Done: done, Total: done})
	return nil
}
