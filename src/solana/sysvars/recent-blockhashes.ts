import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";

export interface RecentBlockhash {
  readonly blockhash: Uint8Array;
  readonly lamportsPerSignature: bigint;
}

/** The latest blockhashes, newest first (solana-sysvar `RecentBlockhashes`, deprecated). */
export type RecentBlockhashes = readonly RecentBlockhash[];

export const MAX_RECENT_BLOCKHASHES = 150;
/** Bytes of the sysvar account: room for all entries. */
export const RECENT_BLOCKHASHES_BYTES = 6008;
const ENTRY_BYTES = 40;

/** Undefined when `data` ends before its entries do. */
export function decodeRecentBlockhashes(data: Uint8Array): RecentBlockhashes | undefined {
  const reader = new ByteReader(data);
  const count = reader.u64();
  if (count > BigInt(Math.floor(reader.remaining / ENTRY_BYTES))) return undefined;
  const entries: RecentBlockhash[] = [];
  for (let i = 0; i < count; i++) {
    entries.push({ blockhash: reader.take(32).slice(), lamportsPerSignature: reader.u64() });
  }
  return reader.failure === undefined ? entries : undefined;
}

/** Without the zeros that fill the sysvar account. */
export function encodeRecentBlockhashes(entries: RecentBlockhashes): Uint8Array {
  const writer = new ByteWriter(8 + entries.length * ENTRY_BYTES).u64(BigInt(entries.length));
  for (const { blockhash, lamportsPerSignature } of entries) writer.bytes(blockhash).u64(lamportsPerSignature);
  return writer.finish();
}
