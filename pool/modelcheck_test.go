package pool_test

import (
	"errors"

	"poolground/pool"
)

// check compares one task's outcome with the model's.
func (m *modelRun) check(task modelTask, y int, err error) {
	m.t.Helper()
	want, wantErr := modelOf(task.N)
	switch {
	case err != nil && m.world != nil && errors.Is(err, pool.ErrWorkerDied):
	case (err == nil) != (wantErr == nil) || err == nil && y != want:
		m.t.Errorf("task %+v: %d, %v; want %d, %v", task, y, err, want, wantErr)
	case err != nil:
		var e *pool.TaskError
		if !errors.As(err, &e) || e.Err.Error() != wantErr.Error() || errors.Is(err, errPicky) != errors.Is(wantErr, errPicky) {
			m.t.Errorf("task %+v: %v, want %v", task, err, wantErr)
		}
	}
}

// breaks notes that the pool broke because none of its workers could be started: every later job
// must say so.
func (m *modelRun) breaks(err error) bool {
	if m.world == nil || m.ended != nil || !mayBreak(err) {
		return false
	}
	m.ended = err
	return true
}

// checkJob compares a whole job's outcome with the model's.
func (m *modelRun) checkJob(tasks []modelTask, keep bool, ys []int, err error) {
	m.t.Helper()
	if m.breaks(err) {
		return
	}
	if m.ended != nil {
		if ys != nil || err != m.ended {
			m.t.Errorf("a refused job gave %v, %v", ys, err)
		}
		return
	}
	failed := map[int]error{}
	if keep {
		last := -1
		for _, err := range joined(err) {
			var e *pool.TaskError
			if !errors.As(err, &e) || e.Index <= last {
				m.t.Errorf("errors are not in order: %v", err)
				return
			}
			last = e.Index
			failed[e.Index] = err
		}
		if len(ys) != len(tasks) {
			m.t.Errorf("%d results of %d tasks: %v", len(ys), len(tasks), err)
			return
		}
		for i, y := range ys {
			m.check(tasks[i], y, failed[i])
			if failed[i] != nil && y != 0 {
				m.t.Errorf("a failed task has result %d", y)
			}
		}
		return
	}
	if err == nil {
		if len(ys) != len(tasks) {
			m.t.Errorf("%d results of %d tasks", len(ys), len(tasks))
			return
		}
		for i, y := range ys {
			m.check(tasks[i], y, nil)
		}
		return
	}
	var e *pool.TaskError
	if ys != nil || !errors.As(err, &e) || e.Index < 0 || e.Index >= len(tasks) {
		m.t.Errorf("%v, %v", ys, err)
		return
	}
	m.check(tasks[e.Index], 0, err)
}
