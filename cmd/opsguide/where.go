package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/opsguide/opsguide/api"
	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/usage"
)

// where says which index a command asks.
type where struct {
	data, server *string
	usage        bool // the command asks for what was counted
}

func whereFlags(fs *flag.FlagSet) where {
	return where{data: dataFlag(fs),
		server: fs.String("server", "", "`URL` server to ask; else $OPSGUIDE_SERVER, else the data folder")}
}

// connect returns a client of the named server, of the server that holds the data folder, or of an engine opened in this
// process, in that order: whichever it is, it gives the same answers. The returned function releases it.
func (w where) connect(e *env, o client.Options) (*client.Client, func(), error) {
	o.Language = "en"
	url := *w.server
	if url == "" && *w.data == "" {
		url = e.getenv("OPSGUIDE_SERVER")
	}
	if url != "" {
		return askServer(url, o)
	}
	dir, err := e.dataFolder(*w.data)
	if err != nil {
		return nil, nil, err
	}
	if url := runningServer(dir); url != "" {
		return askServer(url, o)
	}
	engine, err := local.Open(dir, local.Options{ReadOnly: true})
	if err != nil {
		if url := runningServer(dir); url != "" { // it was starting a moment ago
			return askServer(url, o)
		}
		return nil, nil, withCure(err)
	}
	noteLexicon(e, engine.Lexicon())
	options := api.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if w.usage {
		if options.Usage, err = usage.Read(usageFile(dir)); err != nil {
			return nil, nil, errors.Join(err, engine.Close())
		}
	}
	handler, err := api.NewHandler(engine, options)
	if err != nil {
		return nil, nil, errors.Join(err, engine.Close())
	}
	o.HTTP = &http.Client{Transport: inProcess{handler}}
	c, err := client.New("http://localhost", o)
	return c, func() { _ = engine.Close() }, err
}

// engine opens the data folder in this process, for what only an engine tells.
func (w where) engine(e *env, what string) (*local.Engine, string, error) {
	if *w.server != "" || *w.data == "" && e.getenv("OPSGUIDE_SERVER") != "" {
		return nil, "", fmt.Errorf("%s needs every part of every score, which a server does not give; name the data folder with --data", what)
	}
	dir, err := e.dataFolder(*w.data)
	if err != nil {
		return nil, "", err
	}
	if url := runningServer(dir); url != "" {
		return nil, "", fmt.Errorf("%s needs the data folder to itself, and the server at %s holds it; end that, or use a copy", what, url)
	}
	engine, err := local.Open(dir, local.Options{ReadOnly: true})
	return engine, dir, withCure(err)
}

// noteLexicon says why the lexicon of a data folder that no server holds is not in force.
func noteLexicon(e *env, s index.LexiconStats) {
	switch s.State {
	case index.LexiconPending:
		e.note("opsguide: lexicon.tsv has other words than the documents were cut with; opsguide index or serve cuts them anew")
	case index.LexiconBad:
		e.note("opsguide: the lexicon has bad lines and is left aside\n%s", strings.Join(s.Errors, "\n"))
	}
}

func askServer(url string, o client.Options) (*client.Client, func(), error) {
	c, err := client.New(url, o)
	return c, func() {}, err
}

// withCure says what to do about an index that is not there or is damaged.
func withCure(err error) error {
	switch {
	case errors.Is(err, index.ErrNoIndex):
		return fmt.Errorf("%w; build one with opsguide index PATH, or run opsguide serve", err)
	case errors.Is(err, index.ErrDamaged):
		return fmt.Errorf("%w\nbuild it anew with opsguide index PATH", err)
	}
	return err
}

// inProcess hands requests to a handler without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.RequestURI = r.URL.RequestURI()
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := &response{header: http.Header{}}
	t.handler.ServeHTTP(w, r)
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return &http.Response{StatusCode: w.status, Status: http.StatusText(w.status), Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1, Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r}, nil
}

// response is an http.ResponseWriter in memory.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *response) Header() http.Header { return w.header }

func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *response) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// A serverRecord stands in the data folder while a server holds it.
type serverRecord struct {
	URL string `json:"url"`
	PID int    `json:"pid"`
}

func serverFile(dir string) string { return filepath.Join(dir, "server.json") }

// announce writes the record and returns what removes it.
func announce(dir, url string) (func(), error) {
	b, err := json.Marshal(serverRecord{URL: url, PID: os.Getpid()})
	if err != nil {
		return nil, fmt.Errorf("encode server record: %w", err)
	}
	unfinished := serverFile(dir) + ".tmp"
	if err = os.WriteFile(unfinished, b, 0o600); err == nil {
		err = os.Rename(unfinished, serverFile(dir))
	}
	if err != nil {
		return nil, fmt.Errorf("write server record: %w", err)
	}
	return func() { _ = os.Remove(serverFile(dir)) }, nil
}

// recordOf reads the record of a data folder, which a killed server may have left behind.
func recordOf(dir string) (r serverRecord, ok bool) {
	b, err := os.ReadFile(serverFile(dir))
	return r, err == nil && json.Unmarshal(b, &r) == nil && r.URL != ""
}

// runningServer returns the address of the server that holds a data folder, or "". A record that a killed server left
// behind does not count: the folder's lock went with the process.
func runningServer(dir string) string {
	r, ok := recordOf(dir)
	if !ok {
		return ""
	}
	if !local.Held(dir) {
		return ""
	}
	return r.URL
}
