package query

import (
	"strings"
	"time"
)

// date takes a year, a month or a day and gives it as 2026, 2026-10 or 2026-10-01. It may also be written 2026/10/1,
// 2026.10.1 or 2026年10月1日.
func date(value string) (string, bool) {
	const longest = len("２０２６年１０月０１日")
	if len(value) > longest {
		return "", false
	}
	value = Fold(value)
	for _, mark := range []string{"年", "月", "日", "号", "號"} {
		value = strings.TrimSuffix(value, mark)
	}
	parts := strings.Split(separators.Replace(value), "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return "", false
	}
	for i := range parts {
		if len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	canonical := strings.Join(parts, "-")
	_, err := time.Parse("2006-01-02"[:4+3*(len(parts)-1)], canonical)
	return canonical, err == nil
}

var separators = strings.NewReplacer("年", "-", "月", "-", "/", "-", ".", "-")
