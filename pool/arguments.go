package pool

// arguments are those of consecutive tasks. b are the second ones of functions that take two.
// A bound argument is one item for all of them.
type arguments struct{ a, b items }

func (s arguments) cut(lo, hi int) arguments { return arguments{s.a.cut(lo, hi), s.b.cut(lo, hi)} }

// Pairs of arguments travel as two columns, so that each keeps its own fast form: the length of
// the first, the first, the second.

// encodePairs returns how many pairs it could encode: fewer only with the error of the next.
func encodePairs(w *writer, first, second codec, pairs arguments) (int, error) {
	mark := w.mark()
	length := w.holdU64()
	start := w.size()
	n, errA := first.encode(w, pairs.a)
	w.setU64(length, uint64(w.size()-start))
	w.align()
	m, errB := second.encode(w, pairs.b.cut(0, n))
	if m == pairs.a.n {
		return m, nil
	}
	// The columns must be of one length: begin again with the items that both can encode.
	w.reset(mark)
	if _, err := encodePairs(w, first, second, pairs.cut(0, m)); err != nil {
		return 0, err
	}
	if m < n {
		return m, errB
	}
	return m, errA
}

func decodePairs(first, second kind, data []byte, n int) (arguments, []itemError, error) {
	r := reader{b: data}
	column := r.bytes(r.length())
	r.align()
	if r.err != nil {
		return arguments{}, nil, r.err
	}
	a, badA, err := first.decode(column, n)
	if err != nil {
		return arguments{}, nil, err
	}
	b, badB, err := second.decode(r.b, n)
	if err != nil {
		return arguments{}, nil, err
	}
	return arguments{a, b}, mergeBad(badA, badB), nil
}

// mergeBad merges two lists in order of index, with one error an index.
func mergeBad(a, b []itemError) []itemError {
	if len(a) == 0 {
		return b
	}
	var out []itemError
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || (len(a) > 0 && a[0].index <= b[0].index) {
			if len(b) > 0 && b[0].index == a[0].index {
				b = b[1:]
			}
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}
