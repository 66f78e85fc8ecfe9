package client

import (
	"fmt"
	"time"
)

// A Time is a date or a moment. It is written as 2026-10-01 when it is midnight UTC, and otherwise as RFC 3339.
type Time struct{ time.Time }

// MarshalText writes t as a date or as RFC 3339, in UTC.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalJSON writes t as MarshalText does.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// String returns t as a date or as RFC 3339, in UTC.
func (t Time) String() string {
	u := t.UTC()
	if u.Equal(u.Truncate(24 * time.Hour)) {
		return u.Format(time.DateOnly)
	}
	return u.Format(time.RFC3339Nano)
}

// UnmarshalText reads what MarshalText writes.
func (t *Time) UnmarshalText(b []byte) error {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if parsed, err := time.Parse(layout, string(b)); err == nil {
			t.Time = parsed.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is neither a date (2026-10-01) nor a time (2026-10-01T08:00:00Z)", b)
}

// UnmarshalJSON reads what MarshalJSON writes; null and "" are the unknown time.
func (t *Time) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" || s == `""` {
		t.Time = time.Time{}
		return nil
	}
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return fmt.Errorf("%s is not a date in quotes", s)
	}
	return t.UnmarshalText(b[1 : len(b)-1])
}
