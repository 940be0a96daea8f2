package web

import (
	"bytes"
	"fmt"
	"html/template"
	"os"
	"strings"
)

// pageData is what the page's template is given.
type pageData struct {
	*bundle
	Lessons []Lesson
	First   Lesson
	Data    []lessonData
}

// Lines returns the numbers of the first lesson's lines, one a line.
func (d pageData) Lines() string {
	var numbers strings.Builder
	for i := range strings.Count(string(d.First.Go), "\n") + 1 {
		fmt.Fprintln(&numbers, i+1)
	}
	return strings.TrimSuffix(numbers.String(), "\n")
}

// Policy is the page's content security policy. It stands in the page, since a file host sends no
// headers of ours: scripts are files, and only WebAssembly is compiled; the one style element is
// the editor's, which knows the nonce; pictures that a program prints are blobs.
func (d pageData) Policy() string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"worker-src 'self'",
		"connect-src 'self'",
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
func (d pageData) Nonce() string { return hashOf([]byte(d.Script)) }

// lessonData is a lesson as the page's script reads it.
type lessonData struct {
	ID     string        `json:"id"`
	Title  string        `json:"title"`
	Text   template.HTML `json:"text"`
	Go     template.HTML `json:"go"`
	Python template.HTML `json:"python"`
	program
}

// buildPage writes everything but the programs: it takes a fraction of a second, and can be
// called again when another program is ready.
func (b *builder) buildPage() error {
	if b.bundle == nil {
		made, err := b.buildBundle()
		if err != nil {
			return err
		}
		b.bundle = made
	}
	html, err := b.renderPage()
	if err != nil {
		return err
	}
	if err := b.writePrograms(); err != nil {
		return err
	}
	return b.site.write("index.html", html)
}

func (b *builder) renderPage() ([]byte, error) {
	source, err := os.ReadFile(b.source("src", "page", "index.html"))
	if err != nil {
		return nil, err
	}
	page, err := template.New("index.html").Parse(string(source))
	if err != nil {
		return nil, err
	}
	data := pageData{bundle: b.bundle, Lessons: b.lessons, First: b.lessons[0]}
	for _, l := range b.lessons {
		data.Data = append(data.Data, lessonData{l.ID, l.Title, l.Text, l.Go, l.Python, b.programs[l.ID]})
	}
	var html bytes.Buffer
	err = page.Execute(&html, data)
	return html.Bytes(), err
}
