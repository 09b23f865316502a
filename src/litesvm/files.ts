import { CallgateError } from "../base/errors.js";
import { nodeBuiltin } from "../base/node-builtin.js";
import { reasonOf } from "../base/untrusted.js";

interface NodeFs {
  readFileSync(path: string): Uint8Array;
  writeFileSync(path: string, bytes: Uint8Array): void;
}

/** The bytes of a file. Throws `no-file-system` in browsers; else the reason is what the system says. */
export function readFile(path: string): Uint8Array {
  return fileSystem().readFileSync(path);
}

export function writeFile(path: string, bytes: Uint8Array): void {
  fileSystem().writeFileSync(path, bytes);
}

function fileSystem(): NodeFs {
  const fs = nodeBuiltin<NodeFs>("node:fs");
  if (fs !== undefined) return fs;
  throw new CallgateError("no-file-system", "there are no files here: use the methods that take bytes");
}

/** Why a file could not be read or written, the usual reasons as Rust says them. */
export function fileErrorText(thrown: unknown): string {
  const { code } = Object(thrown) as { code?: unknown };
  return OS_ERRORS.get(code) ?? reasonOf(thrown);
}

const OS_ERRORS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "No such file or directory (os error 2)"],
  ["EACCES", "Permission denied (os error 13)"],
  ["EISDIR", "Is a directory (os error 21)"],
]);
