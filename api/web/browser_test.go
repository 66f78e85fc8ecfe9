package web_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a browser may take to show something. Nothing waits that long unless it never comes.
const patience = 20 * time.Second

// A tab is a tab of a real browser. Its methods end the test on failure.
type tab struct {
	*testing.T
	ctx context.Context

	mu     sync.Mutex
	errors []string // what the console reported as an error or a warning
}

var chromium struct {
	sync.Once
	ctx  context.Context
	stop func()
}

func closeBrowser() {
	if chromium.stop != nil {
		chromium.stop()
	}
}

// openTab opens a new tab. Without a browser the test is skipped, but not where CI=true.
func openTab(t *testing.T) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("short: no browser")
	}
	chromium.Do(startBrowser)
	if chromium.ctx == nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("there is no chromium, chromium-browser or google-chrome in PATH")
		}
		t.Skip("there is no chromium, chromium-browser or google-chrome in PATH")
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx)
	b := &tab{T: t, ctx: ctx}
	b.check(chromedp.Do(ctx)) // opens the tab
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == "error" || m.Type == "warning" || m.Type == chromedp.ConsoleException {
				b.mu.Lock()
				b.errors = append(b.errors, fmt.Sprint(m.Text, " ", m.URL, ":", m.Line))
				b.mu.Unlock()
			}
		}
	}()
	t.Cleanup(cancel)
	_, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}) // of other tests
	b.check(err)
	b.resize(1280, 900)
	return b
}

func startBrowser() {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
			chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
			chromedp.Flag("accept-lang", "zh-CN"))
		allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, stop := chromedp.NewContext(allocator)
		if chromedp.Do(ctx) == nil {
			chromium.ctx, chromium.stop = ctx, func() { stop(); stopAllocator() }
		}
		return
	}
}

func (b *tab) check(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	b.check(chromedp.Do(ctx, steps...))
}

func (b *tab) open(url string) {
	b.Helper()
	b.do(chromedp.Navigate(url))
}

// js evaluates an expression.
func js[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to be true.
func (b *tab) until(expression string) {
	b.Helper()
	for deadline := time.Now().Add(patience); !js[bool](b, "!!("+expression+")"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatalf("never true: %s\nat %s with %q in the box; results:\n%s", expression, js[string](b, "location.href"),
				js[string](b, "document.getElementById('og-q')?.value"), js[string](b, "document.body.innerText"))
		}
	}
}

// back goes back in the history, to a page that may still be alive.
func (b *tab) back() {
	b.Helper()
	js[any](b, "history.back()")
}

func (b *tab) resize(width, height int64) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 500,
	})
	b.check(err)
}

func (b *tab) prefer(scheme string) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	b.check(err)
}

// press types keys into what has the focus, as a keyboard does: text, or a key of package kb.
func (b *tab) press(keys string, modifiers ...kb.Modifier) {
	b.Helper()
	for _, r := range keys {
		events := kb.Encode(r)
		down, up := *events[0], *events[len(events)-1]
		if len(events) == 3 {
			down.Text = events[1].Text // in one event with the key, so that a page that takes the key gets no text
		}
		for _, e := range []input.DispatchKeyEventParams{down, up} {
			for _, m := range modifiers {
				e.Modifiers |= int64(m)
				e.Text = ""
			}
			_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, e)
			b.check(err)
		}
	}
}

// compose shows text as being composed by an input method.
func (b *tab) compose(text string) {
	b.Helper()
	end := int64(len([]rune(text)))
	_, err := chromedp.Call(b.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{
		Text: text, SelectionStart: end, SelectionEnd: end,
	})
	b.check(err)
}

// commit ends the composition with text.
func (b *tab) commit(text string) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
	b.check(err)
}

// quiet fails the test if the console reported an error. Messages holding one of allowed are expected.
func (b *tab) quiet(allowed ...string) {
	b.Helper()
	js[bool](b, "true") // what was reported before has come by now
	b.mu.Lock()
	defer b.mu.Unlock()
report:
	for _, m := range b.errors {
		for _, a := range allowed {
			if strings.Contains(m, a) {
				continue report
			}
		}
		b.Errorf("console: %s", m)
	}
}
