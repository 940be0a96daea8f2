package web

import (
	"strings"
	"testing"
	"testing/fstest"
)

func lessonFiles(id, text string) fstest.MapFS {
	return fstest.MapFS{
		id + "/lesson.md": {Data: []byte(text)},
		id + "/main.go":   {Data: []byte("package main\n")},
		id + "/main.py":   {Data: []byte("pass\n")},
	}
}

func TestLessonsStandInTheirOrder(t *testing.T) {
	files := lessonFiles("later", "---\ntitle: Later\norder: 20\n---\nText.\n")
	for name, f := range lessonFiles("sooner", "---\ntitle: Sooner: yes\norder: 10\n---\nA *word* and `code`.\n") {
		files[name] = f
	}
	lessons, err := readLessons(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(lessons) != 2 || lessons[0].ID != "sooner" || lessons[1].ID != "later" {
		t.Fatalf("got %+v", lessons)
	}
	if got, want := lessons[0].Title, "Sooner: yes"; got != want {
		t.Errorf("title: got %q, want %q", got, want)
	}
	if got, want := string(lessons[0].Text), "<p>A <em>word</em> and <code>code</code>.</p>\n"; got != want {
		t.Errorf("text: got %q, want %q", got, want)
	}
}

func TestLessonErrorsSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no front matter", "Text.", `lesson l: lesson.md: the first line is not "---"`},
		{"not closed", "---\ntitle: T\n", `lesson l: lesson.md: the front matter has no closing "---"`},
		{"no title", "---\norder: 1\n---\n", `lesson l: lesson.md: the front matter lacks "title"`},
		{"no order", "---\ntitle: T\n---\n", `lesson l: lesson.md: the front matter lacks "order"`},
		{"order", "---\ntitle: T\norder: first\n---\n", `lesson l: lesson.md: order "first" is not a whole number`},
		{"twice", "---\ntitle: T\ntitle: T\n---\n", `lesson l: lesson.md: the front matter has "title" twice`},
		{"unknown", "---\ntittle: T\n---\n", `lesson l: lesson.md: the front matter has the unknown key "tittle"`},
		{"no value", "---\ntitle:\n---\n", `lesson l: lesson.md: front matter line "title:" is not "key: value"`},
	} {
		_, err := readLessons(lessonFiles("l", c.text))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestLessonFolders(t *testing.T) {
	if _, err := readLessons(fstest.MapFS{}); err == nil || err.Error() != "there is no lesson in web/lessons" {
		t.Errorf("no lesson: got %v", err)
	}
	if _, err := readLessons(lessonFiles("Bad_Name", "---\ntitle: T\norder: 1\n---\n")); err == nil || !strings.Contains(err.Error(), "small letters") {
		t.Errorf("bad name: got %v", err)
	}
	files := lessonFiles("l", "---\ntitle: T\norder: 1\n---\n")
	delete(files, "l/main.py")
	if _, err := readLessons(files); err == nil || !strings.Contains(err.Error(), "l/main.py") {
		t.Errorf("no Python: got %v", err)
	}
}

func TestHighlight(t *testing.T) {
	goCode := "func f() string { return `a<b` + \"c\" } // 1\n"
	want := `<span class="k">func</span> <span class="f">f</span>() string { <span class="k">return</span> ` +
		`<span class="s">` + "`a&lt;b`" + `</span> + <span class="s">&#34;c&#34;</span> } <span class="c">// 1</span>` + "\n"
	if got := string(highlightGo([]byte(goCode))); got != want {
		t.Errorf("Go: got\n%s\nwant\n%s", got, want)
	}
	python := "if f(1) < x: # why\n    print(\"if\")\n"
	want = `<span class="k">if</span> <span class="f">f</span>(<span class="n">1</span>) &lt; x: <span class="c"># why</span>` + "\n" +
		`    <span class="f">print</span>(<span class="s">&#34;if&#34;</span>)` + "\n"
	if got := string(highlightPython([]byte(python))); got != want {
		t.Errorf("Python: got\n%s\nwant\n%s", got, want)
	}
}

func FuzzHighlightKeepsTheText(f *testing.F) {
	f.Add("package main\n\nfunc main() {}\n")
	f.Add("x := `\"\n'")
	f.Fuzz(func(t *testing.T, code string) {
		for name, highlighted := range map[string]string{
			"Go": string(highlightGo([]byte(code))), "Python": string(highlightPython([]byte(code))),
		} {
			if got := plainText(highlighted); got != code {
				t.Errorf("%s: got %q, want %q", name, got, code)
			}
		}
	})
}
