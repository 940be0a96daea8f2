package webworker

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"poolground/pool"
)

const mirror = "../../web/src/runtime/protocol.ts"

func readMirror(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(mirror)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// section returns what stands between a line that begins with start and the next that begins
// with end.
func section(t *testing.T, text, start, end string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "\n"+start)
	body, _, closed := strings.Cut(rest, "\n"+end)
	if !found || !closed {
		t.Fatalf("%s has no %q that ends in %q", mirror, start, end)
	}
	return body
}

func matches(pattern, text string) []string {
	var all []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, strings.Join(m[1:], " "))
	}
	return all
}

func compare(t *testing.T, what string, inGo, inTypeScript []string) {
	t.Helper()
	if !slices.Equal(inGo, inTypeScript) {
		t.Errorf("%s differ:\n Go         %q\n TypeScript %q", what, inGo, inTypeScript)
	}
}

func TestMirrorVersion(t *testing.T) {
	compare(t, "versions", []string{strconv.Itoa(protocolVersion)}, matches(`export const VERSION = (\d+);`, readMirror(t)))
}

func TestMirrorDeliveries(t *testing.T) {
	inGo := []string{
		fmt.Sprintf("frame %d", deliveredFrame),
		fmt.Sprintf("stdout %d", deliveredStdout),
		fmt.Sprintf("stderr %d", deliveredStderr),
		fmt.Sprintf("end %d", deliveredEnd),
	}
	line := matches(`export const Delivery = \{(.*)\}`, readMirror(t))
	compare(t, "deliveries", inGo, matches(`(\w+): (\d+)`, strings.Join(line, "")))
	inGo = []string{fmt.Sprint("NOTHING ", nothing), fmt.Sprint("PARENT_LINK ", parentLink), fmt.Sprint("TURN ", turnLink), fmt.Sprint("LATER ", laterLink)}
	compare(t, "numbers", inGo, matches(`export const (NOTHING|PARENT_LINK|TURN|LATER) = (-?\d+);`, readMirror(t)))
}

func TestMirrorBox(t *testing.T) {
	var b callBox
	inGo := []string{
		fmt.Sprint("link ", unsafe.Offsetof(b.link)/4),
		fmt.Sprint("pieces ", unsafe.Offsetof(b.pieces)/4),
		fmt.Sprint("piece ", unsafe.Offsetof(b.piece)/4),
		fmt.Sprint("address ", unsafe.Offsetof(b.piece[0].at)/4),
		fmt.Sprint("length ", unsafe.Offsetof(b.piece[0].size)/4),
		fmt.Sprint("pieceWords ", unsafe.Sizeof(b.piece[0])/4),
		fmt.Sprint("kind ", unsafe.Offsetof(b.kind)/4),
		fmt.Sprint("size ", unsafe.Offsetof(b.size)/4),
		fmt.Sprint("following ", unsafe.Offsetof(b.following)/4),
	}
	body := section(t, readMirror(t), "export const Box = {", "}")
	compare(t, "the box's fields", inGo, matches(`(\w+): (\d+)`, body))
}

func TestMirrorHost(t *testing.T) {
	inGo := []string{
		hostVersion, hostRole, hostSlot, hostWorkers, hostObserve, hostServe,
		hostAttach, hostStart, hostSend, hostKill, hostNext, hostEvents, hostRelay, hostTurn, hostLater, hostLastWords,
	}
	body := section(t, readMirror(t), "export interface Host {", "}")
	compare(t, "the host's members", inGo, matches(`(?m)^  (?:readonly )?(\w+)[:(]`, body))
	roles := matches(`role: "parent" \| "(\w+)"`, body)
	compare(t, "roles", []string{roleWorker}, roles)
	shell, err := os.ReadFile("../../web/src/runtime/shell.ts")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "the host's names", []string{hostName}, matches(`scope\.(\w+) = this;`, string(shell)))
}

func TestMirrorExports(t *testing.T) {
	source, err := os.ReadFile("wake_js.go")
	if err != nil {
		t.Fatal(err)
	}
	body := section(t, readMirror(t), "export interface Exports {", "}")
	compare(t, "exports", matches(`//go:wasmexport (\w+)`, string(source)), matches(`(?m)^  (\w+)\(`, body))
}

func TestMirrorEvents(t *testing.T) {
	var inGo []string
	for _, field := range eventFields {
		inGo = append(inGo, field[0]+" "+field[1])
	}
	fields := section(t, readMirror(t), "export const EVENT_FIELDS = [", "]")
	compare(t, "event fields", inGo, matches(`\["(\w+)", "(\w+)"\]`, fields))

	var kinds []string
	for k := pool.JobStarted; k <= pool.WorkerDied; k++ {
		kinds = append(kinds, k.String())
	}
	names := section(t, readMirror(t), "export const EVENT_KINDS = [", "]")
	compare(t, "event kinds", kinds, matches(`"(\w+)"`, names))
}

// What appendEvent writes is as long as its fields say.
func TestEventLength(t *testing.T) {
	size := 0
	for _, field := range eventFields {
		size += map[string]int{"u32": 4, "i32": 4, "f64": 8}[field[1]]
	}
	e := pool.Event{Function: "square", Err: os.ErrClosed}
	want := size + len(e.Function) + len(e.Err.Error())
	if got := len(appendEvent(nil, 0, 0, e)); got != want {
		t.Errorf("an event takes %d bytes, its fields %d", got, want)
	}
}
