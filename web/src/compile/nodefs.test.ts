// Tests of the file system that Go's tools find: what Go's syscall package asks of Node's.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Files } from "./files.ts";
import { NodeFS, flags } from "./nodefs.ts";

type Answer = unknown;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const text = (data: Uint8Array | null): string | null => (data === null ? null : new TextDecoder().decode(data));

/** Calls and returns what the callback gets: a value, or an error's code. */
function call(act: (callback: (error: Error | null, value?: unknown) => void) => void): Answer {
  let answer: Answer = "no answer";
  act((error, value) => {
    answer = error === null ? value : (error as Error & { code: string }).code;
  });
  return answer;
}

class Tester {
  readonly files = new Files();
  readonly output: string[] = [];
  readonly fs = new NodeFS(this.files, (fd, data) => this.output.push(`${fd} ${text(data)}`));

  open = (path: string, how = 0): Answer => call((done) => this.fs.open(path, how, 0o644, done));
  close = (fd: number): Answer => call((done) => this.fs.close(fd, done));
  write = (fd: number, data: string, position: number | null = null): Answer =>
    call((done) => this.fs.write(fd, bytes(data), 0, bytes(data).length, position, done));
  read = (fd: number, length: number, position: number | null = null): Answer => {
    const buffer = new Uint8Array(length);
    const answer = call((done) => this.fs.read(fd, buffer, 0, length, position, done));
    return typeof answer === "number" ? text(buffer.subarray(0, answer)) : answer;
  };
  stat = (path: string): Answer => call((done) => this.fs.stat(path, (error, s) => done(error, s && [s.isDirectory(), s.size])));
}

const create = flags.O_RDWR | flags.O_CREAT;

void test("a file is written, grown, read from anywhere and cut", () => {
  const t = new Tester();
  equal(t.open("/a", create), 3);
  equal(t.write(3, "hello"), 5);
  equal(t.write(3, " world"), 6);
  equal(t.write(3, "J", 0), 1);
  equal(t.read(3, 100, 0), "Jello world");
  equal(t.read(3, 100), "");
  equal(t.write(3, "!", 20), 1);
  equal(t.read(3, 100, 10), `d${"\0".repeat(9)}!`);
  call((done) => t.fs.ftruncate(3, 4, done));
  call((done) => t.fs.ftruncate(3, 6, done));
  equal(t.read(3, 100, 0), "Jell\0\0");
  deepEqual(t.stat("a"), [false, 6]);
  deepEqual(call((done) => t.fs.fstat(3, (error, s) => done(error, s?.size))), 6);
  equal(t.close(3), undefined);
  equal(t.close(3), "EBADF");
  equal(t.open("./a", flags.O_WRONLY | flags.O_APPEND), 3);
  t.write(3, "y");
  equal(text(t.files.contents("/a")), "Jell\0\0y");
  equal(t.open("/a", flags.O_WRONLY | flags.O_TRUNC), 4);
  deepEqual(t.stat("/a"), [false, 0]);
});

void test("errors have Node's codes", () => {
  const t = new Tester();
  t.files.mount("/packages/a/b.a", bytes("archive"));
  equal(t.open("/none"), "ENOENT");
  equal(t.open("/none/file", create), "ENOENT");
  equal(t.open("/packages", flags.O_WRONLY), "EISDIR");
  equal(t.open("/packages/a/b.a/c"), "ENOTDIR");
  equal(t.open("/packages/a/b.a", flags.O_DIRECTORY), "ENOTDIR");
  equal(t.open("/packages/a/b.a", flags.O_WRONLY | flags.O_TRUNC), "EACCES");
  equal(t.open("/packages/a/b.a", create | flags.O_EXCL), "EEXIST");
  equal(t.open("/packages/a/b.a"), 3);
  equal(t.write(3, "x"), "EBADF");
  equal(call((done) => t.fs.ftruncate(3, 0, done)), "EACCES");
  equal(t.read(9, 1), "EBADF");
  equal(call((done) => t.fs.mkdir("/packages", 0, done)), "EEXIST");
  equal(call((done) => t.fs.rmdir("/packages", done)), "ENOTEMPTY");
  equal(call((done) => t.fs.unlink("/packages", done)), "EISDIR");
  equal(call((done) => t.fs.unlink("/none", done)), "ENOENT");
  equal(call((done) => t.fs.rename("/none", "/b", done)), "ENOENT");
  equal(call((done) => t.fs.rename("/packages", "/packages/a/c", done)), "EINVAL");
  equal(call((done) => t.fs.readdir("/packages/a/b.a", done)), "ENOTDIR");
  equal(t.files.contents("/packages"), null);
});

void test("directories are made, listed, moved and removed", () => {
  const t = new Tester();
  call((done) => t.fs.mkdir("/tmp", 0o755, done));
  t.open("/tmp/b", create);
  t.open("/tmp/a", create);
  deepEqual(call((done) => t.fs.readdir("/tmp", done)), ["a", "b"]);
  call((done) => t.fs.rename("/tmp/b", "/tmp/a", done));
  call((done) => t.fs.rename("/tmp", "/moved", done));
  deepEqual(call((done) => t.fs.readdir("/moved/../moved/.", done)), ["a"]);
  t.write(3, "still open"); // it was b
  equal(text(t.files.contents("/moved/a")), "still open");
  call((done) => t.fs.unlink("/moved/a", done));
  equal(call((done) => t.fs.rmdir("/moved", done)), undefined);
  equal(t.stat("/moved"), "ENOENT");
  deepEqual(t.stat("."), [true, 0]);
});

void test("what is printed comes out by descriptor", () => {
  const t = new Tester();
  equal(t.write(1, "out"), 3);
  equal(t.write(2, "err"), 3);
  equal(t.fs.writeSync(2, bytes("last")), 4);
  deepEqual(t.output, ["1 out", "2 err", "2 last"]);
  equal(t.read(0, 10), "");
});
