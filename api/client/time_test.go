package client

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTime(t *testing.T) {
	for _, tt := range []struct{ in, out string }{
		{`"2026-10-01"`, `"2026-10-01"`},
		{`"2026-10-01T00:00:00Z"`, `"2026-10-01"`},
		{`"2026-10-01T08:00:00+08:00"`, `"2026-10-01"`},
		{`"2026-10-01T08:30:00+08:00"`, `"2026-10-01T00:30:00Z"`},
		{`"2026-10-01T08:30:00.25Z"`, `"2026-10-01T08:30:00.25Z"`},
	} {
		var got Time
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
		}
		if out, err := json.Marshal(got); err != nil || string(out) != tt.out {
			t.Errorf("%s is written as %s, %v, want %s", tt.in, out, err, tt.out)
		}
		if out, err := got.MarshalText(); err != nil || `"`+string(out)+`"` != tt.out {
			t.Errorf("%s is written as %s, %v, want %s without quotes", tt.in, out, err, tt.out)
		}
	}
	for _, in := range []string{`"昨天"`, `20261001`, `"2026-13-01"`, `{}`} {
		if err := json.Unmarshal([]byte(in), new(Time)); err == nil {
			t.Errorf("%s was taken", in)
		}
	}
	if out, _ := json.Marshal(DocumentInfo{}); strings.Contains(string(out), "updated") {
		t.Errorf("an unknown time is written: %s", out)
	}
	for _, in := range []string{`null`, `""`} {
		var got Time
		if err := json.Unmarshal([]byte(in), &got); err != nil || !got.IsZero() {
			t.Errorf("%s: %v, %v, want the unknown time", in, got, err)
		}
	}
}
