package soak_test

import (
	"context"
	"flag"
	"os"
	"runtime"
	"testing"
	"time"

	"poolground/pool"
	"poolground/pool/soak"
)

var (
	duration = flag.Duration("soak", time.Second, "how long each backend is soaked")
	seed     = flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the random jobs")
)

func TestMain(m *testing.M) {
	pool.ServeIfWorker()
	os.Exit(m.Run())
}

// framed makes links of goroutines: whatever is not the backend itself gets one.
type framed struct{ pool.Backend }

var backends = map[string]pool.Backend{"goroutines": pool.Goroutines(), "framed": framed{pool.Goroutines()}}

func TestSoak(t *testing.T) {
	for name, b := range backends {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			r, err := soak.Run(context.Background(), b, 4, *duration, *seed)
			t.Logf("seed %d: %v", *seed, r)
			if err != nil {
				t.Fatal(err)
			}
			if r.Jobs == 0 || r.Kills == 0 {
				t.Error("nothing happened")
			}
			if err := r.Flat(); err != nil {
				t.Error(err)
			}
			checkNothingLeft(t, before)
		})
	}
}

// checkNothingLeft fails the test if goroutines or children outlive the pool. Goroutines that
// were told to end may take their time.
func checkNothingLeft(t *testing.T, goroutines int) {
	t.Helper()
	for began := time.Now(); runtime.NumGoroutine() > goroutines; time.Sleep(time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines are left of %d\n%s", runtime.NumGoroutine(), goroutines, buf[:runtime.Stack(buf, true)])
		}
	}
	checkNoChildren(t)
}
