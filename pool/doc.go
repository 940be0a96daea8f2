// Package pool is Python's multiprocessing.Pool for Go: it maps functions over workers that are
// goroutines, OS processes or, compiled to WebAssembly, a browser's Web Workers, with one program
// and one meaning.
//
// The life of a pool:
//
//	p, err := pool.New(ctx, pool.Options{})                  // workers start
//	ys, err := pool.Map(ctx, p, square, pool.Range(0, 10))   // blocks; results in order
//	res := pool.MapAsync(ctx, p, square, pool.Range(0, 10))  // returns at once; res.Get waits
//	p.Close()                                                // no new jobs
//	err = p.Join(ctx)                                        // every worker has gone
//
// Functions are registered by name in package variables ([Func] and its kin), so that a worker,
// which is the same program, knows them. A program whose workers are not goroutines begins its
// main with [ServeIfWorker], as Python's begins with if __name__ == "__main__".
//
// Arguments and results cross to another process or Web Worker by value. Slices of fixed-size
// numbers, and structs of them, go as raw bytes, everything else as CBOR. The goroutine backend
// encodes nothing and shares memory: a task that changes what its argument points to changes it
// for the caller too.
package pool
