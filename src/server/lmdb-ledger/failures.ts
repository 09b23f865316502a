import { CallgateError } from "../../base/errors.js";
import { reasonOf } from "../../base/untrusted.js";

// LMDB passes the numbers of the operating system on, positive, and has its own, negative (lmdb.h).

/** What no space is called; EIO is what LMDB makes of a write that was cut short. 112 is Windows', -30792 MDB_MAP_FULL. */
const FULL: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG", 5, 27, 28, 69, 112, 122, -30792];
/** Page not found, corrupted, version mismatch, invalid file, incompatible, bad value size. */
const DAMAGED: readonly unknown[] = [-30797, -30796, -30794, -30793, -30784, -30781];

/** What LMDB or the file system throws, as `ledger-full`, `ledger-corrupt` or `ledger-unavailable`. All else stays. */
export function ledgerFailure(doing: string, thrown: unknown): unknown {
  const code: unknown = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (typeof code !== "number" && !(typeof code === "string" && /^E[A-Z0-9]+$/.test(code))) return thrown;
  const reason = reasonOf(thrown);
  const text = (what: string) => `${doing}: ${what} (${reason})`;
  if (FULL.includes(code)) {
    return new CallgateError("ledger-full", text("no space left on the disk, or none that may be used"), { reason });
  }
  if (DAMAGED.includes(code)) return new CallgateError("ledger-corrupt", text("the ledger is damaged"), { reason });
  return new CallgateError("ledger-unavailable", text("the operating system refused"), { reason });
}

/** What `action` gives; what LMDB throws meanwhile becomes an error of ours. */
export function guarded<T>(doing: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    throw ledgerFailure(doing, thrown);
  }
}
