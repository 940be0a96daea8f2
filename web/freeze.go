package web

import (
	"errors"
	"fmt"
	"html/template"
	"os"
	"strings"
)

// freezeData is what the template of "Freeze the page" is given.
type freezeData struct {
	Ways    []way
	Program program
}

// A way is one of the ways in which that page does its job.
type way struct {
	Name  string // of src/freeze/ways/<name>.ts
	Title string
	Short string // for the drawing
	Text  string
	Code  template.HTML // what runs, highlighted
}

var ways = []way{
	{Name: "page", Title: "On the page’s thread", Short: "page’s thread",
		Text: "A plain loop. Until it is through, nothing else of the page gets its turn: the spinner stands still, what you type waits, and so does Stop."},
	{Name: "map", Title: "await pool.map", Short: "pool.map",
		Text: "The workers count. The code waits at this line, and the page does not."},
	{Name: "map-async", Title: "pool.mapAsync", Short: "mapAsync",
		Text: "The call returns at once. The code goes on with something else and gets the result when it wants it."},
}

func (b *builder) freeze(p page) (any, error) {
	data := freezeData{Program: b.program(p.program)}
	for _, w := range ways {
		source, err := os.ReadFile(b.source("src", "freeze", "ways", w.Name+".ts"))
		if err != nil {
			return nil, err
		}
		code, err := functionBody(string(source))
		if err != nil {
			return nil, fmt.Errorf("the way %s: %w", w.Name, err)
		}
		w.Code = highlight("ts", []byte(code))
		data.Ways = append(data.Ways, w)
	}
	return data, nil
}

// functionBody is what stands in the one exported function of a file, without its indent.
func functionBody(source string) (string, error) {
	_, rest, ok := strings.Cut(source, "\nexport ")
	_, body, begun := strings.Cut(rest, "{\n")
	body, _, ended := strings.Cut(body, "\n}\n")
	if !ok || !begun || !ended {
		return "", errors.New("it has no exported function of several lines")
	}
	return strings.ReplaceAll("\n"+body, "\n  ", "\n")[1:], nil
}
