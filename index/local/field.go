package local

import (
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// termField is the field that ranking reads. It is counted by us rather than by bleve's analysis, because frequencies are
// weighted sums over the parts of a section, and because positions are not kept.
type termField struct {
	field
	freq   bleveindex.TokenFrequencies
	length int // weighted units
}

func (f *termField) count(term []byte, weight int) {
	if tf := f.freq[string(term)]; tf != nil {
		tf.SetFrequency(tf.Frequency() + weight)
		return
	}
	own := append([]byte(nil), term...)
	tf := &bleveindex.TokenFreq{Term: own}
	tf.SetFrequency(weight)
	f.freq[string(own)] = tf
}

func (f *termField) Size() int { return 64 * len(f.freq) }

// AnalyzedLength is the same for all: bleve keeps it beside each posting, and what is one byte there is read the fastest.
// A section's length is a column of its own.
func (f *termField) AnalyzedLength() int { return 1 }

func (f *termField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return f.freq }

// numberField keeps one number for a document: bleve keeps the length of each field, which goes with a document through
// all merges, and here it is the number. The columns of a segment are read from it.
type numberField struct {
	field
	number uint32 // below maxNumber
}

// maxNumber is where bleve begins to keep lengths in another way.
const maxNumber = 1<<30 - 1

// numberTerm is the one term of a numberField.
const numberTerm = "n"

var numberTerms = func() bleveindex.TokenFrequencies {
	tf := &bleveindex.TokenFreq{Term: []byte(numberTerm)}
	tf.SetFrequency(1)
	return bleveindex.TokenFrequencies{numberTerm: tf}
}()

func (f *numberField) Size() int { return 16 }

// AnalyzedLength is at least 1, as bleve takes length 0 for none where a term has a single posting.
func (f *numberField) AnalyzedLength() int { return int(f.number) + 1 }

func (f *numberField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return numberTerms }

// number is a field that holds a number.
func number(name string, n uint32) document.Field {
	return &numberField{field: field{name}, number: n}
}

// field is what all fields of ours have in common.
type field struct{ name string }

func (f *field) Name() string                             { return f.name }
func (f *field) Value() []byte                            { return nil }
func (f *field) ArrayPositions() []uint64                 { return nil }
func (f *field) EncodedFieldType() byte                   { return 't' }
func (f *field) Analyze()                                 {}
func (f *field) Options() bleveindex.FieldIndexingOptions { return bleveindex.IndexField }
func (f *field) NumPlainTextBytes() uint64                { return 0 }

// exact is a field with one term, the value as it is.
func exact(name, value string) document.Field {
	return document.NewTextFieldCustom(name, nil, []byte(value), bleveindex.IndexField|bleveindex.SkipFreqNorm, nil)
}

// stored is a field that is kept and not searched.
func stored(name string, value []byte) document.Field {
	return document.NewTextFieldCustom(name, nil, value, bleveindex.StoreField, nil)
}
