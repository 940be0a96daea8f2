//go:build unix

package process_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"poolground/pool"
	"poolground/pool/process"
)

// Programs that this test program can be instead, where programVariable says so.

const (
	programVariable = "POOLGROUND_TEST_PROGRAM"
	addressVariable = "POOLGROUND_TEST_ADDRESS"
)

var programs = map[string]func(){
	"exits": func() { os.Exit(0) },
	"hangs": func() { time.Sleep(time.Hour) },
	"makes a pool first": func() {
		_, err := pool.New(context.Background(), pool.Options{Workers: 4, Backend: process.New(process.Options{})})
		fmt.Println("New:", err)
		os.Exit(3)
	},
	"parent":        beParent,
	"grandchild":    func() { hold("grandchild"); select {} },
	"shows its fds": showFiles,
}

func runProgram() {
	if run := programs[os.Getenv(programVariable)]; run != nil {
		run()
	}
}

// as is what starts workers of this program that are another.
func as(program string, patience time.Duration) pool.Backend {
	return process.NewImpatient(process.Options{Env: []string{programVariable + "=" + program}}, patience)
}

// hold connects to the test and tells it who does: the connection ends with this process.
func hold(name string) {
	conn, err := net.Dial("tcp", os.Getenv(addressVariable))
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(conn, name)
	held = append(held, conn)
}

var held []net.Conn

// withGrandchild starts a process of its own and does what it is told.
var withGrandchild = pool.Func("withGrandchild", func(how string) int {
	hold("worker that " + how)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), programVariable+"=grandchild")
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	switch how {
	case "loops":
		//lint:ignore SA5002 the endless loop is what is tested
		for {
		}
	case "is stopped":
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	case "returns":
		return 0
	}
	select {}
})

func beParent() {
	o := process.Options{Env: []string{programVariable + "="}}
	p, err := pool.New(context.Background(), pool.Options{Workers: 3, Backend: process.New(o)})
	if err != nil {
		panic(err)
	}
	how := []string{"loops", "sleeps", "is stopped"}
	_, err = pool.Map(context.Background(), p, withGrandchild, how, pool.ChunkSize(1))
	panic(err)
}

// A listener is told by processes that they live.
type listener struct {
	t     *testing.T
	l     net.Listener
	conns map[string]*bufio.Reader
}

func listen(t *testing.T) *listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	t.Setenv(addressVariable, l.Addr().String())
	return &listener{t, l, map[string]*bufio.Reader{}}
}

// await waits until n processes have told that they live.
func (l *listener) await(n int) {
	l.t.Helper()
	for range n {
		_ = l.l.(*net.TCPListener).SetDeadline(time.Now().Add(patience))
		conn, err := l.l.Accept()
		if err != nil {
			l.t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		r := bufio.NewReader(conn)
		name, err := r.ReadString('\n')
		if err != nil {
			l.t.Fatal(err)
		}
		l.conns[fmt.Sprint(len(l.conns), " ", name)] = r
	}
}

// allGone waits until every process that told of itself has ended.
func (l *listener) allGone() {
	l.t.Helper()
	for name, r := range l.conns {
		if _, err := r.ReadByte(); err != io.EOF && !isReset(err) {
			l.t.Errorf("%slives on: %v", name, err)
		}
	}
}

func showFiles() {
	for fd := range 64 {
		var s syscall.Stat_t
		if syscall.Fstat(fd, &s) == nil && s.Mode&syscall.S_IFMT == syscall.S_IFIFO {
			fmt.Print(fd, " ")
		}
	}
	os.Exit(0)
}
