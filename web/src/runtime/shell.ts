// The one worker script: runs a Go module, as a program or as a worker of its pool.

import "go:wasm_exec";
import { CONFINED, confine } from "./confine";
import { Inbox } from "./inbox";
import { Line } from "./line";
import { Links } from "./links";
import { Listener } from "./listener";
import { Program } from "./memory";
import { limitMemory, usedUp } from "./memorylimit";
import { Output } from "./output";
import { Spares } from "./spares";
import { Waits } from "./waits";
import { Box, DOORBELL, Delivery, LATER, NOT_POOLGROUND, PARENT_LINK, STOP, TURN, VERSION, type End, type Host, type Start, type Stopped, type Stream } from "./protocol";

interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
  close(): void;
  poolground?: Host;
}
const scope = globalThis as unknown as WorkerScope;

const ownScript = location.href;
const confined = CONFINED in globalThis;
if (confined) confine();

scope.onmessage = ({ data }) => {
  const start = data as Start;
  if (start.version === VERSION) new Shell(start).run();
  else end({ kind: "failed", reason: "the page and its worker script are of different versions; reload the page" });
};

/** The last thing that a shell does; who started it then terminates it. */
function end(how: End | Stopped): void {
  scope.onmessage = null;
  scope.postMessage(how, []);
}

class Shell implements Host {
  readonly version = VERSION;
  readonly role: "parent" | "worker";
  readonly slot: number;
  readonly workers: number;
  readonly observe: boolean;
  readonly serve: boolean;

  readonly #start: Start;
  readonly #go = new Go();
  readonly #inbox = new Inbox();
  readonly #spares = new Spares();
  readonly #listener = new Listener(
    (link, frame) => this.#inbox.put(link, Delivery.frame, frame),
    (link) => this.#wake(link),
    navigator.hardwareConcurrency > 1,
  );
  readonly #links = new Links((...delivery) => this.#deliver(...delivery), this.#listener);
  readonly #line: Line; // to who started this shell
  readonly #waits = new Waits(this.#go);
  readonly #output: Output;
  #turns: MessageChannel | null = null;
  #program: Program | null = null;
  #attached = false;
  #depth = 0; // of calls into Go
  #batch = 0;
  #lastWords = 0;
  #served = false;
  #ended = false;

  constructor(start: Start) {
    this.#start = start;
    this.role = start.role;
    this.slot = start.role === "worker" ? start.slot : -1;
    this.workers = start.role === "parent" ? start.workers : 0;
    this.observe = start.role === "parent" && start.observe;
    this.serve = start.role === "parent" && start.serve;
    this.#line = new Line(scope, start.role === "worker" ? start.shared : null, 1);
    this.#listener.add(PARENT_LINK, this.#line);
    this.#output = new Output(
      start.role,
      (message, transfer) => this.#line.post(message, transfer),
      () => this.#waits.done(),
    );
    scope.onmessage = ({ data }) => {
      if (data === STOP) this.#end({ kind: "stopped" });
      else this.#receive(data as Uint8Array<ArrayBuffer> | typeof DOORBELL);
    };
    scope.poolground = this;
  }

  run(): void {
    const go = this.#go;
    go.argv = ["program", ...this.#start.args];
    // Go only warns of an exit code, and its promise does not tell it.
    go.exit = (code) => this.#end({ kind: "exit", code });
    limitMemory(go, this.#start.memoryLimit, () => this.#usedUp());
    const resume = go._resume.bind(go);
    go._resume = () => this.#guard(resume);
    let instance: WebAssembly.Instance;
    try {
      instance = new WebAssembly.Instance(this.#start.module, go.importObject);
    } catch (error) {
      this.#end({ kind: "failed", reason: `the module could not be started: ${String(error)}` });
      return;
    }
    this.#program = new Program(instance, go._resume);
    if (this.role === "parent") scope.postMessage({ kind: "started" }, []);
    this.#depth++;
    go.run(instance).catch((error: unknown) => this.#trap(error));
    queueMicrotask(() => {
      this.#depth--;
      // A trap in run has ended the program.
      if (this.serve && !this.#attached) this.#end({ kind: "failed", reason: NOT_POOLGROUND });
      this.#checkDeadlock();
      this.#listener.idle();
    });
  }

  attach(batch: number, box: number, start: number): void {
    if (start > 0) this.#output.start = start;
    this.#batch = batch;
    this.#program?.attachBox(box);
    this.#attached = true;
  }

  start(slot: number, script: string): number {
    const { kind, version, module, args, memoryLimit } = this.#start;
    const mayShare = this.#start.role === "parent" && this.#start.sharedMemory;
    if (confined && script !== "") throw new Error("a confined program starts no worker script but its own");
    return this.#links.start(script || ownScript, slot, { kind, version, module, args, memoryLimit }, mayShare);
  }

  send(): void {
    if (this.#program === null) throw new Error("the program has ended");
    const link = this.#program.box()[Box.link] ?? 0;
    if (link !== PARENT_LINK) return this.#links.send(link, this.#program, this.#spares);
    this.#served = true;
    this.#line.send(this.#program, this.#spares);
  }

  kill(link: number): void {
    this.#links.kill(link);
    this.#inbox.drop(link);
  }

  next(): void {
    if (this.#program !== null) this.#inbox.next(this.#program, this.#spares);
  }

  events(address: number, length: number): void {
    const batch = this.#copy([address, length]);
    scope.postMessage({ kind: "events", batch }, [batch]);
  }

  relay(stream: Stream, address: number, length: number): void {
    this.#output.relay(stream, new Uint8Array(this.#copy([address, length])));
  }

  turn(): void {
    if (this.#turns === null) {
      this.#turns = new MessageChannel();
      this.#turns.port1.onmessage = () => {
        this.#listener.drain();
        this.#program?.wake(TURN);
      };
    }
    this.#turns.port2.postMessage(null);
  }

  later(ms: number): void {
    setTimeout(() => {
      this.#listener.drain();
      this.#program?.wake(LATER);
    }, ms);
  }

  lastWords(address: number): void {
    this.#lastWords = address;
  }

  #deliver(link: number, kind: Delivery, bytes: Uint8Array<ArrayBuffer>): void {
    this.#inbox.put(link, kind, bytes);
    this.#wake(link);
  }

  #wake(link: number): void {
    if (this.#attached) this.#program?.wake(link);
  }

  #receive(message: Uint8Array<ArrayBuffer> | typeof DOORBELL): void {
    if (message === DOORBELL) return this.#listener.idle();
    this.#listener.drain();
    this.#line.took();
    this.#deliver(PARENT_LINK, Delivery.frame, message);
  }

  #copy(spans: number[]): ArrayBuffer {
    if (this.#program === null) throw new Error("the program has ended");
    return this.#program.copy(spans);
  }

  #guard(resume: () => void): void {
    if (this.#ended) return;
    this.#depth++;
    try {
      resume();
      this.#checkDeadlock();
    } catch (error) {
      this.#trap(error);
    }
    // Further up, Go waits for a function that calls it back: it has yet to go on.
    if (--this.#depth === 0) this.#listener.idle();
  }

  /** Go leaves it to its host to see that a program waits for nothing, and then says where. */
  #checkDeadlock(): void {
    if (this.#ended || this.role === "worker" || this.#served || this.#links.size > 0 || !this.#waits.over) return;
    this.#go._pendingEvent = { id: 0 };
    this.#go._resume();
  }

  /** What it throws ends the program's own call; the end has been told. */
  #usedUp(): never {
    const reason = usedUp(this.#start.memoryLimit);
    this.#end({ kind: "failed", reason: this.role === "parent" ? `the program ${reason}` : reason });
    throw new Error(reason);
  }

  #trap(error: unknown): void {
    this.#end({ kind: "trap", reason: String(error) });
  }

  #end(how: End | Stopped): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#output.flush();
    this.#flushEvents();
    if (how.kind !== "stopped") this.#sendLastWords();
    this.#program = null;
    this.#listener.clear();
    this.#links.killAll();
    for (const timer of this.#go._scheduledTimeouts.values()) clearTimeout(timer);
    this.#go._scheduledTimeouts.clear();
    end(how);
  }

  #sendLastWords(): void {
    if (this.#lastWords === 0 || this.#program === null) return;
    const frame = this.#program.lastWords(this.#lastWords);
    if (frame.byteLength > 0) this.#line.postFrame(new Uint8Array(frame));
  }

  /** The program can no longer be asked for its last events, so they are read where they lie. */
  #flushEvents(): void {
    if (this.#batch === 0 || this.#program === null || !this.observe) return;
    const batch = this.#program.copySlice(this.#batch);
    if (batch.byteLength > 0) scope.postMessage({ kind: "events", batch }, [batch]);
  }
}
