package jspool

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const mirror = "../../web/src/runtime/jobs-protocol.ts"

// section is what stands in the mirror between a line that begins with start and the next that
// begins with end.
func section(t *testing.T, start, end string) string {
	t.Helper()
	text, err := os.ReadFile(mirror)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n"+start)
	body, _, closed := strings.Cut(rest, "\n"+end)
	if !found || !closed {
		t.Fatalf("%s has no %q that ends in %q", mirror, start, end)
	}
	return body
}

func matches(pattern, text string) (all []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return all
}

func TestMirrorFields(t *testing.T) {
	for name, value := range map[string]any{
		"Request": request{}, "RequestOptions": jobOptions{}, "Reply": reply{}, "Failure": failure{},
	} {
		var inGo []string
		for i := range reflect.TypeOf(value).NumField() {
			field, _, _ := strings.Cut(reflect.TypeOf(value).Field(i).Tag.Get("cbor"), ",")
			if name != "Request" || field != "lists" { // encodeFrame adds them
				inGo = append(inGo, field)
			}
		}
		slices.Sort(inGo)
		body := section(t, "export type "+name+" = {", "};")
		if inTypeScript := matches(`(?m)^  (\w+)\??:`, body); !slices.Equal(inGo, inTypeScript) {
			t.Errorf("the fields of %s differ:\n Go         %q\n TypeScript %q", name, inGo, inTypeScript)
		}
	}
}

func TestMirrorWords(t *testing.T) {
	for name, c := range map[string]struct {
		field string
		words []string
	}{
		"Request": {"op", []string{opOpen, opMap, opStream, opItems, opEnd, opCancel, opClose}},
		"Reply":   {"kind", []string{kindServing, kindOpened, kindDone, kindItems, kindProgress}},
	} {
		_, line, _ := strings.Cut(section(t, "export type "+name+" = {", "};"), "  "+c.field+": ")
		line, _, _ = strings.Cut(line, ";")
		slices.Sort(c.words)
		if inTypeScript := matches(`"(\w+)"`, line); !slices.Equal(c.words, inTypeScript) {
			t.Errorf("the %ss differ:\n Go         %q\n TypeScript %q", c.field, c.words, inTypeScript)
		}
	}
}

// A frame that is cut short anywhere is an error, never a panic.
func TestCutRequests(t *testing.T) {
	for _, frame := range [][]byte{nil, {1}, {9, 0, 0, 0, 0xa0}, {1, 0, 0, 0, 0xff}, {0, 0, 0, 0}} {
		if _, _, err := decodeRequest(frame); err == nil {
			t.Errorf("%v is taken for a request", frame)
		}
	}
}
