package pool

import (
	"fmt"
	"testing"
)

func TestFrameCount(t *testing.T) {
	frame := func(k recordKind, number uint16) []byte {
		w := writer{number: number}
		w.end(w.begin(k, 0))
		return w.buf
	}
	for _, c := range []struct {
		due  frameCount
		data []byte
		next frameCount
		want string
	}{
		{0, frame(recordPong, 0), 1, "<nil>"},
		{65535, frame(recordPong, 65535), 0, "<nil>"},
		{7, frame(recordOutput, 0), 7, "<nil>"},
		{7, frame(recordRefused, 0), 7, "<nil>"},
		{7, []byte{1}, 7, "<nil>"}, // the reader of its records says what is wrong
		{7, nil, 7, "malformed frame: it has no record"},
		{7, frame(recordPong, 9), 7, "frame 9 came where frame 7 was due: the link lost what was between, or swapped them"},
		{65535, frame(recordPong, 0), 65535, "frame 0 came where frame 65535 was due: the link lost what was between, or swapped them"},
		{7, frame(recordPong, 6), 7, "frame 6 came where frame 7 was due: the link delivered it twice, or too late"},
	} {
		due := c.due
		if err := due.take(c.data); fmt.Sprint(err) != c.want || due != c.next {
			t.Errorf("frame %v where %d is due: %v, then %d is due; want %s, then %d", c.data, c.due, err, due, c.want, c.next)
		}
	}
}
