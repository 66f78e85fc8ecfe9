package cache_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/cache"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// engine opens a real engine over the suite's guidance.
func engine(t testing.TB, docs []*corpus.Document) index.Engine {
	t.Helper()
	dir := t.TempDir()
	each := func(yield func(*corpus.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
	if _, err := local.Build(context.Background(), dir, each, local.BuildOptions{Dictionaries: indextest.Dictionaries()}); err != nil {
		t.Fatal(err)
	}
	e, err := local.Open(dir, local.Options{Dictionaries: indextest.Dictionaries(), Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func wrap(t testing.TB, e index.Engine, path string) *cache.Engine {
	t.Helper()
	c, err := cache.New(e, path, cache.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ask(q string) index.Request { return index.Request{Query: query.Parse(q), Raw: q} }

// first encodes a result as the id of its first hit, counting how often it is called.
func first(calls *atomic.Int64) func(*index.Result) ([]byte, error) {
	return func(r *index.Result) ([]byte, error) {
		calls.Add(1)
		if len(r.Hits) == 0 {
			return []byte("nothing"), nil
		}
		return []byte(r.Hits[0].ID), nil
	}
}

func answer(t testing.TB, c *cache.Engine, q string, encode func(*index.Result) ([]byte, error)) index.Answer {
	t.Helper()
	a, err := c.Answer(context.Background(), q, ask(q), encode)
	if err != nil {
		t.Fatalf("Answer(%s) = %v", q, err)
	}
	return a
}

func TestEngine(t *testing.T) {
	indextest.Run(t, func(t *testing.T, docs []*corpus.Document) index.Engine {
		return wrap(t, engine(t, docs), filepath.Join(t.TempDir(), "cache.db"))
	})
}

func TestAnswersAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	e := engine(t, indextest.Guidance())
	c := wrap(t, e, path)
	var calls atomic.Int64
	for _, want := range []index.Source{index.Computed, index.FromMemory, index.FromMemory} {
		if a := answer(t, c, "留存率", first(&calls)); a.Source != want || string(a.Body) != "q1#a1-看留存率" || a.Version != c.Version() {
			t.Errorf("answer = %s from %s of %s, want %s", a.Body, a.Source, a.Version, want)
		}
	}
	// An update changes the version, and with it every answer.
	if err := c.Delete(context.Background(), "q1"); err != nil {
		t.Fatal(err)
	}
	if a := answer(t, c, "留存率", first(&calls)); a.Source != index.Computed || string(a.Body) != "nothing" {
		t.Errorf("after Delete the answer is %s from %s", a.Body, a.Source)
	}
	if calls.Load() != 2 {
		t.Errorf("encoded %d times, want 2", calls.Load())
	}
	stats, err := c.Stats(context.Background())
	if err != nil || stats.Cache == nil || stats.Cache.Hits != 2 || stats.Cache.Misses != 2 || stats.Cache.MemoryBytes == 0 {
		t.Errorf("stats = %+v, %v", stats.Cache, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// What was made of an answer is kept like the answer itself, and goes with it.
func TestKeep(t *testing.T) {
	c := wrap(t, engine(t, indextest.Guidance()), filepath.Join(t.TempDir(), "cache.db"))
	defer c.Close()
	var calls atomic.Int64
	memory := func() int64 {
		stats, err := c.Stats(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return stats.Cache.MemoryBytes
	}
	old := answer(t, c, "留存率", first(&calls))
	one := memory()
	old.Body = make([]byte, 64<<10)
	c.Keep("large", old)
	if a, ok := c.Kept("large"); !ok || len(a.Body) != len(old.Body) || a.Version != old.Version || a.Source != index.FromMemory {
		t.Errorf("Kept = %d bytes of %s from %s, %v", len(a.Body), a.Version, a.Source, ok)
	}
	if n := memory(); n < one+64<<10 {
		t.Errorf("%d bytes in memory, before that %d", n, one)
	}
	if err := c.Delete(context.Background(), "q1"); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Kept("large"); ok {
		t.Error("an answer outlives an update")
	}
	c.Keep("large", old)
	if _, ok := c.Kept("large"); ok {
		t.Error("an answer of an older version is taken for one of this")
	}
	answer(t, c, "留存率", first(&calls))
	if n := memory(); n > one {
		t.Errorf("%d bytes in memory after an update, with one answer it was %d", n, one)
	}
}

// kept stays open when the cache in front of it is closed, as if the process had been started anew.
type kept struct{ index.Engine }

func (kept) Close() error { return nil }

func TestWarmAfterRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	e := kept{engine(t, indextest.Guidance())}
	defer e.Engine.Close()
	var calls atomic.Int64
	c := wrap(t, e, path)
	answer(t, c, "留存率", first(&calls))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = wrap(t, e, path)
	defer c.Close()
	if a := answer(t, c, "留存率", first(&calls)); a.Source != index.FromDisk || string(a.Body) != "q1#a1-看留存率" || calls.Load() != 1 {
		t.Errorf("after a restart: %s from %s, encoded %d times", a.Body, a.Source, calls.Load())
	}
}

// Another build may rank or encode otherwise: it begins with an empty file.
func TestAnotherOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	e := kept{engine(t, indextest.Guidance())}
	defer e.Engine.Close()
	var calls atomic.Int64
	for _, step := range []struct {
		owner string
		want  index.Source
	}{{"one", index.Computed}, {"one", index.FromDisk}, {"two", index.Computed}, {"two", index.FromDisk}, {"one", index.Computed}} {
		c, err := cache.New(e, path, cache.Options{Owner: step.owner, Logger: quiet})
		if err != nil {
			t.Fatal(err)
		}
		if a := answer(t, c, "留存率", first(&calls)); a.Source != step.want {
			t.Errorf("owner %s: answer from %s, want %s", step.owner, a.Source, step.want)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestIdenticalRequestsAreComputedOnce(t *testing.T) {
	c := wrap(t, engine(t, indextest.Guidance()), "")
	defer c.Close()
	var calls atomic.Int64
	inside, leave := make(chan struct{}), make(chan struct{})
	encode := func(r *index.Result) ([]byte, error) {
		if calls.Add(1) == 1 {
			close(inside)
		}
		<-leave
		return []byte("x"), nil
	}
	var wg sync.WaitGroup
	var sources sync.Map
	run := func(i int) {
		wg.Go(func() {
			a, err := c.Answer(context.Background(), "留存", ask("留存"), encode)
			if err != nil {
				t.Error(err)
			}
			sources.Store(i, a.Source)
		})
	}
	run(0)
	<-inside
	// One that does not wait for the others' work ends alone.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Answer(ctx, "留存", ask("留存"), encode); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled caller gets %v", err)
	}
	for i := 1; i < 10; i++ {
		run(i)
	}
	close(leave)
	wg.Wait()
	if calls.Load() != 1 {
		t.Errorf("encoded %d times, want once", calls.Load())
	}
	computed := 0
	sources.Range(func(_, s any) bool {
		if s == index.Computed {
			computed++
		}
		return true
	})
	if computed != 1 {
		t.Errorf("%d callers computed, want 1", computed)
	}
}

// panics is an engine whose searches panic.
type panics struct{ index.Engine }

func (panics) Search(context.Context, index.Request) (*index.Result, error) {
	panic("a damaged segment")
}

func TestAPanicIsAnError(t *testing.T) {
	c := wrap(t, panics{engine(t, indextest.Guidance())}, "")
	defer c.Close()
	var calls atomic.Int64
	if _, err := c.Answer(context.Background(), "留存", ask("留存"), first(&calls)); err == nil {
		t.Error("a panicking search is no error")
	}
}

// Whatever happens to the file, answers stay right and nothing crashes; the file mends itself.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	e := kept{engine(t, indextest.Guidance())}
	defer e.Engine.Close()
	queries := []string{"留存率", "GMV", "数据分析", "社群", "回访电话", "漏斗"}
	want := map[string]string{}
	var calls atomic.Int64
	path := filepath.Join(dir, "cache.db")
	c := wrap(t, e, path)
	for _, q := range queries {
		want[q] = string(answer(t, c, q, first(&calls)).Body)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(9, 9))
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	warm := 0
	for i := range rounds {
		data := append([]byte(nil), sound...)
		what := ""
		switch i % 3 {
		case 0:
			n := r.IntN(len(data))
			data, what = data[:n], fmt.Sprintf("cut at %d", n)
		case 1:
			n := r.IntN(len(data))
			data[n] ^= 1 << r.IntN(8)
			what = fmt.Sprintf("bit flipped at %d", n)
		case 2:
			n := r.IntN(len(data) - 512)
			for j := range 512 {
				data[n+j] = byte(r.Uint32())
			}
			what = fmt.Sprintf("512 bytes of noise at %d", n)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		c := wrap(t, e, path)
		for _, q := range queries {
			a := answer(t, c, q, first(&calls))
			if string(a.Body) != want[q] {
				t.Errorf("%s: %s answers %q, want %q", what, q, a.Body, want[q])
			}
			if a.Source == index.FromDisk {
				warm++
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if warm == 0 {
		t.Error("no answer ever came from disk: the test proves nothing")
	}
}

// BenchmarkHit asks for one answer that is kept, alone and from several goroutines at once.
func BenchmarkHit(b *testing.B) {
	c := wrap(b, engine(b, indextest.Guidance()), "")
	defer c.Close()
	body := make([]byte, 8<<10)
	encode := func(*index.Result) ([]byte, error) { return body, nil }
	r := ask("留存率")
	ctx := context.Background()
	hit := func() {
		if _, err := c.Answer(ctx, "留存率", r, encode); err != nil {
			b.Error(err)
		}
	}
	b.Run("alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			hit()
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				hit()
			}
		})
	})
}
