package local

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
)

// lexiconPoll is how often the file is looked at. What has changed is read when it has not changed again at the next look,
// as it may still be being written.
const lexiconPoll = 2 * time.Second

// A lexiconFollower puts in force what the file says.
type lexiconFollower struct {
	looked bool        // at least once
	seen   os.FileInfo // the file at the last look; nil when it was not there
	read   bool        // what was seen has been read
	bad    bool        // it was no lexicon
	failed bool        // it was one, and it could not be put in force

	mu     sync.Mutex // guards what others ask for
	newest lexicon    // the last one without a bad line
	stats  index.LexiconStats
}

// followLexicon looks at the file until the engine is closed.
func (e *Engine) followLexicon(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		e.lookAtLexicon()
		select {
		case <-e.ended.Done():
			return
		case <-ticker.C:
		}
	}
}

// lookAtLexicon reads the file if it has changed, and puts in force what is not.
func (e *Engine) lookAtLexicon() {
	f := &e.follower
	first := !f.looked
	f.looked = true
	info, err := os.Stat(filepath.Join(e.dir, lexiconFile))
	if err != nil {
		info = nil // reading it tells the error
	}
	if !unchanged(f.seen, info) {
		f.seen, f.read = info, false
		if !first {
			return
		}
	}
	if !f.read {
		f.read = true
		newest, err := ReadLexicon(e.dir)
		f.bad, f.failed = err != nil, false
		if err != nil {
			e.lexiconFailed(index.LexiconBad, err)
		} else {
			f.mu.Lock()
			f.newest, f.stats = lexiconOf(newest), index.LexiconStats{}
			f.mu.Unlock()
		}
	}
	if !f.bad {
		e.takeLexicon(f.newest)
	}
}

func unchanged(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// takeLexicon puts a lexicon in force: at once where its words are those of the dictionary, else by cutting all documents
// anew. Where another build is running, the next look tries again; what has failed is not tried until the file changes.
func (e *Engine) takeLexicon(l lexicon) {
	f := &e.follower
	if f.failed && !e.hasLexicon(l) {
		return
	}
	err := e.putLexicon(l)
	if errors.Is(err, errOtherWords) {
		f.state(index.LexiconPending)
		if e.options.ReadOnly {
			return
		}
		if err = e.Reindex(e.ended, e.logProgress()); err == nil {
			e.log.Info("lexicon: other words are in force", slog.Int("terms", e.Lexicon().Terms), slog.String("version", e.Version()))
		}
	}
	switch {
	case err == nil && f.seen == nil:
		f.state(index.LexiconNone)
	case err == nil:
		f.state(index.LexiconServed)
	case errors.Is(err, index.ErrBusy), errors.Is(err, index.ErrClosed), e.ended.Err() != nil:
	default:
		f.failed = true
		e.lexiconFailed(index.LexiconFailed, err)
	}
}

// lexiconFailed notes why the file's lexicon is not in force, and logs it.
func (e *Engine) lexiconFailed(state string, err error) {
	lines := []string{err.Error()}
	if bad, ok := errors.AsType[*analyzer.LexiconError](err); ok {
		lines = bad.Lines
	}
	f := &e.follower
	f.mu.Lock()
	f.stats = index.LexiconStats{State: state, Errors: lines}
	f.mu.Unlock()
	if e.options.ReadOnly {
		return // whoever opened it asks
	}
	for _, line := range lines {
		e.log.Error("lexicon: the one of before stays in force until the file changes", slog.String("error", line))
	}
}

// state notes that nothing is wrong.
func (f *lexiconFollower) state(s string) {
	f.mu.Lock()
	f.stats = index.LexiconStats{State: s}
	f.mu.Unlock()
}

// Lexicon says what has become of the data folder's own lexicon.
func (e *Engine) Lexicon() index.LexiconStats {
	f := &e.follower
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.stats
	if v := e.current.Load(); v != nil {
		s.Terms = len(v.lexicon.Terms())
	}
	return s
}

// logProgress logs the stages of cutting anew.
func (e *Engine) logProgress() func(index.Progress) {
	var mu sync.Mutex
	last := ""
	return func(p index.Progress) {
		mu.Lock()
		defer mu.Unlock()
		if p.Stage != last {
			last = p.Stage
			e.log.Info("lexicon: documents are cut anew", slog.String("stage", p.Stage))
		}
	}
}
