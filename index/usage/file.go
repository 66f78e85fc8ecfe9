package usage

import (
	"bufio"
	"bytes"
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"
)

// The file is JSON, a line a value: a header, and then the queries, in no order.
//
//	{"format":1,"day":"2026-11-22","crc32":"9f3e01aa"}
//	{"query":"用户留存","asked":12,"little":1,"opened":4,"last":"2026-11-22","sections":{"retention#a1-lead":4}}
//
// The checksum (IEEE) is that of all lines below the header. Counts are as of the header's day.
type header struct {
	Format int    `json:"format"`
	Day    string `json:"day"`
	Sum    string `json:"crc32"`
}

type line struct {
	Query    string             `json:"query"`
	Asked    float64            `json:"asked"`
	Over     float64            `json:"over,omitempty"` // what asked is too high by, at most
	Nothing  float64            `json:"nothing,omitempty"`
	Little   float64            `json:"little,omitempty"`
	Opened   float64            `json:"opened,omitempty"`
	Last     string             `json:"last"`
	Sections map[string]float64 `json:"sections,omitempty"`
}

const (
	format       = 1
	maxFileBytes = 64 << 20
)

var errDamaged = errors.New("the counts of queries are damaged")

// restore goes on from the file, or sets it aside.
func (c *Counter) restore() {
	t, err := readFile(c.path)
	if err == nil {
		c.table = t
		return
	}
	aside := c.path + ".damaged"
	if moved := os.Rename(c.path, aside); moved != nil {
		aside = ""
	}
	c.options.Logger.Warn("what people look for is counted anew", "error", err, "set_aside", aside)
}

// save writes the file, and reports whether it is there.
func (c *Counter) save() bool {
	var b []byte
	c.settle(func(t *table) { b = t.encode() })
	if c.path == "" {
		return true
	}
	if err := writeFile(c.path, b); err != nil {
		c.options.Logger.Warn("what people look for is counted in memory only", "error", err)
		return false
	}
	return true
}

// writeFile replaces a file in one step. It is for its owner only: queries are the readers' business.
func writeFile(path string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("save counts of queries: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
			err = fmt.Errorf("save counts of queries: %w", err)
		}
	}()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (t *table) encode() []byte {
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	enc.SetEscapeHTML(false)
	for _, e := range t.heap {
		l := line{Query: e.query, Asked: short(e.count), Over: short(e.over), Nothing: short(e.nothing),
			Little: short(e.little), Opened: short(e.opened), Last: dateOf(e.last)}
		if len(e.sections) > 0 {
			l.Sections = map[string]float64{}
			for _, s := range e.sections {
				l.Sections[s.id] = short(s.count)
			}
		}
		_ = enc.Encode(l) // numbers and strings, into memory
	}
	sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(lines.Bytes()))
	head, _ := json.Marshal(header{format, dateOf(t.day), sum})
	return append(append(head, '\n'), lines.Bytes()...)
}

// short leaves a count three decimals.
func short(count float64) float64 { return math.Round(count*1000) / 1000 }

// readFile reads a file; one that is not there has counted nothing.
func readFile(path string) (*table, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newTable(Limit), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read counts of queries: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read counts of queries: %w", err)
	}
	if len(b) > maxFileBytes {
		return nil, fmt.Errorf("%s: %w: it is too long", path, errDamaged)
	}
	t, err := decode(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, errDamaged, err)
	}
	return t, nil
}

func decode(b []byte) (*table, error) {
	head, lines, _ := bytes.Cut(b, []byte("\n"))
	var h header
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if h.Format != format {
		return nil, fmt.Errorf("its format is %d, and not %d", h.Format, format)
	}
	if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(lines)); sum != h.Sum {
		return nil, errors.New("its checksum is another")
	}
	day, err := time.Parse(time.DateOnly, h.Day)
	if err != nil {
		return nil, err
	}
	t := newTable(Limit)
	t.day = dayOf(day)
	for d := json.NewDecoder(bufio.NewReader(bytes.NewReader(lines))); ; {
		var l line
		if err := d.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if err := t.take(l); err != nil {
			return nil, fmt.Errorf("query %q: %w", l.Query, err)
		}
	}
	heap.Init(&t.heap)
	return t, nil
}

// take adds a query of the file, heap aside.
func (t *table) take(l line) error {
	last, err := time.Parse(time.DateOnly, l.Last)
	if err != nil {
		return err
	}
	if len(t.heap) == t.limit || t.entries[l.Query] != nil {
		return errors.New("there is no room for it")
	}
	e := &entry{query: l.Query, count: l.Asked, over: l.Over, nothing: l.Nothing, little: l.Little, opened: l.Opened,
		last: dayOf(last), at: len(t.heap)}
	for id, count := range l.Sections {
		e.sections = append(e.sections, sectionCount{id, count})
	}
	e.sortSections()
	t.heap = append(t.heap, e)
	t.entries[e.query] = e
	return nil
}
