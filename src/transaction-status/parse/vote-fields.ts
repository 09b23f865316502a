import type { ByteReader } from "../../base/byte-reader.js";
import type { Json } from "../../base/json.js";
import { readCompactU16 } from "../../solana/message/compact-u16.js";
import {
  bincodeVec,
  byteArray,
  type Field,
  type Fields,
  hash,
  i64,
  oneOf,
  option,
  readU32,
  struct,
  u32,
  u64,
} from "./fields.js";

// What vote instructions carry (solana-vote-interface, state/vote_instruction_data.rs and state/mod.rs). Agave shows
// whatever has no parser of its own as serde does, in snake case.

const U64_MAX = 2n ** 64n - 1n;

export const BLS_PUBKEY_BYTES = 48;
export const BLS_PROOF_OF_POSSESSION_BYTES = 96;

/** `VoteAuthorize`. */
export const voteAuthorize: Field = oneOf(readU32, [
  "Voter",
  "Withdrawer",
  struct({
    VoterWithBLS: struct({
      bls_pubkey: byteArray(BLS_PUBKEY_BYTES),
      bls_proof_of_possession: byteArray(BLS_PROOF_OF_POSSESSION_BYTES),
    }),
  }),
]);

export const commissionKind: Field = oneOf(readU32, ["InflationRewards", "BlockRevenue"]);

const timestamp = option(i64);

/** `Vote`. */
export const vote: Field = struct({ slots: bincodeVec(u64), hash, timestamp });

/** `VoteStateUpdate`. */
export const voteStateUpdate: Field = struct({
  lockouts: bincodeVec(struct({ slot: u64, confirmation_count: u32 })),
  root: option(u64),
  hash,
  timestamp,
});

/** `VoteStateUpdate` as `CompactVoteStateUpdate` writes it. */
export const compactVoteStateUpdate: Field = compactTower({});

/** `TowerSync` as `CompactTowerSync` writes it. */
export const towerSync: Field = compactTower({ blockId: hash });

/** The root, or u64's highest for none, then each lockout's distance from the slot before it. */
function compactTower(more: Fields): Field {
  const rest = { hash, timestamp, ...more };
  return (reader) => {
    const root = reader.u64();
    const hasRoot = root !== U64_MAX;
    const lockouts = readLockouts(reader, hasRoot ? root : 0n);
    const fields: Record<string, Json | undefined> = { lockouts, root: hasRoot ? root : null };
    for (const name in rest) fields[name] = rest[name as keyof typeof rest](reader);
    return fields;
  };
}

function readLockouts(reader: ByteReader, root: bigint): Json[] {
  const lockouts: Json[] = [];
  let slot = root;
  for (let left = readCompactU16(reader); left > 0 && reader.failure === undefined; left--) {
    slot += readVarint(reader);
    if (slot > U64_MAX) reader.fail("slot of a lockout beyond u64");
    lockouts.push({ slot, confirmation_count: reader.u8() });
  }
  return lockouts;
}

/** A u64 by sevens of bits, low ones first, in its shortest form (solana-serde-varint). */
function readVarint(reader: ByteReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 64n; shift += 7n) {
    const byte = reader.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (value > U64_MAX || (byte === 0 && shift > 0n)) reader.fail("varint is not in its shortest form");
    return value;
  }
  reader.fail("varint exceeds u64");
  return 0n;
}
