import { CallgateError } from "../../base/errors.js";
import { nodeBuiltin } from "../../base/node-builtin.js";
import { isObject, reasonOf } from "../../base/untrusted.js";
import { withFileLock } from "./file-lock.js";

/** Compute units by name, as the file has them. */
export type UnitsTable = Readonly<Record<string, number>>;

/** Node's file system. Throws `no-file-system` in browsers. */
function fileSystem(): typeof import("node:fs") {
  const fs = nodeBuiltin<typeof import("node:fs")>("node:fs");
  if (fs !== undefined) return fs;
  throw new CallgateError("no-file-system", "tables of compute units are files, and there are none here");
}

/** Empty if there is no file. Throws `invalid-units-table`. */
export function readUnits(path: string): UnitsTable {
  const fs = fileSystem();
  if (!fs.existsSync(path)) return {};
  const table = parse(fs.readFileSync(path, "utf8"), path);
  if (isTable(table)) return table;
  throw invalid(path, "it is no object of names and numbers");
}

/** Puts one entry into the table: others that come to be there meanwhile stay. Names are sorted. */
export function writeUnits(path: string, name: string, units: number): void {
  const fs = fileSystem();
  withFileLock(fs, `${path}.lock`, () => {
    const table = Object.entries({ ...readUnits(path), [name]: units });
    const sorted = Object.fromEntries(table.sort(([a], [b]) => (a < b ? -1 : 1)));
    const part = `${path}.part`;
    fs.writeFileSync(part, `${JSON.stringify(sorted, null, 2)}\n`);
    fs.renameSync(part, path);
  });
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw invalid(path, reasonOf(thrown));
  }
}

function isTable(value: unknown): value is UnitsTable {
  return isObject(value) && !Array.isArray(value) && Object.values(value).every(Number.isSafeInteger);
}

function invalid(path: string, reason: string): CallgateError {
  return new CallgateError("invalid-units-table", `${path} cannot be read as a table of compute units: ${reason}`, {
    path,
  });
}
