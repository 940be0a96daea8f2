//go:build !js

package e2e

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	scaling "golang.org/x/image/draw"

	"poolground/web"
)

var approve = flag.Bool("approve", false, "take the screenshots that pages are compared with anew")

// A screen is a size and a theme in which a page is looked at.
type screen struct {
	name          string
	width, height int64
	theme         string
}

var screens = []screen{
	{"desktop-light", 1440, 900, "light"},
	{"desktop-dark", 1440, 900, "dark"},
	{"phone-light", 390, 844, "light"},
	{"phone-dark", 390, 844, "dark"},
}

// use makes a tab look like the screen. It is called before a page is opened.
func (s screen) use(t *tab) {
	t.Helper()
	theme := emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.theme}},
	}
	if _, err := chromedp.Call(t.ctx, emulation.SetEmulatedMedia, theme); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(t.ctx, chromedp.EmulateViewport(s.width, s.height)); err != nil {
		t.Fatal(err)
	}
}

// block is the edge of the squares, in CSS pixels, whose colours are compared: so large that a
// letter more or less, as another font has, does not change one much.
const block = 18

const (
	// mostOff is by how much of the range a block's channel may be off on the whole of a page.
	mostOff = 0.012
	// farOff is what is far, for one block, and mostFar how many of a page's may be that far off.
	farOff, mostFar = 0.16, 0.002
)

// blocks reduces a screenshot to the mean colours of its blocks.
func blocks(t *tab, s screen) *image.RGBA {
	t.Helper()
	shot, err := chromedp.Call(t.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng})
	if err != nil {
		t.Fatal(err)
	}
	full, err := png.Decode(bytes.NewReader(shot.Data))
	if err != nil {
		t.Fatal(err)
	}
	small := image.NewRGBA(image.Rect(0, 0, int(s.width)/block, int(s.height)/block))
	scaling.CatmullRom.Scale(small, small.Bounds(), full, full.Bounds(), draw.Src, nil)
	return small
}

// difference says how two screenshots differ: on the whole, and in how many of their blocks far,
// as a share of 1.
func difference(a, b *image.RGBA) (mean, far float64) {
	for i := 0; i < len(a.Pix); i += 4 {
		most := 0.0
		for c := range 3 {
			d := (float64(a.Pix[i+c]) - float64(b.Pix[i+c])) / 255
			d = max(d, -d)
			mean += d / 3
			most = max(most, d)
		}
		if most > farOff {
			far++
		}
	}
	n := float64(len(a.Pix) / 4)
	return mean / n, far / n
}

// compareLook compares what is on the screen with the screenshot that was approved.
func compareLook(t *tab, s screen, name string) {
	t.Helper()
	got := blocks(t, s)
	path := filepath.Join("testdata", "approved", name+"-"+s.name+".png")
	if *approve {
		writePNG(t, path, got)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	approved, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewRGBA(approved.Bounds())
	draw.Draw(want, want.Bounds(), approved, image.Point{}, draw.Src)
	if want.Bounds() != got.Bounds() {
		t.Fatalf("%s has %v blocks, the screen %v", path, want.Bounds(), got.Bounds())
	}
	if mean, far := difference(got, want); mean > mostOff || far > mostFar {
		seen := filepath.Join(t.ArtifactDir(), filepath.Base(path))
		writePNG(t, seen, got)
		t.Errorf("%s on %s looks other than approved: off by %.1f%%, %.1f%% of it far off; see %s, and if it should look so, "+
			"go test ./e2e -run Look -approve", name, s.name, 100*mean, 100*far, seen)
	}
}

func writePNG(t *tab, path string, m image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A look is a page that is looked at, when ready finds something.
type look struct {
	path, ready string
	element     string // has the page's state
	prepare     string // a script: what it is to run takes but a moment
	run         string // a button
}

var looks = map[string]look{
	"playground": {"/?lesson=map-async&workers=2", "pool-program[data-state=idle] .cm-content", element, "0", runButton},
	"freeze":     {"/freeze.html", "freeze-page:defined[data-state=idle]", freezePage, smallFreeze, "[data-run=map]"},
	"benchmark":  {"/benchmark.html", "benchmark-page:defined[data-state=idle]", benchmarkPage, smallSweep(2, 3), runButton},
}

func TestLook(tb *testing.T) {
	for name, look := range looks {
		for _, s := range screens {
			tb.Run(name+" "+s.name, func(tb *testing.T) {
				t := newTab(tb)
				s.use(t)
				t.open(serve(tb, web.Options{}, nil).URL + look.path)
				t.waitUntil(fmt.Sprintf("document.querySelector(%q)", look.ready))
				t.do(settled)
				compareLook(t, s, name)
			})
		}
	}
}

// settled resolves when the page has drawn its last state.
const settled = `document.fonts.ready.then(() => new Promise((resolve) => {
	requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
}))`

// The comparison bears another font and finds what is amiss.
func TestLookFindsDefects(tb *testing.T) {
	s := screens[0]
	t := newTab(tb)
	s.use(t)
	t.open(serve(tb, web.Options{}, nil).URL + looks["playground"].path)
	t.waitUntil(fmt.Sprintf("document.querySelector(%q)", looks["playground"].ready))
	t.do(settled)
	whole := blocks(t, s)
	for style, same := range map[string]bool{
		":root { --text-face: serif; --code-face: monospace; }":  true,
		".controls { visibility: hidden; }":                      false,
		"pool-timeline { display: none !important; }":            false,
		"lesson-list { display: none; }":                         false,
		":root { --accent: #0b7c23 !important; }":                false,
		"pool-page { display: block; }":                          false,
		":root { --unit: 11px; }":                                false,
		".masthead { font-size: 2rem; padding: 3rem; }":          false,
		"pool-program { grid-template: none / 1fr !important; }": false,
	} {
		t.do(fmt.Sprintf(`globalThis.amiss = new CSSStyleSheet(); amiss.replaceSync(%q);
			document.adoptedStyleSheets = [...document.adoptedStyleSheets, amiss];`, style))
		t.do(settled)
		mean, far := difference(blocks(t, s), whole)
		if found := mean > mostOff || far > mostFar; found == same {
			t.Errorf("%s: off by %.2f%%, %.2f%% far off; found: %t", style, 100*mean, 100*far, found)
		}
		t.do(`document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== amiss)`)
	}
}
