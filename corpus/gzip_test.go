package corpus

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	whole := gzipped(t, `{"id":"a","title":"复盘","text":"先摆数据，再说原因。"}`+"\n"+`{"id":"b","title":"周报","text":"只写结果。"}`+"\n")
	page := gzipped(t, "# 话术手册\n\n## 开场\n\n先问好，再问需求。\n")
	for _, row := range []struct {
		name string
		data []byte
		ids  string
		fail string // part of the error
	}{
		{"export.jsonl.gz", whole, "a b", ""},
		{"export", whole, "a b", ""}, // told by its content
		{"话术.md.gz", page, "话术.md.gz", ""},
		{"cut.jsonl.gz", whole[:len(whole)-4], "a b", "cut.jsonl.gz:"},
		{"noise.jsonl.gz", []byte("\x1f\x8b noise"), "", "noise.jsonl.gz: unpack"},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), row.name)
			if err := os.WriteFile(path, row.data, 0o644); err != nil {
				t.Fatal(err)
			}
			var ids, failures []string
			for d, err := range Read(context.Background(), []string{path}, Options{}) {
				if err != nil {
					failures = append(failures, err.Error())
				} else {
					ids = append(ids, d.ID)
				}
			}
			if got := strings.Join(ids, " "); got != row.ids {
				t.Errorf("ids = %q, want %q", got, row.ids)
			}
			if got := strings.Join(failures, "\n"); row.fail == "" && got != "" || !strings.Contains(got, row.fail) {
				t.Errorf("errors = %q, want %q", got, row.fail)
			}
		})
	}
}
