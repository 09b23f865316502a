import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { viewOf } from "../../base/bytes.js";
import { CallgateError } from "../../base/errors.js";

// LMDB trusts its file: one that is none, or is cut off, ends the process (lmdb 3.5). So its first two pages are looked
// at before; they tell how long it must be (mdb.c, `MDB_page_header` and `MDB_meta` on 64 bits).

/** Where the fields lie elsewhere. */
const ARCHITECTURES_OF_32_BITS: readonly string[] = ["arm", "ia32", "mips", "mipsel"];

/** How LMDB names it. */
export const DATA_FILE = "data.mdb";

const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const OFFSETS = { magic: 24, version: 28, pageSize: 48, lastPage: 144, transaction: 152 } as const;
const META_BYTES = 160;
/** Pages at the end that one transaction took and gave back were never written: so many may miss. */
const MAX_UNWRITTEN_PAGES = 256;

/** What the latest transaction says of the file. */
interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: bigint;
}

/** Throws `ledger-corrupt` if LMDB's file in `folder` is none, or has lost its end. It may be missing, or empty. */
export function checkDataFile(folder: string): void {
  const path = join(folder, DATA_FILE);
  if (!existsSync(path) || ARCHITECTURES_OF_32_BITS.includes(process.arch)) return;
  const file = openSync(path, "r+");
  try {
    const { size } = fstatSync(file);
    if (size > 0) checkLength(path, file, size);
  } finally {
    closeSync(file);
  }
}

function checkLength(path: string, file: number, size: number): void {
  const first = readMeta(path, file, 0);
  const second = readMeta(path, file, first.pageSize);
  const { pageSize, lastPage } = second.transaction > first.transaction ? second : first;
  const needed = (lastPage + 1) * pageSize;
  if (needed - size > MAX_UNWRITTEN_PAGES * pageSize) {
    throw damaged(path, `expected ${needed} bytes, got ${size}`);
  }
  // Reading behind the end would end the process.
  if (size < needed) ftruncateSync(file, needed);
}

function readMeta(path: string, file: number, position: number): Meta {
  const bytes = new Uint8Array(META_BYTES);
  const length = readSync(file, bytes, 0, META_BYTES, position);
  const view = viewOf(bytes);
  const u32 = (offset: number) => view.getUint32(offset, true);
  const pageSize = u32(OFFSETS.pageSize);
  if (length < META_BYTES || u32(OFFSETS.magic) !== MAGIC || pageSize < META_BYTES || pageSize > 1 << 16) {
    throw damaged(path, "it is no LMDB file");
  }
  if (u32(OFFSETS.version) !== DATA_VERSION) throw damaged(path, `LMDB's format ${u32(OFFSETS.version)}`);
  const lastPage = Number(view.getBigUint64(OFFSETS.lastPage, true));
  return { pageSize, lastPage, transaction: view.getBigUint64(OFFSETS.transaction, true) };
}

function damaged(path: string, reason: string): CallgateError {
  return new CallgateError("ledger-corrupt", `${path} is no ledger, or is damaged: ${reason}`, { path, reason });
}
