//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"poolground/web"
)

// A violation is one of a rule of axe-core's.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		Target         []any
		HTML           string
		FailureSummary string
	}
}

// axe fails the test for whatever axe-core finds wrong with the page as it stands, in both themes.
func axe(t *tab) {
	t.Helper()
	script, err := os.ReadFile("../web/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(t.ctx, chromedp.Evaluate[chromedp.Void](string(script)+";0")); err != nil {
		t.Fatal(err)
	}
	for _, theme := range []string{"light", "dark"} {
		text := eval[string](t, `(async () => {
			document.documentElement.dataset.theme = "`+theme+`";
			const { violations } = await axe.run(document, { resultTypes: ["violations"] });
			delete document.documentElement.dataset.theme;
			return JSON.stringify(violations);
		})()`)
		var violations []violation
		if err := json.Unmarshal([]byte(text), &violations); err != nil {
			t.Fatal(err)
		}
		for _, v := range violations {
			for _, n := range v.Nodes {
				t.Errorf("%s theme, %s: %s\n%v %s\n%s", theme, v.ID, v.Help, n.Target, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
			}
		}
	}
}

// The check is one: it finds what is wrong on purpose.
func TestAxeFinds(tb *testing.T) {
	t := newTab(tb)
	t.open(serve(tb, web.Options{}, nil).URL + "/freeze.html")
	t.do(`document.querySelector("main").append(document.createElement("button"))`)
	recorded := &recorder{TB: tb}
	axe(&tab{TB: recorded, ctx: t.ctx})
	if len(recorded.errors) != 2 || !strings.Contains(recorded.errors[0], "button-name") {
		t.Errorf("axe says of a button without a name, in two themes: %q", recorded.errors)
	}
}

// A recorder is a test that may fail.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, strings.TrimSpace(fmt.Sprintf(format, args...)))
}
