import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";

/** The slot of the last hard fork, or 0 (solana-last-restart-slot `LastRestartSlot`). */
export interface LastRestartSlot {
  readonly lastRestartSlot: bigint;
}

export const LAST_RESTART_SLOT_BYTES = 8;

/** Undefined when `data` is too short. */
export function decodeLastRestartSlot(data: Uint8Array): LastRestartSlot | undefined {
  const reader = new ByteReader(data);
  const lastRestartSlot = reader.u64();
  return reader.failure === undefined ? { lastRestartSlot } : undefined;
}

export function encodeLastRestartSlot({ lastRestartSlot }: LastRestartSlot): Uint8Array {
  return new ByteWriter(LAST_RESTART_SLOT_BYTES).u64(lastRestartSlot).finish();
}
