package web

import (
	"bytes"
	"html/template"
	"os"
)

// pageData is what the page's template is given.
type pageData struct {
	*bundle
	Lessons []Lesson
	First   Lesson
	Data    []lessonData
}

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
