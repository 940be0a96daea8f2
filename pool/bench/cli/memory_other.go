//go:build !unix && !js

package cli

func peakMemory() int64 { return 0 }
