package analyzer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cespare/xxhash/v2"
)

// testImage is the image that Default uses.
var testImage = sync.OnceValue(func() []byte { return Default().image })

func writeTemp(t *testing.T, image []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "words.dic")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpen(t *testing.T) {
	a, err := Open(writeTemp(t, testImage()))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Verify(); err != nil {
		t.Error(err)
	}
	if n := a.Words(); n < 352_300 || n > 354_000 {
		t.Errorf("%d words, want gse's 352,275 less what folding joins, and the lexicon's that gse has not", n)
	}
	var want, got Analysis
	Default().Query(&want, testLines)
	a.Query(&got, testLines)
	if show(&got) != show(&want) {
		t.Error("a mapped image cuts otherwise than the one in memory")
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of no file: %v", err)
	}
	seal := func(b []byte) { binary.LittleEndian.PutUint64(b[56:], xxhash.Sum64(b[:56])) }
	for _, test := range []struct {
		name   string
		damage func([]byte) []byte
		want   error
	}{
		{"empty", func(b []byte) []byte { return nil }, ErrImageDamaged},
		{"header cut off", func(b []byte) []byte { return b[:63] }, ErrImageDamaged},
		{"another file", func(b []byte) []byte { b[0] = 'O'; return b }, ErrImageDamaged},
		{"another version", func(b []byte) []byte { b[8]++; return b }, ErrImageVersion},
		{"a bit of the header", func(b []byte) []byte { b[24] ^= 1; return b }, ErrImageDamaged},
		{"end cut off", func(b []byte) []byte { return b[:len(b)-1] }, ErrImageDamaged},
		{"more at the end", func(b []byte) []byte { return append(b, 0) }, ErrImageDamaged},
		{"length beyond the file", func(b []byte) []byte {
			binary.LittleEndian.PutUint64(b[40:], math.MaxUint64-7)
			seal(b)
			return b
		}, ErrImageDamaged},
		{"no trie", func(b []byte) []byte {
			n := binary.LittleEndian.Uint64(b[40:])
			binary.LittleEndian.PutUint64(b[40:], 0)
			seal(b)
			return b[:uint64(len(b))-n]
		}, ErrImageDamaged},
		{"character index", func(b []byte) []byte { b[headerBytes+1] = 0xff; return b }, ErrImageDamaged},
	} {
		t.Run(test.name, func(t *testing.T) {
			image := test.damage(bytes.Clone(testImage()))
			if _, err := FromBytes(image); !errors.Is(err, test.want) {
				t.Errorf("FromBytes: %v, want %v", err, test.want)
			}
			if a, err := Open(writeTemp(t, image)); !errors.Is(err, test.want) {
				t.Errorf("Open: %v, want %v", err, test.want)
				if err == nil {
					_ = a.Close()
				}
			}
		})
	}
}

// Damage behind the header is Verify's to find. Until then it may cost words, but never a panic.
func TestDamagedBody(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	image := bytes.Clone(testImage())
	body := image[len(image)-int(binary.LittleEndian.Uint64(image[40:])):]
	for _, share := range []int{1000, 10, 1} { // one byte in so many
		for i := 0; i < len(body); i += share {
			body[i] = byte(random.Uint32())
		}
		a, err := FromBytes(image)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Verify(); !errors.Is(err, ErrImageDamaged) {
			t.Errorf("Verify of a damaged image: %v", err)
		}
		var out Analysis
		a.Query(&out, testLines)
		a.Index(&out, testLines)
	}
}

// The same dictionary gives the same image, byte for byte: its checksum may stand for it.
func TestCompileIsDeterministic(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles once more")
	}
	var again bytes.Buffer
	if err := Compile(&again, BundledLexicon()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Bytes(), testImage()) {
		t.Error("two images of the same lexicon differ")
	}
}

func TestFingerprint(t *testing.T) {
	lex, err := ParseLexicon(strings.NewReader("留存\t\t\t次留\n"), "one.tsv")
	if err != nil {
		t.Fatal(err)
	}
	other, err := ParseLexicon(strings.NewReader("留存\t\t\t日活\n"), "other.tsv")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, l := range []*Lexicon{nil, lex, other, BundledLexicon()} {
		name := Fingerprint(l)
		if seen[name] {
			t.Errorf("%s names two lexicons", name)
		}
		seen[name] = true
		if again := Fingerprint(l); again != name {
			t.Errorf("one lexicon is named %s and %s", name, again)
		}
	}
}

// Every word that gse has is in the image at the price that gse puts on it.
func TestImageHoldsGse(t *testing.T) {
	dict, err := loadDictionary()
	if err != nil {
		t.Fatal(err)
	}
	total := float32(math.Log2(dict.TotalFreq()))
	a := plain()
	var out Analysis
	var missing, cheaper []string
	folded := 0
	for i := range dict.Tokens {
		text := dict.Tokens[i].Text()
		want := int64(math.Round(float64(total-float32(math.Log2(dict.Tokens[i].Freq()))) * costUnit))
		a.scan(&out, text)
		a.walk(&out, 0)
		n := len(out.matches)
		found := n > 0 && int(out.matches[n-1].end) == len(out.units)
		switch {
		case string(out.Text) != text:
			folded++ // a traditional or full-width spelling: at most as dear as this
			if found && out.matches[n-1].node.cost() > want {
				t.Errorf("%s costs more than in gse", text)
			}
		case !found:
			missing = append(missing, text)
		case out.matches[n-1].node.cost() < want:
			cheaper = append(cheaper, text)
		case out.matches[n-1].node.cost() != want:
			t.Errorf("%s costs %d, in gse %d", text, out.matches[n-1].node.cost(), want)
		}
	}
	if want := []string{"c#"}; !slices.Equal(missing, want) { // a compound: the trie has nothing that ends in punctuation
		t.Errorf("missing: %q, want %q", missing, want)
	}
	if want := []string{"干坤", "扭转干坤"}; !slices.Equal(cheaper, want) { // gse has 乾坤 as well, and likelier
		t.Errorf("cheaper than in gse: %q, want %q", cheaper, want)
	}
	if folded > 200 {
		t.Errorf("%d of %d words are changed by folding", folded, len(dict.Tokens))
	}
}
