package checks

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestLastLineCounts(t *testing.T) {
	for _, c := range []struct {
		results []result
		want    string
		err     error
	}{
		{[]result{{passed: 1}, {passed: 7}}, "8 passed, 0 failed\n", nil},
		{[]result{{passed: 3, failed: 2, output: "why\nand how\n"}, pass()}, "4 passed, 2 failed\n", ErrFailed},
		{nil, "0 passed, 0 failed\n", nil},
	} {
		var checks []check
		for _, r := range c.results {
			checks = append(checks, check{"a check", func(context.Context, project) result { return r }})
		}
		var out strings.Builder
		if err := runAll(t.Context(), &out, project{}, checks); !errors.Is(err, c.err) {
			t.Errorf("got %v, want %v", err, c.err)
		}
		if !strings.HasSuffix(out.String(), c.want) || strings.Count(out.String(), " passed, ") != 1 {
			t.Errorf("got\n%s\nwant the last line %s", &out, c.want)
		}
	}
}

func TestFailureIsPrintedInFull(t *testing.T) {
	var out strings.Builder
	checks := []check{
		{"good", func(context.Context, project) result { return result{passed: 1, output: "unseen", notes: "seen\n"} }},
		{"bad", func(context.Context, project) result { return fail("why\nand how\n") }},
	}
	if err := runAll(t.Context(), &out, project{}, checks); !errors.Is(err, ErrFailed) {
		t.Error(err)
	}
	got := regexp.MustCompile(`\d+\.\d s`).ReplaceAllString(out.String(), "N s")
	want := "ok    good (N s)\n      seen\nFAIL  bad (N s)\n      why\n      and how\n1 passed, 1 failed\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

const testOutput = `{"Action":"start","Package":"a"}
{"Action":"run","Package":"a","Test":"TestGood"}
{"Action":"output","Package":"a","Test":"TestGood","Output":"unseen\n"}
{"Action":"pass","Package":"a","Test":"TestGood"}
{"Action":"output","Package":"a","Test":"TestBad","Output":"    a_test.go:7: got 1\n"}
{"Action":"fail","Package":"a","Test":"TestBad"}
{"Action":"output","Package":"a","Test":"TestLater","Output":"=== RUN   TestLater\n"}
{"Action":"output","Package":"a","Test":"TestLater","Output":"    a_test.go:9: needs more cores\n"}
{"Action":"output","Package":"a","Test":"TestLater","Output":"--- SKIP: TestLater (0.00s)\n"}
{"Action":"skip","Package":"a","Test":"TestLater"}
{"Action":"output","Package":"a","Output":"FAIL\n"}
{"Action":"fail","Package":"a"}
{"ImportPath":"b [b.test]","Action":"build-output","Output":"b.go:3:1: syntax error\n"}
{"ImportPath":"b [b.test]","Action":"build-fail"}
{"Action":"output","Package":"b","Output":"FAIL\tb [build failed]\n"}
{"Action":"fail","Package":"b","FailedBuild":"b [b.test]"}
{"Action":"skip","Package":"c"}
not JSON
`

func TestCountTests(t *testing.T) {
	r := countTests(strings.NewReader(testOutput))
	if r.passed != 1 || r.failed != 2 {
		t.Errorf("got %d passed, %d failed, want 1 and 2", r.passed, r.failed)
	}
	want := "a TestBad failed:\n    a_test.go:7: got 1\n" +
		"b failed:\nb.go:3:1: syntax error\nFAIL\tb [build failed]\n" + "not JSON\n"
	if r.output != want {
		t.Errorf("output: got\n%s\nwant\n%s", r.output, want)
	}
	if want := "skipped a TestLater\n    a_test.go:9: needs more cores\n"; r.notes != want {
		t.Errorf("notes: got\n%s\nwant\n%s", r.notes, want)
	}
}

// A test that takes its package down is nobody's failure to go test, and has said why.
func TestCountTestsCutShort(t *testing.T) {
	r := countTests(strings.NewReader(`{"Action":"run","Package":"a","Test":"TestGood"}
{"Action":"pass","Package":"a","Test":"TestGood"}
{"Action":"run","Package":"a","Test":"TestDeadly"}
{"Action":"output","Package":"a","Test":"TestDeadly","Output":"fatal error: all goroutines are asleep - deadlock!\n"}
{"Action":"output","Package":"a","Output":"FAIL\ta\n"}
{"Action":"fail","Package":"a"}
`))
	want := "TestDeadly did not end:\nfatal error: all goroutines are asleep - deadlock!\na failed:\nFAIL\ta\n"
	if r.passed != 1 || r.failed != 1 || r.output != want {
		t.Errorf("%d passed, %d failed: got\n%s\nwant\n%s", r.passed, r.failed, r.output, want)
	}
}

func TestSmallEnv(t *testing.T) {
	got := smallEnv([]string{"PATH=/bin", "HOME=/root", "GOFLAGS=-v", "LS_COLORS=" + strings.Repeat("x", 9000), "GITHUB=1"})
	if want := []string{"PATH=/bin", "HOME=/root", "GOFLAGS=-v"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMadeFiles(t *testing.T) {
	for name, want := range map[string]bool{
		"dist/index.html": true, "web/node_modules/a/b.js": true, "web/x.wasm": true, "e2e/wasm_exec.js": true,
		"web/src/runtime/poolground.ts": false, "pool/pool.go": false, "distance/a.go": false,
	} {
		if got := isMade(name); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestRegistryHosts(t *testing.T) {
	lock := `{"packages": {"node_modules/a": {"version": "1.0.0", "resolved": "https://host/a.tgz", "funding": {"url": "https://a"}}}}`
	if got, want := registryHosts(lock), []string{"https://host/a.tgz"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMissingToolNamesTheFix(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	p := project{root: t.TempDir()}
	err := p.ensure(t.Context(), tool{"Chromium", []string{"chromium"}, "in which the browser tests run", "chromium"})
	want := "Chromium is missing, in which the browser tests run: install it (on Debian: sudo apt-get install chromium) and run this again"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
