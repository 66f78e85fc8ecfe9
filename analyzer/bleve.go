package analyzer

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// BleveName is the name of the tokenizer and of the analyzer that importing this package registers with bleve. A mapping
// names it as it is, for the bundled dictionary, or in a custom tokenizer or analyzer of this type whose option
// "dictionary" is the path of an image.
const BleveName = "opsguide"

func init() {
	err := registry.RegisterTokenizer(BleveName, func(config map[string]any, _ *registry.Cache) (analysis.Tokenizer, error) {
		return newBleveTokenizer(config)
	})
	if err == nil {
		err = registry.RegisterAnalyzer(BleveName, func(config map[string]any, _ *registry.Cache) (analysis.Analyzer, error) {
			t, err := newBleveTokenizer(config)
			if err != nil {
				return nil, err
			}
			return &analysis.DefaultAnalyzer{Tokenizer: t}, nil
		})
	}
	if err != nil {
		panic(err) // the name is taken: a mistake in the program
	}
}

func newBleveTokenizer(config map[string]any) (analysis.Tokenizer, error) {
	option, ok := config["dictionary"]
	if !ok {
		return Default().BleveTokenizer(), nil
	}
	path, ok := option.(string)
	if !ok {
		return nil, fmt.Errorf("option dictionary of %s: want a path, have %v", BleveName, option)
	}
	a, err := openShared(path)
	if err != nil {
		return nil, err
	}
	return a.BleveTokenizer(), nil
}

// shared keeps the images that mappings name. bleve never says that it is done with one, so they stay open: one
// mapping in memory for each path, however many indexes use it.
var shared struct {
	sync.Mutex
	images map[string]*Analyzer
}

func openShared(path string) (*Analyzer, error) {
	shared.Lock()
	defer shared.Unlock()
	if a := shared.images[path]; a != nil {
		return a, nil
	}
	a, err := Open(path)
	if err != nil {
		return nil, err
	}
	if shared.images == nil {
		shared.images = make(map[string]*Analyzer)
	}
	shared.images[path] = a
	return a, nil
}

// BleveTokenizer returns a bleve tokenizer that gives the tokens of Index, with positions that count units from 1, so that
// a phrase of bleve's matches every literal part of a text that is cut between units. An Alias comes without its prefix, as
// bleve asks for nothing but what it is given. It is safe for concurrent use.
func (a *Analyzer) BleveTokenizer() analysis.Tokenizer { return bleveTokenizer{a} }

type bleveTokenizer struct{ a *Analyzer }

var analyses = sync.Pool{New: func() any { return new(Analysis) }}

var bleveTypes = [...]analysis.TokenType{
	Char: analysis.Single, Bigram: analysis.Double, Word: analysis.Ideographic,
	Latin: analysis.AlphaNumeric, Whole: analysis.AlphaNumeric, Alias: analysis.AlphaNumeric,
}

func (t bleveTokenizer) Tokenize(input []byte) analysis.TokenStream {
	out := analyses.Get().(*Analysis)
	defer analyses.Put(out)
	t.a.Index(out, string(input))
	text := append(append([]byte(nil), out.Text...), out.aliases...) // bleve keeps the terms, the pool keeps out
	tokens := make([]analysis.Token, len(out.Tokens))
	stream := make(analysis.TokenStream, len(out.Tokens))
	for i, token := range out.Tokens {
		start, end := int(token.TermStart), int(token.TermEnd)
		if token.Kind == Alias {
			start, end = start+len(out.Text)+len(AliasPrefix), end+len(out.Text)
		}
		tokens[i] = analysis.Token{
			Term:  text[start:end:end],
			Start: int(token.Start), End: int(token.End),
			Position: int(token.Pos) + 1,
			Type:     bleveTypes[token.Kind],
		}
		stream[i] = &tokens[i]
	}
	return stream
}
