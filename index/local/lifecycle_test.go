package local_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
)

func mustPut(t *testing.T, e *local.Engine, id string) {
	t.Helper()
	if err := e.Put(context.Background(), page(id, "写入 "+id, "", "这一页证明写入成功。")); err != nil {
		t.Fatalf("Put(%s) = %v", id, err)
	}
}

func hasDocument(t *testing.T, e *local.Engine, id string) bool {
	t.Helper()
	_, err := e.Document(context.Background(), id)
	if err != nil && !errors.Is(err, index.ErrNotFound) {
		t.Fatalf("Document(%s) = %v", id, err)
	}
	return err == nil
}

// withoutRoom lets no file grow past 32 kB while f runs, as a full disk would.
func withoutRoom(t *testing.T, f func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Skipf("the size of files cannot be limited here: %v", err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 32 << 10, Max: before.Max}); err != nil {
		t.Skipf("the size of files cannot be limited here: %v", err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Fatalf("lift the limit: %v", err)
		}
	}()
	f()
}

const inProcessOfItsOwn = "OPSGUIDE_TEST_CHILD"

// A full disk refuses updates; searching goes on, though somebody reads from the index all the while, and when there is
// room again updates are taken without a restart.
func TestDiskFull(t *testing.T) {
	if os.Getenv(inProcessOfItsOwn) == "" {
		// The limit is the process's, and the go command wants to write a file about this one.
		c := exec.Command(os.Args[0], "-test.run=^TestDiskFull$", "-test.v")
		c.Env = append(os.Environ(), inProcessOfItsOwn+"=1")
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestDiskFull") && !strings.Contains(string(out), "--- SKIP") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	dir := t.TempDir()
	build(t, dir, indextest.Guidance())
	e := open(t, dir, local.Options{})
	mustPut(t, e, "before")
	next, stop := iter.Pull2(e.Documents(context.Background())) // holds a view
	if _, err, ok := next(); err != nil || !ok {
		t.Fatalf("Documents yields %v, %t", err, ok)
	}
	withoutRoom(t, func() {
		for i := range 3 {
			var large strings.Builder
			for n := range 20000 {
				fmt.Fprintf(&large, "第%d条写不进去。", n)
			}
			err := e.Put(context.Background(), page(fmt.Sprint("full", i), "满", "", large.String()))
			if !errors.Is(err, index.ErrDiskFull) {
				t.Errorf("Put on a full disk = %v, want ErrDiskFull", err)
			}
			if ids, _ := find(t, e, "留存率"); len(ids) == 0 {
				t.Error("searching finds nothing while the disk is full")
			}
		}
	})
	mustPut(t, e, "after")
	if _, err, ok := next(); err != nil || !ok {
		t.Errorf("the reader from before yields %v, %t", err, ok)
	}
	stop()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir, local.Options{})
	defer e.Close()
	for id, want := range map[string]bool{"before": true, "after": true, "full0": false, "q1": true} {
		if got := hasDocument(t, e, id); got != want {
			t.Errorf("after a restart document %s is there: %t, want %t", id, got, want)
		}
	}
}

// Builds beside a running engine: what it serves stays, updates go to what is published, and only that can be adopted.
func TestBuildsBesideAnEngine(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, indextest.Guidance())
	e := open(t, dir, local.Options{})
	for _, id := range []string{"second", "third"} {
		build(t, dir, []*corpus.Document{page(id, "另建 "+id, "", "旁边建好的索引。")})
	}
	if !hasDocument(t, e, "q1") {
		t.Error("the generation that is served lost a document to a build beside it")
	}
	if err := e.Adopt(context.Background(), "g000002"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Adopt of what is not published = %v, want ErrNotFound", err)
	}
	if err := e.Adopt(context.Background(), "../g000003"); !errors.Is(err, index.ErrBadRequest) {
		t.Errorf("Adopt of a path = %v, want ErrBadRequest", err)
	}
	mustPut(t, e, "update") // before anybody asked to adopt
	if err := e.Adopt(context.Background(), "g000003"); err != nil {
		t.Errorf("Adopt of what is published = %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir, local.Options{})
	defer e.Close()
	for id, want := range map[string]bool{"third": true, "update": true, "q1": false} {
		if got := hasDocument(t, e, id); got != want {
			t.Errorf("after a restart document %s is there: %t, want %t", id, got, want)
		}
	}
}

// Two folders never share a version, though both begin with the same generation.
func TestVersionsOfTwoFolders(t *testing.T) {
	a, b := engineOf(t, indextest.Guidance()...), engineOf(t, indextest.Guidance()...)
	if a.Version() == b.Version() {
		t.Errorf("two folders have the version %s", a.Version())
	}
}

// Close waits for calls that are under way, and frees the folder.
func TestCloseFreesTheFolder(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, indextest.Guidance())
	for range 5 {
		e := open(t, dir, local.Options{})
		if !local.Held(dir) {
			t.Error("an open folder is not held")
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if local.Held(dir) {
			t.Error("a closed folder is held")
		}
	}
}

// What a killed build left behind goes with the next one.
func TestLeftoversAreRemoved(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, indextest.Guidance())
	leftover := filepath.Join(dir, "generations", "g000002")
	if err := os.MkdirAll(filepath.Join(leftover, "index"), 0o755); err != nil {
		t.Fatal(err)
	}
	build(t, dir, indextest.Guidance())
	if _, err := os.Stat(leftover); err == nil {
		if name, _ := local.Current(dir); name != "g000002" {
			t.Errorf("%s is still there", leftover)
		}
	}
	e := open(t, dir, local.Options{})
	defer e.Close()
	if !hasDocument(t, e, "q1") {
		t.Error("the build after a killed one is not served")
	}
}

// Verify finds damage wherever it is: in what was published, and in what updates have added since.
func TestVerifyFindsDamage(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, indextest.Guidance())
	e := open(t, dir, local.Options{})
	for i := range 5 {
		mustPut(t, e, fmt.Sprint("later", i))
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	m, err := local.Verify(context.Background(), dir, nil)
	if err != nil || m.Documents != 8 || m.Sections != 15 {
		t.Fatalf("Verify = %d documents, %d sections, %v; want 8, 15 and no error", m.Documents, m.Sections, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "generations", "g000001", "*"))
	if err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, "generations", "g000001", "index", "store", "*.zap"))
	if err != nil || len(segments) < 2 {
		t.Fatalf("segments %q, %v; want the published one and later ones", segments, err)
	}
	for _, path := range append(segments, files...) {
		base := filepath.Base(path)
		if base == "index" || base == "in-use" {
			continue
		}
		sound, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		places := []int{0, len(sound) / 3, len(sound) / 2, len(sound) - 2}
		if base == "manifest.json" { // what it says of a segment is no matter once a merge has removed that
			places = []int{0, bytes.Index(sound, []byte(`"sha256"`)) + 20, len(sound) - 2}
		}
		for _, at := range places {
			data := append([]byte(nil), sound...)
			data[at] ^= 4
			replace(t, path, data)
			if _, err := local.Verify(context.Background(), dir, nil); !errors.Is(err, index.ErrDamaged) {
				t.Errorf("a bit of %s at %d of %d: Verify = %v, want ErrDamaged", base, at, len(sound), err)
			}
		}
		replace(t, path, sound)
	}
	if _, err := local.Verify(context.Background(), dir, nil); err != nil {
		t.Errorf("Verify after all was mended = %v", err)
	}
}

// replace puts a new file in the place of one that may be a hard link: dictionaries are shared, and others have them mapped.
func replace(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
