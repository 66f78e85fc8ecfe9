package usage

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// However many queries come, what is asked often is kept, with a count that is never too high, and the file stays small.
func TestManyQueriesStayWithinBounds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usage.jsonl")
	now := newClock()
	c, _ := counter(t, path, now)
	const distinct, often = 100_000, 200
	for i := range distinct {
		ask(c, 1, fmt.Sprintf("冷门问题%d", i), Nothing)
		if i%(distinct/often) == 0 {
			ask(c, 1, "热门问题", Nothing)
		}
		if i%1000 == 0 {
			c.Gaps() // counts what is noted, so that nothing is dropped
		}
	}
	c.settle(func(tb *table) {
		if len(tb.heap) != Limit || len(tb.entries) != Limit {
			t.Errorf("%d queries in the heap, %d in the map, want %d", len(tb.heap), len(tb.entries), Limit)
		}
		for i, e := range tb.heap {
			if e.at != i || tb.entries[e.query] != e || i > 0 && e.count < tb.heap[(i-1)/2].count {
				t.Fatalf("entry %d is out of place: %+v", i, e)
			}
		}
	})
	gaps := c.Gaps()
	if len(gaps) == 0 || gaps[0].Text != "热门问题" || gaps[0].Asked > often || gaps[0].Asked < often*9/10 {
		t.Errorf("%d gaps, the first %+v", len(gaps), gaps[:min(len(gaps), 1)])
	}
	c.Close()
	info, err := os.Stat(path)
	if err != nil || info.Size() > 2<<20 || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	again, _ := counter(t, path, now) // on the same day: counts fade
	if got, want := gapsOf(again), gapsOf(c); got != want {
		t.Errorf("read again: %d bytes of gaps, want %d", len(got), len(want))
	}
}

func TestARestartKeepsCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usage.jsonl")
	now := newClock()
	var want string
	for round := 1; round <= 3; round++ {
		c, log := counter(t, path, now)
		ask(c, 4, "区块链", Nothing)
		ask(c, 4, "留存", Enough)
		c.Opened("留存", "retention#a1-1")
		c.Opened("留存", "retention#a1-2")
		want = gapsOf(c)
		c.Close()
		ask(c, 4, "区块链", Nothing) // too late
		if strings.Count(want, "\n") != 0 || !strings.HasPrefix(want, fmt.Sprintf("区块链 nothing %d/", 4*round)) || log.Len() > 0 {
			t.Errorf("round %d: %s, log %s", round, want, log)
		}
	}
	c, err := read(path, now.time)
	if err != nil {
		t.Fatal(err)
	}
	ask(c, 10, "区块链", Nothing) // Read does not count
	var openings []string
	for o := range c.Openings() {
		openings = append(openings, fmt.Sprint(o))
	}
	if got := gapsOf(c); got != want || fmt.Sprint(openings) != "[{留存 retention#a1-1 3} {留存 retention#a1-2 3}]" {
		t.Errorf("%s, %v, want %s", got, openings, want)
	}
	c.Close()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || !slices.Equal(files, []string{path}) {
		t.Errorf("files %q, %v", files, err)
	}
}

// Counts reach the disk while the server runs, too.
func TestCountsAreSavedFromTimeToTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usage.jsonl")
	c := Open(path, Options{Every: time.Millisecond})
	defer c.Close()
	ask(c, 2, "区块链", Nothing)
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if saved, err := Read(path); err != nil {
			t.Fatal(err)
		} else if len(saved.Gaps()) == 1 {
			return
		} else if time.Now().After(end) {
			t.Fatal("nothing was saved within a minute")
		}
	}
}

func TestNothingPersonalIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usage.jsonl")
	c, _ := counter(t, path, newClock())
	for _, typed := range []string{"13812345678", "客户 138 1234 5678", "lilei@example.com", "周报"} {
		ask(c, 5, typed, Nothing)
		c.Asked(typed, Nothing) // nor where a caller forgets the form
	}
	c.Close()
	b, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(b), "周报") {
		t.Fatalf("%s, %v", b, err)
	}
	for _, secret := range []string{"138", "5678", "lilei", "客户", ":30"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("%s stands in the file:\n%s", secret, b)
		}
	}
}

func TestADamagedFileIsSetAside(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.jsonl")
	c, _ := counter(t, good, newClock())
	ask(c, 3, "区块链", Nothing)
	ask(c, 3, "元宇宙", Nothing)
	c.Close()
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"flipped":    func(b []byte) []byte { b[len(b)-20] ^= 1; return b },
		"cut":        func(b []byte) []byte { return b[:len(b)-20] },
		"empty":      func([]byte) []byte { return nil },
		"foreign":    func([]byte) []byte { return []byte("hello\n") },
		"newer":      func(b []byte) []byte { return bytes.Replace(b, []byte(`"format":1`), []byte(`"format":2`), 1) },
		"header cut": func(b []byte) []byte { return b[10:] },
	} {
		path := filepath.Join(t.TempDir(), "usage.jsonl")
		damaged := damage(slices.Clone(b))
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: Read: %v", name, err)
		}
		c, log := counter(t, path, newClock())
		ask(c, 2, "周报", Nothing)
		if got := gapsOf(c); !strings.HasPrefix(got, "周报 nothing 2/") || strings.Contains(got, "\n") {
			t.Errorf("%s: gaps %s", name, got)
		}
		c.Close()
		aside, err := os.ReadFile(path + ".damaged")
		if err != nil || !bytes.Equal(aside, damaged) || !strings.Contains(log.String(), "level=WARN") {
			t.Errorf("%s: set aside %q, %v, log %s", name, aside, err, log)
		}
		if _, err := Read(path); err != nil {
			t.Errorf("%s: the new file: %v", name, err)
		}
	}
}

// A folder that cannot be written to costs the file, not the counting.
func TestCountingGoesOnWithoutAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gone", "usage.jsonl")
	c, log := counter(t, path, newClock())
	ask(c, 2, "区块链", Nothing)
	if got := gapsOf(c); got == "" {
		t.Error("nothing was counted")
	}
	c.Close()
	if !strings.Contains(log.String(), "counted in memory only") {
		t.Errorf("log %s", log)
	}
}
