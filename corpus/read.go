package corpus

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options are the choices of Read.
type Options struct {
	Format   Format                               // Auto: each file by its extension and content
	Stdin    io.Reader                            // what the path "-" reads
	Progress func(path string, done, total int64) // called now and then with bytes; total is 0 when unknown
}

// Read yields the documents of files, folders and standard input ("-"), in the order of the paths and, within a folder,
// in lexical order. A folder is searched for the extensions of the known formats, also with .gz behind them; hidden files
// and what a symbolic link leads to outside the folder are left out. The id of a page that brings none is its path below the folder, or its name
// where the file itself was given.
//
// A file or line that cannot be read, and the second document of the same id, yield a *FileError, and reading goes on.
// The error of a context that has ended is yielded last.
func Read(ctx context.Context, paths []string, o Options) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		w := &walk{ctx: ctx, options: o, yield: yield, seen: map[string]place{}}
		defer w.close()
		for _, p := range paths {
			w.add(p)
		}
		for _, s := range w.sources {
			if w.stopped {
				return
			}
			w.read(s)
		}
		if err := ctx.Err(); err != nil && !w.stopped {
			yield(nil, err)
		}
	}
}

// A walk is one run of Read.
type walk struct {
	ctx     context.Context
	options Options
	yield   func(*Document, error) bool
	stopped bool

	roots       []*os.Root
	sources     []source
	done, total int64
	seen        map[string]place // of every document id
}

// A source is a file that will be read.
type source struct {
	name     string // as errors call it
	id       string // of its document, if the file brings none
	size     int64
	modified time.Time
	open     func() (io.ReadCloser, error)
	err      error // found while the folder was walked
}

type place struct {
	path string
	line int
}

// String is path:line, or the path alone where no line is meant.
func (p place) String() string {
	if p.line == 0 {
		return p.path
	}
	return p.path + ":" + strconv.Itoa(p.line)
}

// add finds the files of one path.
func (w *walk) add(p string) {
	if p == "-" {
		in := w.options.Stdin
		w.sources = append(w.sources, source{name: p, open: func() (io.ReadCloser, error) {
			if in == nil {
				return nil, errors.New("no standard input")
			}
			return io.NopCloser(in), nil
		}})
		return
	}
	info, err := os.Stat(p)
	switch {
	case err != nil:
		w.sources = append(w.sources, source{name: p, err: reason(err)})
	case info.IsDir():
		root, err := os.OpenRoot(p)
		if err != nil {
			w.sources = append(w.sources, source{name: p, err: reason(err)})
			return
		}
		w.roots = append(w.roots, root)
		w.addFolder(root, p, ".")
	default:
		w.sources = append(w.sources, source{name: p, id: filepath.Base(p), size: info.Size(), modified: info.ModTime(),
			open: func() (io.ReadCloser, error) { return os.Open(p) }})
		w.total += info.Size()
	}
}

// addFolder finds the files in a folder and the folders below it. Everything goes through the root, which no symbolic
// link leads out of.
func (w *walk) addFolder(root *os.Root, shown, dir string) {
	if w.ctx.Err() != nil {
		return
	}
	entries, err := readDir(root, dir)
	if err != nil {
		w.sources = append(w.sources, source{name: path.Join(shown, dir), err: reason(err)})
	}
	for _, e := range entries {
		rel := path.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			w.addFolder(root, shown, rel)
		case extensionFormat(e.Name()) == Auto:
		default:
			s := source{name: filepath.Join(shown, rel), id: rel}
			s.open = func() (io.ReadCloser, error) { return root.Open(rel) }
			if info, err := root.Stat(rel); err != nil {
				s.err = reason(err)
			} else if !info.Mode().IsRegular() {
				continue
			} else {
				s.size, s.modified = info.Size(), info.ModTime()
				w.total += s.size
			}
			w.sources = append(w.sources, s)
		}
	}
}

// readDir is os.ReadDir in a root.
func readDir(root *os.Root, dir string) ([]fs.DirEntry, error) {
	f, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}

// read reads one file.
func (w *walk) read(s source) {
	if s.err != nil {
		w.fail(s.name, s.err)
		return
	}
	f, err := s.open()
	if err != nil {
		w.fail(s.name, reason(err))
		return
	}
	defer f.Close()
	before := w.done
	w.readFrom(f, s)
	w.done = max(w.done, before+s.size) // what was left unread of it is done with, too
	if w.options.Progress != nil && !w.stopped {
		w.options.Progress(s.name, w.done, w.total)
	}
}

// readFrom reads the documents of an open file.
func (w *walk) readFrom(f io.ReadCloser, s source) {
	in := bufio.NewReaderSize(&meter{r: f, walk: w, name: s.name}, 64<<10)
	if head, _ := in.Peek(2); string(head) == gzipMagic {
		z, err := gzip.NewReader(in)
		if err != nil {
			w.fail(s.name, fmt.Errorf("unpack: %w; pack it again with gzip", err))
			return
		}
		in = bufio.NewReaderSize(z, 64<<10)
	}
	head, _ := in.Peek(512)
	if w.options.Format == JSONL || w.options.Format == Auto && isJSONL(s.name, head) {
		readLines(in, s.name, func(line int, d *Document, err error) bool {
			w.emit(place{s.name, line}, d, err)
			return !w.stopped
		})
		return
	}
	data, err := io.ReadAll(io.LimitReader(in, MaxPageBytes+1))
	switch {
	case err != nil:
		w.fail(s.name, reason(err))
	case len(data) > MaxPageBytes:
		w.fail(s.name, pageTooLarge(max(s.size, int64(len(data)))))
	default:
		d, err := parsePage(s.id, s.name, data, w.options.Format, s.modified)
		w.emit(place{s.name, 0}, d, err)
	}
}

// gzipMagic begins a gzipped file (RFC 1952), which is unpacked as it is read; what it unpacks to has the limits of any file.
const gzipMagic = "\x1f\x8b"

// emit yields a document or an error, unless the id stood somewhere else already.
func (w *walk) emit(at place, d *Document, err error) {
	if w.stopped {
		return
	}
	if ended := w.ctx.Err(); ended != nil {
		w.stopped = true
		w.yield(nil, ended)
		return
	}
	if err == nil {
		if first, again := w.seen[d.ID]; again {
			d, err = nil, &FileError{Path: at.path, Line: at.line,
				Err: fmt.Errorf("the id %q stands at %s already; give one of the two another id", d.ID, first)}
		} else {
			w.seen[d.ID] = at
		}
	}
	w.stopped = !w.yield(d, err)
}

func (w *walk) fail(name string, err error) { w.emit(place{}, nil, &FileError{Path: name, Err: err}) }

func (w *walk) close() {
	for _, r := range w.roots {
		r.Close()
	}
}

// A meter counts what is read, and reports each megabyte.
type meter struct {
	r        io.Reader
	walk     *walk
	name     string
	reported int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	w := m.walk
	w.done += int64(n)
	if w.done-m.reported >= 1<<20 && w.options.Progress != nil {
		m.reported = w.done
		w.options.Progress(m.name, w.done, w.total)
	}
	return n, err
}

// reason is the error of a file without its path, which the FileError tells.
func reason(err error) error {
	var pe *fs.PathError
	if !errors.As(err, &pe) {
		return err
	}
	switch {
	case strings.Contains(pe.Err.Error(), "escapes"): // os.Root has no error value for it
		return errors.New("the link leads out of the folder; copy the file into it, or name it by itself")
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file; check the path")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("it may not be read; change its permissions")
	}
	return fmt.Errorf("%s: %w", pe.Op, pe.Err)
}
