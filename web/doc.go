package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Doc is a page of web/docs, NAME.md.
type Doc struct {
	ID          string
	Title       string
	Name        string // in the list of pages
	Description string // for search engines
	Order       int
	Text        template.HTML
	Sections    []section
	pictures    []string // that it shows: their names in web/docs
}

// A section of a page begins with a heading of the second level.
type section struct{ ID, Title string }

// Under says that a page belongs to the last one before it whose order is a multiple of ten.
func (d Doc) Under() bool { return d.Order%10 != 0 }

// Path is where the page is found among the docs.
func (d Doc) Path() string {
	if d.ID == "index" {
		return "./"
	}
	return d.ID + ".html"
}

func docsDir(tools toolchain) fs.FS { return os.DirFS(filepath.Join(tools.root, "web", "docs")) }

// readDocs reads every Markdown file of dir, in the order that the pages give themselves. Lessons
// are what they embed.
func readDocs(dir fs.FS, lessons []Lesson) ([]Doc, error) {
	names, err := fs.Glob(dir, "*.md")
	if err != nil {
		return nil, err
	}
	var docs []Doc
	for _, name := range names {
		d, err := readDoc(dir, name, lessons)
		if err != nil {
			return nil, fmt.Errorf("docs/%s: %w", name, err)
		}
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(a, b Doc) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	if len(docs) == 0 || docs[0].ID != "index" {
		return nil, errors.New("the first page of web/docs is not index.md")
	}
	return docs, nil
}

func readDoc(dir fs.FS, name string, lessons []Lesson) (Doc, error) {
	text, err := fs.ReadFile(dir, name)
	if err != nil {
		return Doc{}, err
	}
	head, body, err := parseFrontMatter(string(text), "title", "name", "description", "order")
	if err != nil {
		return Doc{}, err
	}
	order, err := strconv.Atoi(head["order"])
	if err != nil {
		return Doc{}, fmt.Errorf("order %q is not a whole number", head["order"])
	}
	m := markdown{dir: dir, lessons: lessons}
	var html bytes.Buffer
	if err := m.convert([]byte(body), &html); err != nil {
		return Doc{}, err
	}
	return Doc{
		ID:          strings.TrimSuffix(name, ".md"),
		Title:       head["title"],
		Name:        head["name"],
		Description: head["description"],
		Order:       order,
		Text:        template.HTML(html.String()),
		Sections:    m.sections,
		pictures:    m.pictures,
	}, nil
}

// docData is what a page of the docs is given.
type docData struct {
	Doc
	Docs           []Doc
	Previous, Next *Doc
}

// docPages returns the pages of the docs. The masthead names the first.
func (b *builder) docPages() []page {
	var pages []page
	for i, d := range b.docs {
		data := docData{Doc: d, Docs: b.docs}
		if i > 0 {
			data.Previous = &b.docs[i-1]
		}
		if i+1 < len(b.docs) {
			data.Next = &b.docs[i+1]
		}
		p := page{
			File:        "docs/" + d.ID + ".html",
			Title:       d.Title,
			Description: d.Description,
			Frames:      true,
			sources:     "docs",
			content:     func(*builder, page) (any, error) { return data, nil },
		}
		if i == 0 {
			p.Entry = "Docs"
		}
		pages = append(pages, p)
	}
	return pages
}

// writePictures puts what the docs show beside them.
func (b *builder) writePictures() error {
	for _, d := range b.docs {
		for _, name := range d.pictures {
			content, err := fs.ReadFile(docsDir(b.tools), name)
			if err != nil {
				return err
			}
			if err := b.site.write("docs/"+name, content); err != nil {
				return err
			}
		}
	}
	return nil
}
