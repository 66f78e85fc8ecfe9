package local

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/gofrs/flock"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
)

// generation is an opened generation. Its bleve index is closed when its last view is gone, or before that to be opened
// anew: views read segments that stay with them.
type generation struct {
	refs     atomic.Int64
	inUse    *flock.Flock
	gone     chan struct{} // closed when nothing of it is in use any more
	closing  sync.Once
	name     string
	root     string // its folder
	manifest Manifest
	bleve    bleve.Index
	scorch   *scorch.Scorch
	analyzer *analyzer.Analyzer

	frequencies *frequencies
	vocabulary  vocabulary
	weights     weights
	prompts     built
}

func openGeneration(dir, name string, readOnly bool) (_ *generation, err error) {
	m, err := readManifest(dir, name)
	if err != nil {
		return nil, err
	}
	root := generationPath(dir, name)
	g := &generation{name: name, root: root, manifest: m, inUse: generationLock(dir, name), gone: make(chan struct{}),
		vocabulary: vocabulary{mapped: mapped{path: filepath.Join(root, vocabularyFile)}},
		prompts:    built{mapped: mapped{path: filepath.Join(root, promptsFile)}}}
	g.refs.Store(1)
	// Where the folder cannot be written to, no build can remove the generation either.
	_, _ = g.inUse.TryRLock()
	defer func() {
		if err != nil {
			_ = g.inUse.Unlock()
		}
	}()
	if g.frequencies, err = readFrequencies(filepath.Join(root, frequenciesFile)); err != nil {
		return nil, fmt.Errorf("%w: %w", index.ErrDamaged, err)
	}
	if g.weights, err = readWeights(dir); err != nil {
		return nil, err
	}
	if g.analyzer, err = analyzer.Open(filepath.Join(root, dictionaryFile)); err != nil {
		return nil, fmt.Errorf("%w: open dictionary: %w", index.ErrDamaged, err)
	}
	config := map[string]any{"bolt_timeout": "1s"}
	if readOnly {
		config["read_only"] = true
	}
	if g.bleve, err = bleve.OpenUsing(filepath.Join(root, indexDir), config); err != nil {
		_ = g.analyzer.Close()
		if err.Error() == "timeout" { // bbolt's ErrTimeout, which only index/cache may import
			err = fmt.Errorf("%w: another process holds %s; end it, or ask it", index.ErrBusy, filepath.Join(root, indexDir))
		}
		if !errors.Is(err, index.ErrBusy) {
			err = fmt.Errorf("%w: %w", index.ErrDamaged, err)
		}
		return nil, fmt.Errorf("open index: %w", err)
	}
	if g.scorch, err = scorchOf(g.bleve); err != nil {
		_ = g.bleve.Close()
		_ = g.analyzer.Close()
		return nil, err
	}
	return g, nil
}

func (g *generation) retain() { g.refs.Add(1) }

func (g *generation) release() {
	if g.refs.Add(-1) == 0 {
		g.closeIndex()
		_ = g.analyzer.Close()
		g.vocabulary.close()
		g.prompts.close()
		_ = g.inUse.Unlock()
		close(g.gone)
	}
}

// closeIndex closes the bleve index, once. Views go on reading.
func (g *generation) closeIndex() { g.closing.Do(func() { _ = g.bleve.Close() }) }
