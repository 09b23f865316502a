import { concatBytes } from "../../../base/bytes.js";
import { decodeTransaction, SIGNATURE_BYTES } from "../../../solana/transaction.js";
import type { Random } from "../random.js";

/** Changes a few bytes of a transaction on the wire, mostly not those of keys and signatures; what it broke. */
export function spoilWire(random: Random, wire: Uint8Array): { readonly kind: string; readonly wire: Uint8Array } {
  if (random.oneIn(8)) return { kind: "bytes cut", wire: wire.slice(0, random.below(wire.length)) };
  if (random.oneIn(8)) return { kind: "bytes added", wire: concatBytes(wire, random.bytes(random.between(1, 20))) };
  const out = wire.slice();
  for (let i = random.between(1, 3); i > 0; i--) {
    const at = random.oneIn(3) ? random.below(wire.length) : interestingOffset(random, wire);
    out[at] = random.oneIn(2) ? random.below(256) : out[at] ^ (1 << random.below(8));
  }
  return { kind: "bytes", wire: out };
}

/** In the header or after the keys. */
function interestingOffset(random: Random, wire: Uint8Array): number {
  const decoded = decodeTransaction(wire);
  if (!decoded.ok) return random.below(wire.length);
  const { message, signatures } = decoded.transaction;
  const start = message.version === 1 ? 0 : 1 + signatures.length * SIGNATURE_BYTES;
  if (random.oneIn(3)) return start + random.below(8);
  const payload = Math.min(start + 4 + 32 * (message.accountKeys.length + 1), wire.length - 1);
  return payload + random.below(wire.length - payload);
}
