//go:build !unix && !js

package cli

func peakOfChildren() int64 { return 0 }
