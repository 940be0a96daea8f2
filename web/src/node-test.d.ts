// The little of Node's test runner that the unit tests use.
declare module "node:test" {
  export function test(name: string, run: () => void | Promise<void>): Promise<void>;
}

declare module "node:assert/strict" {
  export function equal<T>(actual: T, expected: T, message?: string): void;
  export function deepEqual<T>(actual: T, expected: T, message?: string): void;
  export function ok(is: boolean, message?: string): void;
  export function throws(run: () => unknown, expected: (error: unknown) => boolean, message?: string): void;
}
