import { CallgateError } from "../../base/errors.js";

/** Who holds a lock for longer is gone. */
const STALE_MILLISECONDS = 10_000;
const RETRY_MILLISECONDS = 5;

/**
 * Does something while no other process does so under the same lock, a file that is there meanwhile. Waits, for assertions
 * are synchronous.
 */
export function withFileLock(fs: typeof import("node:fs"), path: string, action: () => void): void {
  while (!tryLock(fs, path)) {
    removeIfStale(fs, path);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLISECONDS);
  }
  try {
    action();
  } finally {
    fs.rmSync(path, { force: true });
  }
}

/** Throws `unwritable-file`. */
function tryLock(fs: typeof import("node:fs"), path: string): boolean {
  try {
    fs.closeSync(fs.openSync(path, "wx"));
    return true;
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    throw new CallgateError("unwritable-file", `${path} cannot be written: ${message}`, { path });
  }
}

function removeIfStale(fs: typeof import("node:fs"), path: string): void {
  const { mtimeMs } = fs.statSync(path, { throwIfNoEntry: false }) ?? {};
  if (mtimeMs !== undefined && Date.now() - mtimeMs > STALE_MILLISECONDS) fs.rmSync(path, { force: true });
}
