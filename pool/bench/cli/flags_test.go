//go:build !js

package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestWrongUse(t *testing.T) {
	for args, want := range map[string]string{
		"nap":                           `poolbench: there is no command "nap" (see poolbench --help)`,
		"sweep now":                     `sweep takes flags only, not "now" (see poolbench sweep --help)`,
		"sweep --nap":                   "sweep has no flag --nap",
		"swep":                          `there is no command "swep", did you mean "sweep"?`,
		"-x":                            "has no flag -x",
		"sweep -nx":                     `--workers "x": want whole`,
		"sweep --workers":               "--workers wants a value after it",
		"sweep --json=4":                `--json "4": want true or false, or nothing`,
		"sweep --report=":               `--report "": want a file that ends in`,
		"sweep -w sort --size 99999999": `--size "99999999": sort would fill the memory, want 65536 at most (see poolbench sweep --help)`,
		"trace -w sort --size 99999999": "sort would fill the memory",
		"completion tcsh":               `there is no command "completion tcsh"`,
		"help nap":                      `there is no command "nap"`,
		"sweep --workers 0":             `--workers "0": want whole numbers from 1 to 1024, as "1-4" or "1,2,8"`,
		"sweep --workers 4-2":           "want whole numbers from 1 to 1024",
		"sweep --workers 1-9999999":     "want whole numbers from 1 to 1024",
		"sweep --workers 1,1-2":         `--workers "1,1-2": 1 stands there twice`,
		"sweep --workers=":              "want whole numbers",
		"sweep --repetitions 0":         `--repetitions "0": want a whole number from 1 to 1000`,
		"sweep --repetitions many":      "want a whole number from 1 to 1000",
		"sweep --chunk -1":              "want a whole number from 0 to 1073741824, 0 for the pool's default",
		"sweep --time 3":                `--time "3": want a time from 1ms to 1h, as 500ms or 2s`,
		"sweep --time -1s":              "want a time from 1ms",
		"sweep --workload nap":          `--workload "nap": want one of spin, uneven, mandelbrot, primes, pi, sha256, sort, words, echo`,
		"sweep --backend threads":       `--backend "threads": want goroutines or processes`,
		"sweep --json --csv":            "--json and --csv exclude each other: want one of them",
		"sweep --report a.png":          `--report "a.png": want a file that ends in .html or .svg`,
		"sweep --report nowhere/a.svg":  `--report "nowhere/a.svg": it cannot be written: no such file`,
		"trace --output nowhere/a":      `--output "nowhere/a": it cannot be written: no such file`,
		"chunks --sizes 0":              `--sizes "0": want whole numbers from 1`,
		"chunks --workers 1-2":          "want a whole number from 1 to 1024",
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
	if want := "poolbench: --python wants a python3 in PATH, and there is none (see poolbench compare --help)\n"; code != 2 || complaint != want {
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
		"__complete sweep --workers ":   {":4\n"},
		"completion bash":               {"__start_poolbench"},
		"completion zsh":                {"#compdef poolbench"},
		"completion fish":               {"complete -c poolbench"},
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
