package web

import "testing"

func TestFunctionBody(t *testing.T) {
	const source = "// What.\nimport x;\n\nexport function f({ a }: Work): number {\n  for (;;) {\n    a();\n  }\n  return 1;\n}\n"
	got, err := functionBody(source)
	if want := "for (;;) {\n  a();\n}\nreturn 1;"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := functionBody("export const x = 1;\n"); err == nil {
		t.Error("a file without a function has a body")
	}
}
