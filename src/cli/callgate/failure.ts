import { readFileSync } from "node:fs";
import { reasonOf } from "../../base/untrusted.js";

/** What a command could not do: a sentence for the user. */
export class CommandError extends Error {}

/** The file's bytes. Throws a CommandError that names the file. */
export function readBytes(path: string): Uint8Array {
  try {
    return Uint8Array.from(readFileSync(path));
  } catch (cause) {
    throw new CommandError(`cannot read ${path}: ${reasonOf(cause)}`, { cause });
  }
}

export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** The file's JSON. Throws a CommandError that names the file. */
export function readJson(path: string): unknown {
  return parseJson(readText(path), path);
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is no JSON: ${reasonOf(cause)}`, { cause });
  }
}
