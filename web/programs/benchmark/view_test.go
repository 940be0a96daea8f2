//go:build !js

package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"poolground/pool/bench"
)

// The page's types are those of the program: what Go names, TypeScript names too.
func TestViewsAreMirrored(t *testing.T) {
	source, err := os.ReadFile("../../src/benchmark/views.ts")
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{
		"Choice": choice{}, "Line": line{}, "View": view{}, "Point": point{}, "Spread": spread{}, "Laws": laws{}, "Contents": contents{},
	} {
		_, body, ok := strings.Cut(string(source), "export interface "+name+" {\n")
		body, _, _ = strings.Cut(body, "\n}\n")
		if !ok {
			t.Errorf("views.ts has no %s", name)
			continue
		}
		mirrored := 0
		for field := range strings.SplitSeq(body, "\n") {
			if strings.Contains(field, "readonly ") {
				mirrored++
			}
		}
		typ := reflect.TypeOf(v)
		if mirrored != typ.NumField() {
			t.Errorf("%s has %d fields in views.ts and %d in Go", name, mirrored, typ.NumField())
		}
		for i := range typ.NumField() {
			tag, _, optional := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			pointer := typ.Field(i).Type.Kind() == reflect.Pointer
			if want := "readonly " + tag + map[bool]string{true: "?: ", false: ": "}[optional && pointer]; !strings.Contains(body, want) {
				t.Errorf("%s lacks %q in views.ts", name, want)
			}
		}
	}
}

func TestParse(t *testing.T) {
	const whole = `{"version": 1, "workload": "spin", "size": 2, "points": [{"workers": 1, "seconds": [0.5]}]}`
	for text, want := range map[string]string{
		whole:                                "",
		"[" + whole + "]":                    "",
		"[]":                                 "is no report",
		"":                                   "is no report",
		"{}":                                 "is no report",
		`"spin"`:                             "is no report",
		`{"version": 2, "workload": "spin"}`: "is a report of version 2, and this page reads version 1",
		`{"version": 1, "workload": "spin", "chunks": true}`:         "compares sizes of chunks",
		`{"version": 1, "workload": "spin"}`:                         "has no measurement in it",
		strings.Replace(whole, "0.5", "-0.5", 1):                     "is no report",
		strings.Replace(whole, `"workers": 1`, `"x": 1`, 1):          "is no report",
		strings.Replace(whole, `"workers": 1`, `"workers": 9999`, 1): "is no report",
	} {
		reports, err := parse(text)
		if want == "" && (err != nil || len(reports) != 1) || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: %v, %v, want %q", text, reports, err, want)
		}
	}
}

func TestViewOf(t *testing.T) {
	r := bench.Report{Version: 1, Backend: "processes", OS: "linux", Arch: "amd64", CPUs: 1, Serial: []float64{4, 4, 4}, Points: []bench.Point{
		{Workers: 1, Seconds: []float64{4, 4, 4}}, {Workers: 2, Seconds: []float64{1, 2, 4}}, {Workers: 3}}}
	r.Conclude()
	v := viewOf(r)
	if want := "processes, linux/amd64, 1 CPU"; v.Name != want {
		t.Errorf("it is named %q, want %q", v.Name, want)
	}
	if len(v.Points) != 2 || *v.Points[1].SpeedUp != (spread{2, 4.0 / 3, 8.0 / 3}) || *v.Points[1].Efficiency != (spread{1, 2.0 / 3, 4.0 / 3}) {
		t.Errorf("its points are %+v", v.Points)
	}
	if first, last := v.Laws[0], v.Laws[len(v.Laws)-1]; first != (laws{1, 1, 1}) || last.Workers != 2 || last.Amdahl < 1.99 {
		t.Errorf("its laws go from %+v to %+v", first, last)
	}
}

// Times that are too short for the clock do not make numbers that JSON cannot hold.
func TestViewOfNoTime(t *testing.T) {
	none := []float64{0, 0, 0}
	for _, serial := range [][]float64{nil, none, {1, 1, 1}} {
		r := bench.Report{Version: 1, Serial: serial, Points: []bench.Point{{Workers: 1, Seconds: none}, {Workers: 2, Seconds: []float64{0, 1, 1}}}}
		r.Conclude()
		if text, err := json.Marshal(viewOf(r)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
