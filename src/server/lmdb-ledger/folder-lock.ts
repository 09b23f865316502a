import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CallgateError } from "../../base/errors.js";
import { isRunning, type ProcessIdentity, thisProcess } from "./process-identity.js";

const ATTEMPTS = 10;
const PAUSE_MILLISECONDS = 10;

/**
 * Keeps other processes out of a folder, by a file that names its owner. That of an owner who was killed is taken over.
 * DIVERGES: solana-test-validator locks a file (`lock_ledger`); Node has no such call.
 */
export class FolderLock {
  readonly #path: string;
  readonly #content: string;

  /** Throws `ledger-in-use`. */
  constructor(private readonly folder: string) {
    this.#path = join(folder, "owner.json");
    this.#content = JSON.stringify(thisProcess());
    for (let attempt = 1; !this.#create(); attempt++) this.#makeRoom(attempt);
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }

  #create(): boolean {
    try {
      writeFileSync(this.#path, this.#content, { flag: "wx" });
      return true;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw thrown;
    }
  }

  /** Removes the lock of an owner that is gone. */
  #makeRoom(attempt: number): void {
    const content = read(this.#path);
    if (content === undefined) return;
    const owner = parseOwner(content);
    if (owner !== undefined && isRunning(owner)) throw inUse(this.folder, owner.pid);
    // One that names nobody may just be being written.
    if (owner === undefined && attempt < ATTEMPTS) pause();
    else this.#removeStale(content);
  }

  /** Renames first, so that of two who found it stale only one removes it, and none a lock that came in its place. */
  #removeStale(content: string): void {
    const aside = `${this.#path}.${process.pid}`;
    unlessMissing(() => renameSync(this.#path, aside));
    const taken = read(aside);
    if (taken === content) rmSync(aside, { force: true });
    else if (taken !== undefined) renameSync(aside, this.#path);
  }
}

function read(path: string): string | undefined {
  return unlessMissing(() => readFileSync(path, "utf8"));
}

/** What `action` gives; undefined if the file is not there, or no more. */
function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

function parseOwner(content: string): ProcessIdentity | undefined {
  try {
    const { pid, started } = JSON.parse(content) as Partial<ProcessIdentity>;
    return Number.isSafeInteger(pid) && pid! > 0 ? { pid: pid!, started: started ?? null } : undefined;
  } catch {
    return undefined;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS);
}

function inUse(folder: string, pid: number): CallgateError {
  const whose = pid === process.pid ? "this very process" : `process ${pid}`;
  return new CallgateError("ledger-in-use", `the ledger ${folder} is in use by ${whose}`, { folder, pid });
}
