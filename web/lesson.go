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
	"strings"

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
	l, body, err := parseFrontMatter(string(text))
	if err != nil {
		return Lesson{}, fmt.Errorf("lesson.md: %w", err)
	}
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(body), &html); err != nil {
		return Lesson{}, fmt.Errorf("lesson.md: %w", err)
	}
	l.ID = id
	l.Text = template.HTML(html.String())
	l.Go = highlightGo(goCode)
	l.Python = highlightPython(python)
	return l, nil
}

// parseFrontMatter reads the "key: value" lines between the two "---" that begin a lesson.
func parseFrontMatter(text string) (Lesson, string, error) {
	rest, ok := strings.CutPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "---\n")
	if !ok {
		return Lesson{}, "", errors.New(`the first line is not "---"`)
	}
	head, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return Lesson{}, "", errors.New(`the front matter has no closing "---"`)
	}
	var l Lesson
	seen := map[string]bool{}
	for line := range strings.SplitSeq(head, "\n") {
		if err := l.setField(line, seen); err != nil {
			return Lesson{}, "", err
		}
	}
	for _, key := range []string{"title", "order"} {
		if !seen[key] {
			return Lesson{}, "", fmt.Errorf("the front matter lacks %q", key)
		}
	}
	return l, body, nil
}

func (l *Lesson) setField(line string, seen map[string]bool) error {
	key, value, ok := strings.Cut(line, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok || value == "" {
		return fmt.Errorf("front matter line %q is not \"key: value\"", line)
	}
	if seen[key] {
		return fmt.Errorf("the front matter has %q twice", key)
	}
	seen[key] = true
	switch key {
	case "title":
		l.Title = value
	case "order":
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("order %q is not a whole number", value)
		}
		l.Order = n
	default:
		return fmt.Errorf("the front matter has the unknown key %q", key)
	}
	return nil
}
