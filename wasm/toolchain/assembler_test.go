package toolchain

import (
	"go/build"
	"path/filepath"
	"strings"
	"testing"
)

const smallAssembler = `package arm

import (
	"cmd/internal/obj"
	"cmd/internal/sys"
	"fmt"
)

var unaryDst = map[obj.As]bool{1: true}

var Linkarm = obj.LinkArch{
	Arch: sys.ArchARM,
	Init: func() { fmt.Println() },
}

var names = fmt.Sprint()
`

func TestAssemblerLosesWhatKeepsIt(t *testing.T) {
	got, err := withoutLinkArch([]byte(smallAssembler))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"Linkarm": false, "cmd/internal/sys": false, "unaryDst": true, `"cmd/internal/obj"`: true, `"fmt"`: true,
	} {
		if strings.Contains(string(got), text) != want {
			t.Errorf("%q: want %v in\n%s", text, want, got)
		}
	}
}

func TestAssemblersOfTheInstalledGoAreTrimmed(t *testing.T) {
	files := map[string][]byte{}
	if err := trimAssemblers(build.Default.GOROOT, files); err != nil {
		t.Fatal(err)
	}
	trimmed := map[string]bool{}
	for path := range files {
		trimmed[filepath.Base(filepath.Dir(path))] = true
	}
	if len(trimmed) < 3 || trimmed[keep] {
		t.Errorf("trimmed are %v", trimmed)
	}
}
