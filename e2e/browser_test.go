//go:build !js

// Package e2e tests the site in a headless Chromium. It knows URLs and the DOM, nothing else.
//
// One browser serves all tests, each in a tab of its own. A test fails on an uncaught exception,
// an error on the console, a failed request or a worker left behind, unless it expects it.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	closeBrowser()
	removeSite()
	removeCompilerSite()
	os.Exit(code)
}

var browserNames = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// startBrowser starts the browser that all tests share and returns its context.
var startBrowser = sync.OnceValues(func() (context.Context, error) {
	path, err := findBrowser()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// Workers get the processors that they would get in a window.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,IntensiveWakeUpThrottling"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		cancelAllocator()
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	stopBrowser = func() {
		_ = chromedp.Cancel(ctx)
		cancelAllocator()
	}
	return ctx, nil
})

var stopBrowser = func() {}

func closeBrowser() { stopBrowser() }

func findBrowser() (string, error) {
	for _, name := range browserNames {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("the browser tests need Chromium, and none of %v is on PATH: install it (on Debian: apt-get install chromium)", browserNames)
}

func browser(tb testing.TB) context.Context {
	tb.Helper()
	ctx, err := startBrowser()
	if err != nil {
		tb.Fatal(err)
	}
	return ctx
}
