// Package jspool is what the Pool of poolground.js talks to: it makes a pool in this program and
// does the jobs that a page asks for over a link, by the names of registered functions. It decides
// nothing of its own: chunks, order, errors and ends are package pool's.
//
// Package webworker imports it; a program needs only that.
package jspool
