package corpus

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	dateRE = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	usDate = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	ageRE  = regexp.MustCompile(`^([0-9]+|半|` + hanNumber + `|两)(秒钟?|分钟|个?小时|天|日|周|个?星期|个?月|年)(?:之|以)?前$`)
)

var timeLayouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04",
}

// parseDate reads 2026-10-18, 2026/10/18, 2026.10.18, 2026年10月18日, the month-first 10/18/2026, and the same with a time
// as in RFC 3339 or with a blank in place of T. Without a zone a time is UTC.
func parseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return t, 1 <= t.Year() && t.Year() <= 9999 // what JSON can hold
		}
	}
	m := dateRE.FindStringSubmatch(s)
	if m == nil {
		if m = usDate.FindStringSubmatch(s); m == nil {
			return time.Time{}, false
		}
		m = []string{m[0], m[3], m[1], m[2]}
	}
	y, _ := strconv.Atoi(m[1])
	mon, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	t := time.Date(y, time.Month(mon), d, 0, 0, 0, 0, time.UTC)
	return t, y > 0 && t.Month() == time.Month(mon) && t.Day() == d
}

// parseAge returns the day that lies an age such as 1个月前 before the time at which the page was saved, or the zero time
// when that is unknown. A month before 31 March is the last of February.
func parseAge(s string, saved time.Time) (time.Time, bool) {
	years, months, days := 0, 0, 0
	var back time.Duration
	switch s {
	case "刚刚", "刚才", "今天":
	case "昨天":
		days = 1
	case "前天":
		days = 2
	default:
		m := ageRE.FindStringSubmatch(s)
		if m == nil {
			return time.Time{}, false
		}
		n, half := 0, m[1] == "半"
		if m[1] == "两" {
			n = 2
		} else if !half {
			n = value(m[1])
		}
		if n < 0 || n > 999 {
			return time.Time{}, false
		}
		switch strings.TrimPrefix(m[2], "个") {
		case "秒", "秒钟":
			back = time.Duration(n) * time.Second
		case "分钟":
			back = time.Duration(n) * time.Minute
		case "小时":
			back = time.Duration(n) * time.Hour
			if half {
				back = 30 * time.Minute
			}
		case "天", "日":
			days = n
		case "周", "星期":
			days = 7 * n
		case "月":
			months = n
			if half {
				days = 15
			}
		case "年":
			years = n
			if half {
				months = 6
			}
		}
	}
	if saved.IsZero() {
		return time.Time{}, true
	}
	saved = saved.UTC().Add(-back)
	month := time.Date(saved.Year()-years, saved.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	day := min(saved.Day(), month.AddDate(0, 1, -1).Day())
	return month.AddDate(0, 0, day-1-days), true
}
