import { WIRE_POOL } from "../base/byte-pool.js";
import { lengthOfBytes } from "../base/untrusted.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";

/** A transaction on the wire as all but v1 ones are: at most 127 signatures of 64 bytes, after their count. */
export function joinWire(signatures: readonly Uint8Array[], messageBytes: Uint8Array): Uint8Array {
  const messageStart = 1 + signatures.length * SIGNATURE_BYTES;
  const wire = WIRE_POOL.take(messageStart + lengthOfBytes(messageBytes));
  wire[0] = signatures.length;
  for (let i = 0; i < signatures.length; i++) wire.set(signatures[i]!, 1 + i * SIGNATURE_BYTES);
  wire.set(messageBytes, messageStart);
  return wire;
}
