package web

import (
	"fmt"
	"html/template"
	"strings"
)

// playgroundData is what the playground's template is given.
type playgroundData struct {
	Lessons []Lesson
	First   Lesson
	Data    []lessonData
}

// lessonData is a lesson as the page's script reads it.
type lessonData struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Text    template.HTML `json:"text"`
	Go      template.HTML `json:"go"`
	Python  template.HTML `json:"python"`
	Program program       `json:"program"`
}

func (b *builder) playground(page) (any, error) {
	data := playgroundData{Lessons: b.lessons, First: b.lessons[0]}
	for _, l := range b.lessons {
		data.Data = append(data.Data, lessonData{l.ID, l.Title, l.Text, l.Go, l.Python, b.program(l.program())})
	}
	return data, nil
}

// embedded is what the page in other pages is given: of the lessons, their programs.
func (b *builder) embedded(page) (any, error) {
	data := []lessonData{}
	for _, l := range b.lessons {
		data = append(data, lessonData{ID: l.ID, Title: l.Title, Go: l.Go, Program: b.program(l.program())})
	}
	return data, nil
}

// Second returns the lesson after the first, or nil.
func (d playgroundData) Second() *Lesson {
	if len(d.Lessons) < 2 {
		return nil
	}
	return &d.Lessons[1]
}

// Lines returns the numbers of the first lesson's lines, one a line.
func (d playgroundData) Lines() string {
	var numbers strings.Builder
	for i := range strings.Count(string(d.First.Go), "\n") + 1 {
		fmt.Fprintln(&numbers, i+1)
	}
	return strings.TrimSuffix(numbers.String(), "\n")
}
