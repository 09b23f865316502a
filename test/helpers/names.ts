import { base58Decode } from "../../src/base/base58.js";
import type { Pubkey } from "../../src/solana/pubkey.js";

const PAD = 0x2e;

/** The key that a name stands for: its letters, filled up with dots. The same in every run, and legible in dumps. */
export function named(name: string): Pubkey {
  return new Uint8Array(32).fill(PAD).map((pad, i) => (i < name.length ? name.charCodeAt(i) : pad));
}

/** Log lines with names in the place of the addresses that stand for them. */
export function withNames(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/[1-9A-HJ-NP-Za-km-z]{40,44}/g, (address) => nameOf(address) ?? address));
}

/** A random key may end as a name does, so what is not legible all through is none. */
function nameOf(address: string): string | undefined {
  const key = base58Decode(address);
  if (key?.length !== 32 || key[31] !== PAD || !key.every((byte) => byte >= 0x20 && byte < 0x7f)) return undefined;
  return String.fromCharCode(...key).replace(/\.+$/, "");
}
