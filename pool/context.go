package pool

import (
	"context"
	"time"
)

type slotKey struct{}

// yieldEvery is how long a task may ask its context in vain before the messages that wait
// outside the program are let in.
const yieldEvery = 10 * time.Millisecond

// A taskContext is the context of the tasks of one job in one worker.
type taskContext struct {
	context.Context
	slot    int
	yield   func() // nil where messages come in by themselves
	yielded time.Duration
}

func (c *taskContext) Value(key any) any {
	if key == (slotKey{}) {
		return c.slot
	}
	return c.Context.Value(key)
}

// Err and Done let waiting messages in now and then: without, a task that computes in a
// single-threaded worker and asks its context would never learn that it ended.
func (c *taskContext) Err() error {
	c.letIn()
	return c.Context.Err()
}

func (c *taskContext) Done() <-chan struct{} {
	c.letIn()
	return c.Context.Done()
}

func (c *taskContext) letIn() {
	if c.yield == nil {
		return
	}
	if now := sinceStart(); now-c.yielded >= yieldEvery {
		c.yield()
		c.yielded = sinceStart()
	}
}

// Worker returns, in a task, the slot (0 to N-1) of the worker that runs it, and -1 elsewhere.
func Worker(ctx context.Context) int {
	if slot, ok := ctx.Value(slotKey{}).(int); ok {
		return slot
	}
	return -1
}

// isTask says whether ctx is a task's, which may not use a pool.
func isTask(ctx context.Context) bool { return ctx.Value(slotKey{}) != nil }
