import type { ByteReader } from "../../../base/byte-reader.js";
import { U64_MAX } from "../../../base/u64.js";
import type { Lockout } from "../../../solana/vote-state/vote-state.js";
import { readHash, readTimestamp, type TowerProposal } from "./instruction-data.js";

// The short spelling of a tower: slots as differences, in variable-length integers (solana-vote-interface, state/mod.rs,
// `compact`). Malformed bytes are the reader's failure.

/** The root that stands for none. */
const NO_ROOT = U64_MAX;

export function readCompactVoteStateUpdate(fields: ByteReader): TowerProposal {
  const rootField = fields.u64();
  const root = rootField === NO_ROOT ? undefined : rootField;
  return {
    lockouts: readLockoutOffsets(fields, root ?? 0n),
    root,
    hash: readHash(fields),
    timestamp: readTimestamp(fields),
  };
}

/** A proposal and a block id, which nothing checks. */
export function readTowerSync(fields: ByteReader): TowerProposal {
  const proposal = readCompactVoteStateUpdate(fields);
  readHash(fields);
  return proposal;
}

/** Each slot as its distance from the one before, the first from the root. */
function readLockoutOffsets(fields: ByteReader, root: bigint): Lockout[] {
  const count = readShortU16(fields);
  const lockouts: Lockout[] = [];
  let slot = root;
  for (let i = 0; i < count && fields.failure === undefined; i++) {
    slot += readVarint(fields);
    if (slot > U64_MAX) fields.fail("invalid lockout offset");
    lockouts.push({ slot, confirmationCount: fields.u8() });
  }
  return lockouts;
}

/** A u16 in one to three bytes of seven bits, the lowest first, in no more than it needs (solana-short-vec). */
function readShortU16(fields: ByteReader): number {
  let value = 0;
  for (let position = 0; position < 3; position++) {
    const byte = fields.u8();
    if (byte === 0 && position > 0) break;
    value |= (byte & 0x7f) << (7 * position);
    if (byte < 0x80 && value <= 0xffff) return value;
  }
  fields.fail("invalid short length");
  return 0;
}

/** A u64 in one to ten bytes of seven bits, the lowest first, in no more than it needs (solana-serde-varint). */
export function readVarint(fields: ByteReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 64n; shift += 7n) {
    const byte = fields.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (value > U64_MAX || (byte === 0 && shift > 0n)) break;
    return value;
  }
  fields.fail("invalid variable-length integer");
  return 0n;
}
