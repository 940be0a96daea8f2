package web

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/image/webp"
)

// A markdown turns one page of the docs into HTML, and collects what is in it. Beyond Markdown:
//
//   - A link to NAME.md leads to NAME.html, and one to index.md to the folder.
//   - A block of code says its language and may say a file's name: "```go main.go". "```go run"
//     is a program that the reader can run; "```output" is what it prints.
//   - <pool-playground lesson="ID"></pool-playground>, on two lines of its own, holds the lesson's program.
//   - A picture NAME-light.webp has a NAME-dark.webp beside it, and is one or the other, as the page is.
type markdown struct {
	dir      fs.FS
	lessons  []Lesson
	sections []section
	pictures []string
}

func (m *markdown) convert(source []byte, out io.Writer) error {
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Typographer),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(m, 100))),
	)
	doc := md.Parser().Parse(text.NewReader(source))
	if err := m.look(doc, source); err != nil {
		return err
	}
	return md.Renderer().Render(out, source, doc)
}

// look notes the sections and sends links to where the pages are.
func (m *markdown) look(doc ast.Node, source []byte) error {
	return ast.Walk(doc, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := node.(type) {
		case *ast.Heading:
			if n.Level == 1 {
				return ast.WalkStop, fmt.Errorf("a heading of the first level: the title is in the front matter")
			}
			if n.Level == 2 {
				m.sections = append(m.sections, section{headingID(n), textOf(n, source)})
			}
		case *extast.Table:
			label(n, source)
		case *ast.Link:
			n.Destination = []byte(pageLink(string(n.Destination)))
		}
		return ast.WalkContinue, nil
	})
}

// label gives the cells of a table of three columns or more, but for the first of a row, the names of
// their columns: on a narrow page they stand under each other.
func label(table *extast.Table, source []byte) {
	var names []string
	for cell := table.FirstChild().FirstChild(); cell != nil; cell = cell.NextSibling() {
		names = append(names, textOf(cell, source))
	}
	if len(names) < 3 {
		return
	}
	for row := table.FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		i := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if i > 0 && names[i] != "" {
				cell.SetAttributeString("data-label", []byte(names[i]))
			}
			i++
		}
	}
}

func headingID(n *ast.Heading) string {
	id, _ := n.AttributeString("id")
	name, _ := id.([]byte)
	return string(name)
}

func textOf(node ast.Node, source []byte) string {
	var out strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch t := n.(type) {
		case *ast.Text:
			if entering {
				out.Write(t.Segment.Value(source))
			}
		case *ast.String:
			if entering {
				out.WriteString(html.UnescapeString(string(t.Value)))
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

var markdownFile = regexp.MustCompile(`^([a-z0-9-]+)\.md(#.*)?$`)

// pageLink is where a link to a Markdown file leads in the site.
func pageLink(to string) string {
	m := markdownFile.FindStringSubmatch(to)
	if m == nil {
		return to
	}
	return Doc{ID: m[1]}.Path() + m[2]
}

// RegisterFuncs is goldmark's.
func (m *markdown) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, renderHeading)
	reg.Register(ast.KindFencedCodeBlock, renderCode)
	reg.Register(ast.KindHTMLBlock, m.renderElement)
	reg.Register(ast.KindRawHTML, refuseHTML)
	reg.Register(ast.KindImage, m.renderPicture)
	reg.Register(extast.KindTable, renderTable)
}

// renderHeading makes a heading that leads to itself.
func renderHeading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	if entering {
		fmt.Fprintf(w, `<h%d id="%s">`, n.Level, headingID(n))
	} else {
		fmt.Fprintf(w, " <a class=\"anchor\" href=\"#%s\" aria-label=\"Link to this section\">#</a></h%d>\n", headingID(n), n.Level)
	}
	return ast.WalkContinue, nil
}

// renderTable lets a wide table scroll by itself.
func renderTable(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n")
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

var embeddedLesson = regexp.MustCompile(`^<pool-playground lesson="([a-z0-9-]+)"((?: [a-z]+="[a-z0-9, ]*")*)>\s*</pool-playground>\s*$`)

var givenHeight = regexp.MustCompile(` height="(\d+)"`)

// renderElement puts the program of the lesson into its element, so that it is read without a script.
// Where the height is given, there is room for just that, so that nothing moves.
func (m *markdown) renderElement(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := string(node.Lines().Value(source))
	found := embeddedLesson.FindStringSubmatch(block)
	if found == nil {
		return ast.WalkStop, fmt.Errorf("HTML that is no embedded lesson: %s", block)
	}
	room := ""
	if height := givenHeight.FindStringSubmatch(found[2]); height != nil {
		room = fmt.Sprintf(" style=\"height: %spx\"", height[1])
	}
	for _, l := range m.lessons {
		if l.ID == found[1] {
			fmt.Fprintf(w, "<pool-playground lesson=\"%s\"%s%s><pre tabindex=\"0\"><code>%s</code></pre></pool-playground>\n", l.ID, found[2], room, l.Go)
			return ast.WalkContinue, nil
		}
	}
	return ast.WalkStop, fmt.Errorf("there is no lesson %q to embed", found[1])
}

func refuseHTML(_ util.BufWriter, source []byte, node ast.Node, _ bool) (ast.WalkStatus, error) {
	return ast.WalkStop, fmt.Errorf("HTML in a paragraph: %s", node.(*ast.RawHTML).Segments.Value(source))
}

// renderPicture writes the light and the dark form of a picture with their size, of which the page
// shows one: room is there before they are.
func (m *markdown) renderPicture(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	name := string(node.(*ast.Image).Destination)
	if !strings.HasSuffix(name, lightPicture) {
		return ast.WalkStop, fmt.Errorf("the picture %s, whose name does not end in %s", name, lightPicture)
	}
	for _, theme := range []string{"light", "dark"} {
		file := strings.TrimSuffix(name, lightPicture) + "-" + theme + path.Ext(name)
		content, err := fs.ReadFile(m.dir, file)
		if err != nil {
			return ast.WalkStop, err
		}
		size, err := webp.DecodeConfig(bytes.NewReader(content))
		if err != nil {
			return ast.WalkStop, fmt.Errorf("%s: %w", file, err)
		}
		m.pictures = append(m.pictures, file)
		fmt.Fprintf(w, `<img class="%s" src="%s" width="%d" height="%d" loading="lazy" alt="%s">`,
			theme, file, size.Width/pictureScale, size.Height/pictureScale, html.EscapeString(textOf(node, source)))
	}
	return ast.WalkSkipChildren, nil
}

const lightPicture = "-light.webp"

// pictureScale is how many pixels of a picture make one of the page.
const pictureScale = 2
