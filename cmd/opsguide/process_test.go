package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/opsguide/opsguide/index/local"
)

// program is the program itself, as a process, with a data folder of its own.
type program struct {
	t    *testing.T
	data string
}

func newProgram(t *testing.T) program {
	t.Helper()
	p := program{t, filepath.Join(t.TempDir(), "data")}
	if err := dataFolder(p.data); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p program) command(args ...string) *exec.Cmd {
	c := exec.Command("opsguide", args...)
	c.Env = append(os.Environ(), "OPSGUIDE_DATA="+p.data, "OPSGUIDE_SERVER=", "NO_COLOR=", "TERM=xterm-256color",
		"GORACE="+noSleep)
	return c
}

// run runs a command that must succeed, and returns what it prints.
func (p program) run(args ...string) string {
	p.t.Helper()
	c := p.command(args...)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		p.t.Fatalf("opsguide %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return string(out)
}

// corpus writes a file of n documents that are all about word.
func (p program) corpus(word string, n int) (path string) {
	p.t.Helper()
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%[1]s-%[2]d","title":"%[1]s的第%[2]d条",`+
			`"text":"关于%[1]s，先看数据，再问用户，第%[2]d步记进周报。"}`+"\n", word, i)
	}
	path = filepath.Join(p.t.TempDir(), "corpus.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// A build that is killed at any moment leaves what was published before, and nothing behind once the next one is done.
func TestKilledBuild(t *testing.T) {
	p := newProgram(t)
	p.run("index", p.corpus("排班", 20))
	next := p.corpus("客诉", 2000)
	killed := 0
	for round := range 6 {
		c := p.command("index", next)
		started := time.Now()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		// Death comes a little after some stage of the build that can be seen from outside.
		const segment = "index/store/*.zap"
		stage := []string{"", "index/index_meta.json", segment, segment, segment, "manifest.json"}[round]
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		waitForFile(filepath.Join(p.data, "generations", "g000002", stage), started, ended)
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		_ = c.Process.Kill()
		<-ended
		if name, err := local.Current(p.data); err != nil || name != "g000001" {
			t.Logf("round %d came too late: the current generation is %q, %v", round, name, err)
			break
		}
		killed++
		if out := p.run("search", "--plain", "-n", "1", "排班"); !strings.Contains(out, "排班-") {
			t.Fatalf("round %d: what was published before is not found: %q", round, out)
		}
		p.run("verify")
	}
	if killed == 0 {
		t.Fatal("no build was killed in time")
	}
	t.Logf("%d builds killed", killed)

	p.run("index", next)
	if out := p.run("search", "--plain", "-n", "1", "客诉"); !strings.Contains(out, "客诉-") {
		t.Errorf("after the next build: %q", out)
	}
	p.run("verify")
	left, err := os.ReadDir(filepath.Join(p.data, "generations"))
	if err != nil || len(left) > 2 {
		t.Errorf("%d generations are left, %v; want the current one and the one before", len(left), err)
	}
}

// waitForFile waits until a file matches that was made since, or a process has ended; its error then stays in the channel.
func waitForFile(pattern string, since time.Time, ended chan error) {
	for {
		found, _ := filepath.Glob(pattern)
		for _, path := range found {
			if info, err := os.Stat(path); err == nil && info.ModTime().After(since) {
				return
			}
		}
		select {
		case err := <-ended:
			ended <- err
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// A server that is told to end answers the request that it is reading, takes no further one, and ends with status 0.
func TestTermAnswersRequestsUnderWay(t *testing.T) {
	p := newProgram(t)
	p.run("index", p.corpus("排班", 3))
	server := p.command("serve", "--addr", "127.0.0.1:0")
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	r, err := ready(p.data)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(serverFile(p.data)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("server record: %v, %v; want it to be its owner's only", info.Mode(), err)
	}

	address := strings.TrimPrefix(r.URL, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"q":"排班"}`
	fmt.Fprintf(conn, "POST /api/v1/search HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"+
		"Expect: 100-continue\r\n\r\n", address, len(body))
	replies := bufio.NewReader(conn)
	if line, err := replies.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		t.Fatalf("%q, %v; want the handler to ask for the body", line, err)
	}
	_, _ = replies.ReadString('\n')

	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if strings.Contains(lines.Text(), "ends once the requests under way are answered") {
			break
		}
	}
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	reply, err := http.ReadResponse(replies, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found struct{ Hits []json.RawMessage }
	if err := json.NewDecoder(reply.Body).Decode(&found); err != nil || reply.StatusCode != 200 || len(found.Hits) != 3 {
		t.Errorf("the request under way got %s with %d hits, %v; want 200 with 3", reply.Status, len(found.Hits), err)
	}
	_ = conn.Close()
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Error("it still listens")
	}
}

// On a terminal there is colour and progress; lines fit.
func TestTerminal(t *testing.T) {
	p := newProgram(t)
	path := p.corpus("排班", 300)
	out := p.inTerminal("index", path)
	if !strings.Contains(out, "\r| compiling the dictionary") || !strings.Contains(out, "300 documents") {
		t.Errorf("index on a terminal shows %q", out)
	}
	out = p.inTerminal("search", "-n", "2", "排班")
	if !strings.Contains(out, "\x1b[1;33m排班\x1b[0m") {
		t.Errorf("search on a terminal shows %q", out)
	}
	for _, code := range []string{bold, faint, mark, "0"} {
		out = strings.ReplaceAll(out, "\x1b["+code+"m", "")
	}
	for line := range strings.SplitSeq(out, "\r\n") {
		if strings.HasPrefix(line, "   关于") && width(line) > 30 {
			t.Errorf("a passage is %d columns wide on a terminal of 30: %q", width(line), line)
		}
	}
	if out := p.inTerminal("search", "--color", "never", "排班"); strings.Contains(out, "\x1b[1") {
		t.Errorf("search --color never shows %q", out)
	}

	// In a pipe there is neither.
	c := p.command("index", path)
	b, err := c.CombinedOutput()
	if text := string(b); err != nil || strings.ContainsAny(text, "\r\x1b") || strings.Count(text, "\n") != 1 {
		t.Errorf("index in a pipe prints %q, %v", text, err)
	}
	if out := p.run("search", "排班"); strings.Contains(out, "\x1b") {
		t.Errorf("search in a pipe prints %q", out)
	}
}

// inTerminal runs a command on a terminal 30 columns wide and returns what appears there.
func (p program) inTerminal(args ...string) string {
	p.t.Helper()
	c := p.command(args...)
	f, err := pty.StartWithSize(c, &pty.Winsize{Rows: 40, Cols: 30})
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	out, _ := io.ReadAll(f) // a terminal whose program ended gives an error
	if err := c.Wait(); err != nil {
		p.t.Fatalf("opsguide %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A reader that has read enough is no error.
func TestClosedPipe(t *testing.T) {
	p := newProgram(t)
	p.run("index", p.corpus("排班", 60))
	for _, args := range [][]string{
		{"search", "-n", "50", "排班"}, {"search", "--json", "-n", "50", "排班"}, {"search", "--jsonl", "-n", "50", "排班"},
		{"search", "--plain", "排班"}, {"show", "排班-1"}, {"show", "--json", "排班-1"}, {"suggest", "排班"}, {"analyze", "排班"},
		{"verify"}, {"version"}, {"--help"}, {"search", "--help"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
		c := p.command(args...)
		var errs bytes.Buffer
		c.Stdout, c.Stderr = w, &errs
		if err := c.Run(); err != nil || errs.Len() > 0 {
			t.Errorf("opsguide %s into a closed pipe: %v, %q", strings.Join(args, " "), err, errs.String())
		}
		_ = w.Close()
	}
}
