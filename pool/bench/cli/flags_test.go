//go:build !js

package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestWrongUse(t *testing.T) {
	for args, want := range map[string]string{
		"nap":                          `unknown command "nap" for "poolbench"`,
		"sweep now":                    `unknown command "now" for "poolbench sweep"`,
		"sweep --nap":                  "unknown flag: --nap",
		"sweep --workers 0":            `invalid argument "0" for "-n, --workers" flag: want whole numbers from 1 to 1024, as "1-4" or "1,2,8"`,
		"sweep --workers 4-2":          "want whole numbers from 1 to 1024",
		"sweep --workers 1-9999999":    "want whole numbers from 1 to 1024",
		"sweep --workers 1,1-2":        `"-n, --workers" flag: 1 stands there twice`,
		"sweep --workers=":             "want whole numbers",
		"sweep --repetitions 0":        `"-r, --repetitions" flag: want a whole number from 1 to 1000`,
		"sweep --repetitions many":     "want a whole number from 1 to 1000",
		"sweep --chunk -1":             "want a whole number from 0 to 1073741824, 0 for the pool's default",
		"sweep --time 3":               `"-t, --time" flag: want a time from 1ms to 1h, as 500ms or 2s`,
		"sweep --time -1s":             "want a time from 1ms",
		"sweep --workload nap":         `"-w, --workload" flag: want one of spin, uneven, mandelbrot, primes, pi, sha256, sort, words, echo`,
		"sweep --backend threads":      `"-b, --backend" flag: want goroutines or processes`,
		"sweep --json --csv":           "--json and --csv exclude each other: want one of them",
		"sweep --report a.png":         `invalid argument "a.png" for --report: want a file that ends in .html or .svg`,
		"sweep --report nowhere/a.svg": "invalid argument for --report: open nowhere/a.svg",
		"trace --output nowhere/a":     "invalid argument for --output: open nowhere/a",
		"chunks --sizes 0":             `"--sizes" flag: want whole numbers from 1`,
		"chunks --workers 1-2":         "want a whole number from 1 to 1024",
	} {
		out, complaint, code := run(t.Context(), strings.Fields(args)...)
		if code != 2 || out != "" || strings.Count(complaint, "\n") != 1 {
			t.Errorf("%s: exit code %d, printed %q and %q", args, code, out, complaint)
		}
		contains(t, args, complaint, "poolbench: ", want)
	}
}

func TestNoPython(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, complaint, code := run(t.Context(), "compare", "--python")
	if want := "poolbench: --python wants a python3 in PATH, and there is none (see poolbench --help)\n"; code != 2 || complaint != want {
		t.Errorf("%d: %s", code, complaint)
	}
}

func TestHelpAndCompletion(t *testing.T) {
	for args, wants := range map[string][]string{
		"--help":                        {"poolbench compare --python", "130 where it was", "completion"},
		"sweep --help":                  {"--repetitions number", "(default 5)", "Examples:"},
		"list":                          {"  spin        integer arithmetic, the same for each task\n"},
		"__complete sweep --workload m": {"mandelbrot\n"},
		"__complete chunks --backend ":  {"goroutines\nprocesses\n"},
		"completion bash":               {"__start_poolbench"},
	} {
		out, complaint, code := run(t.Context(), strings.Split(args, " ")...)
		if code != 0 {
			t.Errorf("%s: exit code %d: %s", args, code, complaint)
		}
		contains(t, args, out, wants...)
	}
}

// Each command measures something small, in process and with processes.
func TestCommands(t *testing.T) {
	dir := t.TempDir()
	page, traced := filepath.Join(dir, "a.html"), filepath.Join(dir, "a.json")
	for args, want := range map[string]string{
		"sweep -t 2ms -r 3 -n 1,2 --report " + page:     "spin, size ",
		"sweep -t 2ms -r 1 -n 2 -b processes -w sha256": "largest worker ",
		"compare -t 1ms -r 1 -n 1 --json --size 1":      `"backend": "processes"`,
		"chunks -t 1ms -r 1 -n 2 --sizes 8,64":          "auto",
		"chunks --size 1 -r 1 --csv":                    "spin,1,goroutines,",
		"trace --size 1 -n 2 -o " + traced:              "is written: open it at",
		"trace --size 1 -n 1 -b processes -w echo -o -": `"traceEvents"`,
	} {
		out, complaint, code := run(t.Context(), strings.Fields(args)...)
		if code != 0 || complaint != "" || strings.Contains(out, "\x1b") {
			t.Errorf("%s: exit code %d: %s", args, code, complaint)
		}
		contains(t, args, out, want)
	}
}
