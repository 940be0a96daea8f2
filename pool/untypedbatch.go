package pool

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"
)

// An untypedBatch holds encoded arguments and results.
type untypedBatch struct {
	fn      Untyped
	forms   string // of args, as the constant has them
	args    []column
	count   int
	first   int      // of a stream's: the number of its first task
	size    int      // of a result; 0 where they are CBOR
	numbers []byte   // results, where size > 0
	items   [][]byte // results with their lengths, where size is 0; nil where there is none
}

// A column is one list of arguments, and where each item of it ends.
type column struct {
	data []byte
	size int   // of an item; 0 where ends says it
	ends []int // ends[i] is the end of item i-1
}

func (c column) cut(lo, hi int) []byte {
	if c.size > 0 {
		return c.data[lo*c.size : hi*c.size]
	}
	return c.data[c.ends[lo]:c.ends[hi]]
}

func (u Untyped) newBatch(args []List) (*untypedBatch, error) {
	if err := u.check(args); err != nil {
		return nil, err
	}
	b := &untypedBatch{fn: u, count: args[0].Count}
	for i, a := range args {
		c, err := newColumn(a)
		if err != nil {
			return nil, fmt.Errorf("pool: the arguments of function %q: %w", u.fn.name, err)
		}
		b.args = append(b.args, c)
		if i > 0 {
			b.forms += " "
		}
		b.forms += string(a.Form)
	}
	b.makeResults()
	return b, nil
}

func newColumn(l List) (column, error) {
	c := column{data: l.Data, size: sizeOf(l.Form)}
	switch {
	case l.Count < 0:
		return c, fmt.Errorf("a list of %d items", l.Count)
	case c.size > 0 && (len(l.Data)/c.size != l.Count || len(l.Data)%c.size != 0):
		return c, fmt.Errorf("%d bytes for %d items of %d bytes", len(l.Data), l.Count, c.size)
	case c.size > 0:
		return c, nil
	case l.Count > len(l.Data)/4:
		return c, fmt.Errorf("%d bytes for %d items of 4 bytes or more", len(l.Data), l.Count)
	}
	r := reader{b: l.Data}
	c.ends = make([]int, 1, l.Count+1)
	for range l.Count {
		r.bytes(int(r.u32()))
		c.ends = append(c.ends, r.pos)
	}
	return c, r.end()
}

func (b *untypedBatch) makeResults() {
	if b.size = sizeOf(b.fn.Result()); b.size > 0 {
		b.numbers = make([]byte, b.size*b.count)
	} else {
		b.items = make([][]byte, b.count)
	}
}

// undefined is the CBOR of what stands for no result, with its length.
var undefined = []byte{1, 0, 0, 0, 0xf7}

// list returns the results lo to hi-1.
func (b *untypedBatch) list(lo, hi int) List {
	l := List{Form: b.fn.Result(), Count: hi - lo}
	switch {
	case b.size > 0:
		l.Data = b.numbers[lo*b.size : hi*b.size]
	case hi-lo == 1 && b.items[lo] != nil:
		l.Data = b.items[lo]
	default:
		total := 0
		for _, item := range b.items[lo:hi] {
			total += max(len(item), len(undefined))
		}
		l.Data = make([]byte, 0, total)
		for _, item := range b.items[lo:hi] {
			if item == nil {
				item = undefined
			}
			l.Data = append(l.Data, item...)
		}
	}
	return l
}

func (b *untypedBatch) wantsContext() bool                { return true }
func (b *untypedBatch) quick() bool                       { return false }
func (b *untypedBatch) memory() (unsafe.Pointer, uintptr) { return nil, 0 }

// run is for workers in the same program: it does what one in another would.
func (b *untypedBatch) run(ctx context.Context, lo, hi int, pos *int, asked *flag) (err error) {
	fn, err := b.fn.fn.untyped(b.forms)
	if err != nil {
		return err
	}
	var w writer
	if _, err := b.encodeArgs(&w, lo, hi); err != nil {
		return err
	}
	tasks, err := fn.load(w.join(), hi-lo)
	if err != nil {
		return err
	}
	ran := 0
	defer func() { // also where a task panics
		var w writer
		n, encodeErr := tasks.encodeResults(&w, 0, ran)
		if n > 0 {
			_, _ = b.decodeResults(w.join(), lo, n) // they are whole: they were encoded just now
		}
		*pos = lo + n
		if encodeErr != nil {
			err = encodeErr
		}
	}()
	return tasks.run(ctx, 0, hi-lo, &ran, asked)
}

func (b *untypedBatch) encodeArgs(w *writer, lo, hi int) (int, error) {
	for i, c := range b.args { // pairs as encodePairs has them
		part := c.cut(lo, hi)
		first := i+1 < len(b.args)
		if first {
			w.u64(uint64(len(part)))
		}
		w.borrow(part)
		if first {
			w.align()
		}
	}
	return hi - lo, nil
}

// encodeResults is for the batch of a worker beyond a link, which this never is.
func (b *untypedBatch) encodeResults(*writer, int, int) (int, error) {
	return 0, errors.New("an untyped batch is the parent's")
}

func (b *untypedBatch) decodeResults(data []byte, lo, n int) ([]itemError, error) {
	if lo < 0 || n < 0 || lo+n > b.count {
		return nil, errors.New("results beyond the chunk")
	}
	if b.size > 0 {
		if len(data) != n*b.size {
			return nil, fmt.Errorf("%d bytes for %d results of %d bytes", len(data), n, b.size)
		}
		copy(b.numbers[lo*b.size:], data)
		return nil, nil
	}
	r := reader{b: data}
	for i := range n {
		if len(r.b) < 4 {
			return nil, errShort
		}
		b.items[lo+i] = r.bytes(4 + int(binary.LittleEndian.Uint32(r.b)))
	}
	return nil, r.end()
}

// lease needs no copy: nobody changes the arguments, and no task sees these bytes.
func (b *untypedBatch) lease(int, int, batch) batch { return nil }
func (b *untypedBatch) endLease()                   {}

func (b *untypedBatch) detached(lo, hi int) batch {
	d := &untypedBatch{fn: b.fn, forms: b.forms, count: hi - lo}
	for _, c := range b.args {
		part := column{data: c.data, size: c.size}
		if c.size > 0 {
			part.data = c.cut(lo, hi)
		} else {
			part.ends = c.ends[lo : hi+1]
		}
		d.args = append(d.args, part)
	}
	d.makeResults()
	return d
}

func (b *untypedBatch) adopt(from batch, offset, lo, hi int) {
	d := from.(*untypedBatch)
	copy(b.numbers[lo*b.size:hi*b.size], d.numbers[(lo-offset)*b.size:])
	if b.size == 0 {
		copy(b.items[lo:hi], d.items[lo-offset:])
	}
}
