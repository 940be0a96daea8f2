package pool_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

// A serial model of jobs, and random jobs that must end as the model says: on each backend, and
// over links whose workers die. Replay a run with -seed.

var (
	replay    = flag.Uint64("seed", 0, "the one seed of TestModel or TestModelWithFaults to run")
	schedules = flag.Int("schedules", 2000, "how many random schedules of faults TestModelWithFaults runs")
)

// A modelTask says what a task does: by its number, so that model and worker agree.
type modelTask struct{ N, World, Deaths int }

var (
	modelOf = func(n int) (int, error) {
		switch {
		case n%11 == 3:
			return 0, fmt.Errorf("model %d: %w", n, errPicky)
		case n%13 == 5:
			return 0, errors.New("panic: model panics")
		}
		return n*n + 1, nil
	}
	modelled = pool.FuncE("t.modelled", func(ctx context.Context, a modelTask) (int, error) {
		if a.World != 0 && a.N%5 == a.Deaths && ctx.Err() == nil {
			if w, ok := worlds.Load(a.World); ok {
				w.(*world).link(pool.Worker(ctx)).die(errCrash)
				<-ctx.Done()
				return 0, ctx.Err()
			}
		}
		y, err := modelOf(a.N)
		if err != nil && strings.HasPrefix(err.Error(), "panic") {
			panic("model panics")
		}
		return y, err
	})
	modelled2 = pool.Func2E("t.modelled2", func(ctx context.Context, a modelTask, text string) (string, error) {
		y, err := modelOf(a.N)
		if err != nil && strings.HasPrefix(err.Error(), "panic") {
			panic("model panics")
		}
		return fmt.Sprint(text, y), err
	})
)

// A modelRun is a random sequence of jobs on one pool.
type modelRun struct {
	t      *testing.T
	r      *rand.Rand
	p      *pool.Pool
	ctx    context.Context
	world  *world // nil where nothing goes wrong
	deadly bool   // tasks end their workers
	ended  error  // what a job that is refused ends with
}

func TestModel(t *testing.T) {
	seeds := uint64(size(400))
	first := uint64(1)
	if *replay != 0 {
		first, seeds = *replay, 1
	}
	eachInProcess(t, func(t *testing.T, b backendCase) {
		for seed := first; seed < first+seeds && !t.Failed(); seed++ {
			r := rand.New(rand.NewPCG(seed, 7))
			m := &modelRun{t: t, r: r, ctx: patient(t)}
			m.run(pool.Options{Workers: 1 + r.IntN(4), Backend: b.start(), MaxChunksPerWorker: r.IntN(4)})
			if t.Failed() {
				t.Logf("replay with -run TestModel/%s -seed %d", b.name, seed)
			}
		}
	})
}

func TestModelWithFaults(t *testing.T) {
	seeds := uint64(size(*schedules))
	first := uint64(1)
	if *replay != 0 {
		first, seeds = *replay, 1
	}
	for seed := first; seed < first+seeds && !t.Failed(); seed++ {
		r := rand.New(rand.NewPCG(seed, 8))
		runSchedule(t, r, randomPlan(r))
		if t.Failed() {
			t.Logf("replay with -run TestModelWithFaults -seed %d", seed)
		}
	}
	t.Logf("%d schedules, faults injected: %s", seeds, faultsInjected())
}

// FuzzSchedule is TestModelWithFaults with a fuzzer in the place of the seed.
func FuzzSchedule(f *testing.F) {
	for kind := range faultKinds {
		f.Add(uint64(kind), []byte{0, 2, byte(kind), 9, 1, 130, byte(kind), 9})
	}
	f.Fuzz(func(t *testing.T, seed uint64, plan []byte) {
		runSchedule(t, rand.New(rand.NewPCG(seed, 8)), planOf(plan))
	})
}

func runSchedule(t *testing.T, r *rand.Rand, plan faultPlan) {
	synctest.Test(t, func(t *testing.T) {
		w := bubbleWorld(t)
		plan.inflict(w)
		m := &modelRun{t: t, r: r, ctx: leisurely(t), world: w, deadly: r.IntN(2) == 0}
		m.run(pool.Options{Workers: 1 + r.IntN(4), Backend: wrapped{w, linkKinds[r.IntN(len(linkKinds))]}, MaxChunksPerWorker: r.IntN(4)})
		time.Sleep(time.Minute) // what a delay holds up wakes; then the bubble lets nothing be left
		if t.Failed() {
			t.Logf("faults: %v", plan)
		}
	})
}

func (m *modelRun) run(o pool.Options) {
	p, err := pool.New(context.Background(), o)
	if err != nil {
		m.t.Fatal(err)
	}
	m.p = p
	for range 1 + m.r.IntN(6) {
		switch m.r.IntN(12) {
		case 0:
			m.canceled()
		case 1, 2, 3:
			m.stream()
		case 4:
			m.starmap()
		default:
			m.mapped()
		}
		if m.r.IntN(12) == 0 && m.ended == nil {
			m.ended = pool.ErrClosed
			p.Close()
		}
		if m.r.IntN(20) == 0 {
			m.ended = pool.ErrTerminated
			p.Terminate()
		}
	}
	p.Close()
	if err := p.Join(m.ctx); err != nil {
		m.t.Errorf("Join: %v\n%s", err, poolStacks())
	}
}

// options are random, and say whether the job keeps going.
func (m *modelRun) options() (opts []pool.CallOption, keep bool, retries int) {
	if m.r.IntN(2) == 0 {
		opts = append(opts, pool.ChunkSize(1+m.r.IntN(9)))
	}
	if keep = m.r.IntN(2) == 0; keep {
		opts = append(opts, pool.KeepGoing())
	}
	if m.r.IntN(2) == 0 {
		retries = m.r.IntN(4)
		opts = append(opts, pool.Retries(retries))
	}
	return opts, keep, retries
}

func (m *modelRun) tasks() []modelTask {
	tasks := make([]modelTask, m.r.IntN(40))
	clean := m.r.IntN(3) == 0
	for i := range tasks {
		tasks[i] = modelTask{N: m.r.IntN(1000), Deaths: 9}
		for clean && (tasks[i].N%11 == 3 || tasks[i].N%13 == 5) {
			tasks[i].N++
		}
		if m.deadly && m.r.IntN(10) == 0 {
			tasks[i].World, tasks[i].Deaths = m.world.id, m.r.IntN(5)
		}
	}
	return tasks
}

func (m *modelRun) mapped() {
	tasks := m.tasks()
	opts, keep, _ := m.options()
	if m.r.IntN(2) == 0 {
		ys, err := pool.Map(m.ctx, m.p, modelled, tasks, opts...)
		m.checkJob(tasks, keep, ys, err)
		return
	}
	var c tally
	res := pool.MapAsync(m.ctx, m.p, modelled, tasks, append(opts, pool.OnProgress(c.note))...)
	other := pool.ApplyAsync(m.ctx, m.p, square, 12)
	ys, err := res.Get(m.ctx)
	m.checkJob(tasks, keep, ys, err)
	if m.ended == nil && (err == nil || keep) {
		c.want(m.t, len(tasks))
	}
	if y, err := other.Get(m.ctx); m.breaks(err) {
		return
	} else if err == nil && y != 144 || err != nil && m.ended == nil && !errors.Is(err, pool.ErrWorkerDied) {
		m.t.Errorf("Apply: %v, %v", y, err)
	}
}

func (m *modelRun) starmap() {
	tasks := m.tasks()
	texts := make([]string, len(tasks))
	for i := range texts {
		texts[i] = strings.Repeat("x", m.r.IntN(3))
		tasks[i].World = 0
	}
	f := m.r.IntN(2) == 0
	var ys []string
	var err error
	if f {
		ys, err = pool.Starmap(m.ctx, m.p, modelled2, pool.Zip(tasks, texts), pool.KeepGoing())
	} else {
		ys, err = pool.Map(m.ctx, m.p, pool.PartialRight(modelled2, "c"), tasks, pool.KeepGoing())
	}
	if m.breaks(err) {
		return
	}
	if m.ended != nil {
		if err != m.ended {
			m.t.Error(err)
		}
		return
	}
	for i, y := range ys {
		want, wantErr := modelOf(tasks[i].N)
		text := "c"
		if f {
			text = texts[i]
		}
		if wantErr == nil && y != fmt.Sprint(text, want) && (m.world == nil || y != "") || wantErr != nil && y != "" {
			m.t.Errorf("starmap of %+v: %q", tasks[i], y)
		}
	}
}

func (m *modelRun) stream() {
	tasks := m.tasks()
	opts, _, _ := m.options()
	stop := m.r.IntN(60)
	ordered := m.r.IntN(2) == 0
	imap := pool.IMap[modelTask, int]
	if !ordered {
		imap = pool.IMapUnordered[modelTask, int]
	}
	i := 0
	left := map[string]int{}
	for _, task := range tasks {
		y, err := modelOf(task.N)
		left[fmt.Sprint(y, err != nil)]++
	}
	for y, err := range imap(m.ctx, m.p, modelled, slices.Values(tasks), opts...) {
		if m.ended != nil {
			if y != 0 || err != m.ended {
				m.t.Errorf("a refused IMap gave %v, %v", y, err)
			}
			return
		}
		if m.breaks(err) {
			return
		}
		if ordered && i < len(tasks) {
			m.check(tasks[i], y, err)
		} else if key := fmt.Sprint(y, err != nil); !errors.Is(err, pool.ErrWorkerDied) {
			if left[key]--; left[key] < 0 {
				m.t.Errorf("IMapUnordered gave %v, %v too often", y, err)
			}
		}
		if i++; i == stop {
			return
		}
	}
	if m.ended == nil && i != len(tasks) {
		m.t.Errorf("%d of %d items", i, len(tasks))
	}
}

func (m *modelRun) canceled() {
	ctx, cancel := context.WithCancel(m.ctx)
	tasks := m.tasks()
	res := pool.MapAsync(ctx, m.p, modelled, tasks, pool.KeepGoing())
	if m.r.IntN(2) == 0 {
		cancel()
	} else {
		res.Cancel()
	}
	ys, err := res.Get(m.ctx)
	cancel()
	if errors.Is(err, pool.ErrJobCanceled) && ys == nil {
		return
	}
	m.checkJob(tasks, true, ys, err)
}
