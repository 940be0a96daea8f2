// The part of Node's fs that Go's syscall package calls, over files in memory.

import { FileError, resize, type File, type Files, type Node } from "./files";

type Callback<T = void> = (error: Error | null, value?: T) => void;

/** What Node's fs.Stats holds, as far as Go reads it. */
export interface Stats {
  dev: number;
  ino: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  rdev: number;
  size: number;
  blksize: number;
  blocks: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  isDirectory(): boolean;
}

/** Linux's numbers. Go asks for them by name. */
export const flags = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_DIRECTORY: 0o200000 };

interface Open {
  node: Node;
  path: string;
  position: number;
  reads: boolean;
  writes: boolean;
  appends: boolean;
}

/** Calls back before it returns, so that a tool that only reads and writes runs in one go. */
export class NodeFS {
  readonly constants = flags;
  readonly #files: Files;
  readonly #output: (fd: number, bytes: Uint8Array) => void;
  readonly #open = new Map<number, Open>();

  /** output takes what is written to the descriptors 1 and 2; the bytes are good until it returns. */
  constructor(files: Files, output: (fd: number, bytes: Uint8Array) => void) {
    this.#files = files;
    this.#output = output;
  }

  open(path: string, how: number, _mode: number, callback: Callback<number>): void {
    answer(callback, () => {
      const writes = (how & (flags.O_WRONLY | flags.O_RDWR)) !== 0;
      const node = this.#find(path, how);
      if (node.kind === "file" && (how & flags.O_DIRECTORY) !== 0) throw new FileError("ENOTDIR", path);
      if (node.kind === "directory" && writes) throw new FileError("EISDIR", path);
      if (node.kind === "file" && node.readOnly && writes) throw new FileError("EACCES", path);
      if (node.kind === "file" && writes && (how & flags.O_TRUNC) !== 0) resize(node, 0);
      let fd = 3;
      while (this.#open.has(fd)) fd++;
      this.#open.set(fd, { node, path, position: 0, reads: (how & flags.O_WRONLY) === 0, writes, appends: (how & flags.O_APPEND) !== 0 });
      return fd;
    });
  }

  close(fd: number, callback: Callback): void {
    answer(callback, () => {
      if (!this.#open.delete(fd)) throw new FileError("EBADF", `${fd}`);
    });
  }

  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null, callback: Callback<number>): void {
    answer(callback, () => {
      if (fd === 0) return 0; // nobody types
      const { open, file } = this.#file(fd);
      if (!open.reads) throw new FileError("EBADF", open.path);
      const start = position ?? open.position;
      const piece = file.bytes.subarray(Math.min(start, file.size), Math.min(start + length, file.size));
      buffer.set(piece, offset);
      if (position === null) open.position += piece.length;
      return piece.length;
    });
  }

  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null, callback: Callback<number>): void {
    answer(callback, () => {
      const bytes = buffer.subarray(offset, offset + length);
      if (fd === 1 || fd === 2) {
        this.#output(fd, bytes);
        return length;
      }
      const { open, file } = this.#file(fd);
      if (!open.writes) throw new FileError("EBADF", open.path);
      const start = open.appends ? file.size : (position ?? open.position);
      if (start + length > file.size) resize(file, start + length);
      file.bytes.set(bytes, start);
      if (position === null) open.position = start + length;
      return length;
    });
  }

  /** The runtime's own last words come here. */
  writeSync(fd: number, bytes: Uint8Array): number {
    this.#output(fd, bytes);
    return bytes.length;
  }

  stat(path: string, callback: Callback<Stats>): void {
    answer(callback, () => stats(this.#files.find(path)));
  }

  /** There are no links. */
  lstat(path: string, callback: Callback<Stats>): void {
    this.stat(path, callback);
  }

  fstat(fd: number, callback: Callback<Stats>): void {
    answer(callback, () => (fd <= 2 ? pipe : stats(this.#opened(fd).node)));
  }

  ftruncate(fd: number, length: number, callback: Callback): void {
    answer(callback, () => resize(this.#file(fd).file, length));
  }

  mkdir(path: string, _mode: number, callback: Callback): void {
    answer(callback, () => this.#files.makeDirectory(path));
  }

  readdir(path: string, callback: Callback<string[]>): void {
    answer(callback, () => {
      const node = this.#files.find(path);
      if (node.kind === "file") throw new FileError("ENOTDIR", path);
      return [...node.entries.keys()].sort();
    });
  }

  unlink(path: string, callback: Callback): void {
    answer(callback, () => this.#files.unlink(path));
  }

  rmdir(path: string, callback: Callback): void {
    answer(callback, () => this.#files.removeDirectory(path));
  }

  rename(from: string, to: string, callback: Callback): void {
    answer(callback, () => this.#files.rename(from, to));
  }

  fsync(_fd: number, callback: Callback): void {
    callback(null);
  }

  /** Whoever runs here owns all. */
  chmod(path: string, _mode: number, callback: Callback): void {
    answer(callback, () => void this.#files.find(path));
  }

  #find(path: string, how: number): Node {
    if ((how & flags.O_CREAT) === 0) return this.#files.find(path);
    try {
      return this.#files.create(path);
    } catch (error) {
      const exists = error instanceof FileError && error.code === "EEXIST";
      if (!exists || (how & flags.O_EXCL) !== 0) throw error;
      return this.#files.find(path);
    }
  }

  #opened(fd: number): Open {
    const open = this.#open.get(fd);
    if (open === undefined) throw new FileError("EBADF", `${fd}`);
    return open;
  }

  #file(fd: number): { open: Open; file: File } {
    const open = this.#opened(fd);
    if (open.node.kind === "directory") throw new FileError("EISDIR", open.path);
    return { open, file: open.node };
  }
}

/** A callback's own error is its caller's: it goes through. */
function answer<T>(callback: Callback<T>, act: () => T): void {
  let value: T;
  try {
    value = act();
  } catch (error) {
    return callback(error as Error);
  }
  callback(null, value);
}

function stats(node: Node): Stats {
  const size = node.kind === "file" ? node.size : 0;
  return describe(node.number, node.kind === "file" ? 0o100644 : 0o040755, size, node.kind === "directory");
}

function describe(ino: number, mode: number, size: number, isDirectory: boolean): Stats {
  const times = { atimeMs: 0, mtimeMs: 0, ctimeMs: 0 };
  return { dev: 1, ino, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 4096, blocks: Math.ceil(size / 512), ...times, isDirectory: () => isDirectory };
}

const pipe = describe(0, 0o010600, 0, false);
