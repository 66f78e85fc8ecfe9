package analyzer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/blevesearch/mmap-go"
	"github.com/cespare/xxhash/v2"
)

// The image of a dictionary, all numbers little-endian:
//
//	offset  size
//	     0     8  magic "opsgdic\n"
//	     8     4  version
//	    12     4  number of words
//	    16     8  bytes of the character index
//	    24     8  bytes of the character pages
//	    32     8  bytes of the expansions
//	    40     8  bytes of the trie
//	    48     8  xxhash64 of all that follows the header
//	    56     8  xxhash64 of the 56 bytes before
//	    64        character index: for each block of 256 runes the number of its page, 2 bytes
//	              character pages: 256 chars of 8 bytes each (see char)
//	              expansions: NUL-terminated UTF-8, padded to a multiple of 8
//	              trie: slots of 8 bytes (see trie)
//
// Opening reads the header and the character table (some 300 KB) and maps the rest, of which the system reads what is
// used.
const (
	imageMagic  = "opsgdic\n"
	headerBytes = 64

	// imageVersion rises when the format changes, and when the code that makes an image begins to make another of the
	// same words: folding, classes, numerals, costs.
	imageVersion = 2
)

// The errors of opening an image. Compile it again to be rid of either.
var (
	// ErrImageVersion: the image was written by another version of this program.
	ErrImageVersion = errors.New("dictionary image is of another version")
	// ErrImageDamaged: the file is no image, is cut off, or does not match its checksum.
	ErrImageDamaged = errors.New("dictionary image is damaged")
)

// sections are the parts of an image in order.
type sections [4][]byte

// writeImage writes an image.
func writeImage(w io.Writer, t *charTable, tr trie) error {
	index := make([]byte, 0, 2*len(t.index))
	for _, p := range t.index {
		index = binary.LittleEndian.AppendUint16(index, p)
	}
	pages := make([]byte, 0, 8*len(t.chars))
	for _, c := range t.chars {
		pages = binary.LittleEndian.AppendUint64(pages, uint64(c))
	}
	expansions := append([]byte(nil), t.expansions...)
	for len(expansions)%8 != 0 {
		expansions = append(expansions, 0)
	}
	body := sections{index, pages, expansions, tr}
	sum := xxhash.New()
	head := make([]byte, 0, headerBytes)
	head = append(head, imageMagic...)
	head = binary.LittleEndian.AppendUint32(head, imageVersion)
	head = binary.LittleEndian.AppendUint32(head, uint32(tr.words()))
	for _, s := range body {
		head = binary.LittleEndian.AppendUint64(head, uint64(len(s)))
		_, _ = sum.Write(s)
	}
	head = binary.LittleEndian.AppendUint64(head, sum.Sum64())
	head = binary.LittleEndian.AppendUint64(head, xxhash.Sum64(head))
	for _, b := range [][]byte{head, index, pages, expansions, tr} {
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("write dictionary image: %w", err)
		}
	}
	return nil
}

// Open opens an image by mapping it into memory, or by reading it where that cannot be done. The file must not change
// while it is open. The error is ErrImageVersion or ErrImageDamaged (wrapped) for a file that cannot be used.
func Open(path string) (*Analyzer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open dictionary image: %w", err)
	}
	defer f.Close()
	image, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		data, err := io.ReadAll(f)
		if err != nil {
			return nil, fmt.Errorf("read dictionary image %s: %w", path, err)
		}
		a, err := FromBytes(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return a, nil
	}
	a, err := FromBytes(image)
	if err != nil {
		_ = image.Unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	a.unmap = image.Unmap
	return a, nil
}

// FromBytes uses an image that is in memory already. The bytes must not change afterwards.
func FromBytes(image []byte) (*Analyzer, error) {
	if len(image) < headerBytes || string(image[:8]) != imageMagic {
		return nil, fmt.Errorf("%w: no header", ErrImageDamaged)
	}
	if v := binary.LittleEndian.Uint32(image[8:]); v != imageVersion {
		return nil, fmt.Errorf("%w: %d, want %d", ErrImageVersion, v, imageVersion)
	}
	if binary.LittleEndian.Uint64(image[56:]) != xxhash.Sum64(image[:56]) {
		return nil, fmt.Errorf("%w: header checksum", ErrImageDamaged)
	}
	rest := image[headerBytes:]
	var body sections
	for i := range body {
		n := binary.LittleEndian.Uint64(image[16+8*i:])
		if n > uint64(len(rest)) || n%8 != 0 {
			return nil, fmt.Errorf("%w: cut off", ErrImageDamaged)
		}
		body[i], rest = rest[:n:n], rest[n:]
	}
	if len(rest) != 0 || len(body[0]) != 2*pageCount || len(body[1])%2048 != 0 || len(body[3]) < 8 {
		return nil, fmt.Errorf("%w: lengths do not add up", ErrImageDamaged)
	}
	t := &charTable{index: make([]uint16, pageCount), chars: make([]char, len(body[1])/8), expansions: body[2]}
	for i := range t.index {
		t.index[i] = binary.LittleEndian.Uint16(body[0][2*i:])
		if int(t.index[i]) >= len(t.chars)/256 {
			return nil, fmt.Errorf("%w: character index", ErrImageDamaged)
		}
	}
	for i := range t.chars {
		t.chars[i] = char(binary.LittleEndian.Uint64(body[1][8*i:]))
		if t.chars[i].class() == classExpand && t.chars[i].fold() >= len(t.expansions) {
			return nil, fmt.Errorf("%w: expansions", ErrImageDamaged)
		}
	}
	return &Analyzer{chars: t, trie: trie(body[3]), image: image, words: int(binary.LittleEndian.Uint32(image[12:])),
		reading: sync.OnceValue(func() *reading { return newReading(t) })}, nil
}

// Words returns the number of words that the image holds.
func (a *Analyzer) Words() int { return a.words }

// Verify reads the whole image and compares it with its checksum: ErrImageDamaged (wrapped) when it differs.
func (a *Analyzer) Verify() error {
	if xxhash.Sum64(a.image[headerBytes:]) != binary.LittleEndian.Uint64(a.image[48:]) {
		return fmt.Errorf("%w: checksum", ErrImageDamaged)
	}
	return nil
}

// Close releases the image. The Analyzer must not be in use and cannot be used afterwards.
func (a *Analyzer) Close() error {
	unmap := a.unmap
	*a = Analyzer{}
	if unmap == nil {
		return nil
	}
	if err := unmap(); err != nil {
		return fmt.Errorf("close dictionary image: %w", err)
	}
	return nil
}
