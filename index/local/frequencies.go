package local

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"unicode/utf8"
)

// frequencies keeps how many sections have each of the usual characters in the one segment that a build leaves. Titles are
// weighed by them, some hundreds for a query: looked up one by one they lie scattered over the whole index, which a process
// that has just started would have to read.
//
//	segment id, then for each character of U+3000 to U+9FFF that a section has: the character, sections; 32 bits each
//
// A nil one knows nothing.
type frequencies struct {
	segment uint64
	rows    []byte
}

const (
	firstUsual = 0x3000
	lastUsual  = 0x9fff
	rowSize    = 8
)

// writeFrequencies writes the frequencies of a finished index with one segment; one with several does without.
func writeFrequencies(path string, segments []*segment) error {
	if len(segments) != 1 {
		return nil
	}
	seg := segments[0]
	rows := binary.LittleEndian.AppendUint64(nil, seg.snapshot.Id())
	for r := rune(firstUsual); r <= lastUsual; r++ {
		list, err := seg.terms.Find(utf8.AppendRune(nil, r))
		if err != nil {
			return fmt.Errorf("count characters: %w", err)
		}
		if list.Count() > 0 {
			rows = binary.LittleEndian.AppendUint32(rows, uint32(r))
			rows = binary.LittleEndian.AppendUint32(rows, uint32(list.Count()))
		}
	}
	if err := os.WriteFile(path, rows, 0o644); err != nil {
		return fmt.Errorf("write frequencies: %w", err)
	}
	return nil
}

// readFrequencies reads what writeFrequencies wrote, nil where there is nothing.
func readFrequencies(path string) (*frequencies, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read frequencies: %w", err)
	}
	if len(b)%rowSize != 0 || len(b) == 0 {
		return nil, fmt.Errorf("%s has %d bytes", path, len(b))
	}
	return &frequencies{segment: binary.LittleEndian.Uint64(b), rows: b[rowSize:]}, nil
}

// of returns how many sections have a character, and whether that is known.
func (f *frequencies) of(term []byte) (n int, known bool) {
	r := usual(term)
	if f == nil || r == 0 {
		return 0, false
	}
	row := func(i int) []byte { return f.rows[rowSize*i : rowSize*(i+1)] }
	count := len(f.rows) / rowSize
	i := sort.Search(count, func(i int) bool { return rune(binary.LittleEndian.Uint32(row(i))) >= r })
	if i == count || rune(binary.LittleEndian.Uint32(row(i))) != r {
		return 0, true
	}
	return int(binary.LittleEndian.Uint32(row(i)[4:])), true
}
