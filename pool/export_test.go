package pool

// What the tests outside of the package need of its inside.

// Serve is a worker's life at its end of a link.
func Serve(l Link) error { return serve(l) }

// A RecordInfo describes one record of a frame.
type RecordInfo struct {
	Kind  string
	Bytes int
}

// Records lists the records of a frame, as far as it can be read.
func Records(frame []byte) (all []RecordInfo, err error) {
	err = eachRecord(frame, nil, func(r record) error {
		all = append(all, RecordInfo{r.kind.String(), len(r.body.b)})
		return nil
	})
	return all, err
}

// WindowItems and WindowChunks bound what an IMap reads ahead.
const (
	WindowItems  = windowItems
	WindowChunks = windowChunks
)

// LookupInWorker is how a worker finds a function.
func LookupInWorker(name string) error {
	_, err := lookup(name)
	return err
}
