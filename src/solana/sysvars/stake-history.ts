import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { positionOf } from "./descending.js";

/** The cluster's stake at an epoch, in lamports (solana-stake-history `StakeHistoryEntry`). */
export interface StakeHistoryEntry {
  readonly epoch: bigint;
  readonly effective: bigint;
  readonly activating: bigint;
  readonly deactivating: bigint;
}

/** The latest epochs' entries, newest first (solana-stake-history `StakeHistory`). */
export type StakeHistory = readonly StakeHistoryEntry[];

export const MAX_STAKE_HISTORY = 512;
/** Bytes of the sysvar account: room for all entries. */
export const STAKE_HISTORY_BYTES = 16_392;
const ENTRY_BYTES = 32;

/** The entry as many places after the newest as its epoch is before: the SDK takes the epochs for contiguous. */
export function stakeHistoryAt(history: StakeHistory, epoch: bigint): StakeHistoryEntry | undefined {
  const age = history.length === 0 ? -1n : history[0].epoch - epoch;
  return age < 0n || age >= history.length ? undefined : history[Number(age)];
}

/** The history with an epoch added or replaced, the oldest dropped when they are too many. */
export function addStakeHistory(history: StakeHistory, entry: StakeHistoryEntry): StakeHistory {
  const { found, insertAt } = positionOf(history.length, (i) => history[i].epoch, entry.epoch);
  const rest = history.slice(found === -1 ? insertAt : found + 1);
  return [...history.slice(0, insertAt), entry, ...rest].slice(0, MAX_STAKE_HISTORY);
}

/** Undefined when `data` ends before its entries do. */
export function decodeStakeHistory(data: Uint8Array): StakeHistory | undefined {
  const reader = new ByteReader(data);
  const count = reader.u64();
  if (count > BigInt(Math.floor(reader.remaining / ENTRY_BYTES))) return undefined;
  const history: StakeHistoryEntry[] = [];
  for (let i = 0; i < count; i++) {
    const epoch = reader.u64();
    const effective = reader.u64();
    const activating = reader.u64();
    history.push({ epoch, effective, activating, deactivating: reader.u64() });
  }
  return reader.failure === undefined ? history : undefined;
}

/** Without the zeros that fill the sysvar account. */
export function encodeStakeHistory(history: StakeHistory): Uint8Array {
  const writer = new ByteWriter(8 + history.length * ENTRY_BYTES).u64(BigInt(history.length));
  for (const { epoch, effective, activating, deactivating } of history) {
    writer.u64(epoch).u64(effective).u64(activating).u64(deactivating);
  }
  return writer.finish();
}
