package analyzer

import (
	"fmt"
	"unicode"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/text/unicode/norm"
)

// Fingerprint names everything that an image is made of: gse's dictionary, the tables of this package, Unicode's, the words
// of the lexicon (nil for none), whatever is a synonym of what, and the version of the format. Images of equal fingerprints
// are equal, so one need not be compiled again. It is 16 hexadecimal digits.
func Fingerprint(lex *Lexicon) string {
	h := xxhash.New()
	fmt.Fprintf(h, "%d %d %d %s %s\n", imageVersion, shortFrequency, longFrequency, unicode.Version, norm.Version)
	fmt.Fprintf(h, "%s\n%s\n%s\n", simplifiedDictionary, fillerText, simplifiedText)
	if lex != nil {
		for _, w := range lex.words {
			fmt.Fprintf(h, "%q\n", w)
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
