package local

import (
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// termField is the field that ranking reads. It is counted by us rather than by bleve's analysis, because frequencies and
// the length are weighted sums over the parts of a section, and because positions are not kept.
type termField struct {
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

func (f *termField) Name() string                             { return fieldTerms }
func (f *termField) Value() []byte                            { return nil }
func (f *termField) ArrayPositions() []uint64                 { return nil }
func (f *termField) EncodedFieldType() byte                   { return 't' }
func (f *termField) Analyze()                                 {}
func (f *termField) Options() bleveindex.FieldIndexingOptions { return bleveindex.IndexField }
func (f *termField) NumPlainTextBytes() uint64                { return 0 }
func (f *termField) Size() int                                { return 64 * len(f.freq) }

// AnalyzedLength is at least 1: bleve packs a posting of frequency 1 into its dictionary and takes length 0 for none.
func (f *termField) AnalyzedLength() int { return max(f.length, 1) }

func (f *termField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	return f.freq
}

// exact is a field with one term, the value as it is.
func exact(name, value string) document.Field {
	return document.NewTextFieldCustom(name, nil, []byte(value), bleveindex.IndexField|bleveindex.SkipFreqNorm, nil)
}

// stored is a field that is kept and not searched.
func stored(name string, value []byte) document.Field {
	return document.NewTextFieldCustom(name, nil, value, bleveindex.StoreField, nil)
}
