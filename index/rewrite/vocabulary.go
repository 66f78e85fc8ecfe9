// Package rewrite proposes what a query may have meant: words of the index that are spelt like what was typed, or sound
// like it. 留村 and liucun become 留存, yhlc becomes 用户留存, googel becomes google.
//
// A [Vocabulary] holds the words. [Build] writes one as a compact image, [Open] uses an image where it lies, in a mapped
// file for example. [Vocabulary.Rewrites] proposes words for one piece of a query, [Vocabulary.Repair] finds the pieces
// that want one, and [Vocabulary.Complete] goes on from the first letters.
//
// All texts are expected as an Analyzer folds them: simplified characters, lower case, half width. Proposals are for
// queries that the exact search answers badly; whoever shows one says Why.
package rewrite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/opsguide/opsguide/analyzer/pinyin"
)

// The image of a vocabulary, all numbers little-endian but for the syllables, which are big-endian:
//
//	offset  size
//	     0     8  magic "opsgvoc\n"
//	     8     4  version
//	    12     4  version of the readings (pinyin.Version)
//	    16     4  number of words, n
//	    20     4  bytes of the texts
//	    24    64  for 1 to 16 syllables: number of readings of that length
//	    88     8  xxhash64 of all that follows the header
//	    96     8  xxhash64 of the 96 bytes before
//	   104        n+1 offsets into the texts, 4 bytes each
//	              n weights, 4 bytes each: document frequency, top bit set for a term of the lexicon
//	              n word numbers, 4 bytes each, by last character: to find words by their end
//	              texts in ascending order, end to end
//	              for 1 to 16 syllables, the readings of that length in ascending order: the syllables, 2 bytes each, and
//	              the number of the word, 4 bytes, top bit set when another reading of the word is more usual
//
// A word costs 12 bytes and a reading 2 a syllable and 4, besides its text. Nothing is parsed on opening: words are found
// by binary search among texts and readings, so that readings with a common beginning are one range.
const (
	imageMagic   = "opsgvoc\n"
	imageVersion = 1
	headerBytes  = 104

	maxSyllables = 16
	maxWordBytes = 96
	topBit       = 1 << 31
)

// The errors of opening an image. Build it again to be rid of either.
var (
	// ErrImageVersion: the image was written by another version of this program.
	ErrImageVersion = errors.New("vocabulary image is of another version")
	// ErrImageDamaged: the bytes are no image, are cut off, or do not match their checksum.
	ErrImageDamaged = errors.New("vocabulary image is damaged")
)

// A Vocabulary is a set of words in an image. It is immutable and safe for concurrent use while the image is there.
type Vocabulary struct {
	image     []byte
	offsets   []byte
	weights   []byte
	backwards []byte
	texts     []byte
	readings  [maxSyllables + 1]readings // by number of syllables
}

// Open uses an image, which must not change as long as the Vocabulary is in use. It reads the header only: an image that
// is damaged elsewhere (see Verify) proposes nonsense, but never more than that. The error is ErrImageVersion or
// ErrImageDamaged, wrapped.
func Open(image []byte) (*Vocabulary, error) {
	if len(image) < headerBytes || string(image[:8]) != imageMagic {
		return nil, fmt.Errorf("%w: no header", ErrImageDamaged)
	}
	number := func(at int) int { return int(binary.LittleEndian.Uint32(image[at:])) }
	if v, r := number(8), number(12); v != imageVersion || r != pinyin.Version {
		return nil, fmt.Errorf("%w: %d.%d, want %d.%d", ErrImageVersion, v, r, imageVersion, pinyin.Version)
	}
	if binary.LittleEndian.Uint64(image[96:]) != xxhash.Sum64(image[:96]) {
		return nil, fmt.Errorf("%w: header checksum", ErrImageDamaged)
	}
	v := &Vocabulary{image: image}
	rest, ok := image[headerBytes:], true
	take := func(n int) []byte {
		if ok = ok && n <= len(rest); !ok {
			return nil
		}
		part := rest[:n:n]
		rest = rest[n:]
		return part
	}
	n := number(16)
	v.offsets, v.weights, v.backwards, v.texts = take(4*n+4), take(4*n), take(4*n), take(number(20))
	for k := 1; k <= maxSyllables; k++ {
		v.readings[k] = readings{data: take(number(20+4*k) * (2*k + 4)), syllables: k}
	}
	if !ok || len(rest) != 0 {
		return nil, fmt.Errorf("%w: lengths do not add up", ErrImageDamaged)
	}
	return v, nil
}

// Verify reads the whole image and compares it with its checksum: ErrImageDamaged, wrapped, when it differs.
func (v *Vocabulary) Verify() error {
	if xxhash.Sum64(v.image[headerBytes:]) != binary.LittleEndian.Uint64(v.image[88:]) {
		return fmt.Errorf("%w: checksum", ErrImageDamaged)
	}
	return nil
}

// Len returns the number of words.
func (v *Vocabulary) Len() int { return len(v.weights) / 4 }

// text returns the text of a word, within the image.
func (v *Vocabulary) text(word int) []byte {
	if word >= v.Len() {
		return nil
	}
	i, j := number(v.offsets, word), number(v.offsets, word+1)
	if i > j || int(j) > len(v.texts) {
		return nil
	}
	return v.texts[i:j]
}

// weight orders words by use: terms of the lexicon before others, then by document frequency.
func (v *Vocabulary) weight(word int) uint32 { return number(v.weights, word) }

// Has reports whether a word is in the vocabulary.
func (v *Vocabulary) Has(word string) bool {
	i := v.search(word)
	return i < v.Len() && string(v.text(i)) == word
}

// search returns the first word that is not less than text.
func (v *Vocabulary) search(text string) int {
	return sort.Search(v.Len(), func(i int) bool { return string(v.text(i)) >= text })
}

// beginning returns the range of the words that begin with a character.
func (v *Vocabulary) beginning(r rune) (from, to int) {
	return v.search(string(r)), v.search(string(r + 1))
}

// ending returns the words that end with a character, as a range of places in backwards.
func (v *Vocabulary) ending(r rune) (from, to int) {
	search := func(r rune) int {
		return sort.Search(v.Len(), func(i int) bool { return v.last(v.backward(i)) >= r })
	}
	return search(r), search(r + 1)
}

func (v *Vocabulary) backward(i int) int { return int(number(v.backwards, i)) }

func (v *Vocabulary) last(word int) rune {
	r, _ := utf8.DecodeLastRune(v.text(word))
	return r
}

// copied returns the text of a word as a string that outlives the image.
func (v *Vocabulary) copied(word int) string { return strings.ToValidUTF8(string(v.text(word)), "") }

func number(list []byte, i int) uint32 { return binary.LittleEndian.Uint32(list[4*i:]) }

// readings are the readings of one length, in ascending order.
type readings struct {
	data      []byte
	syllables int
}

func (r readings) len() int { return len(r.data) / (2*r.syllables + 4) }

func (r readings) syllable(i, k int) pinyin.Syllable {
	return pinyin.Syllable(binary.BigEndian.Uint16(r.data[i*(2*r.syllables+4)+2*k:]))
}

// word returns the word that is read so, and whether another reading of it is more usual.
func (r readings) word(i int) (word int, rare bool) {
	n := binary.LittleEndian.Uint32(r.data[i*(2*r.syllables+4)+2*r.syllables:])
	return int(n &^ topBit), n&topBit != 0
}

// narrow returns the part of the range from i to j in which syllable k is between first and last. All of the range have
// the same syllables before k.
func (r readings) narrow(i, j, k int, first, last pinyin.Syllable) (int, int) {
	from := i + sort.Search(j-i, func(n int) bool { return r.syllable(i+n, k) >= first })
	to := from + sort.Search(j-from, func(n int) bool { return r.syllable(from+n, k) > last })
	return from, to
}
