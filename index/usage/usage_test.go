package usage

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opsguide/opsguide/index/query"
)

// A clock tells a day that a test can move.
type clock struct {
	sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.now
}

func (c *clock) pass(days int) {
	c.Lock()
	defer c.Unlock()
	c.now = c.now.AddDate(0, 0, days)
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 22, 23, 30, 0, 0, time.Local)} }

// counter is a Counter of a file, and what it says to the log.
func counter(t *testing.T, path string, now *clock) (*Counter, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	c := Open(path, Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), Now: now.time})
	t.Cleanup(c.Close)
	return c, &log
}

func ask(c *Counter, times int, typed string, o Outcome) {
	for range times {
		c.Asked(Form(query.Parse(typed)), o)
	}
}

func gapsOf(c *Counter) string {
	var lines []string
	for _, g := range c.Gaps() {
		lines = append(lines, fmt.Sprintf("%s %s %d/%d/%d/%d %s", g.Text, g.Why, g.Asked, g.Nothing, g.Little, g.Opened, g.Last))
	}
	return strings.Join(lines, "\n")
}

func TestGapsTellWhatIsMissing(t *testing.T) {
	c, _ := counter(t, "", newClock())
	ask(c, 3, "区块链", Nothing)
	ask(c, 1, " 区块链 ", Nothing)
	ask(c, 6, "直播 选品", Little)
	ask(c, 1, "元宇宙", Nothing) // perhaps one person's business
	ask(c, 9, "周报", Enough)
	ask(c, 2, "社群", Nothing) // was missing, and then written
	ask(c, 2, "社群", Enough)
	ask(c, 4, "小众但有用", Little)
	for range 2 {
		c.Opened("小众但有用", "d#a1-1")
	}
	want := "直播选品 little 6/0/6/0 2026-11-22\n区块链 nothing 4/4/0/0 2026-11-22"
	if got := gapsOf(c); !strings.Contains(got, want) || !strings.Contains(got, "周报 unopened 9/") || strings.Contains(got, "元宇宙") {
		t.Errorf("gaps:\n%s", got)
	}
	c.Opened("周报", "weekly#a1-1")
	if got := gapsOf(c); got != want {
		t.Errorf("gaps:\n%s\nwant\n%s", got, want)
	}
}

// Where nobody tells what is opened, that nothing is opened says nothing.
func TestUnopenedNeedsOpenings(t *testing.T) {
	c, _ := counter(t, "", newClock())
	ask(c, 9, "周报", Enough)
	ask(c, 9, "留存", Enough)
	if got := gapsOf(c); got != "" {
		t.Errorf("gaps:\n%s", got)
	}
	c.Opened("留存", "retention#a1-1")
	c.Opened("没人搜过", "retention#a1-1") // and is not known by having been opened
	if got, want := gapsOf(c), "周报 unopened 9/0/0/0 2026-11-22"; got != want {
		t.Errorf("gaps:\n%s\nwant\n%s", got, want)
	}
}

func TestPopular(t *testing.T) {
	c, _ := counter(t, "", newClock())
	ask(c, 3, "用户留存", Enough)
	ask(c, 5, "用户增长", Enough)
	ask(c, 2, "用户分层", Enough)
	ask(c, 7, "用户飞升", Nothing)
	ask(c, 4, "周报", Enough)
	ask(c, 3, "DAU 提升", Enough)
	c.Gaps() // counts what is noted
	for _, test := range []struct {
		typed string
		n     int
		want  string
	}{
		{"用户", 9, "用户增长 用户留存"}, {"用户", 1, "用户增长"}, {" 用　户", 9, "用户增长 用户留存"}, {"ＤＡＵ", 9, "dau提升"},
		{"", 9, "用户增长 周报 dau提升 用户留存"}, {"户", 9, ""}, {"用户留存率", 9, ""}, {"用户", 0, ""}, {"用户", -1, ""},
	} {
		var got []string
		for _, q := range c.Popular(test.typed, test.n) {
			got = append(got, q.Text)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("Popular(%q, %d) = %q, want %q", test.typed, test.n, got, test.want)
		}
	}
}

func TestOpeningsAreBounded(t *testing.T) {
	c, _ := counter(t, "", newClock())
	ask(c, 2, "留存", Enough)
	ask(c, 1, "周报", Enough)
	for i, times := range []int{1, 3, 2, 1, 5} {
		for range times {
			c.Opened("留存", fmt.Sprintf("d#%d", i))
		}
	}
	c.Opened("留存", strings.Repeat("长", 300)) // opened, but not told apart
	c.Opened("周报", "w#1")                    // asked by one
	var got []string
	for o := range c.Openings() {
		got = append(got, fmt.Sprint(o.Query, " ", o.Section, " ", o.Times))
	}
	if want := "[留存 d#4 5 留存 d#1 3 留存 d#2 2]"; fmt.Sprint(got) != want {
		t.Errorf("openings %v, want %s", got, want)
	}
}

func TestCountsFade(t *testing.T) {
	now := newClock()
	c, _ := counter(t, "", now)
	ask(c, 8, "区块链", Nothing)
	ask(c, 2, "元宇宙", Nothing)
	for _, test := range []struct {
		pass int
		want string
	}{
		{0, "区块链 nothing 8/8/0/0 2026-11-22\n元宇宙 nothing 2/2/0/0 2026-11-22"},
		{1, "区块链 nothing 8/8/0/0 2026-11-22\n元宇宙 nothing 2/2/0/0 2026-11-22"},
		{30, "区块链 nothing 4/4/0/0 2026-11-22"},
		{30, "区块链 nothing 2/2/0/0 2026-11-22"},
		{30, ""},
	} {
		now.pass(test.pass)
		if got := gapsOf(c); got != test.want {
			t.Errorf("after %d more days:\n%s\nwant\n%s", test.pass, got, test.want)
		}
	}
	now.pass(100)
	c.settle(func(tb *table) {
		if len(tb.heap) != 0 || len(tb.entries) != 0 {
			t.Errorf("%d queries are not forgotten", len(tb.heap))
		}
	})
	now.pass(-300) // a clock that is put back does no harm
	ask(c, 2, "区块链", Nothing)
	if got := gapsOf(c); !strings.HasPrefix(got, "区块链 nothing 2/2/0/0") {
		t.Errorf("after the clock was put back:\n%s", got)
	}
}

func TestNobodyWaits(t *testing.T) {
	c, _ := counter(t, "", newClock())
	c.counting.Lock() // as while a large table is written
	ask(c, 3*maxNotes, "区块链", Nothing)
	c.noting.Lock()
	if n := len(c.noted); n > maxNotes {
		t.Errorf("%d notes wait, at most %d may", n, maxNotes)
	}
	c.noting.Unlock()
	c.counting.Unlock()
	if asked := c.Gaps()[0].Asked; asked < maxNotes || asked > 2*maxNotes {
		t.Errorf("%d were counted", asked)
	}
}

func TestManyAtOnce(t *testing.T) {
	c, _ := counter(t, filepath.Join(t.TempDir(), "usage.jsonl"), newClock())
	var wg sync.WaitGroup
	for part := range 4 {
		wg.Go(func() {
			for i := range 500 {
				ask(c, 1, fmt.Sprint("问题", i%50), Nothing)
				c.Opened(fmt.Sprint("问题", i%50), fmt.Sprint("d#", part))
				if i%100 == 0 {
					c.Gaps()
					c.Popular("问", 3)
					c.Openings()
					c.save()
				}
			}
		})
	}
	wg.Wait()
	total := 0
	c.settle(func(tb *table) {
		for _, e := range tb.heap {
			total += rounded(e.count)
		}
	})
	if total != 2000 {
		t.Errorf("%d askings were counted, want 2000", total)
	}
	c.Close()
	c.Close()
}

func TestTheNilCounter(t *testing.T) {
	var c *Counter
	c.Asked("周报", Enough)
	c.Opened("周报", "w#1")
	if c.Gaps() != nil || c.Popular("", 1) != nil {
		t.Error("the nil counter knows of something")
	}
	for o := range c.Openings() {
		t.Error(o)
	}
	c.Close()
}

func BenchmarkAsked(b *testing.B) {
	c := Open("", Options{})
	defer c.Close()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Asked("用户留存怎么提升", Enough)
	}
}

func BenchmarkGaps(b *testing.B) {
	c := Open("", Options{})
	defer c.Close()
	for i := range Limit {
		ask(c, 2, fmt.Sprint("问题", i), Outcome(i%3))
		if i%1000 == 0 {
			c.Gaps()
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Gaps()
	}
}
