//go:build !js

package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A stretch is what the timeline shows of the run, in milliseconds.
type stretch struct{ From, Until float64 }

func (s stretch) length() float64 { return s.Until - s.From }

func (t *tab) stretch() stretch {
	t.Helper()
	t.frames(2)
	return fromJSON[stretch](t, timeline+".stretch")
}

// Where the lanes stand on their canvas on a large screen, as view.ts has it.
const lanesLeft, lanesRight, axisHeight = 144, 24, 30

// pointAt is the middle of a lane (0: the parent's) at a moment, in the window.
func (t *tab) pointAt(lane int, ms float64) (x, y float64) {
	t.Helper()
	t.do(`document.querySelector("pool-timeline canvas").scrollIntoView({ block: "nearest", behavior: "instant" })`)
	box := fromJSON[struct{ X, Y, Width, Height float64 }](t, `document.querySelector("pool-timeline canvas").getBoundingClientRect()`)
	lanes := eval[int](t, timeline+".model.lanes.length")
	s := t.stretch()
	height := math.Floor((box.Height - axisHeight) / float64(lanes))
	return box.X + lanesLeft + (ms-s.From)/s.length()*(box.Width-lanesLeft-lanesRight), box.Y + height*(float64(lane)+0.5)
}

func (t *tab) mouse(kind input.DispatchMouseEventType, x, y float64, change func(*input.DispatchMouseEventParams)) {
	t.Helper()
	p := input.DispatchMouseEventParams{Type: kind, X: x, Y: y}
	if change != nil {
		change(&p)
	}
	if _, err := chromedp.Call(t.ctx, input.DispatchMouseEvent, p); err != nil {
		t.Fatal(err)
	}
}

// little stands for no movement, which the protocol cannot say.
const little = 1e-3

func (t *tab) wheel(x, y, dx, dy float64, modifiers chromedp.Modifier) {
	t.Helper()
	t.mouse(input.DispatchMouseEventTypeMouseWheel, x, y, func(p *input.DispatchMouseEventParams) {
		p.DeltaX, p.DeltaY, p.Modifiers = dx, dy, int64(modifiers)
	})
}

// Wheel, drag and buttons change what is shown of 10,000 chunks; the bar under the pointer stays there.
func TestTimelineZoomByPointer(tb *testing.T) {
	t := openLesson(tb, "starmap", 2)
	t.showChunks(10_000)
	whole := t.stretch()
	x, y := t.pointAt(2, 2500)
	x = math.Round(x)
	for range 8 {
		t.wheel(x, y, little, -100, chromedp.ModifierCtrl)
	}
	near := t.stretch()
	if near.length() > whole.length()/10 || near.From > 2500 || near.Until < 2500 {
		t.Fatalf("%v is shown after zooming at 2500", near)
	}
	if again, _ := t.pointAt(2, 2500); math.Abs(again-x) > 3 { // a pointer stands on whole pixels
		t.Errorf("2500 ms stood at %v and stands at %v", x, again)
	}
	t.mouse(input.DispatchMouseEventTypeMouseMoved, x, y, nil)
	t.waitUntil(`/^f, task (2497|2501) \(worker 1\)\n2 ms, from/.test(document.querySelector("pool-timeline .details").textContent)`)

	press := func(p *input.DispatchMouseEventParams) {
		p.Button, p.Buttons, p.ClickCount = input.MouseButtonLeft, 1, 1
	}
	t.mouse(input.DispatchMouseEventTypeMousePressed, x, y, press)
	t.mouse(input.DispatchMouseEventTypeMouseMoved, x-50, y, press)
	t.mouse(input.DispatchMouseEventTypeMouseMoved, x-100, y, press)
	t.mouse(input.DispatchMouseEventTypeMouseReleased, x-100, y, press)
	dragged := t.stretch()
	if again, _ := t.pointAt(2, 2500); math.Abs(again-(x-100)) > 3 || math.Abs(dragged.length()-near.length()) > 1e-6 {
		t.Errorf("dragged by 100 pixels 2500 ms went from %v to %v, and %v became %v", x, again, near, dragged)
	}
	t.wheel(x, y, little, 50, chromedp.ModifierShift)
	if panned := t.stretch(); panned.From <= dragged.From {
		t.Errorf("Shift and the wheel made %v of %v", panned, dragged)
	}
	t.click(`[data-do="all"]`)
	if got := t.stretch(); got != whole {
		t.Errorf("Show all shows %v", got)
	}
	t.click(`[data-do="in"]`)
	if got := t.stretch(); math.Abs(got.length()-whole.length()/2) > 1e-6 {
		t.Errorf("Zoom in shows %v", got)
	}
	t.click(`[data-do="out"]`)
	if got := t.stretch(); got != whole || !eval[bool](t, `document.querySelector('[data-do="out"]').ariaDisabled === "true"`) {
		t.Errorf("Zoom out shows %v", got)
	}
}

// Two fingers zoom, one pans, and a finger that lets go leaves the details.
func TestTimelineByTouch(tb *testing.T) {
	t := openLesson(tb, "starmap", 2)
	if err := chromedp.Do(t.ctx, chromedp.EmulateViewport(1440, 900, chromedp.EmulateTouch)); err != nil {
		t.Fatal(err)
	}
	t.showChunks(1000)
	whole := t.stretch()
	x, y := t.pointAt(1, 500)
	t.touch(input.DispatchTouchEventTypeTouchStart, x-20, y, x+20, y)
	for d := 30.0; d <= 200; d += 10 {
		t.touch(input.DispatchTouchEventTypeTouchMove, x-d, y, x+d, y)
	}
	t.touch(input.DispatchTouchEventTypeTouchEnd)
	near := t.stretch()
	if near.length() > whole.length()/5 || near.From > 500 || near.Until < 500 {
		t.Fatalf("two fingers made %v of %v", near, whole)
	}
	t.touch(input.DispatchTouchEventTypeTouchStart, x, y)
	for d := 10.0; d <= 100; d += 10 {
		t.touch(input.DispatchTouchEventTypeTouchMove, x+d, y)
	}
	t.touch(input.DispatchTouchEventTypeTouchEnd)
	if panned := t.stretch(); panned.From >= near.From || math.Abs(panned.length()-near.length()) > 1e-6 {
		t.Errorf("a finger made %v of %v", panned, near)
	}
	t.touch(input.DispatchTouchEventTypeTouchStart, x, y)
	t.touch(input.DispatchTouchEventTypeTouchEnd)
	t.frames(2)
	if got := eval[string](t, `document.querySelector("pool-timeline .details:not([hidden])")?.textContent ?? ""`); !strings.Contains(got, " (worker 0)\n") {
		t.Errorf("a tap says %q", got)
	}
}

// touch tells the page where fingers are: x and y of each.
func (t *tab) touch(kind input.DispatchTouchEventType, at ...float64) {
	t.Helper()
	points := []*input.TouchPoint{}
	for i := 0; i < len(at); i += 2 {
		id := float64(i)
		points = append(points, &input.TouchPoint{X: at[i], Y: at[i+1], ID: &id})
	}
	if _, err := chromedp.Call(t.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
		t.Fatal(err)
	}
}

// On a page that scrolls, a plain wheel over the lanes scrolls it, and zooms nothing.
func TestTimelineLeavesTheWheel(tb *testing.T) {
	t := openLesson(tb, "starmap", 2)
	if err := chromedp.Do(t.ctx, chromedp.EmulateViewport(390, 844)); err != nil {
		t.Fatal(err)
	}
	t.showChunks(1000)
	t.do(`document.querySelector("pool-timeline canvas").scrollIntoView({ block: "end", behavior: "instant" })`)
	t.click(`[data-do="in"]`)
	before := t.stretch()
	t.do(`void (window.scrolled = new Promise((resolve) => addEventListener("scroll", () => resolve(), { once: true })))`)
	box := fromJSON[struct{ X, Y, Width, Height float64 }](t, `document.querySelector("pool-timeline canvas").getBoundingClientRect()`)
	t.wheel(box.X+200, box.Y+60, little, -200, 0)
	t.do(`scrolled`)
	if got := t.stretch(); got != before {
		t.Errorf("the wheel made %v of %v", got, before)
	}
}

// Keys alone lead to every bar, zoom and pan, and what is reached is said.
func TestTimelineByKeyboard(tb *testing.T) {
	t := runLanes(tb)
	whole := t.stretch()
	t.do(`document.querySelector("pool-timeline canvas").focus()`)
	said := func() string { return eval[string](t, `document.querySelector("pool-timeline .told").textContent`) }
	t.key(kb.ArrowRight)
	if got := said(); !strings.HasPrefix(got, "running (parent)\n") {
		t.Errorf("the first key leads to %q", got)
	}
	t.key(kb.ArrowRight)
	if got := said(); !strings.HasPrefix(got, "blocked in Map (parent)\n") || !strings.HasSuffix(got, "\nwaits for job 0") {
		t.Errorf("the next leads to %q", got)
	}
	t.key(kb.ArrowDown + kb.Home)
	first := said()
	if !strings.HasPrefix(first, "meets, task ") || !strings.Contains(first, " (worker 0)\n") ||
		!strings.Contains(first, "\njob 0, 1 item, ") || !strings.HasSuffix(first, " sent and received") {
		t.Errorf("the first chunk of the first worker is %q", first)
	}
	if got := eval[string](t, `document.querySelector("pool-timeline .details:not([hidden])").textContent`); got != first {
		t.Errorf("%q is said, %q shown", first, got)
	}
	t.key(kb.Enter)
	_, workers := t.lanes()
	chunk := workers[0].Chunks[0]
	near := t.stretch()
	if near.length() >= whole.length() || near.From > chunk.Start || near.Until < chunk.End {
		t.Errorf("Enter shows %v of %v for %v", near, whole, chunk)
	}
	for _, step := range []struct {
		keys string
		with []chromedp.Modifier
		is   func(was, now stretch) bool
	}{
		{"+", nil, func(was, now stretch) bool { return now.length() < was.length() }},
		{kb.ArrowRight, []chromedp.Modifier{chromedp.ModifierShift}, func(was, now stretch) bool { return now.From > was.From }},
		{kb.ArrowLeft, []chromedp.Modifier{chromedp.ModifierShift}, func(was, now stretch) bool { return now.From < was.From }},
		{"-", nil, func(was, now stretch) bool { return now.length() > was.length() }},
		{"0", nil, func(_, now stretch) bool { return now == whole }},
	} {
		was := t.stretch()
		t.key(step.keys, step.with...)
		if now := t.stretch(); !step.is(was, now) {
			t.Errorf("key %q made %v of %v", step.keys, now, was)
		}
	}
	t.key(kb.Escape)
	if !eval[bool](t, `document.querySelector("pool-timeline .details").hidden`) || eval[string](t, `document.querySelector("pool-program").dataset.state`) != "done" {
		t.Error("Escape does not just put the details away")
	}
}

// The table has a row for all that the lanes show; Earlier and Later turn its pages.
func TestTimelineTable(tb *testing.T) {
	t := runLanes(tb)
	parent, workers := t.lanes()
	want := len(parent.States)
	for _, l := range workers {
		want += len(l.States) + len(l.Chunks)
	}
	t.do(`document.querySelector('[data-do="table"]').focus()`)
	t.key(kb.Enter)
	rows := func() int { return eval[int](t, `document.querySelectorAll("pool-timeline tbody tr").length`) }
	if got := rows(); got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
	row := eval[string](t, `[...document.querySelectorAll("pool-timeline tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent).join("|")).find((text) => text.includes("|worker 1|meets"))`)
	if !strings.Contains(row, "|0|1|") || !strings.Contains(row, " bytes|") {
		t.Errorf("worker 1's first chunk is in the row %q", row)
	}
	if !eval[bool](t, `document.querySelector('[data-do="table"]').ariaPressed === "true" && document.querySelector("pool-timeline canvas").hidden`) {
		t.Error("the lanes are still there")
	}
	t.showChunks(1000)
	shown := func() string { return eval[string](t, `document.querySelector("pool-timeline .shown").textContent`) }
	t.click(`[data-do="later"]`)
	if got, want := shown(), fmt.Sprintf("Rows 201 to 400 of %s", "1,003"); got != want || rows() != 200 {
		t.Errorf("the second page says %q and has %d rows, want %q", got, rows(), want)
	}
	t.click(`[data-do="table"]`)
	if eval[bool](t, `document.querySelector("pool-timeline canvas").hidden`) {
		t.Error("the lanes do not come back")
	}
}
