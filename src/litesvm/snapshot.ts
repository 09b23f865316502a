import { ByteReader } from "../base/byte-reader.js";
import { ByteWriter } from "../base/byte-writer.js";
import { bytesEqual, concatBytes } from "../base/bytes.js";
import { CallgateError } from "../base/errors.js";
import { sha256 } from "../crypto/sha256.js";
import type { Machine } from "./machine.js";
import { readMachine, writeMachine } from "./snapshot-machine.js";

// A snapshot is a magic text, a u32 version, the state, and the SHA-256 of all that. Numbers are little-endian.

const MAGIC = new TextEncoder().encode("callgate/litesvm");
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 4;
const CHECKSUM_BYTES = 32;

/** The whole state of a VM as bytes. */
export function encodeSnapshot(machine: Machine): Uint8Array {
  const writer = new ByteWriter(1 << 20).bytes(MAGIC).u32(VERSION);
  writeMachine(writer, machine);
  const bytes = writer.finish();
  return concatBytes(bytes, sha256(bytes));
}

/**
 * The VM of a snapshot. Throws `foreign-snapshot` for bytes that are none of ours (LiteSVM's own are of another
 * format), `unsupported-snapshot-version`, and `damaged-snapshot`.
 */
export function decodeSnapshot(bytes: Uint8Array): Machine {
  if (bytes.length < HEADER_BYTES || !bytesEqual(bytes.subarray(0, MAGIC.length), MAGIC)) {
    const message = `expected a snapshot of callgate/litesvm, got ${bytes.length} bytes that are none`;
    throw new CallgateError("foreign-snapshot", message, { byteLength: bytes.length });
  }
  const end = bytes.length - CHECKSUM_BYTES;
  const reader = new ByteReader(bytes.subarray(0, Math.max(end, HEADER_BYTES)), MAGIC.length);
  const version = reader.u32();
  if (version !== VERSION) {
    const message = `expected a snapshot of version ${VERSION}, got one of version ${version}`;
    throw new CallgateError("unsupported-snapshot-version", message, { version });
  }
  if (end < HEADER_BYTES || !bytesEqual(sha256(bytes.subarray(0, end)), bytes.subarray(end))) {
    throw damaged("its checksum does not fit");
  }
  const machine = readMachine(reader);
  if (reader.failure !== undefined) throw damaged(reader.failure);
  if (reader.remaining > 0) throw damaged(`${reader.remaining} bytes too many`);
  return machine;
}

function damaged(reason: string): CallgateError {
  return new CallgateError("damaged-snapshot", `the snapshot is damaged: ${reason}`, { reason });
}
