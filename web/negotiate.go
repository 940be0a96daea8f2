package web

import (
	"slices"
	"strconv"
	"strings"
)

// negotiate returns the encodings that an Accept-Encoding header allows, the client's favourite
// first and, among equals, ours.
func negotiate(header string) []encoding {
	weights := acceptedEncodings(header)
	allowed := slices.DeleteFunc(slices.Clone(encodings), func(e encoding) bool {
		return weightOf(weights, e.name) <= 0
	})
	slices.SortStableFunc(allowed, func(a, b encoding) int {
		return int(1000*weightOf(weights, b.name)) - int(1000*weightOf(weights, a.name))
	})
	return allowed
}

func weightOf(weights map[string]float64, name string) float64 {
	if w, ok := weights[name]; ok {
		return w
	}
	return weights["*"]
}

// acceptedEncodings reads "br;q=0.9, gzip" as weights by name (RFC 9110, section 12.5.3).
// An element that is malformed counts as refused.
func acceptedEncodings(header string) map[string]float64 {
	weights := map[string]float64{}
	for element := range strings.SplitSeq(header, ",") {
		name, parameter, hasParameter := strings.Cut(element, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		weights[name] = 1
		if hasParameter {
			weights[name] = weightParameter(parameter)
		}
	}
	return weights
}

func weightParameter(parameter string) float64 {
	value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameter)), "q=")
	w, err := strconv.ParseFloat(value, 64)
	if !ok || err != nil || w < 0 || w > 1 {
		return 0
	}
	return w
}
