package analyzer

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	_ "unsafe" // for go:linkname

	"github.com/go-ego/gse"
)

// simplifiedDictionary is gse's own embedded dictionary of simplified Chinese, one "word frequency tag" a line. gse
// hands it out through LoadDictEmbed only, which links its Japanese dictionary in as well: 24 MB that nobody reads.
//
//go:linkname simplifiedDictionary github.com/go-ego/gse.zhS
var simplifiedDictionary string

// fillerText lists the question fillers, one a line.
//
//go:embed filler.txt
var fillerText string

// Default returns an Analyzer with the bundled lexicon, compiled in memory at the first call, which takes a second or
// two, and kept for the life of the process.
var Default = sync.OnceValue(func() *Analyzer {
	var image bytes.Buffer
	if err := Compile(&image, BundledLexicon()); err != nil {
		panic(err) // everything it is made of is part of the program, and tests compile it
	}
	a, err := FromBytes(image.Bytes())
	if err != nil {
		panic(err)
	}
	return a
})

const (
	costUnit = 1 << 19 // costs are kept in 1/2^19 bits, the precision of gse's own

	// unknownCost is what gse charges for a character that is no word.
	unknownCost = 32 * costUnit

	// shortFrequency is how often a term of up to three units is taken to occur in the 33.3 million words that gse's
	// dictionary counts. From 5 to 50 all such terms stay whole and none takes a character from its neighbours that is
	// not its own (满减 in 不满减少); at 2,000 some do.
	shortFrequency = 20

	// longFrequency is the same of longer terms. No two words of the dictionary are likelier together than this (一个
	// twice: 142,747² / 33.3 million = 611), so a long term is never cut in two.
	longFrequency = 650
)

// Compile writes the image of gse's dictionary, the fillers and, unless it is nil, a lexicon.
func Compile(w io.Writer, lex *Lexicon) error {
	dict, err := loadDictionary()
	if err != nil {
		return err
	}
	c := &compiler{scanner: scanner{chars: newCharTable()}, counts: make(map[rune]int)}
	total := float32(math.Log2(dict.TotalFreq()))
	for i := range dict.Tokens {
		t := &dict.Tokens[i]
		cost := total - float32(math.Log2(t.Freq()))
		c.add(t.Text(), float64(cost), nodeWord)
	}
	if lex != nil {
		for _, w := range lex.words {
			c.addTerm(w, total)
		}
	}
	for line := range strings.Lines(fillerText) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			c.add(line, 0, nodeFiller)
		}
	}
	codes, entries, err := c.encode()
	if err != nil {
		return err
	}
	tr, err := buildTrie(entries)
	if err != nil {
		return err
	}
	return writeImage(w, c.scanner.chars.withCodes(codes), tr)
}

// loadDictionary lets gse read its dictionary by its own rules (the first of equal words counts, frequencies below 2 are
// dropped, those of single characters become 2), without the segmentation of every word that its loaders end with.
func loadDictionary() (*gse.Dictionary, error) {
	if simplifiedDictionary == "" {
		return nil, errors.New("gse was built without its dictionary (build tag ne)")
	}
	seg := gse.Segmenter{Dict: gse.NewDict(), DictSep: ",", MinTokenFreq: 2, TextFreq: "2.0", SkipLog: true}
	text := strings.NewReader(strings.ReplaceAll(simplifiedDictionary, " ", ", "))
	if err := seg.Reader(bufio.NewReaderSize(text, 1<<16)); err != nil {
		return nil, fmt.Errorf("load gse dictionary: %w", err)
	}
	return seg.Dict, nil
}

// A compiler gathers words in their normalised form.
type compiler struct {
	scanner scanner
	words   []compiledWord
	counts  map[rune]int // in how many words each character is
}

type compiledWord struct {
	text  string
	value node
}

// scan normalises a word into c.scanner. Words that begin or end with punctuation are not for the trie: no walk would
// come to their end.
func (c *compiler) scan(word string) bool {
	s := &c.scanner
	s.text, s.units = s.text[:0], s.units[:0]
	s.scan(word)
	n := len(s.units)
	return n > 0 && s.units[0].termStart == 0 && int(s.units[n-1].termEnd) == len(s.text)
}

func (c *compiler) add(word string, cost float64, flags node) {
	if !c.scan(word) {
		return
	}
	text := string(c.scanner.text)
	for _, r := range text {
		c.counts[r]++
	}
	c.words = append(c.words, compiledWord{text, flags | node(math.Round(cost*costUnit))<<costShift})
}

func (c *compiler) addTerm(term string, total float32) {
	frequency := shortFrequency
	if c.scan(term) && len(c.scanner.units) > 3 {
		frequency = longFrequency
	}
	c.add(term, float64(total)-math.Log2(float64(frequency)), nodeWord|nodeLexical)
}

// encode deals codes to characters, the most frequent first, and spells the words in them.
func (c *compiler) encode() ([]uint16, []entry, error) {
	runes := make([]rune, 0, len(c.counts))
	for r := range c.counts {
		runes = append(runes, r)
	}
	if len(runes) >= 1<<16 {
		return nil, nil, errTrieFull
	}
	slices.SortFunc(runes, func(a, b rune) int {
		if d := c.counts[b] - c.counts[a]; d != 0 {
			return d
		}
		return int(a - b)
	})
	codes := make([]uint16, slices.Max(runes)+1)
	for i, r := range runes {
		codes[r] = uint16(i + 1)
	}
	entries := make([]entry, len(c.words))
	var key []byte
	for i, w := range c.words {
		key = key[:0]
		for _, r := range w.text {
			key = append(key, byte(codes[r]>>8), byte(codes[r]))
		}
		entries[i] = entry{string(key), w.value}
	}
	return codes, entries, nil
}
