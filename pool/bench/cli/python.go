//go:build !js

package cli

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"poolground/pool/bench"
)

//go:embed pool.py
var pythonProgram []byte

func writePython(w io.Writer) error {
	_, err := w.Write(pythonProgram)
	return err
}

// A python measures multiprocessing.Pool.
type python struct{ path, version string }

// findPython says in one sentence why Python cannot be measured, if it cannot.
func findPython(ctx context.Context, workload string) (*python, error) {
	path, err := exec.LookPath("python3")
	if err != nil {
		return nil, errors.New("--python wants a python3 in PATH, and there is none")
	}
	p := &python{path: path}
	if workload == "" || !strings.Contains(string(pythonProgram), "\n    \""+workload+"\": (") {
		return nil, fmt.Errorf("--python wants a workload that poolbench has in Python too, which %q is not", workload)
	}
	cmd := exec.CommandContext(ctx, path, "-c", "import platform; print(platform.python_version())")
	asGroup(cmd) // a python3 can be a script that starts another
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, failed(fmt.Errorf("%s does not run: %w", path, err))
	}
	p.version = "Python " + strings.TrimSpace(string(out))
	return p, nil
}

// measure measures what s says, with a size that Python can do in time.
func (p *python) measure(ctx context.Context, s *settings, size int, show *progress) (r bench.Report, err error) {
	dir, err := os.MkdirTemp("", "poolbench-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// A file, not -c: where multiprocessing spawns workers they load it.
	program := filepath.Join(dir, "pool.py")
	if err := writeFile(program, writePython); err != nil {
		return r, err
	}
	sweep := s.sweepOf(size, s.backend)
	small, scale, err := p.size(ctx, sweep, program, show)
	if err == nil {
		sweep.Size = small
	}
	r = sweep.Report()
	r.Backend, r.Tool, r.Go, r.Scale = "python", p.version, "", scale
	describeMachine(&r)
	if err == nil {
		err = p.run(ctx, program, sweep, &r, show)
	}
	r.Interrupted = ctx.Err() != nil
	r.Conclude()
	return r, err
}

// A pythonLine is what the program prints for each thing that it measures.
type pythonLine struct {
	Serial     float64
	Workers    int
	Seconds    float64
	Digest     string
	PeakParent int64
	PeakChild  int64
}

// run runs the program, and adds what it measures to r as it comes.
func (p *python) run(ctx context.Context, program string, s bench.Sweep, r *bench.Report, show *progress) error {
	args := []string{program, s.Workload.Name, strconv.Itoa(s.Size), strconv.Itoa(s.Repetitions), strconv.Itoa(s.ChunkSize)}
	for _, n := range s.Workers {
		args = append(args, strconv.Itoa(n))
	}
	cmd := exec.CommandContext(ctx, p.path, args...)
	asGroup(cmd)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	began, all := time.Now(), s.Repetitions*(len(s.Workers)+1)
	lines := bufio.NewScanner(out)
	var digest string
	for done := 0; lines.Scan(); done++ {
		var line pythonLine
		if err = json.Unmarshal(lines.Bytes(), &line); err != nil {
			break
		}
		digest += line.Digest
		add(r, line)
		show.what = p.version + ", "
		show.step(bench.Step{Done: min(done, all), All: all, Workers: line.Workers,
			Left: time.Since(began) / time.Duration(done+1) * time.Duration(max(0, all-done))})
	}
	if err != nil {
		_ = cmd.Cancel()
	}
	waitErr := cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%s printed what is no measurement: %w", p.version, err)
	case waitErr != nil:
		return fmt.Errorf("%s: %w: %s", p.version, waitErr, lastLine(complaints.String()))
	}
	if len(s.Workers) == 0 {
		return nil
	}
	if want, err := s.Workload.Digest(s.Size); err != nil || digest != want {
		return errors.Join(err, fmt.Errorf("%s gives other results for %s than Go", p.version, s.Workload.Name))
	}
	return nil
}

func add(r *bench.Report, line pythonLine) {
	switch {
	case line.Workers > 0:
		for i := range r.Points {
			if r.Points[i].Workers == line.Workers {
				r.Points[i].Seconds = append(r.Points[i].Seconds, line.Seconds)
			}
		}
	case line.Serial > 0:
		r.Serial = append(r.Serial, line.Serial)
	case line.PeakParent > 0:
		r.PeakParent, r.PeakChild = line.PeakParent, line.PeakChild
	}
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndex(text, "\n")+1:]
}
