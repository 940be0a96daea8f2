package toolchain

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestOnlyWhatProgramsMayImportIsARoot(t *testing.T) {
	got := importable(strings.Fields("fmt internal/abi crypto/internal/fips140 encoding/json vendor/golang.org/x/net/http cmd/go runtime internalx"))
	if want := []string{"fmt", "encoding/json", "runtime", "internalx"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

const goListed = `{"ImportPath": "unsafe", "Name": "unsafe"}
{"ImportPath": "vendor/a/b", "Name": "b", "Export": "/cache/b-d", "BuildID": "b/1"}
{"ImportPath": "fmt", "Name": "fmt", "Export": "/cache/fmt-d", "BuildID": "fmt/1", "Imports": ["vendor/a/b", "unsafe", "errors"]}
{"ImportPath": "x.org/m/b", "Name": "b", "Export": "/cache/mb-d", "BuildID": "mb/1", "Module": {"Path": "x.org/m", "Version": "v1.2.3", "Dir": "/modules/m"}}
{"ImportPath": "x.org/m", "Name": "m", "Export": "/cache/m-d", "BuildID": "m/1", "Module": {"Path": "x.org/m", "Version": "v1.2.3", "Dir": "/modules/m"}}
{"ImportPath": "errors", "Name": "errors", "Export": "/cache/errors-d", "BuildID": "errors/1"}
{"ImportPath": "poolground/wasm/gotools", "Name": "main", "Export": "/cache/gotools-d", "BuildID": "gotools/1", "Imports": ["fmt"], "Module": {"Path": "poolground", "Dir": "/src", "Main": true}}
`

// goCommand stands in for the go command: it answers each call with the next of its outputs.
func goCommand(outputs ...string) (*[][]string, func(context.Context, []string, ...string) ([]byte, error)) {
	var calls [][]string
	return &calls, func(_ context.Context, env []string, args ...string) ([]byte, error) {
		if !slices.Equal(env, []string{"GOOS=js", "GOARCH=wasm"}) {
			return nil, errors.New("called for another system")
		}
		calls = append(calls, args)
		if len(calls) > len(outputs) {
			return nil, errors.New("called too often")
		}
		return []byte(outputs[len(calls)-1]), nil
	}
}

func TestList(t *testing.T) {
	calls, run := goCommand("fmt\nerrors\ninternal/abi\n", goListed)
	l, err := Source{Run: run}.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Listing{gotools: "gotools/1", Modules: []Module{{"x.org/m", "v1.2.3", "/modules/m"}}, Archives: []Archive{
		{"errors", []string{}, "/cache/errors-d"},
		{"fmt", []string{"errors", "vendor/a/b"}, "/cache/fmt-d"},
		{"vendor/a/b", []string{}, "/cache/b-d"},
		{"x.org/m", []string{}, "/cache/m-d"},
		{"x.org/m/b", []string{}, "/cache/mb-d"},
	}}
	if !reflect.DeepEqual(l, want) {
		t.Errorf("got %+v\nwant %+v", l, want)
	}
	asked := strings.Join((*calls)[1], " ")
	if tail := " fmt errors poolground/pool poolground/wasm/webworker poolground/wasm/toolchain/warmup poolground/wasm/gotools"; !strings.HasSuffix(asked, tail) {
		t.Errorf("asked for %s", asked)
	}
}

func TestUnexpectedListings(t *testing.T) {
	for listing, want := range map[string]string{
		`{"ImportPath": "fmt"}`: `"go list -export" names no archive of fmt`,
		"":                      `"go list -export" does not name poolground/wasm/gotools`,
		"nonsense":              `what "go list" prints is not understood: invalid character 'o' in literal null (expecting 'u')`,
	} {
		_, run := goCommand("fmt\n", listing)
		if _, err := (Source{Run: run}).List(t.Context()); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", listing, err, want)
		}
	}
}
