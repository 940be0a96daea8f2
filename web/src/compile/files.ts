// A tree of files in memory: what a Go tool finds and leaves, gone when nobody holds it.

/** An error with one of Node's codes, which Go knows. */
export class FileError extends Error {
  override name = "FileError";
  readonly code: string;
  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

/** A file. Its bytes may hold more than size: it grows by doubling. */
export interface File {
  readonly kind: "file";
  readonly number: number;
  readonly readOnly: boolean;
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
}

export interface Directory {
  readonly kind: "directory";
  readonly number: number;
  readonly entries: Map<string, Node>;
}

export type Node = File | Directory;

export class Files {
  #numbers = 0;
  readonly #root = this.#directory();

  /** Puts a file there, and the directories above it. Nobody can write to it: its bytes may be another's. */
  mount(path: string, bytes: Uint8Array<ArrayBuffer>): void {
    const names = split(path);
    const name = names.pop() ?? "";
    let directory = this.#root;
    for (const each of names) {
      const node = directory.entries.get(each) ?? this.#directory();
      if (node.kind === "file") throw new FileError("ENOTDIR", path);
      directory.entries.set(each, node);
      directory = node;
    }
    directory.entries.set(name, { kind: "file", number: ++this.#numbers, readOnly: true, bytes, size: bytes.length });
  }

  /** Returns a file's bytes, null if there is no such file. They are the file's own, not a copy. */
  contents(path: string): Uint8Array<ArrayBuffer> | null {
    try {
      const node = this.find(path);
      return node.kind === "file" ? node.bytes.subarray(0, node.size) : null;
    } catch {
      return null;
    }
  }

  find(path: string): Node {
    let node: Node = this.#root;
    for (const name of split(path)) {
      if (node.kind === "file") throw new FileError("ENOTDIR", path);
      const next: Node | undefined = node.entries.get(name);
      if (next === undefined) throw new FileError("ENOENT", path);
      node = next;
    }
    return node;
  }

  create(path: string): File {
    const file: File = { kind: "file", number: ++this.#numbers, readOnly: false, bytes: new Uint8Array(0), size: 0 };
    this.#add(path, file);
    return file;
  }

  makeDirectory(path: string): void {
    this.#add(path, this.#directory());
  }

  /** Removes a file. Who has it open goes on with it. */
  unlink(path: string): void {
    const [directory, name] = this.#parent(path);
    const node = directory.entries.get(name);
    if (node === undefined) throw new FileError("ENOENT", path);
    if (node.kind === "directory") throw new FileError("EISDIR", path);
    directory.entries.delete(name);
  }

  removeDirectory(path: string): void {
    const [directory, name] = this.#parent(path);
    const node = directory.entries.get(name);
    if (node === undefined) throw new FileError("ENOENT", path);
    if (node.kind === "file") throw new FileError("ENOTDIR", path);
    if (node.entries.size > 0) throw new FileError("ENOTEMPTY", path);
    directory.entries.delete(name);
  }

  /** Moves a file or directory; a file in its place is replaced. */
  rename(from: string, to: string): void {
    const node = this.find(from);
    const [source, oldName] = this.#parent(from);
    const [target, newName] = this.#parent(to);
    const old = target.entries.get(newName);
    if (old === node) return;
    if (node.kind === "directory" && split(to).join("/").startsWith(`${split(from).join("/")}/`)) throw new FileError("EINVAL", to);
    if (old?.kind === "directory") throw new FileError(node.kind === "file" ? "EISDIR" : "ENOTEMPTY", to);
    if (old !== undefined && node.kind === "directory") throw new FileError("ENOTDIR", to);
    source.entries.delete(oldName);
    target.entries.set(newName, node);
  }

  #add(path: string, node: Node): void {
    const [directory, name] = this.#parent(path);
    if (directory.entries.has(name)) throw new FileError("EEXIST", path);
    directory.entries.set(name, node);
  }

  #parent(path: string): [Directory, string] {
    const names = split(path);
    const name = names.pop();
    if (name === undefined) throw new FileError("EBUSY", path);
    const directory = this.find(names.join("/"));
    if (directory.kind === "file") throw new FileError("ENOTDIR", path);
    return [directory, name];
  }

  #directory(): Directory {
    return { kind: "directory", number: ++this.#numbers, entries: new Map() };
  }
}

/** Gives a file another size; what it grows by is zeros. */
export function resize(file: File, size: number): void {
  if (file.readOnly) throw new FileError("EACCES", "a file of the toolchain");
  if (size > file.bytes.length) {
    const larger = new Uint8Array(Math.max(size, 2 * file.bytes.length, 4096));
    larger.set(file.bytes.subarray(0, file.size));
    file.bytes = larger;
  } else if (size < file.size) {
    file.bytes.fill(0, size, file.size);
  }
  file.size = size;
}

/** Every path begins at the root: there is but one current directory. */
function split(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}
