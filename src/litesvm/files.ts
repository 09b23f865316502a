import { CallgateError } from "../base/errors.js";
import { nodeBuiltin } from "../base/node-builtin.js";
import { reasonOf } from "../base/untrusted.js";

interface NodeFs {
  readFileSync(path: string): Uint8Array;
  writeFileSync(path: string, bytes: Uint8Array): void;
}

/** The bytes of a file. Throws `no-file-system` in browsers, and what `errorOf` makes of the reason it is unreadable. */
export function readFile(path: string, errorOf: (reason: string) => Error = unreadable(path)): Uint8Array {
  const fs = fileSystem();
  try {
    return fs.readFileSync(path);
  } catch (thrown) {
    throw errorOf(systemReason(thrown));
  }
}

/** Throws `no-file-system` in browsers, and `unwritable-file`. */
export function writeFile(path: string, bytes: Uint8Array): void {
  const fs = fileSystem();
  try {
    fs.writeFileSync(path, bytes);
  } catch (thrown) {
    const reason = systemReason(thrown);
    throw new CallgateError("unwritable-file", `the file ${path} could not be written: ${reason}`, { path, reason });
  }
}

function unreadable(path: string): (reason: string) => Error {
  return (reason) =>
    new CallgateError("unreadable-file", `the file ${path} could not be read: ${reason}`, { path, reason });
}

function fileSystem(): NodeFs {
  const fs = nodeBuiltin<NodeFs>("node:fs");
  if (fs !== undefined) return fs;
  throw new CallgateError("no-file-system", "there are no files here: use the methods that take bytes");
}

/** The usual reasons as Rust says them. */
function systemReason(thrown: unknown): string {
  const { code } = Object(thrown) as { code?: unknown };
  return SYSTEM_REASONS.get(code) ?? reasonOf(thrown);
}

const SYSTEM_REASONS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "No such file or directory (os error 2)"],
  ["EACCES", "Permission denied (os error 13)"],
  ["EISDIR", "Is a directory (os error 21)"],
]);
