package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/usage"
)

// noSleep has a program with the race detector in it end without a pause of a second.
const noSleep = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"opsguide": main})
}

// compiled compiles the dictionary that all tests share, unless an earlier run did.
var compiled = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "opsguide-cli-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	docs := func(yield func(*corpus.Document, error) bool) {
		for _, d := range indextest.Guidance() {
			if !yield(d, nil) {
				return
			}
		}
	}
	_, err = local.Build(context.Background(), dir, docs, local.BuildOptions{Dictionaries: indextest.Dictionaries()})
	return err
})

// dataFolder makes a data folder that holds no index, but the compiled dictionary.
func dataFolder(dir string) error {
	if err := compiled(); err != nil {
		return err
	}
	kept := filepath.Join(dir, "dictionaries")
	if err := os.MkdirAll(kept, 0o755); err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(indextest.Dictionaries(), "*"))
	if err != nil {
		return err
	}
	for _, path := range found {
		if err := os.Link(path, filepath.Join(kept, filepath.Base(path))); err != nil {
			return os.Symlink(path, filepath.Join(kept, filepath.Base(path))) // on another file system
		}
	}
	return nil
}

// TestStories runs the scripts in testdata. Beside testscript's own, they have the commands of storyCommands, and $data, a
// data folder without an index, which $OPSGUIDE_DATA names.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                storyCommands,
		Condition:           condition,
		Setup: func(e *testscript.Env) error {
			data := filepath.Join(e.WorkDir, "data")
			e.Setenv("OPSGUIDE_DATA", data)
			e.Setenv("data", data)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("GORACE", noSleep)
			return dataFolder(data)
		},
	})
}

// condition knows [race]: whether the race detector is in the program, under which compiling a dictionary takes half a
// minute.
func condition(name string) (bool, error) {
	if name != "race" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}), nil
}

var storyCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits":   exits,
	"awaits":  awaits,
	"folder":  folder,
	"serving": serving,
	"signal":  signalTo,
	"http":    request,
	"flip":    flip,
	"gb18030": toGB18030,
	"opened":  opened,
}

// exits STATUS COMMAND ... runs a command that must end with the status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND ...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	if status != want {
		ts.Fatalf("status %d, want %d", status, want)
	}
}

// awaits REGEXP URL asks until the answer matches.
func awaits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: awaits REGEXP URL")
	}
	want := regexp.MustCompile(args[0])
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		reply, err := http.Get(args[1])
		ts.Check(err)
		answer, err := io.ReadAll(reply.Body)
		ts.Check(errors.Join(err, reply.Body.Close()))
		if want.Match(answer) {
			return
		}
	}
	ts.Fatalf("within a minute no answer matched %s", want)
}

// folder DIR makes a further data folder.
func folder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: folder DIR")
	}
	ts.Check(dataFolder(ts.MkAbs(args[0])))
}

// serving waits until a server holds the data folder and is ready; it sets $url and $pid.
func serving(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: serving [DIR]")
	}
	dir := ts.Getenv("data")
	if len(args) == 1 {
		dir = ts.MkAbs(args[0])
	}
	r, err := ready(dir)
	ts.Check(err)
	ts.Setenv("url", r.URL)
	ts.Setenv("pid", strconv.Itoa(r.PID))
}

// ready waits for the server that holds a data folder.
func ready(dir string) (serverRecord, error) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		r, ok := recordOf(dir)
		if !ok {
			continue
		}
		reply, err := http.Get(r.URL + "/readyz")
		if err != nil {
			continue
		}
		_ = reply.Body.Close()
		if reply.StatusCode == http.StatusOK {
			return r, nil
		}
	}
	return serverRecord{}, errors.New("no server was ready within a minute")
}

// signalTo TERM|KILL PID sends a signal to a process.
func signalTo(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]syscall.Signal{"TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL}
	if neg || len(args) != 2 || signals[args[0]] == 0 {
		ts.Fatalf("usage: signal TERM|KILL PID")
	}
	pid, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(syscall.Kill(pid, signals[args[0]]))
}

// request is http METHOD URL [FILE]: it sends a request, with a file of JSON, and prints the status and the answer.
func request(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: http METHOD URL [FILE]")
	}
	body := ""
	if len(args) == 3 {
		body = ts.ReadFile(args[2])
	}
	r, err := http.NewRequest(args[0], args[1], strings.NewReader(body))
	ts.Check(err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	reply, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer reply.Body.Close()
	answer, err := io.ReadAll(reply.Body)
	ts.Check(err)
	_, err = io.WriteString(ts.Stdout(), reply.Status+"\n"+string(answer))
	ts.Check(err)
}

// flip PATTERN turns over a bit in the middle of the one file that matches, and in no other that shares its bytes.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip PATTERN")
	}
	paths, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(paths) != 1 {
		ts.Fatalf("%q matches %d files, want 1", args[0], len(paths))
	}
	b, err := os.ReadFile(paths[0])
	ts.Check(err)
	b[len(b)/2] ^= 1
	ts.Check(os.Remove(paths[0])) // it may be a hard link
	ts.Check(os.WriteFile(paths[0], b, 0o644))
}

// gb18030 FILE writes a file anew in that encoding.
func toGB18030(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gb18030 FILE")
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	if bytes.Equal(b, []byte(ts.ReadFile(args[0]))) {
		ts.Fatalf("%s has no Chinese", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o644))
}

// opened FILE counts openings in the data folder as a server does: of each line, a query, a section and how often it was
// opened from among the query's hits, parted by tabs.
func opened(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: opened FILE")
	}
	counter := usage.Open(usageFile(ts.Getenv("data")), usage.Options{})
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		columns := strings.Split(strings.TrimSpace(line), "\t")
		times, err := strconv.Atoi(columns[2])
		ts.Check(err)
		form := usage.Form(query.Parse(columns[0]))
		for range times {
			counter.Asked(form, usage.Enough)
			counter.Opened(form, columns[1])
		}
	}
	counter.Close()
}
