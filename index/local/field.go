package local

import (
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/opsguide/opsguide/index/local/posting"
)

// termField is the field that ranking reads. It is counted by us rather than by bleve's analysis, because frequencies are
// weighted sums over the parts of a section, and because positions are not kept.
type termField struct {
	field
	vocabulary *posting.Vocabulary
	counts     []posting.Count // each term once
}

func (f *termField) Size() int { return 8 * len(f.counts) }

// AnalyzedLength is the same for all: bleve keeps it beside each posting, and what is one byte there is read the fastest.
// A section's length is a column of its own.
func (f *termField) AnalyzedLength() int { return 1 }

func (f *termField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	all := make(bleveindex.TokenFrequencies, len(f.counts))
	for _, c := range f.counts {
		term := f.vocabulary.Term(c.Term)
		all[string(term)] = tokenFreq(term, int(c.Freq))
	}
	return all
}

func tokenFreq(term []byte, freq int) *bleveindex.TokenFreq {
	tf := &bleveindex.TokenFreq{Term: term}
	tf.SetFrequency(freq)
	return tf
}

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

var numberTermBytes = []byte(numberTerm)

func (f *numberField) Size() int { return 16 }

// AnalyzedLength is at least 1, as bleve takes length 0 for none where a term has a single posting.
func (f *numberField) AnalyzedLength() int { return int(f.number) + 1 }

func (f *numberField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	return bleveindex.TokenFrequencies{numberTerm: tokenFreq(numberTermBytes, 1)}
}

// number is a field that holds a number.
func number(name string, n uint32) document.Field {
	return &numberField{field: field{name}, number: n}
}

// exactField has one term, the value as it is, and keeps no frequency.
type exactField struct {
	field
	value []byte
}

func (f *exactField) Size() int           { return len(f.value) }
func (f *exactField) AnalyzedLength() int { return 1 }
func (f *exactField) Options() bleveindex.FieldIndexingOptions {
	return bleveindex.IndexField | bleveindex.SkipFreqNorm
}

func (f *exactField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	return bleveindex.TokenFrequencies{string(f.value): tokenFreq(f.value, 0)}
}

// exact is a field with one term, the value as it is.
func exact(name, value string) document.Field {
	return &exactField{field: field{name}, value: []byte(value)}
}

// storedField is kept and not searched.
type storedField struct {
	field
	value []byte
}

func (f *storedField) Size() int                                { return len(f.value) }
func (f *storedField) Value() []byte                            { return f.value }
func (f *storedField) AnalyzedLength() int                      { return 0 }
func (f *storedField) Options() bleveindex.FieldIndexingOptions { return bleveindex.StoreField }

func (f *storedField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return nil }

// stored is a field that is kept and not searched.
func stored(name string, value []byte) document.Field {
	return &storedField{field: field{name}, value: value}
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
