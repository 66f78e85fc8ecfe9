package query

import (
	"math"
	"strconv"
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
	_, err := time.Parse(layout(len(parts)), canonical)
	return canonical, err == nil
}

var separators = strings.NewReplacer("年", "-", "月", "-", "/", "-", ".", "-")

// layout is that of a date of one to three parts.
func layout(parts int) string { return "2006-01-02"[:4+3*(parts-1)] }

// Dates returns the dates that a clause on updated allows: those not before from and, unless until is zero, before until.
// A date that is unknown (zero) is never allowed. A year or a month stands for all of it: updated:>2026-10 begins with
// November, updated:<=2026-10 holds all of October.
func (c Clause) Dates() (from, until time.Time) {
	parts := min(1+strings.Count(c.Value, "-"), 3)
	start, _ := time.Parse(layout(parts), c.Value)
	end := [...]time.Time{start.AddDate(1, 0, 0), start.AddDate(0, 1, 0), start.AddDate(0, 0, 1)}[parts-1]
	switch c.Op {
	case Less:
		return time.Time{}, start
	case LessEqual:
		return time.Time{}, end
	case Greater:
		return end, time.Time{}
	case GreaterEqual:
		return start, time.Time{}
	}
	return start, end
}

// Numbers returns the least and the greatest number that a clause on votes allows.
func (c Clause) Numbers() (least, most int) {
	n, _ := strconv.Atoi(c.Value)
	switch c.Op {
	case Less:
		return math.MinInt, n - 1
	case LessEqual:
		return math.MinInt, n
	case Greater:
		return n + 1, math.MaxInt
	case GreaterEqual:
		return n, math.MaxInt
	}
	return n, n
}
