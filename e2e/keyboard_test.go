//go:build !js

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// stop is where the focus is: the part of the page, whether the focus is seen, and what has it.
type stop struct {
	Part, Name string
	Seen       bool
}

const focused = `(() => {
	const element = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(element);
	const part = element.closest("skip-link, .masthead, lesson-list, lesson-text, program-code, .controls, program-output, pool-timeline");
	return {
		Part: part?.className || part?.localName || "",
		Name: element.className || element.title || element.textContent.slice(0, 40),
		Seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
	};
})()`

// Tab leads through the whole page in the order in which it is read, and each stop is seen. Escape
// lets it out of the editor, whose program stays as it is.
func TestKeyboardAlone(tb *testing.T) {
	t := openLesson(tb, "starmap", 2)
	t.enlarge()
	t.waitUntil(`document.querySelector(".cm-content")`)
	program := t.code()
	var parts []string
	for range 60 {
		t.key(kb.Tab)
		at := fromJSON[stop](t, focused)
		if at.Part == "" {
			break
		}
		editor := strings.Contains(at.Name, "cm-content")
		if !at.Seen && !editor {
			t.Errorf("in %s, the focus on %q is not seen", at.Part, at.Name)
		}
		if len(parts) == 0 || parts[len(parts)-1] != at.Part {
			parts = append(parts, at.Part)
		}
		if editor { // it draws its focus itself, a moment later
			t.waitUntil(`getComputedStyle(document.querySelector(".cm-gutters")).boxShadow !== "none"`)
			t.key(kb.Escape)
		}
	}
	const want = "skip-link, masthead, lesson-list, lesson-text, code, controls, program-output, pool-timeline"
	if got := strings.Join(parts, ", "); got != want {
		t.Errorf("Tab leads through %s, want %s", got, want)
	}
	if t.code() != program {
		t.Errorf("Tab has changed the program: %q", t.code())
	}
}
