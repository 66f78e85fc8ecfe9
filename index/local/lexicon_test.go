package local_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
)

// Lexicons of the tests. The first has words of the bundled one only, so it changes what is a synonym of what and no more;
// the second has words of its own. Compiling the dictionary of further words would take long.
const (
	otherSynonyms = "种子用户\t用户\t\t首批用户;沉默用户\n"
	otherWords    = "老带新裂变券\t活动\t\t拼团券\n"
)

// writeLexicon writes the lexicon of a data folder in one step; "" removes it.
func writeLexicon(t *testing.T, dir, text string) {
	t.Helper()
	path := filepath.Join(dir, "lexicon.tsv")
	if text == "" {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// lines is a log that tests read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) count(piece string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), piece)
}

// follow opens an engine that looks at the lexicon all the time.
func follow(t *testing.T, dir string) (*local.Engine, *lines) {
	t.Helper()
	log := new(lines)
	e := open(t, dir, local.Options{Dictionaries: indextest.Dictionaries(), LexiconPoll: time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(log, nil))})
	t.Cleanup(func() { _ = e.Close() })
	return e, log
}

// reaches waits until the engine's lexicon has a state and terms beside the bundled ones.
func reaches(t *testing.T, e *local.Engine, state string, more int) index.LexiconStats {
	t.Helper()
	want := len(analyzer.BundledLexicon().Terms()) + more
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if s := e.Lexicon(); s.State == state && s.Terms == want {
			return s
		}
	}
	t.Fatalf("the lexicon does not become %s with %d terms: %+v", state, want, e.Lexicon())
	return index.LexiconStats{}
}

func lexiconPages() []*corpus.Document {
	return []*corpus.Document{
		page("a", "首批用户", "", "上线前先找三十个人试用。"),
		page("b", "唤醒", "", "沉默用户每季度发一次短信。"),
		page("c", "拉新", "", "老带新裂变券每人每天发一张。"),
		page("d", "拼单", "", "拼团券三天内有效。"),
	}
}

// vias tells by which synonyms a query is widened.
func vias(r *index.Result) (out []string) {
	for _, w := range r.Query.Rewrites {
		if w.Why == "synonym" {
			out = append(out, w.From+"="+w.To)
		}
	}
	slices.Sort(out)
	return out
}

// Other synonyms of known words take effect in the same generation, under a version of their own; a restart and another
// process have them too.
func TestOtherSynonymsTakeEffectAtOnce(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, lexiconPages())
	e, log := follow(t, dir)
	before := e.Version()
	if _, r := find(t, e, "种子用户"); !slices.Equal(vias(r), []string{"种子用户=首批用户"}) {
		t.Fatalf("without the lexicon, 种子用户 is %q", vias(r))
	}
	writeLexicon(t, dir, otherSynonyms)
	reaches(t, e, index.LexiconServed, 0)
	check := func(e *local.Engine) {
		t.Helper()
		ids, r := find(t, e, "种子用户")
		if want := []string{"种子用户=沉默用户", "种子用户=首批用户"}; !slices.Equal(vias(r), want) || !slices.Contains(ids, "b#a") {
			t.Errorf("种子用户 finds %q by %q, want b#a by %q", ids, vias(r), want)
		}
		if r.Version == before || r.Version != e.Version() {
			t.Errorf("the version is %s, of the engine %s, before %s", r.Version, e.Version(), before)
		}
	}
	check(e)
	if name, _ := local.Current(dir); name != "g000001" {
		t.Errorf("the generation is %s", name)
	}
	if n := log.count("other synonyms are in force"); n != 1 {
		t.Errorf("it is logged %d times", n)
	}
	served := e.Version()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}

	reader := open(t, dir, local.Options{ReadOnly: true})
	check(reader)
	if reader.Version() != served {
		t.Errorf("a reader's version is %s, the engine's was %s", reader.Version(), served)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	// A reader takes what has changed while nobody followed, under a version of its own.
	writeLexicon(t, dir, otherSynonyms+"唤醒\t\t\t首批用户\n")
	reader = open(t, dir, local.Options{ReadOnly: true})
	if _, r := find(t, reader, "唤醒"); !slices.Contains(vias(r), "唤醒=首批用户") || r.Version == served {
		t.Errorf("to a reader 唤醒 is %q, under the version %s", vias(r), r.Version)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	writeLexicon(t, dir, "bad\t\t\tbad\n")
	e, _ = follow(t, dir)
	reaches(t, e, index.LexiconBad, 0)
	check(e)
}

// Other words have everything cut anew behind the searches that go on; what is put meanwhile is kept. Without the file the
// bundled lexicon is in force again.
func TestOtherWordsAreCutInTheBackground(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	build(t, dir, lexiconPages())
	e, log := follow(t, dir)
	before := e.Version()
	if _, r := find(t, e, "拼团券"); len(vias(r)) != 0 {
		t.Fatalf("without the lexicon, 拼团券 is %q", vias(r))
	}
	writeLexicon(t, dir, otherWords)
	var during []string
	for state := ""; state != index.LexiconServed; state = e.Lexicon().State {
		if ids, _ := find(t, e, "沉默用户"); len(ids) == 0 || ids[0] != "b#a" {
			t.Fatalf("meanwhile 沉默用户 finds %q", ids)
		}
		if state == index.LexiconPending && len(during) < 3 {
			id := fmt.Sprint("meanwhile", len(during))
			if err := e.Put(ctx, page(id, "拼团 "+id, "", "新发的老带新裂变券。")); err != nil {
				t.Fatal(err)
			}
			if during = append(during, id); len(during) == 3 {
				writeLexicon(t, dir, otherWords+"唤醒\t\t\t首批用户\n") // taken afterwards
			}
		}
		time.Sleep(time.Millisecond)
	}
	reaches(t, e, index.LexiconServed, 2)
	if len(during) < 3 {
		t.Errorf("only %d documents could be put meanwhile", len(during))
	}
	for _, id := range during {
		if !hasDocument(t, e, id) {
			t.Errorf("%s was put meanwhile and is lost", id)
		}
	}
	check := func(e *local.Engine) {
		t.Helper()
		ids, r := find(t, e, "拼团券")
		if !slices.Equal(vias(r), []string{"拼团券=老带新裂变券"}) || !slices.Contains(ids, "c#a") || ids[0] != "d#a" {
			t.Errorf("拼团券 finds %q by %q, want d#a first, and c#a by 老带新裂变券", ids, vias(r))
		}
		if _, r := find(t, e, "唤醒"); !slices.Contains(vias(r), "唤醒=首批用户") {
			t.Errorf("the second change is not in force: 唤醒 is %q", vias(r))
		}
	}
	check(e)
	if name, _ := local.Current(dir); name != "g000002" || e.Version() == before {
		t.Errorf("the generation is %s, the version %s", name, e.Version())
	}
	if log.count("stage=index") != 1 || log.count("stage=verify") != 1 {
		t.Errorf("the log has no stages:\n%s", log.b.String())
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := local.Verify(ctx, dir, nil); err != nil {
		t.Errorf("Verify = %v", err)
	}
	e, _ = follow(t, dir)
	reaches(t, e, index.LexiconServed, 2)
	check(e)
	if name, _ := local.Current(dir); name != "g000002" {
		t.Errorf("after a restart the generation is %s", name)
	}

	writeLexicon(t, dir, "")
	reaches(t, e, index.LexiconNone, 0)
	if _, r := find(t, e, "拼团券"); len(vias(r)) != 0 {
		t.Errorf("without the lexicon again, 拼团券 is %q", vias(r))
	}
}

// A bad lexicon is named line by line and changes nothing: not what is built, not what is served.
func TestBadLexicon(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	writeLexicon(t, dir, otherSynonyms)
	build(t, dir, lexiconPages())
	const bad = "# 自己的词\n 老带新\n种子用户\t\t\t首批用户;;沉默用户\n拼团券\n"
	writeLexicon(t, dir, bad)
	want := []string{
		filepath.Join(dir, "lexicon.tsv") + `:2: term " 老带新" has white space around it; take it away`,
		filepath.Join(dir, "lexicon.tsv") + `:3: synonym "" of "种子用户" is empty; write it, or leave its place out`,
	}
	_, err := local.Build(ctx, dir, each(lexiconPages()), local.BuildOptions{Dictionaries: indextest.Dictionaries()})
	if e, ok := errors.AsType[*analyzer.LexiconError](err); !ok || !slices.Equal(e.Lines, want) {
		t.Errorf("Build = %v, want %q", err, want)
	}
	if name, _ := local.Current(dir); name != "g000001" {
		t.Errorf("the generation is %s", name)
	}

	e, log := follow(t, dir)
	before := e.Version()
	stats := reaches(t, e, index.LexiconBad, 0)
	if !slices.Equal(stats.Errors, want) {
		t.Errorf("the errors are %q, want %q", stats.Errors, want)
	}
	if _, r := find(t, e, "种子用户"); !slices.Contains(vias(r), "种子用户=沉默用户") || e.Version() != before {
		t.Errorf("with a bad file, 种子用户 is %q", vias(r))
	}
	if err := e.Reindex(ctx, nil); err != nil { // with the last good one
		t.Fatal(err)
	}
	if _, r := find(t, e, "种子用户"); !slices.Contains(vias(r), "种子用户=沉默用户") {
		t.Errorf("cut anew with a bad file, 种子用户 is %q", vias(r))
	}
	for _, piece := range []string{"lexicon.tsv:2", "lexicon.tsv:3"} {
		if n := log.count(piece); n != 1 {
			t.Errorf("%s is logged %d times", piece, n)
		}
	}
	writeLexicon(t, dir, "唤醒\t\t\t首批用户\n")
	stats = reaches(t, e, index.LexiconServed, 1)
	if _, r := find(t, e, "唤醒"); !slices.Contains(vias(r), "唤醒=首批用户") || len(stats.Errors) > 0 {
		t.Errorf("with a mended file, 唤醒 is %q, %q", vias(r), stats.Errors)
	}
}

// Of the dictionaries compiled in a data folder only the latest stay.
func TestOldDictionariesAreForgotten(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "dictionaries")
	build(t, dir, lexiconPages()) // compiles the bundled one, elsewhere
	if err := os.Mkdir(kept, 0o755); err != nil {
		t.Fatal(err)
	}
	name := analyzer.Fingerprint(analyzer.BundledLexicon())
	if err := os.Link(filepath.Join(indextest.Dictionaries(), name), filepath.Join(kept, name)); err != nil {
		t.Skipf("tests keep dictionaries on another file system: %v", err)
	}
	for i := range 5 {
		path := filepath.Join(kept, fmt.Sprint("old", i))
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		day := time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(path, day, day); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := local.Build(context.Background(), dir, each(lexiconPages()), local.BuildOptions{}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(kept)
	var names []string
	for _, x := range entries {
		names = append(names, x.Name())
	}
	if want := []string{name, "old3", "old4"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%q are kept, %v; want %q", names, err, want)
	}
}

// Reindex takes the lexicon that is there, and an engine whose cutting anew fails serves on.
func TestReindexTakesTheLexicon(t *testing.T) {
	dir, kept := t.TempDir(), filepath.Join(t.TempDir(), "kept")
	build(t, dir, lexiconPages())
	if err := os.WriteFile(kept, nil, 0o644); err != nil { // where a folder has to be
		t.Fatal(err)
	}
	log := new(lines)
	e := open(t, dir, local.Options{Dictionaries: kept, LexiconPoll: time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(log, nil))})
	defer e.Close()
	before := e.Version()
	writeLexicon(t, dir, otherWords)
	stats := reaches(t, e, index.LexiconFailed, 0)
	if len(stats.Errors) != 1 || !strings.Contains(stats.Errors[0], "create dictionary folder") || e.Version() != before {
		t.Errorf("what failed: %q, version %s, before %s", stats.Errors, e.Version(), before)
	}
	if ids, _ := find(t, e, "沉默用户"); len(ids) == 0 {
		t.Error("nothing is found any more")
	}
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(indextest.Dictionaries(), kept); err != nil {
		t.Fatal(err)
	}
	if err := e.Reindex(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if _, r := find(t, e, "拼团券"); !slices.Equal(vias(r), []string{"拼团券=老带新裂变券"}) {
		t.Errorf("拼团券 is %q", vias(r))
	}
	reaches(t, e, index.LexiconServed, 1)
}
