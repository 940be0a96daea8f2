//go:build !js

// Package screenshot takes the pictures of the page that stand in web/docs.
package screenshot

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"poolground/web"
)

// A picture is the page in one theme.
type picture struct{ name, theme string }

var pictures = []picture{
	{"page-light.webp", "light"},
	{"page-dark.webp", "dark"},
}

const (
	width, height = 1440, 900
	quality       = 75 // of WebP: lines and text are still sharp
)

// Write builds the site, runs the lesson map-async in Chromium and writes its pictures to dir.
func Write(ctx context.Context, dir string, out io.Writer) error {
	site, err := os.MkdirTemp("", "poolground-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(site)
	options := web.Options{Log: out, Uncompressed: true, NoCompiler: true}
	if err := web.Build(ctx, site, options); err != nil {
		return err
	}
	server := httptest.NewServer(web.Handler(site, options))
	defer server.Close()
	ctx, cancel, err := newBrowser(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	for _, p := range pictures {
		path := filepath.Join(dir, p.name)
		if err := p.take(ctx, server.URL+"/?lesson=map-async", path); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintln(out, "wrote", path)
	}
	return nil
}

func newBrowser(ctx context.Context) (context.Context, context.CancelFunc, error) {
	options := chromedp.DefaultExecAllocatorOptions[:]
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			options = append(options, chromedp.ExecPath(path))
			break
		}
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancelAllocator := chromedp.NewExecAllocator(ctx, options...)
	ctx, cancel := chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		cancelAllocator()
		return nil, nil, fmt.Errorf("chromium does not start (on Debian: apt-get install chromium): %w", err)
	}
	return ctx, func() { cancel(); cancelAllocator() }, nil
}

func (p picture) take(ctx context.Context, url, path string) error {
	theme := emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: p.theme}},
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, theme); err != nil {
		return err
	}
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(width, height),
		chromedp.Navigate(url),
		chromedp.Click(chromedp.CSS("[data-part=run]:enabled")),
		chromedp.WaitReady(chromedp.CSS("pool-program[data-state=done]")),
		chromedp.Evaluate[chromedp.Void](settled, chromedp.EvalAwaitPromise),
	)
	if err != nil {
		return err
	}
	q := int64(quality)
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &q})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, shot.Data, 0o644)
}

// settled resolves when the page has drawn its last state: nothing is marked, nothing scrolls.
const settled = `new Promise((resolve) => {
	document.activeElement?.blur();
	requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
})`
