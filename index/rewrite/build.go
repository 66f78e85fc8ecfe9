package rewrite

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/opsguide/opsguide/analyzer/pinyin"
)

// A Word is a word that a query may be rewritten to.
type Word struct {
	Text    string // folded, 2 to 96 bytes
	DF      int    // sections that have it
	Lexicon bool   // it is a term of the lexicon, or a synonym of one
}

// Build writes an image of the words, in any order. Of a word that comes twice, the greater frequency counts, and it is a
// lexicon term if either is. Words of one character, of more than 96 bytes and of what is not UTF-8 are left out.
func Build(words iter.Seq[Word]) []byte {
	var list []Word
	for w := range words {
		if len(w.Text) <= maxWordBytes && utf8.ValidString(w.Text) && utf8.RuneCountInString(w.Text) > 1 {
			list = append(list, w)
		}
	}
	slices.SortFunc(list, func(a, b Word) int { return cmp.Compare(a.Text, b.Text) })
	list = merge(list)

	var texts []byte
	offsets, weights := make([]byte, 4, 4*len(list)+4), make([]byte, 0, 4*len(list))
	var spoken [maxSyllables + 1][][]byte
	backwards := make([]uint32, len(list))
	for i, w := range list {
		texts = append(texts, w.Text...)
		offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(texts)))
		weights = binary.LittleEndian.AppendUint32(weights, weightOf(w))
		backwards[i] = uint32(i)
		for k, r := range spokenReadings(w.Text) {
			record := make([]byte, 0, 2*len(r)+4)
			for _, s := range r {
				record = binary.BigEndian.AppendUint16(record, uint16(s))
			}
			n := uint32(i)
			if k > 0 {
				n |= topBit
			}
			spoken[len(r)] = append(spoken[len(r)], binary.LittleEndian.AppendUint32(record, n))
		}
	}
	slices.SortStableFunc(backwards, func(a, b uint32) int {
		x, _ := utf8.DecodeLastRuneInString(list[a].Text)
		y, _ := utf8.DecodeLastRuneInString(list[b].Text)
		return cmp.Compare(x, y)
	})

	body := slices.Concat(offsets, weights)
	for _, i := range backwards {
		body = binary.LittleEndian.AppendUint32(body, i)
	}
	body = append(body, texts...)
	head := binary.LittleEndian.AppendUint32([]byte(imageMagic), imageVersion)
	for _, n := range []int{pinyin.Version, len(list), len(texts)} {
		head = binary.LittleEndian.AppendUint32(head, uint32(n))
	}
	for _, records := range spoken[1:] {
		slices.SortStableFunc(records, func(a, b []byte) int { return bytes.Compare(a[:len(a)-4], b[:len(b)-4]) })
		head = binary.LittleEndian.AppendUint32(head, uint32(len(records)))
		body = append(body, bytes.Join(records, nil)...)
	}
	head = binary.LittleEndian.AppendUint64(head, xxhash.Sum64(body))
	head = binary.LittleEndian.AppendUint64(head, xxhash.Sum64(head))
	return append(head, body...)
}

// merge makes one of equal neighbours.
func merge(list []Word) []Word {
	out := list[:0]
	for _, w := range list {
		if n := len(out); n > 0 && out[n-1].Text == w.Text {
			out[n-1].DF, out[n-1].Lexicon = max(out[n-1].DF, w.DF), out[n-1].Lexicon || w.Lexicon
			continue
		}
		out = append(out, w)
	}
	return out
}

func weightOf(w Word) uint32 {
	n := uint32(min(max(w.DF, 0), topBit-1))
	if w.Lexicon {
		n |= topBit
	}
	return n
}

// spokenReadings returns the readings by which a word is found. A Latin word is none that one would type in pinyin.
func spokenReadings(text string) []pinyin.Reading {
	if !slices.ContainsFunc([]rune(text), isHan) {
		return nil
	}
	r := pinyin.Of(text)
	if len(r) == 0 || len(r[0]) > maxSyllables {
		return nil
	}
	return r
}
