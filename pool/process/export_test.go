//go:build unix

package process

import (
	"testing"
	"time"
)

// AnswerWithin sets, for one test, how long a worker may be silent after its start.
func AnswerWithin(t *testing.T, d time.Duration) {
	old := answerWithin
	answerWithin = d
	t.Cleanup(func() { answerWithin = old })
}
