package local

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/suggest"
)

// Prompts are the titles and headings of a segment, and the terms of the lexicon: what is suggested. Those of the one
// segment that a build leaves are written beside the index, the id of that segment before the image; those that updates
// have added since are gathered by segment.

// writePrompts writes the prompts of a finished index. Of one with several segments they are gathered like those of updates.
func writePrompts(path string, a *analyzer.Analyzer, lex *analyzer.Lexicon, segments []*segment) error {
	id := uint64(noSegment)
	var list []suggest.Prompt
	if len(segments) == 1 {
		id = segments[0].snapshot.Id()
		var err error
		if list, err = segments[0].prompts(nil); err != nil {
			return fmt.Errorf("list prompts: %w", err)
		}
	}
	enc := encoder{analyzer: a}
	for _, t := range lex.Terms() {
		for _, term := range append([]string{t.Text}, t.Synonyms...) {
			n, err := enc.sections(term, segments)
			if err != nil {
				return fmt.Errorf("count sections: %w", err)
			}
			list = append(list, suggest.Prompt{Text: enc.fold(term), Kind: suggest.Term, Count: n, Label: term})
		}
	}
	image := binary.LittleEndian.AppendUint64(nil, id)
	image = append(image, suggest.Build(a, list)...)
	if err := os.WriteFile(path, image, 0o644); err != nil {
		return fmt.Errorf("write prompts: %w", err)
	}
	return nil
}

// noSegment is the id of no segment.
const noSegment = 1<<64 - 1

// prompts returns the titles and headings of a segment that are not known already.
func (s *segment) prompts(known *suggest.Prompts) (list []suggest.Prompt, err error) {
	err = s.eachTerm(fieldPrompt, "", func(folded string, l posting.List) bool {
		p := suggest.Prompt{Text: folded, Kind: suggest.Heading, Count: l.Count()}
		for doc := range l.Docs() {
			if !s.section(doc) {
				p.Kind = suggest.Title
				break
			}
		}
		if known == nil || !known.Has(folded, p.Kind) {
			list = append(list, p)
		}
		return true
	})
	return list, err
}

// built are the prompts of a build. They are mapped when they are first asked for.
type built struct {
	mapped
	segment uint64 // of which they are
	prompts *suggest.Prompts
}

// open maps the file, once.
func (b *built) open() error {
	return b.mapped.open(func(image []byte) (err error) {
		if len(image) < 8 {
			return errors.New("the file is cut off")
		}
		b.segment = binary.LittleEndian.Uint64(image)
		b.prompts, err = suggest.Open(image[8:])
		return err
	})
}

// prompts returns all prompts of a view, those of the build first.
func (v *view) prompts() ([]*suggest.Prompts, error) {
	g := v.generation
	if err := g.prompts.open(); err != nil {
		return nil, err
	}
	all := []*suggest.Prompts{g.prompts.prompts}
	for _, s := range v.segments {
		if s.snapshot.Id() == g.prompts.segment {
			continue
		}
		p, err := s.added.of(s, g)
		if err != nil {
			return nil, fmt.Errorf("gather prompts: %w", err)
		}
		if p.Len() > 0 {
			all = append(all, p)
		}
	}
	return all, nil
}

// added are the prompts of a segment that the build did not have, gathered when they are first asked for.
type added struct {
	once    sync.Once
	prompts *suggest.Prompts
	err     error
}

func (a *added) of(s *segment, g *generation) (*suggest.Prompts, error) {
	a.once.Do(func() {
		var list []suggest.Prompt
		if list, a.err = s.prompts(g.prompts.prompts); a.err == nil {
			a.prompts, a.err = suggest.Open(suggest.Build(g.analyzer, list))
		}
	})
	return a.prompts, a.err
}
