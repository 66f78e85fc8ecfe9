package bench

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

// A Query is one question of a judged set.
type Query struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Kind string `json:"kind,omitempty"` // scores are also given by kind
}

// Qrels are the judgements of a set: Grades by query id.
type Qrels map[string]Grades

// ReadQueries reads a file of JSON lines, {"id":"q1","text":"…","kind":"…"}, plain or gzipped. Ids are unique; kind and
// unknown fields may be left out or given.
func ReadQueries(path string) ([]Query, error) {
	var queries []Query
	seen := make(map[string]int)
	err := readLines(path, func(n int, line string) error {
		var q Query
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			return fmt.Errorf(`want {"id":"…","text":"…"}: %w`, err)
		}
		if q.ID == "" || q.Text == "" {
			return errors.New(`want {"id":"…","text":"…"}, both with content`)
		}
		if first, ok := seen[q.ID]; ok {
			return fmt.Errorf("query %q was already on line %d: ids must differ", q.ID, first)
		}
		seen[q.ID] = n
		queries = append(queries, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read queries: %w", err)
	}
	return queries, nil
}

// ReadQrels reads a file of tab-separated lines, query id, document id and grade, plain or gzipped, with or without a line
// of headings. A judgement may be repeated but not contradicted.
func ReadQrels(path string) (Qrels, error) {
	qrels := make(Qrels)
	err := readLines(path, func(n int, line string) error {
		columns := strings.Split(line, "\t")
		if len(columns) != 3 {
			return fmt.Errorf("%d columns, want 3: query id, document id and grade, with tabs between", len(columns))
		}
		query, document := columns[0], columns[1]
		grade, err := strconv.ParseFloat(strings.TrimSpace(columns[2]), 64)
		switch {
		case err != nil && n == 1:
			return nil // headings
		case err != nil || math.IsNaN(grade) || math.IsInf(grade, 0):
			return fmt.Errorf("grade %q: want a number such as 1", columns[2])
		}
		if qrels[query] == nil {
			qrels[query] = make(Grades)
		}
		if other, ok := qrels[query][document]; ok && other != grade {
			return fmt.Errorf("document %q has grade %v for query %q, and above %v: keep one", document, grade, query, other)
		}
		qrels[query][document] = grade
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read judgements: %w", err)
	}
	return qrels, nil
}

// ReadReport reads a report that WriteJSON wrote.
func ReadReport(path string) (*Report, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	var r Report
	if err := json.Unmarshal(b, &r); err != nil || r.K == 0 {
		return nil, fmt.Errorf("read report: %s is no report of opsguide eval --json", path)
	}
	return &r, nil
}

// readLines calls f with each line that is not blank and its number, and adds file and line to its errors.
func readLines(path string, f func(n int, line string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	r := bufio.NewReader(file)
	if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		r = bufio.NewReader(z)
	}
	for n := 1; ; n++ {
		line, err := r.ReadString('\n')
		if err != nil && err != io.EOF {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		line = strings.TrimRight(line, "\r\n")
		if n == 1 {
			line = strings.TrimPrefix(line, "\uFEFF")
		}
		if strings.TrimSpace(line) != "" {
			if err := f(n, line); err != nil {
				return fmt.Errorf("%s:%d: %w", path, n, err)
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}
