package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"slices"
	"strconv"

	"github.com/yuin/goldmark"
)

// A Lesson is one folder of web/lessons: lesson.md, main.go and main.py.
type Lesson struct {
	ID     string
	Title  string
	Order  int
	Text   template.HTML // lesson.md without its front matter
	Go     template.HTML // main.go, highlighted
	Python template.HTML // main.py, highlighted
}

// program is the name of the lesson's program.
func (l Lesson) program() string { return lessonPrograms.folder + "/" + l.ID }

var lessonID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// readLessons reads every folder of dir, in the order that the lessons give themselves.
func readLessons(dir fs.FS) ([]Lesson, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, err
	}
	var lessons []Lesson
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		l, err := readLesson(dir, e.Name())
		if err != nil {
			return nil, fmt.Errorf("lesson %s: %w", e.Name(), err)
		}
		lessons = append(lessons, l)
	}
	if len(lessons) == 0 {
		return nil, errors.New("there is no lesson in web/lessons")
	}
	slices.SortFunc(lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	return lessons, nil
}

func readLesson(dir fs.FS, id string) (Lesson, error) {
	if !lessonID.MatchString(id) {
		return Lesson{}, errors.New("a lesson's folder is named in small letters, digits and single dashes")
	}
	text, err := fs.ReadFile(dir, id+"/lesson.md")
	if err != nil {
		return Lesson{}, err
	}
	goCode, err := fs.ReadFile(dir, id+"/main.go")
	if err != nil {
		return Lesson{}, err
	}
	python, err := fs.ReadFile(dir, id+"/main.py")
	if err != nil {
		return Lesson{}, err
	}
	head, body, err := parseFrontMatter(string(text), "title", "order")
	if err != nil {
		return Lesson{}, fmt.Errorf("lesson.md: %w", err)
	}
	order, err := strconv.Atoi(head["order"])
	if err != nil {
		return Lesson{}, fmt.Errorf("lesson.md: order %q is not a whole number", head["order"])
	}
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(body), &html); err != nil {
		return Lesson{}, fmt.Errorf("lesson.md: %w", err)
	}
	return Lesson{
		ID:     id,
		Title:  head["title"],
		Order:  order,
		Text:   template.HTML(html.String()),
		Go:     highlightGo(goCode),
		Python: highlightPython(python),
	}, nil
}
