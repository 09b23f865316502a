import { ByteWriter } from "../../../base/byte-writer.js";
import type { Lockout } from "../../../solana/vote-state/vote-state.js";

/** A tower that a validator proposes. */
export interface Proposal {
  /** Oldest first. */
  readonly lockouts: readonly Lockout[];
  readonly root: bigint | undefined;
  /** Of the last slot's bank. */
  readonly hash: Uint8Array;
  readonly timestamp: bigint | undefined;
}

function option(writer: ByteWriter, value: bigint | undefined): void {
  writer.bool(value !== undefined);
  if (value !== undefined) writer.u64(value);
}

function varint(writer: ByteWriter, value: bigint): ByteWriter {
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) writer.u8(Number(rest & 0x7fn) | 0x80);
  return writer.u8(Number(rest));
}

/** Vote (2) and VoteSwitch (6). */
export function voteData(tag: 2 | 6, { lockouts, hash, timestamp }: Proposal): Uint8Array {
  const writer = new ByteWriter().u32(tag).u64(BigInt(lockouts.length));
  for (const { slot } of lockouts) writer.u64(slot);
  option(writer.bytes(hash), timestamp);
  return tag === 6 ? writer.bytes(hash).finish() : writer.finish();
}

/** UpdateVoteState (8) and its switch (9). */
export function updateData(tag: 8 | 9, { lockouts, root, hash, timestamp }: Proposal): Uint8Array {
  const writer = new ByteWriter().u32(tag).u64(BigInt(lockouts.length));
  for (const { slot, confirmationCount } of lockouts) writer.u64(slot).u32(confirmationCount);
  option(writer, root);
  option(writer.bytes(hash), timestamp);
  return tag === 9 ? writer.bytes(hash).finish() : writer.finish();
}

/** CompactUpdateVoteState (12), TowerSync (14) and their switches (13, 15): slots as distances. */
export function compactData(tag: 12 | 13 | 14 | 15, { lockouts, root, hash, timestamp }: Proposal): Uint8Array {
  const writer = new ByteWriter().u32(tag).u64(root ?? 2n ** 64n - 1n);
  varint(writer, BigInt(lockouts.length));
  let previous = root ?? 0n;
  for (const { slot, confirmationCount } of lockouts) {
    varint(writer, slot - previous).u8(confirmationCount);
    previous = slot;
  }
  option(writer.bytes(hash), timestamp);
  if (tag >= 14) writer.bytes(hash); // the block id
  return tag % 2 === 1 ? writer.bytes(hash).finish() : writer.finish();
}
