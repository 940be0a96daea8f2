package jspool

import (
	"errors"

	"poolground/pool"
)

// maxFailures bounds the tree of an error that crosses: what is beyond it is left out.
const maxFailures = 1000

func describe(err error) *failure {
	left := maxFailures
	f := describeNode(err, &left)
	return &f
}

func describeNode(err error, left *int) failure {
	*left--
	f := failure{Text: err.Error(), Name: pool.ErrorName(err)}
	if task, ok := err.(*pool.TaskError); ok {
		f.Task, f.Function, f.Index, f.Worker, f.Stack = true, task.Function, task.Index, task.Worker, task.Stack
	}
	for _, wrapped := range unwrap(err) {
		if wrapped != nil && *left > 0 {
			f.Wrapped = append(f.Wrapped, describeNode(wrapped, left))
		}
	}
	return f
}

func unwrap(err error) []error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return all.Unwrap()
	}
	return []error{errors.Unwrap(err)}
}

// describeTasks describes each of the task errors that a job with KeepGoing returns joined.
func describeTasks(err error) (all []failure) {
	if err == nil {
		return nil
	}
	for _, e := range unwrap(err) {
		all = append(all, *describe(e))
	}
	return all
}
