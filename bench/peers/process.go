package main

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A Machine is what the figures were taken on.
type Machine struct {
	CPU    string  `json:"cpu"`
	Cores  int     `json:"cores"`
	Memory int64   `json:"memory_bytes"`
	OS     string  `json:"os"`
	Load   float64 `json:"load"` // of the last minute, before the run: near 0 where nothing else was running
}

func thisMachine() Machine {
	system := runtime.GOOS + "/" + runtime.GOARCH
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		system += " " + strings.TrimSpace(string(release))
	}
	return Machine{
		CPU: procField("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(),
		Memory: kilobytes("/proc/meminfo", "MemTotal"), OS: system, Load: load(),
	}
}

// load is the system's load average of the last minute.
func load() float64 {
	average, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(average), " ")
	n, _ := strconv.ParseFloat(first, 64)
	return n
}

// Memory is what this process holds, in bytes. It is zero where there is no /proc.
type Memory struct {
	Resident int64 `json:"resident"`
	File     int64 `json:"file"` // of Resident: pages of mapped files, which the system can take back
	Peak     int64 `json:"peak"` // the most that was ever resident
}

func memory() Memory {
	const status = "/proc/self/status"
	return Memory{kilobytes(status, "VmRSS"), kilobytes(status, "RssFile"), kilobytes(status, "VmHWM")}
}

func kilobytes(path, name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSuffix(procField(path, name), " kB"), 10, 64)
	return n << 10
}

// procField is the value of the first line "name: value" of a file.
func procField(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// cpu is the processor time that this process has used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// folderSize is the number of bytes in the files of a folder. A file that has two names counts once.
func folderSize(dir string) (total int64, err error) {
	seen := map[uint64]bool{}
	err = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok {
			if seen[s.Ino] {
				return nil
			}
			seen[s.Ino] = true
		}
		total += info.Size()
		return nil
	})
	return total, err
}
