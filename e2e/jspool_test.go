//go:build !js

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"poolground/web"
)

// A poolCase is JavaScript that is given a pool, and what comes of it, as the page's show says it.
type poolCase struct {
	name, script, want string
	options            string // of Pool.open
	problems           string // what the browser may say
}

var poolCases = []poolCase{
	{name: "map", script: `pool.map("square", [1, 2, 3])`, want: "[1,4,9]"},
	{name: "map of a set", script: `pool.map("square", new Set([1, 2]))`, want: "[1,4]"},
	{name: "map of many", script: `pool.map("square", Array.from({length: 10000}, (_, i) => i)).then((ys) => ys.every((y, i) => y === i * i))`, want: "true"},
	{name: "empty map", script: `Promise.all([pool.map("square", []), pool.map("greet", []), pool.map("half", new Float64Array(0))])`, want: "[[],[],Float64Array[]]"},
	{name: "mapAsync", script: `(async () => {
		const result = pool.mapAsync("square", [3]);
		const before = result.ready();
		await result.wait({timeout: 60000});
		return [before, result.ready(), result.successful(), await result.get(), await result.get({timeout: 0})];
	})()`, want: "[false,true,true,[9],[9]]"},
	{name: "not ready", script: `(() => { const r = pool.mapAsync("square", [3]); try { r.successful() } catch (e) { return e } })()`,
		want: "PoolError ErrNotReady: pool: the result is not ready yet"},
	{name: "get in vain", script: `(async () => {
		const r = pool.applyAsync("waits", 1);
		const error = await r.get({timeout: 20}).catch((e) => e);
		const waiting = await r.wait({timeout: 20}).catch((e) => e.code);
		r.cancel();
		return [error, waiting, await r.get().catch((e) => e), r.successful()];
	})()`, want: "[PoolError ErrTimeout: pool: the result is not ready after 20 ms; the job goes on,\"ErrTimeout\"," +
		"PoolError ErrJobCanceled: pool: job canceled,false]"},
	{name: "starmap", script: `pool.starmap("mul", [[1, 10], [2, 11]])`, want: "[10,22]"},
	{name: "starmap of typed arrays", script: `pool.starmap("dot", [[Float64Array.of(1, 2), [3, 4]], [[], null]])`, want: "[11,0]"},
	{name: "starmapAsync", script: `pool.starmapAsync("mul", new Map([[2, 3]])).get()`, want: "[6]"},
	{name: "apply", script: `pool.apply("greet", "you")`, want: `"hello, you"`},
	{name: "applyAsync", script: `pool.applyAsync("square", 5).get()`, want: "25"},
	{name: "no argument", script: `Promise.all([pool.apply("seven"), pool.map("seven", [null, "x"])])`, want: "[7,[7,7]]"},
	{name: "imap", script: `(async () => { const ys = []; for await (const y of pool.imap("square", [1, 2, 3, 4])) ys.push(y); return ys })()`, want: "[1,4,9,16]"},
	{name: "imap of many", script: `(async () => {
		let n = 0;
		for await (const y of pool.imap("square", (function* () { for (let i = 0; i < 5000; i++) yield i })())) if (y !== n * n++) return n;
		return n;
	})()`, want: "5000"},
	{name: "imap of an async input", script: `(async () => {
		const ys = [];
		const later = async function* () { for (let i = 0; i < 9; i++) { await new Promise((r) => setTimeout(r)); yield i } };
		for await (const y of pool.imap("square", later(), {chunkSize: 2})) ys.push(y);
		return ys;
	})()`, want: "[0,1,4,9,16,25,36,49,64]"},
	{name: "imap gives what is there while its input waits", script: `(async () => {
		let go;
		const input = async function* () { yield 3; await new Promise((r) => go = r); yield 4 };
		const it = pool.imap("square", input());
		const first = await it.next();
		go();
		return [first, await it.next(), await it.next()];
	})()`, want: "[{done:false,value:9},{done:false,value:16},{done:true,value:undefined}]"},
	{name: "imapUnordered", script: `(async () => { const ys = []; for await (const y of pool.imapUnordered("square", [1, 2, 3, 4])) ys.push(y); return ys.sort((a, b) => a - b) })()`, want: "[1,4,9,16]"},
	{name: "imap of nothing", script: `pool.imap("square", []).next()`, want: "{done:true,value:undefined}"},
	{name: "imap reads ahead within a window", script: `(async () => {
		let pulled = 0;
		const it = pool.imap("waits", (function* () { for (;;) yield pulled++ })(), {chunkSize: 1});
		const first = it.next();
		await pool.map("square", []);
		const seen = pulled;
		await it.return();
		return [seen, await first];
	})()`, want: "[8,{done:true,value:undefined}]"},
	{name: "a break ends an endless imap", script: `(async () => {
		let ended = 0;
		const endless = function* () { try { for (let i = 0; ; i++) yield i } finally { ended++ } };
		for await (const y of pool.imap("square", endless())) if (y > 1000) break;
		for await (const y of pool.imapUnordered("square", endless())) if (y > 1000) break;
		return ended;
	})()`, want: "2"},
	{name: "imap, a task fails", script: `(async () => {
		const ys = [];
		try { for await (const y of pool.imap("even", [0, 2, 3, 4])) ys.push(y) } catch (e) { ys.push(e.index, e) }
		return ys;
	})()`, want: "[0,2,2,TaskError ErrTask: pool: even, task 2, worker N: 3: odd]"},
	{name: "imap, tasks fail and it goes on", script: `(async () => {
		const ys = [];
		for await (const o of pool.imap("even", [0, 1, 2, "x"], {keepGoing: true})) ys.push(o.status === "fulfilled" ? o.value : o.reason);
		return ys;
	})()`, want: "[0,TaskError ErrTask: pool: even, task 1, worker N: 1: odd,2," +
		"TaskError ErrTask: pool: even, task 3, worker N: the argument is no int: text stands where int belongs]"},
	{name: "imap, the input fails", script: `pool.imap("square", (function* () { yield 1; throw new Error("no more") })()).next().then((x) => x, (e) => e)`, want: "Error: no more"},
	{name: "imap of an unknown function", script: `pool.imap("cube", [1]).next()`, want: `PoolError ErrInvalid: pool: there is no function "cube"; the program has registered ` + tasksFunctions},
	{name: "imap, an argument cannot cross", script: `pool.imap("square", [1, () => {}]).next()`, want: "TaskError ErrTask: pool: square, task 1: cannot encode the argument: a Function cannot cross"},

	{name: "values", script: `pool.apply("echo", {Text: "äöü", Bytes: Uint8Array.of(1, 2), Big: -(2n ** 63n), Huge: 2n ** 64n - 1n, When: new Date(0),
		Sums: JSON.parse('{"__proto__": 2}'), Names: new Map([[7, "seven"]]), Next: {Flag: true, Ratio: 1.5}, Extra: 1})`,
		want: `{Text:"äöü",Bytes:Uint8Array[1,2],Big:-9223372036854775808n,Huge:18446744073709551615n,When:"1970-01-01T00:00:00Z",` +
			`Sums:{__proto__:2},Names:Map{7:"seven"},Next:{Text:"",Bytes:null,Big:0,Huge:0,When:null,Sums:null,Names:null,Next:null,Flag:true,Ratio:1.5},Flag:false,Ratio:0}`},
	{name: "structs", script: `pool.map("turn", [{X: 1, Y: 2.5, Name: "a", Path: Float64Array.of(1, 2)}])`, want: `[{X:2.5,Y:1,Name:"a",Path:[1,2]}]`},
	{name: "floats", script: `pool.map("echoFloat", [NaN, -0, Infinity, 1e300, 5, 2 ** 60])`, want: "[NaN,-0,Infinity,1e+300,5,1152921504606847000]"},
	{name: "large integers", script: `pool.map("same", [2 ** 53 - 1, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), -1, 3n])`,
		want: "[9007199254740991,9007199254740992n,9223372036854775807n,-9223372036854775808n,-1,3]"},
	{name: "unsigned", script: `pool.map("unsigned", [0, 2 ** 32 + 1, 2n ** 64n - 1n])`, want: "[0,4294967297,18446744073709551615n]"},
	{name: "a number beyond 2^53", script: `pool.map("same", [1, 2 ** 53])`,
		want: "TaskError ErrTask: pool: same, task 1, worker N: the argument is no int64: a boolean, or a number with a fraction or beyond 2^53 (pass a BigInt) stands where int64 belongs"},
	{name: "a BigInt beyond 64 bits", script: `pool.map("same", [2n ** 64n])`, want: "TaskError ErrTask: pool: same, task 0: cannot encode the argument: 18446744073709551616 is beyond 64 bits"},
	{name: "a BigInt beyond the type", script: `pool.map("same", [2n ** 63n])`,
		want: "TaskError ErrTask: pool: same, task 0, worker N: the argument is no int64: a whole number out of range, or where none belongs stands where int64 belongs"},
	{name: "an integer beyond the type", script: `pool.map("small", [127, 128])`,
		want: "TaskError ErrTask: pool: small, task 1, worker N: the argument is no int8: a whole number out of range, or where none belongs stands where int8 belongs"},
	{name: "typed array as arguments", script: `pool.map("half", Float64Array.of(1, -3))`, want: "Float64Array[0.5,-1.5]"},
	{name: "BigInt64Array as arguments", script: `pool.map("square", BigInt64Array.of(3n, -4n))`, want: "BigInt64Array[9n,16n]"},
	{name: "typed array of another kind", script: `pool.map("square", Int32Array.of(3, -4))`, want: "BigInt64Array[9n,16n]"},
	{name: "part of a typed array", script: `pool.map("half", Float64Array.of(1, 2, 3).subarray(1))`, want: "Float64Array[1,1.5]"},
	{name: "typed array as one argument", script: `pool.apply("echoFloats", Float64Array.of(1, NaN))`, want: "Float64Array[1,NaN]"},
	{name: "typed arrays in a list", script: `pool.map("echoFloats", [Float64Array.of(1), [2, 3], null, []])`, want: "[Float64Array[1],Float64Array[2,3],null,Float64Array[]]"},
	{name: "bytes", script: `pool.map("echoBytes", [Uint8Array.of(1, 2), new Uint8ClampedArray([3])])`, want: "[Uint8Array[1,2],Uint8Array[3]]"},
	{name: "16 MiB there and back", script: `(async () => {
		const xs = new Float64Array(2 << 20).map((_, i) => i);
		const ys = await pool.apply("echoFloats", xs);
		return [ys.length, ys.every((y, i) => y === i), (await pool.map("half", xs)).every((y, i) => y === i / 2)];
	})()`, want: "[2097152,true,true]"},
	{name: "wrong typed array", script: `pool.apply("echoFloats", Float32Array.of(1))`, want: "TaskError ErrTask: pool: echoFloats, task 0, worker N: the argument is no []float64: it is a typed array of float32"},

	{name: "wrong argument", script: `pool.map("square", [1, "two"])`, want: "TaskError ErrTask: pool: square, task 1, worker N: the argument is no int: text stands where int belongs"},
	{name: "a fraction", script: `pool.map("square", [1.5])`,
		want: "TaskError ErrTask: pool: square, task 0, worker N: the argument is no int: a boolean, or a number with a fraction or beyond 2^53 (pass a BigInt) stands where int belongs"},
	{name: "null", script: `pool.map("square", [null])`, want: "TaskError ErrTask: pool: square, task 0, worker N: the argument is no int: it is null or undefined"},
	{name: "wrong field", script: `pool.map("turn", [{X: "far"}])`, want: "TaskError ErrTask: pool: turn, task 0, worker N: the argument is no main.point: its field main.point.X, of type float64, is text"},
	{name: "a function as an argument", script: `pool.map("turn", [{X: 1, Name: {deep: [() => {}]}}])`, want: "TaskError ErrTask: pool: turn, task 0: cannot encode the argument.Name.deep.0: a Function cannot cross"},
	{name: "a cycle", script: `(() => { const a = {}; a.Next = a; return pool.apply("echo", a) })()`, want: "TaskError ErrTask: pool: echo, task 0: cannot encode the argument.Next: object contains circular references"},
	{name: "arguments that are none", script: `pool.map("square", 5)`, want: "PoolError ErrInvalid: pool: square: the arguments are not iterable"},
	{name: "unknown function", script: `pool.map("cube", [1])`, want: `PoolError ErrInvalid: pool: there is no function "cube"; the program has registered ` + tasksFunctions},
	{name: "two arguments wanted", script: `pool.map("mul", [1])`, want: `PoolError ErrInvalid: pool: function "mul" takes two arguments a task: starmap over a list of pairs`},
	{name: "one argument wanted", script: `pool.starmap("square", [[1, 2]])`, want: `PoolError ErrInvalid: pool: function "square" takes one argument a task: map over a list of them`},
	{name: "chunk size 0", script: `pool.map("square", [1], {chunkSize: 0})`, want: "PoolError ErrInvalid: pool: chunk size 0, want 1 or more"},
	{name: "negative retries", script: `pool.map("square", [1], {retries: -1})`, want: "PoolError ErrInvalid: pool: -1 retries, want 0 or more"},
	{name: "timeout 0", script: `pool.map("square", [1], {taskTimeout: 0})`, want: "PoolError ErrInvalid: pool: task timeout 0s, want more than 0"},

	{name: "a task fails", script: `pool.map("even", [0, 1]).catch((e) => [e, e.function, e.index, e.worker >= 0, e.cause, e.cause.name, e.cause.cause.name, e.cause.cause.message])`,
		want: `[TaskError ErrTask: pool: even, task 1, worker N: 1: odd,"even",1,true,Error: 1: odd,"Error","tasks.odd","odd"]`},
	{name: "a task joins errors", script: `pool.apply("both", 0).catch((e) => [e, e.cause.cause.errors.map((e) => e.name)])`,
		want: "[TaskError ErrTask: pool: both, task 0, worker N: odd\nand more,[\"tasks.odd\",\"Error\"]]"},
	{name: "keepGoing", script: `pool.mapAsync("even", [0, 1, 2], {keepGoing: true}).get()`,
		want: `[{status:"fulfilled",value:0},{status:"rejected",reason:TaskError ErrTask: pool: even, task 1, worker N: 1: odd},{status:"fulfilled",value:2}]`},
	{name: "keepGoing and successful", script: `(async () => { const r = pool.mapAsync("even", [0, 1], {keepGoing: true}); await r.wait(); return r.successful() })()`, want: "false"},
	{name: "panic", script: `pool.apply("panics", 0).catch((e) => [e, e.name, e.stack.startsWith("TaskError: pool: panics"), e.stack.includes("main.go")])`,
		want: `[TaskError ErrTask: pool: panics, task 0, worker N: panic: now,"TaskError",true,true]`},
	{name: "a worker exits", script: `(async () => [await pool.apply("exits", 3).catch((e) => e), await pool.apply("square", 2)])()`,
		want: "[TaskError ErrWorkerDied: pool: exits, task 0, worker N: worker died: exited with code 3" + tryAgain + ",4]"},
	{name: "a worker traps", script: `(async () => [await pool.apply("traps", 0).catch((e) => e), await pool.apply("square", 2)])()`,
		want: "[TaskError ErrWorkerDied: pool: traps, task 0, worker N: worker died: trapped: RuntimeError: memory access out of bounds" + tryAgain + ",4]"},
	{name: "task timeout", script: `(async () => [await pool.apply("spins", 1, {taskTimeout: 50}).catch((e) => e), await pool.apply("square", 2)])()`,
		want: "[TaskError ErrTaskTimeout: pool: spins, task 0, worker N: task timed out: it ran longer than its TaskTimeout of 50ms and lost its worker,4]"},
	{name: "abort", script: `(async () => {
		const abort = new AbortController();
		const result = pool.map("waits", [1, 2, 3], {signal: abort.signal});
		abort.abort(new Error("enough"));
		const error = await result.catch((e) => e);
		return [error, error.cause, await pool.map("square", [2])];
	})()`, want: "[PoolError ErrJobCanceled: pool: job canceled: enough,Error: enough,[4]]"},
	{name: "abort a spinning task", options: "{workers: 1}", script: `(async () => {
		const abort = new AbortController();
		const running = new Promise((resolve) => abort.signal.addEventListener("abort", resolve));
		const result = pool.apply("waits", 1, {signal: abort.signal});
		abort.abort();
		await running;
		return [await result.catch((e) => e), await pool.apply("square", 2)];
	})()`, want: "[PoolError ErrJobCanceled: pool: job canceled: signal is aborted without reason,4]"},
	{name: "aborted before", script: `pool.map("square", [1], {signal: AbortSignal.abort("no")})`, want: "PoolError ErrJobCanceled: pool: job canceled: no"},
	{name: "abort an imap", script: `(async () => {
		const abort = new AbortController();
		const ys = [];
		try { for await (const y of pool.imap("square", (function* () { for (let i = 0; ; i++) yield i })(), {signal: abort.signal})) { ys.push(y); if (y === 9) abort.abort("enough") } } catch (e) { return [ys.slice(0, 4), e] }
	})()`, want: "[[0,1,4,9],PoolError ErrJobCanceled: pool: job canceled: enough]"},
	{name: "imap aborted before", script: `pool.imap("square", [1], {signal: AbortSignal.abort("no")}).next()`, want: "PoolError ErrJobCanceled: pool: job canceled: no"},
	{name: "progress", script: `(async () => { const seen = []; await pool.map("square", [1, 2, 3, 4], {onProgress: (done, total) => seen.push([done, total])}); return seen.at(-1) })()`, want: "[4,4]"},

	{name: "closed", script: `(async () => { const last = pool.map("square", [5]); pool.close(); pool.close(); return [await last, await pool.map("square", []).catch((e) => e), await pool.imap("square", []).next().catch((e) => e)] })()`,
		want: "[[25],PoolError ErrClosed: pool: closed, it takes no new jobs,PoolError ErrClosed: pool: closed, it takes no new jobs]"},
	{name: "close with an imap begun", script: `(async () => { const it = pool.imap("square", [1, 2]); const first = await it.next(); pool.close(); return [first.value, (await it.next()).value, (await it.next()).done] })()`, want: "[1,4,true]"},
	{name: "terminated", script: `(async () => { const pending = pool.mapAsync("spins", [1]); const it = pool.imap("square", [1]); await it.next(); pool.terminate(); pool.terminate();
		return [await pending.get().catch((e) => e), await pool.apply("square", 1).catch((e) => e), await it.next().catch((e) => e)] })()`,
		want: "[PoolError ErrTerminated: pool: terminated,PoolError ErrTerminated: pool: terminated,PoolError ErrTerminated: pool: terminated]"},
	{name: "join before close", script: `pool.join()`, want: "PoolError ErrNotClosed: pool: still open, call close or terminate before join"},
	{name: "join twice", script: `(async () => { pool.close(); await pool.join(); return pool.join() })()`, want: "undefined"},
	{name: "aborting the pool", script: `(async () => { const waits = pool.apply("waits", 0); window.abort.abort("over"); return [await waits.catch((e) => e), await pool.join()] })()`,
		options: "{signal: (window.abort = new AbortController()).signal}", want: "[PoolError ErrTerminated: pool: terminated: over,undefined]"},

	{name: "workers", options: "{workers: 3}", script: `[pool.workers, pool.functions.length, pool.functions[0]]`, want: `[3,25,"both"]`},
	{name: "initializer", options: `{initializer: {function: "start", argument: "warm"}}`, script: `pool.map("started", [1, 2], {chunkSize: 1})`, want: `["warm","warm"]`},
	{name: "failing initializer", options: `{initializer: {function: "failStart", argument: 0}}`, script: `pool.map("square", [1]).catch((e) => [e, e.index])`,
		want: "[PoolError ErrWorkerDied: pool: worker died: the initializer failed: failStart, worker N: odd,undefined]"},
	{name: "one chunk a worker", options: `{maxChunksPerWorker: 1, workers: 1}`, script: `pool.map("square", [1, 2, 3], {chunkSize: 1})`, want: "[1,4,9]"},
	{name: "output", options: `{onOutput: (text, stream) => { window.printed = (window.printed ?? "") + stream + ":" + text }}`,
		script: `(async () => { await pool.map("prints", [1]); return window.printed })()`, want: `"stdout:task 1\n"`},
	{name: "events", options: `{onEvent: (events) => { window.seen = (window.seen ?? []).concat(events) }}`,
		script: `(async () => { await pool.map("square", [1, 2]); pool.close(); await pool.join(); return [...new Set(window.seen.map((e) => e.kind))].sort() })()`,
		want:   `["CallerBlocked","CallerResumed","ChunkDone","ChunkQueued","ChunkStarted","JobDone","JobStarted","WorkerExited","WorkerReady","WorkerStarted"]`},

	{name: "module missing", options: `{module: "/missing.wasm"}`, problems: "404", want: "PoolError ErrProgram: pool: URL/missing.wasm could not be fetched: 404 Not Found"},
	{name: "not a module", options: `{module: "/index.html"}`, want: "PoolError ErrProgram: pool: URL/index.html could not be compiled: WebAssembly.compile(): expected magic word 00 61 73 6d, found 3c 21 64 6f @+0"},
	{name: "not a poolground module", options: `{module: "/foreign.wasm"}`, want: "PoolError ErrProgram: pool: the module does not import poolground/wasm/webworker, so it has no functions for a page"},
	{name: "main does not serve", options: `{module: "/unserved.wasm", onOutput: () => {}}`,
		want: "PoolError ErrProgram: pool: the program exited with code 2 before it served its functions: its main must begin with pool.ServeIfWorker()"},
	{name: "main waits instead", options: `{module: "/unserved.wasm", args: ["waits"], workers: (() => {
			const later = setTimeout; // a minute is long for a test
			globalThis.setTimeout = (f, ms) => later(f, ms === 60_000 ? 100 : ms);
			return 1;
		})()}`,
		want: "PoolError ErrProgram: pool: the program serves no functions after a minute: its main must begin with pool.ServeIfWorker()"},
	{name: "negative workers", options: `{workers: -1}`, want: "PoolError ErrInvalid: pool: -1 workers, want 1 or more, or 0 for one a core"},
	{name: "unknown initializer", options: `{initializer: {function: "warm"}}`, want: `PoolError ErrInvalid: pool: there is no function "warm"; the program has registered ` + tasksFunctions},
	{name: "aborted while it opens", options: `{signal: AbortSignal.abort("no")}`, want: "PoolError ErrTerminated: pool: terminated: no"},
}

const tasksFunctions = `"both", "dot", "echo", "echoBytes", "echoFloat", "echoFloats", "even", "exits", "failStart", "greet", "half", "mul", "panics", "prints", "same", "seven", "small", "spins", "square", "start", ...`

func openPoolPage(tb testing.TB, o web.Options) *tab {
	tb.Helper()
	for _, name := range []string{"tasks", "foreign", "unserved"} {
		program(tb, name)
	}
	t := newTab(tb)
	t.open(serve(tb, o, nil).URL + "/test/pool.html")
	return t
}

// withPool runs a script on a pool of its own and says what came of it.
func (t *tab) withPool(options, script string) string {
	t.Helper()
	if options == "" {
		options = "{}"
	}
	got := eval[string](t, fmt.Sprintf("withPool(%s, (pool) => (%s))", options, script))
	origin := eval[string](t, "location.origin")
	return strings.ReplaceAll(workerNumber.ReplaceAllString(got, "worker N"), origin, "URL")
}

func TestJSPool(tb *testing.T) {
	t := openPoolPage(tb, web.Options{})
	for _, c := range poolCases {
		tb.Run(c.name, func(tb *testing.T) {
			if c.problems != "" {
				t.expect(c.problems)
			}
			if c.script == "" {
				c.script = `"it opens"`
			}
			if got := t.withPool(c.options, c.script); got != c.want {
				tb.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	t.waitWorkers(0)
}

// Pools do not know of each other, and a program of run neither.
func TestJSPoolsAtOnce(tb *testing.T) {
	t := openPoolPage(tb, web.Options{CrossOriginIsolated: true})
	got := eval[string](t, `(async () => {
		const [a, b] = await Promise.all([open2({workers: 1}), open2()]);
		const [x, y] = await Promise.all([a.map("square", [1, 2]), b.map("half", [1, 2])]);
		a.terminate();
		const z = await b.map("square", [3]);
		b.close();
		await Promise.all([a.join(), b.join()]);
		return show([x, y, z]);
	})()`)
	if want := "[[1,4],[0.5,1],[9]]"; got != want {
		tb.Errorf("got %s, want %s", got, want)
	}
	t.waitWorkers(0)
}

// Nothing is left when a pool is terminated in the midst of anything.
func TestJSPoolTerminate(tb *testing.T) {
	t := openPoolPage(tb, web.Options{})
	for range 10 {
		t.do(`(async () => {
			const pool = await open2();
			const spinning = pool.mapAsync("spins", [1, 2, 3, 4], {chunkSize: 1});
			const endless = pool.imap("square", (function* () { for (let i = 0; ; i++) yield i })());
			await Promise.race([endless.next(), spinning.get({timeout: 50}).catch(() => {})]);
			pool.terminate();
			await pool.join();
		})()`)
	}
	t.waitWorkers(0)
}
