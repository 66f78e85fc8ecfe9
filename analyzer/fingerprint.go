package analyzer

import (
	"fmt"

	"github.com/cespare/xxhash/v2"
)

// Fingerprint names everything that an image is made of: gse's dictionary, the tables of this package, the lexicon (nil
// for none) and the version of the format. Images of equal fingerprints are equal. It is 16 hexadecimal digits.
func Fingerprint(lex *Lexicon) string {
	h := xxhash.New()
	fmt.Fprintf(h, "%d %d %d\n%s\n%s\n%s\n", imageVersion, shortFrequency, longFrequency, simplifiedDictionary, fillerText,
		simplifiedText)
	if lex != nil {
		for _, t := range lex.Terms() {
			fmt.Fprintf(h, "%q\n", t)
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
