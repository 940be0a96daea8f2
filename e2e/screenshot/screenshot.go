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

// A picture is a lesson that has run, once in each theme: the whole page, or what some elements cover.
type picture struct {
	name    string
	lesson  string
	workers int    // 0: one a core
	parts   string // a selector; "": the whole page
	width   int64  // of the page
	scale   float64
}

var pictures = []picture{
	{name: "page", lesson: "map-async", width: 1440, scale: 1},
	{name: "timeline-map-async", lesson: "map-async", workers: 2, parts: drawing, width: narrow, scale: sharp},
	{name: "timeline-chunks", lesson: "chunks", workers: 4, parts: drawing, width: narrow, scale: sharp},
	{name: "timeline-failures", lesson: "failures", workers: 2, parts: drawing, width: narrow, scale: sharp},
}

const (
	height  = 900
	quality = 75 // of WebP: lines and text are still sharp

	// What the timeline draws, without what one can press.
	drawing = "pool-timeline :is(.water, .legend)"

	// In a window so wide a part is as wide as the docs' text, which shows it in half its size.
	narrow = 1168
	sharp  = 2
)

// Write builds the site, runs lessons in Chromium and writes their pictures to dir.
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
		for _, theme := range []string{"light", "dark"} {
			path := filepath.Join(dir, p.name+"-"+theme+".webp")
			if err := p.take(ctx, theme, server.URL+p.address(), path); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			fmt.Fprintln(out, "wrote", path)
		}
	}
	return nil
}

func (p picture) address() string {
	address := "/?lesson=" + p.lesson
	if p.workers > 0 {
		address += fmt.Sprintf("&workers=%d", p.workers)
	}
	return address
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

func (p picture) take(ctx context.Context, theme, url, path string) error {
	media := emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(p.width, height, chromedp.EmulateScale(p.scale)),
		chromedp.Navigate(url),
		chromedp.Click(chromedp.CSS("[data-part=run]:enabled")),
		chromedp.WaitReady(chromedp.CSS("pool-program[data-state=done]")),
		chromedp.Evaluate[chromedp.Void](settled, chromedp.EvalAwaitPromise),
	)
	if err != nil {
		return err
	}
	q := int64(quality)
	params := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &q}
	if p.parts != "" {
		if params.Clip, err = place(ctx, p.parts); err != nil {
			return err
		}
	}
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, params)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, shot.Data, 0o644)
}

// place is where elements stand on the page, with a little room above and below.
func place(ctx context.Context, selector string) (*page.Viewport, error) {
	box, err := chromedp.Run(ctx, chromedp.Evaluate[page.Viewport](fmt.Sprintf(`(() => {
		const boxes = Array.from(document.querySelectorAll(%q), (element) => element.getBoundingClientRect());
		const edge = (side, most) => most(...boxes.map((box) => box[side]));
		const [x, y] = [edge("left", Math.min), edge("top", Math.min)];
		return { x, y: y - 6, width: edge("right", Math.max) - x, height: edge("bottom", Math.max) - y + 12, scale: 1 };
	})()`, selector)))
	return &box, err
}

// settled resolves when the page has drawn its last state: nothing is marked, nothing scrolls.
const settled = `new Promise((resolve) => {
	document.activeElement?.blur();
	requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
})`
