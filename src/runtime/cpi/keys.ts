import type { LinearMemory } from "../../sbpf/linear-memory.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import type { TransactionAccounts } from "../transaction-accounts.js";

/** Whether `key` lies at `hostOffset`. */
export function isKeyAt(linear: LinearMemory, hostOffset: number, key: Pubkey): boolean {
  // Most keys differ at once.
  const { bytes } = linear;
  return bytes[hostOffset] === key[0] && bytes[hostOffset + 1] === key[1] && linear.equals(key, hostOffset);
}

/** The key at `hostOffset`: that of the transaction's account if one has it, so that few are copied. */
export function keyAt(accounts: TransactionAccounts, linear: LinearMemory, hostOffset: number): Pubkey {
  const { list } = accounts;
  for (let i = 0; i < list.length; i++) {
    const { key } = list[i]!;
    if (isKeyAt(linear, hostOffset, key)) return key;
  }
  return linear.bytes.slice(hostOffset, hostOffset + PUBKEY_BYTES);
}
