package rewrite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

func TestBuild(t *testing.T) {
	v := open([]Word{{"留存", 3, false}, {"留存", 2, true}, {"率", 9, true}, {"\xff\xfe", 1, true}, {"流量", -1, false},
		{"", 1, false}})
	if v.Len() != 2 || !v.Has("留存") || !v.Has("流量") || v.Has("率") || v.Has("留") {
		t.Errorf("%d words", v.Len())
	}
	want := Candidate{Text: "留存", Why: Pinyin, DF: 3, Lexicon: true}
	if got := v.Rewrites("liucun", 3); len(got) != 1 || got[0] != want {
		t.Errorf("Rewrites = %v", got)
	}
	empty := open(nil)
	if empty.Len() != 0 || len(empty.Rewrites("liucun", 3)) > 0 || len(empty.Complete("l", 3)) > 0 {
		t.Error("an empty vocabulary proposes something")
	}
	words := []Word{{"留存", 3, false}, {"流量", 4, true}, {"银行", 5, false}}
	image := Build(slices.Values(words))
	slices.Reverse(words)
	if !bytes.Equal(image, Build(slices.Values(words))) {
		t.Error("the image depends on the order of the words")
	}
}

func TestOpen(t *testing.T) {
	sealed := func(image []byte) []byte {
		binary.LittleEndian.PutUint64(image[96:], xxhash.Sum64(image[:96]))
		return image
	}
	for _, c := range []struct {
		name   string
		damage func(image []byte) []byte
		want   error
	}{
		{"untouched", func(i []byte) []byte { return i }, nil},
		{"empty", func([]byte) []byte { return nil }, ErrImageDamaged},
		{"cut off in the header", func(i []byte) []byte { return i[:50] }, ErrImageDamaged},
		{"cut off", func(i []byte) []byte { return i[:len(i)-1] }, ErrImageDamaged},
		{"too long", func(i []byte) []byte { return append(i, 0) }, ErrImageDamaged},
		{"another file", func(i []byte) []byte { return append([]byte("opsgdic\n"), i[8:]...) }, ErrImageDamaged},
		{"another version", func(i []byte) []byte { i[8]++; return sealed(i) }, ErrImageVersion},
		{"other readings", func(i []byte) []byte { i[12]++; return sealed(i) }, ErrImageVersion},
		{"a wrong length", func(i []byte) []byte { i[30]++; return i }, ErrImageDamaged},
		{"a wrong length, sealed", func(i []byte) []byte { i[30] = 0xff; return sealed(i) }, ErrImageDamaged},
	} {
		image := c.damage(bytes.Clone(small.image))
		if _, err := Open(image); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	image := bytes.Clone(small.image)
	image[len(image)-1] ^= 0x40
	v, err := Open(image)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Verify(); !errors.Is(err, ErrImageDamaged) {
		t.Errorf("Verify = %v", err)
	}
}

// FuzzRewrites looks up any text: proposals are words of the vocabulary, other than what was typed, each once and in order.
func FuzzRewrites(f *testing.F) {
	for _, typed := range []string{"留村", "用户liucun", "yhlc", "googel analytics", "xi'an", "ab测式", "\xff\xe7",
		"aaaaaaaaaaaaaaaa", "行行行行行行行行行行", "lv"} {
		f.Add(typed)
	}
	absent := absentFrom(sections)
	f.Fuzz(func(t *testing.T, typed string) {
		for _, list := range [][]Candidate{small.Rewrites(typed, 5), small.Complete(typed, 5)} {
			seen := map[string]bool{}
			for i, c := range list {
				ordered := i == 0 || c.Cost >= list[i-1].Cost
				if !small.Has(c.Text) || seen[c.Text] || c.Why < Pinyin || c.Why > Typo || !ordered {
					t.Errorf("%q: %v", typed, list)
				}
				seen[c.Text] = true
			}
			if len(list) > 5 {
				t.Errorf("%q: %d proposals", typed, len(list))
			}
		}
		units := unitsOf(typed)
		last := 0
		repairs := small.Repair(units, absent, 2)
		slices.SortFunc(repairs, func(a, b Repair) int { return a.From - b.From })
		for _, r := range repairs {
			if r.From < last || r.To <= r.From || r.To > len(units) || len(r.Candidates) == 0 {
				t.Errorf("%q: %v", units, repairs)
			}
			last = r.To
		}
	})
}

// FuzzImage uses any bytes as an image, under a header that fits and as they are: nothing panics and texts are texts.
func FuzzImage(f *testing.F) {
	f.Add(small.image, "用户liucun")
	for i := headerBytes; i < len(small.image); i += 97 {
		image := bytes.Clone(small.image)
		image[i] ^= 0xff
		f.Add(image, "liucn")
	}
	f.Fuzz(func(t *testing.T, image []byte, typed string) {
		if len(image) > headerBytes {
			image = bytes.Clone(image)
			copy(image[:16], small.image)
			binary.LittleEndian.PutUint64(image[96:], xxhash.Sum64(image[:96]))
		}
		v, err := Open(image)
		if err != nil {
			return
		}
		units := strings.Split(typed, "")
		_ = v.Verify()
		list := slices.Concat(v.Rewrites(typed, 5), v.Complete(typed, 5))
		for _, r := range v.Repair(units, func(...string) bool { return true }, 2) {
			list = append(list, r.Candidates...)
		}
		for _, c := range list {
			if !utf8.ValidString(c.Text) {
				t.Errorf("%q", c.Text)
			}
		}
	})
}
