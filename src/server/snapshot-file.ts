import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ByteReader } from "../base/byte-reader.js";
import { ByteWriter } from "../base/byte-writer.js";
import { bytesEqual } from "../base/bytes.js";
import { CallgateError } from "../base/errors.js";
import { reasonOf } from "../base/untrusted.js";
import type { Checkpoint, Ledger } from "../cluster/ledger.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import { writeFileAtomically } from "./atomic-file.js";
import { accountCodec, checkpointCodec } from "./ledger-codec/account-codec.js";

// A snapshot is: the mark, the version (u32), the checkpoint, each account behind a byte 1 and its key, a byte 0, and the
// SHA-256 of all that.

const MARK = new TextEncoder().encode("callgate");
const VERSION = 1;
const CHECKSUM_BYTES = 32;
const KEY_BYTES = 32;
const CHUNK_BYTES = 1 << 20;
const READABLE_BY_ALL = 0o644;

/** What a snapshot holds: what a cluster goes on from. */
export interface SnapshotContent {
  readonly checkpoint: Checkpoint;
  readonly accounts: readonly (readonly [Pubkey, StoredAccount])[];
}

/**
 * Writes all accounts and the checkpoint of a ledger to a file, which is there whole or not at all.
 * Throws `empty-ledger` for one without a checkpoint, and `snapshot-unavailable`.
 */
export function exportSnapshot(ledger: Pick<Ledger, "checkpoint" | "accounts">, path: string): void {
  const { checkpoint } = ledger;
  if (checkpoint === undefined) {
    throw new CallgateError("empty-ledger", "expected a ledger with a checkpoint, got a new one");
  }
  const accounts = () => ledger.accounts();
  attempt(`writing the snapshot ${path}`, () => {
    writeFileAtomically(path, READABLE_BY_ALL, (put) => writeSnapshot({ checkpoint, accounts: accounts() }, put));
  });
}

/** Reads such a file. Throws `snapshot-unavailable`, `snapshot-too-new`, `snapshot-corrupt`. */
export function readSnapshot(path: string): SnapshotContent {
  const bytes = attempt(`reading the snapshot ${path}`, () => new Uint8Array(readFileSync(path)));
  const body = checkedBody(path, bytes);
  const checkpoint = checkpointCodec.read(body);
  const accounts: [Pubkey, StoredAccount][] = [];
  while (body.bool()) accounts.push([body.take(KEY_BYTES), accountCodec.read(body)]);
  if (body.remaining !== CHECKSUM_BYTES) body.fail("unexpected bytes at the end");
  if (body.failure !== undefined) throw corrupt(path, body.failure);
  return { checkpoint, accounts };
}

/** Begins a new ledger with a snapshot. Throws `ledger-not-empty`, and what `readSnapshot` and the ledger throw. */
export async function importSnapshot(ledger: Ledger, path: string): Promise<void> {
  if (ledger.checkpoint !== undefined) {
    const { slot } = ledger.checkpoint;
    throw new CallgateError("ledger-not-empty", `expected a new ledger, got one at slot ${slot}`, { slot });
  }
  const { accounts, checkpoint } = readSnapshot(path);
  await ledger.append(undefined, accounts, checkpoint);
}

interface Writable {
  readonly checkpoint: Checkpoint;
  readonly accounts: Iterable<readonly [Pubkey, StoredAccount]>;
}

function writeSnapshot({ checkpoint, accounts }: Writable, put: (bytes: Uint8Array) => void): void {
  const hash = createHash("sha256");
  const out = new ByteWriter(CHUNK_BYTES);
  const flush = () => {
    hash.update(out.written);
    put(out.written);
    out.clear();
  };
  out.bytes(MARK).u32(VERSION);
  checkpointCodec.write(out, checkpoint);
  for (const [key, account] of accounts) {
    out.bool(true).bytes(key);
    accountCodec.write(out, account);
    if (out.written.length >= CHUNK_BYTES) flush();
  }
  out.bool(false);
  flush();
  put(hash.digest());
}

/** A reader behind mark and version of a file that is as it was written. */
function checkedBody(path: string, bytes: Uint8Array): ByteReader {
  const body = new ByteReader(bytes);
  const isSnapshot = bytesEqual(body.take(MARK.length), MARK);
  const version = body.u32();
  if (!isSnapshot || body.failure !== undefined) throw corrupt(path, "it is no snapshot");
  if (version > VERSION) {
    const message = `the snapshot ${path} has format ${version}; this version of Callgate reads formats up to ${VERSION}`;
    throw new CallgateError("snapshot-too-new", message, { path, version });
  }
  const length = Math.max(0, bytes.length - CHECKSUM_BYTES);
  const checksum = createHash("sha256").update(bytes.subarray(0, length)).digest();
  if (!bytesEqual(bytes.subarray(length), checksum)) throw corrupt(path, "its checksum differs");
  return body;
}

function corrupt(path: string, reason: string): CallgateError {
  return new CallgateError("snapshot-corrupt", `${path} is no snapshot, or is damaged: ${reason}`, { path, reason });
}

/** What the file system refuses becomes an error of ours. */
function attempt<T>(doing: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (!(thrown instanceof Error && "syscall" in thrown)) throw thrown;
    throw new CallgateError("snapshot-unavailable", `${doing}: ${reasonOf(thrown)}`, { reason: reasonOf(thrown) });
  }
}
