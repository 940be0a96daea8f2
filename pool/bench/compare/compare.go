// Package compare measures goroutine workers beside well-known pools of goroutines that do the same
// job. It is a module of its own, so that those are no dependencies of Poolground.
package compare
