import type { LinearMemory } from "../../sbpf/linear-memory.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import type { TransactionAccounts } from "../transaction-accounts.js";

/** The key at `hostOffset`: that of the transaction's account if one has it, so that few are copied. */
export function keyAt(accounts: TransactionAccounts, linear: LinearMemory, hostOffset: number): Pubkey {
  const { list } = accounts;
  for (let i = 0; i < list.length; i++) {
    const { key } = list[i]!;
    if (linear.equals(key, hostOffset)) return key;
  }
  return linear.bytes.slice(hostOffset, hostOffset + PUBKEY_BYTES);
}
