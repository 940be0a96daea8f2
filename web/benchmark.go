package web

import "poolground/pool/bench"

// benchmarkData is what the template of "How many workers?" is given.
type benchmarkData struct {
	Workloads []bench.Workload
	Program   program
}

func (b *builder) benchmark(p page) (any, error) {
	return benchmarkData{bench.Workloads(), b.program(p.program)}, nil
}
