package web

import (
	"bytes"
	"errors"
	"html/template"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A page is one HTML file of the site. Its sources are src/<sources>/index.html, which
// src/page/layout.html frames, src/<sources>/main.ts and styles/<sources>.css; several pages may
// share them.
type page struct {
	File        string // in the site
	Title       string // of the browser's window, without the site's name
	Description string // for search engines
	Entry       string // what the masthead calls it; "" leaves it out
	Bare        bool   // without the masthead: it stands in other pages
	Frames      bool   // it holds programs in frames
	sources     string
	program     string                            // the name of a program that it runs, if it is one
	content     func(*builder, page) (any, error) // what its own part of the template is given; nil: nothing
}

// Path is where the page is found, relative to the site's own folder.
func (p page) Path() string { return strings.TrimSuffix(p.File, "index.html") }

// pages returns the pages in the order in which the masthead names them.
func (b *builder) pages() []page {
	return append([]page{{
		File:        "index.html",
		Title:       b.lessons[0].Title,
		Description: "Python's multiprocessing.Pool for Go: read, run and see parallel programs in your browser.",
		Entry:       "Playground",
		sources:     "page",
		content:     (*builder).playground,
	}, {
		File:        "freeze.html",
		Title:       "Freeze the page",
		Description: "The same job on a page’s own thread, with await pool.map and with pool.mapAsync: see which frames the page misses.",
		Entry:       "Freeze the page",
		sources:     "freeze",
		program:     "programs/freeze",
		content:     (*builder).freeze,
	}, {
		File:        "benchmark.html",
		Title:       "How many workers?",
		Description: "Measure how a workload speeds up with the number of workers in your browser: Amdahl’s law, the Universal Scalability Law, and a recommendation.",
		Entry:       "Benchmark",
		sources:     "benchmark",
		program:     "programs/benchmark",
		content:     (*builder).benchmark,
	}, {
		File:        "embed.html",
		Title:       "A program",
		Description: "A Go program of another page, which this page runs for it.",
		Bare:        true,
		sources:     "embed",
		content:     (*builder).embedded,
	}}, b.docPages()...)
}

// pageData is what a page's template is given.
type pageData struct {
	page
	Pages   []page
	Content any
	bundle  *bundle
	siteURL string
}

// Root leads from the page to the site's own folder: the site works under any path.
func (d pageData) Root() string {
	if up := strings.Repeat("../", strings.Count(d.File, "/")); up != "" {
		return up
	}
	return "./"
}

// Current says how a page that the masthead names stands to this one: "page" where it is this one,
// "true" where this one belongs to it.
func (d pageData) Current(named page) string {
	switch {
	case named.File == d.File:
		return "page"
	case named.sources == d.sources:
		return "true"
	}
	return ""
}

// Canonical is the page's full address for search engines, "" where it is not known or theirs.
func (d pageData) Canonical() string {
	if d.siteURL == "" || d.Bare {
		return ""
	}
	return d.siteURL + d.Path()
}

// Script is the page's own module.
func (d pageData) Script() string { return d.Root() + d.bundle.Scripts[d.sources] }

// FirstScript runs before the first paint.
func (d pageData) FirstScript() string { return d.Root() + d.bundle.FirstScript }

// Style is the page's style sheet.
func (d pageData) Style() string { return d.Root() + d.bundle.Styles[d.sources] }

// Mark is the site's picture.
func (d pageData) Mark() string { return d.Root() + d.bundle.Mark }

// Policy is the page's content security policy. It stands in the page, since a file host sends no
// headers of ours: scripts are files, and only WebAssembly is compiled; the one style element is
// the editor's, which knows the nonce; pictures that a program prints are blobs.
func (d pageData) Policy() string {
	frames := "frame-src 'none'"
	if d.Frames {
		frames = "frame-src 'self'"
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"worker-src 'self' blob:", // programs' workers inherit the policy of the page that makes their blob
		"connect-src 'self'",
		frames,
		"style-src 'self' 'nonce-" + d.Nonce() + "'",
		"style-src-attr 'unsafe-inline'", // browsers write such attributes where one types over marked text
		"img-src 'self' blob:",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
}

// Nonce lets the editor add its styles. Nobody but the page's own script adds any, so that it
// need not be another for each visitor, which a file host could not do.
func (d pageData) Nonce() string { return hashOf([]byte(d.bundle.Scripts[d.sources])) }

// buildPages writes everything but the programs: it takes a fraction of a second, and can be
// called again when another program is ready.
func (b *builder) buildPages() error {
	if b.bundle == nil {
		made, err := b.buildBundle()
		if err != nil {
			return err
		}
		b.bundle = made
	}
	if err := errors.Join(b.writePrograms(), b.writePictures(), b.writeSitemap()); err != nil {
		return err
	}
	for _, p := range b.pages() {
		html, err := b.renderPage(p)
		if err != nil {
			return err
		}
		if err := b.site.write(p.File, html); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) renderPage(p page) ([]byte, error) {
	layout := template.New("layout.html")
	// Other pages have parts of the playground's; what a page defines anew is its own.
	for _, name := range []string{"page/layout.html", "page/index.html", p.sources + "/index.html"} {
		source, err := os.ReadFile(b.source("src", filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		t := layout
		if path.Base(name) != layout.Name() {
			t = layout.New(name)
		}
		if _, err := t.Parse(string(source)); err != nil {
			return nil, err
		}
	}
	data := pageData{page: p, Pages: b.pages(), bundle: b.bundle, siteURL: b.url}
	if p.content != nil {
		content, err := p.content(b, p)
		if err != nil {
			return nil, err
		}
		data.Content = content
	}
	var html bytes.Buffer
	err := layout.Execute(&html, data)
	return html.Bytes(), err
}
