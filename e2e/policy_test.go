//go:build !js

package e2e

import (
	"strings"
	"testing"
)

// The page's policy refuses what the page does not do.
func TestPolicy(tb *testing.T) {
	t := openLesson(tb, "starmap", 1)
	t.expect("Content Security Policy|failed request: $")
	for attack, want := range map[string]string{
		// In a task of its own: the debugger's may do what the page may not.
		`return new Promise((resolve) => setTimeout(() => {
			try { resolve(String(Function("return 1")())) } catch (error) { resolve(error.name) }
		}))`: "EvalError",
		`const script = document.createElement("script");
		script.textContent = "document.title = 'x'";
		document.head.append(script);
		return String(document.title === "x")`: "false",
		`return fetch("http://localhost:1/").then(() => "sent", (error) => error.name)`: "TypeError",
		`return new Promise((resolve) => {
			const image = new Image();
			image.onerror = () => resolve("refused");
			image.src = "http://localhost:1/x.png";
		})`: "refused",
	} {
		if got := eval[string](t, "(() => {"+attack+"})()"); got != want {
			t.Errorf("%s: got %q, want %q", attack, got, want)
		}
	}
	policy := eval[string](t, `document.querySelector("meta[http-equiv=Content-Security-Policy]").content`)
	for _, part := range strings.Split(policy, "; ") {
		if script := strings.HasPrefix(part, "script-src") || strings.HasPrefix(part, "default-src"); script && strings.Contains(part, "'unsafe-") {
			t.Errorf("the policy has %s", part)
		}
	}
	t.press()
}
