package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestHelp keeps what --help prints under review, in testdata/help.
func TestHelp(t *testing.T) {
	pages := map[string][]string{"opsguide": {"--help"}}
	for _, c := range commands() {
		pages[c.name] = []string{c.name, "--help"}
	}
	for name, args := range pages {
		var out, errs bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != exitFound || errs.Len() > 0 {
			t.Errorf("%v: status %d, errors %q", args, code, errs.String())
		}
		for line := range strings.Lines(out.String()) {
			if w := width(strings.TrimSuffix(line, "\n")); w > 120 {
				t.Errorf("%v: a line of %d columns: %s", args, w, line)
			}
		}
		path := filepath.Join("testdata", "help", name+".txt")
		if *update {
			if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(want) {
			t.Errorf("%v prints\n%s\nwant what stands in %s", args, out.String(), path)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	for typed, want := range map[string]string{
		"serach": "search", "sarch": "search", "searchh": "search", "seerch": "search", "sear": "search",
		"sho": "show", "shwo": "show", "analyse": "analyze", "lode": "", "delete": "", "": "", "搜索": "",
	} {
		got := didYouMean(typed, commands())
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("didYouMean(%q) = %q, want %q", typed, got, want)
		}
	}
}
