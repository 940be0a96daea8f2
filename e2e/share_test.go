//go:build !js

package e2e

import (
	"strings"
	"testing"

	"poolground/web"
)

var noOptions web.Options

const (
	shared      = "// häß 🙂\npackage main\n\nfunc main() {}\n"
	linkBroken  = "The link’s program is broken or cut short. This is the lesson’s own."
	linkTooLong = "The link’s program is too long. This is the lesson’s own."
	linkUnknown = "The link’s program is in a form that this page does not know. This is the lesson’s own."
)

// share presses Share and returns the link.
func (t *tab) share() string {
	t.Helper()
	t.click("[data-part=share]")
	t.waitUntil(`!document.querySelector(".panel").hidden`)
	return eval[string](t, `document.querySelector(".panel input").value`)
}

func (t *tab) waitStatus(text string) {
	t.Helper()
	t.waitUntil(`document.querySelector("[data-part=status]").textContent === ` + quote(text))
}

func TestShare(tb *testing.T) {
	t := openEditor(tb, "starmap")
	t.paste(shared)
	link := t.share()
	if !strings.Contains(link, "?lesson=starmap&workers=2#code=1.") {
		t.Fatalf("the link is %q: %s", link, eval[string](t, `document.querySelector(".panel").textContent`))
	}
	other := newTab(tb)
	other.open(link)
	other.waitStatus("This program came with the link. Look at it, then press Run.")
	if got := other.code(); got != shared {
		t.Errorf("the link brings %q, want %q", got, shared)
	}
	if got := eval[string](other, `document.querySelector("pool-program").dataset.state`); got != "idle" {
		t.Errorf("the link begins %s", got)
	}
	other.checkEdited(true)
	// What the visitor makes of it is kept.
	other.enterEditor()
	other.key("x")
	if got := eval[string](other, "location.hash"); got != "" {
		t.Errorf("after an edit the address still has %s", got)
	}
	other.reload()
	if got := other.code(); got != "x"+shared {
		t.Errorf("after a reload the text is %q", got)
	}
}

// A link that is opened over a draft of one's own leaves that to undo.
func TestShareOverDraft(tb *testing.T) {
	t := openEditor(tb, "starmap")
	t.paste(shared)
	link := t.share()
	t.paste("package mine\n")
	t.do("location.hash = " + quote(link[strings.Index(link, "#"):]))
	t.waitUntil(code + "===" + quote(shared))
	t.enterEditor()
	t.key("z", ctrl)
	if got, want := t.code(), "package mine\n"; got != want {
		t.Errorf("undone, the text is %q, want %q", got, want)
	}
}

func TestBadLinks(tb *testing.T) {
	t := openEditor(tb, "starmap")
	lesson := t.code()
	t.paste(shared)
	link := t.share()
	start, packed, _ := strings.Cut(link, "#code=1.")
	// 32 MB of zeros, in 43 kB.
	bomb := eval[string](t, `new Response(new Blob([new Uint8Array(32 << 20)]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer()
		.then((b) => btoa(Array.from(new Uint8Array(b), (x) => String.fromCharCode(x)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, ""))`)
	for _, c := range []struct{ fragment, status string }{
		{"#code=1." + packed[:len(packed)/2], linkBroken},
		{"#code=1." + packed[4:], linkBroken},
		{"#code=1.", linkBroken},
		{"#code=1.%00<script>", linkBroken},
		{"#code=", linkUnknown},
		{"#code=9." + packed, linkUnknown},
		{"#code=1." + strings.Repeat("A", 100_000), linkTooLong},
		{"#code=1." + bomb, linkTooLong},
		{"#elsewhere", "Ready to run."},
	} {
		other := newTab(tb)
		other.open(start + c.fragment)
		other.waitStatus(c.status)
		if got := other.code(); got != lesson {
			t.Errorf("%.40s: the text is\n%s", c.fragment, got)
		}
	}
}

func TestProgramTooLongToShare(tb *testing.T) {
	t := openEditor(tb, "starmap")
	t.do(`document.querySelector("[data-part=editor]").value = Array.from({length: 99999}, (_, i) => i * i).join(" ")`)
	if link := t.share(); link != "" {
		t.Errorf("the link is %.99q", link)
	}
	want := "The program is too long for a link. Copy its text instead."
	if got := eval[string](t, `document.querySelector(".panel p").textContent`); got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
}
