package web

import (
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const docHead = "---\ntitle: T\nname: N\ndescription: D\norder: 0\n---\n"

func docFiles(text string) fstest.MapFS {
	return fstest.MapFS{"index.md": {Data: []byte(docHead + text)}}
}

var someLessons = []Lesson{{ID: "starmap", Go: "<b>package</b> main"}}

func TestDocText(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"links", "[a](python.md#map) [b](index.md) [c](../?lesson=starmap)",
			`<p><a href="python.html#map">a</a> <a href="./">b</a> <a href="../?lesson=starmap">c</a></p>`},
		{"heading", "## A `b`", `<h2 id="a-b">A <code>b</code> <a class="anchor" href="#a-b" aria-label="Link to this section">#</a></h2>`},
		{"quotes", "Python's", "<p>Python&rsquo;s</p>"},
		{"table", "| a |\n| - |\n| b |", "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead>\n<tr>\n<th>a</th>\n" +
			"</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table></div>"},
		{"code", "```js\nf(1) // <\n```", `<figure class="listing"><figcaption>JavaScript</figcaption><pre tabindex="0"><code>` +
			`f(<span class="n">1</span>) <span class="c">// &lt;` + "\n</span></code></pre></figure>"},
		{"a file", "```go main.go\nx\n```", `<figure class="listing"><figcaption>main.go</figcaption><pre tabindex="0"><code>x` + "\n</code></pre></figure>"},
		{"what is printed", "```output\n1\n```", `<figure class="listing printed"><figcaption>It prints</figcaption><pre tabindex="0"><code>1` + "\n</code></pre></figure>"},
		{"a program", "```go run\nx\n```", "<pool-playground run=\"click\"><pre tabindex=\"0\"><code>x\n</code></pre></pool-playground>"},
		{"a lesson", "<pool-playground lesson=\"starmap\" height=\"680\">\n</pool-playground>",
			`<pool-playground lesson="starmap" height="680" style="height: 680px"><pre tabindex="0"><code><b>package</b> main</code></pre></pool-playground>`},
	} {
		docs, err := readDocs(docFiles(c.text), someLessons)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := strings.TrimSpace(string(docs[0].Text)); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestDocErrorsSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name  string
		files fs.FS
		want  string
	}{
		{"no page", fstest.MapFS{}, "the first page of web/docs is not index.md"},
		{"front matter", fstest.MapFS{"a.md": {Data: []byte("Text")}}, `docs/a.md: the first line is not "---"`},
		{"order", fstest.MapFS{"a.md": {Data: []byte(strings.Replace(docHead, "0", "zero", 1))}}, `docs/a.md: order "zero" is not a whole number`},
		{"title", docFiles("# A"), "docs/index.md: a heading of the first level: the title is in the front matter"},
		{"language", docFiles("```cobol\n```"), `docs/index.md: a block of code in "cobol", which no page has yet: see languages`},
		{"lesson", docFiles("<pool-playground lesson=\"no\">\n</pool-playground>"), `docs/index.md: there is no lesson "no" to embed`},
		{"HTML", docFiles("<div>\n"), "docs/index.md: HTML that is no embedded lesson: <div>\n"},
		{"HTML in text", docFiles("2<sup>53</sup>"), "docs/index.md: HTML in a paragraph: <sup>"},
		{"picture of one theme", docFiles("![alt](a.png)"), "docs/index.md: the picture a.png, whose name does not end in -light.webp"},
		{"picture", docFiles("![alt](no-light.webp)"), "docs/index.md: open no-light.webp: file does not exist"},
	} {
		if _, err := readDocs(c.files, someLessons); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestDocsStandInTheirOrder(t *testing.T) {
	files := docFiles("## One\n\n## Two\n\n### Not this")
	maps.Copy(files, fstest.MapFS{"a.md": {Data: []byte(strings.Replace(docHead, "0", "2", 1))}, "b.md": {Data: []byte(strings.Replace(docHead, "0", "1", 1))}})
	docs, err := readDocs(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := builder{docs: docs}
	var entries, order []string
	for _, p := range b.docPages() {
		entries, order = append(entries, p.Entry), append(order, p.Path())
	}
	if got := strings.Join(order, " "); got != "docs/ docs/b.html docs/a.html" {
		t.Errorf("the pages are %s", got)
	}
	if got := strings.Join(entries, ","); got != "Docs,," {
		t.Errorf("the masthead names %q", got)
	}
	if s := docs[0].Sections; len(s) != 2 || s[1] != (section{"two", "Two"}) {
		t.Errorf("the sections are %v", s)
	}
}

// Highlighting changes no text, whatever the language.
func TestHighlightKeepsTheText(t *testing.T) {
	for language := range languages {
		for _, code := range []string{"", "x", "a < b & \"c\"\n", "GOOS=js go build # x\n", "<script>\n  let a = 1;\n</script>\n", "[a]\nb = 1\n"} {
			if got := plainText(string(highlight(language, []byte(code)))); got != code {
				t.Errorf("%s: got %q, want %q", language, got, code)
			}
		}
	}
}

// Search engines cut longer titles and descriptions, and find fault with those that are alike.
func TestDocsCanBeFound(t *testing.T) {
	seen := map[string]string{}
	docs, err := readDocs(os.DirFS("docs"), readRealLessons(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		for what, text := range map[string]string{"title": d.Title, "description": d.Description, "name": d.Name} {
			if other := seen[text]; other != "" {
				t.Errorf("%s has the %s of %s: %s", d.ID, what, other, text)
			}
			seen[text] = d.ID
		}
		if n := len([]rune(d.Title)); n > 70 {
			t.Errorf("the title of %s has %d characters, more than 70", d.ID, n)
		}
		if n := len([]rune(d.Description)); n < 70 || n > 180 {
			t.Errorf("the description of %s has %d characters, not 70 to 180", d.ID, n)
		}
	}
}

func readRealLessons(t *testing.T) []Lesson {
	lessons, err := readLessons(os.DirFS("lessons"))
	if err != nil {
		t.Fatal(err)
	}
	return lessons
}
