package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Job is what a process of its own does: build one engine's index, or open it and ask.
type Job struct {
	Engine   string
	Dir      string // of the index
	Build    bool
	Corpus   Corpus
	Path     string   // of the corpus
	Queries  []string // in the order to ask them in
	Saturate time.Duration
}

// warmUp is how many queries are asked before any is timed, but half of them at most.
const warmUp = 100

// pageSize is how many hits are asked for.
const pageSize = 10

// Built is what indexing took.
type Built struct {
	Date       string  `json:"date"`
	Version    string  `json:"version"` // of the engine's module
	Corpus     string  `json:"corpus_sha256"`
	Wall       float64 `json:"wall_s"`
	CPU        float64 `json:"cpu_s"`
	Memory     Memory  `json:"memory_bytes"`
	IndexBytes int64   `json:"index_bytes"`
	Load       float64 `json:"load"`
}

// Served is one round of asking.
type Served struct {
	Open      float64    `json:"open_s"`
	Latencies []int64    `json:"latencies_us"` // of each query, one at a time
	CPU       float64    `json:"cpu_us"`       // per query, of the same
	Allocs    float64    `json:"allocs"`       // per query, of the same, in Go's heap
	Alloc     float64    `json:"alloc_bytes"`
	Rate      float64    `json:"rate"` // queries a second, as many at a time as there are cores
	Memory    Memory     `json:"memory_bytes"`
	Load      float64    `json:"load"`
	Ranked    [][]string `json:"ranked,omitempty"` // document ids, by query
	Marked    int        `json:"marked"`           // hits with a mark in their passage
	Hits      int        `json:"hits"`
}

// child does the job in a file and writes what it measured beside it.
func child(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var j Job
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	j.Corpus.Path = j.Path
	e, ok := engineNamed(j.Engine)
	if !ok {
		return fmt.Errorf("no engine is called %q", j.Engine)
	}
	var figures any
	if j.Build {
		figures, err = build(e.new(), j)
	} else {
		figures, err = serve(e.new(), j)
	}
	if err != nil {
		return err
	}
	if data, err = json.Marshal(figures); err != nil {
		return err
	}
	return os.WriteFile(path+".out", data, 0o644)
}

func build(e Engine, j Job) (*Built, error) {
	b := &Built{Date: time.Now().UTC().Format(time.RFC3339), Corpus: j.Corpus.SHA256, Load: load()}
	start, used := time.Now(), cpu()
	if err := e.Build(j.Dir, j.Corpus); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	b.Wall, b.CPU = time.Since(start).Seconds(), (cpu() - used).Seconds()
	b.Memory = memory()
	var err error
	b.IndexBytes, err = folderSize(j.Dir)
	return b, err
}

func serve(e Engine, j Job) (s *Served, err error) {
	s = &Served{Latencies: make([]int64, len(j.Queries)), Ranked: make([][]string, len(j.Queries)), Load: load()}
	start := time.Now()
	if err := e.Open(j.Dir); err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	s.Open = time.Since(start).Seconds()
	defer func() {
		if err2 := e.Close(); err == nil && err2 != nil {
			err = fmt.Errorf("close: %w", err2)
		}
	}()
	for _, q := range j.Queries[:min(warmUp, (len(j.Queries)+1)/2)] {
		if _, err := e.Search(q, pageSize); err != nil {
			return nil, fmt.Errorf("search for %q: %w", q, err)
		}
	}
	if err := s.askInTurn(e, j.Queries); err != nil {
		return nil, err
	}
	err = s.saturate(e, j.Queries, j.Saturate)
	s.Memory = memory()
	return s, err
}

// askInTurn times each query by itself.
func (s *Served) askInTurn(e Engine, queries []string) error {
	answers := make([][]Hit, len(queries))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	used := cpu()
	for i, q := range queries {
		start := time.Now()
		hits, err := e.Search(q, pageSize)
		s.Latencies[i] = time.Since(start).Microseconds()
		if err != nil {
			return fmt.Errorf("search for %q: %w", q, err)
		}
		answers[i] = hits
	}
	n := float64(len(queries))
	s.CPU = float64((cpu() - used).Microseconds()) / n
	runtime.ReadMemStats(&after)
	s.Allocs = float64(after.Mallocs-before.Mallocs) / n
	s.Alloc = float64(after.TotalAlloc-before.TotalAlloc) / n
	for i, hits := range answers {
		s.Ranked[i] = make([]string, len(hits))
		for rank, h := range hits {
			s.Ranked[i][rank] = h.ID
			s.Hits++
			if strings.Contains(h.Passage, "<mark>") {
				s.Marked++
			}
		}
	}
	return nil
}

// saturate asks as many at a time as there are cores, over and over, for as long as it is told to.
func (s *Served) saturate(e Engine, queries []string, long time.Duration) error {
	var asked atomic.Int64
	var failed atomic.Pointer[error]
	var workers sync.WaitGroup
	start := time.Now()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for time.Since(start) < long && failed.Load() == nil {
				q := queries[int(asked.Add(1)-1)%len(queries)]
				if _, err := e.Search(q, pageSize); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	workers.Wait()
	s.Rate = float64(asked.Load()) / time.Since(start).Seconds()
	if err := failed.Load(); err != nil {
		return fmt.Errorf("search under load: %w", *err)
	}
	return nil
}
