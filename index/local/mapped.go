package local

import (
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/blevesearch/mmap-go"

	"github.com/opsguide/opsguide/index"
)

// A mapped file of a generation is mapped when it is first asked for, which most processes never do.
type mapped struct {
	path  string
	once  sync.Once
	image mmap.MMap
	err   error
}

// open maps the file and reads it, once. The error is index.ErrDamaged (wrapped), the same at every call.
func (m *mapped) open(read func(image []byte) error) error {
	m.once.Do(func() {
		if m.err = m.mapFile(); m.err == nil {
			m.err = read(m.image)
		}
		if m.err != nil {
			m.err = fmt.Errorf("%w: open %s: %w", index.ErrDamaged, m.path, m.err)
		}
	})
	return m.err
}

func (m *mapped) mapFile() error {
	f, err := os.Open(m.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if m.image, err = mmap.Map(f, mmap.RDONLY, 0); err != nil {
		return &fs.PathError{Op: "map", Path: m.path, Err: err}
	}
	return nil
}

// close unmaps what was mapped. Nobody may be using it.
func (m *mapped) close() {
	if m.image != nil {
		_ = m.image.Unmap()
	}
}
