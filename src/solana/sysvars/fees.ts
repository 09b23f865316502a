import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";

/** solana-sysvar `Fees`, deprecated: mainnet's account holds its last value. */
export interface Fees {
  readonly lamportsPerSignature: bigint;
}

export const FEES_BYTES = 8;

/** Undefined when `data` is too short. */
export function decodeFees(data: Uint8Array): Fees | undefined {
  const reader = new ByteReader(data);
  const lamportsPerSignature = reader.u64();
  return reader.failure === undefined ? { lamportsPerSignature } : undefined;
}

export function encodeFees({ lamportsPerSignature }: Fees): Uint8Array {
  return new ByteWriter(FEES_BYTES).u64(lamportsPerSignature).finish();
}
