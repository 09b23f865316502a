import { encodeNonceState } from "../solana/nonce.js";
import type { Nonce } from "./age.js";
import type { Bank } from "./bank.js";
import type { Changes } from "./changes.js";
import { LAMPORTS_PER_SIGNATURE } from "./fee.js";
import type { Payer } from "./fee-payer.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** What a transaction pays by, and what stands for its blockhash. */
interface Paid {
  readonly tx: SanitizedTransaction;
  readonly payer: Payer;
  readonly nonce: Nonce | undefined;
}

/**
 * What a transaction that pays but fails leaves behind: the payer without the fee, and the nonce advanced so that the transaction cannot be played again (Agave:
 * svm/src/rollback_accounts.rs). Without a nonce the payer keeps the rent epoch it had.
 */
export function rollbackAccounts(bank: Bank, { tx, payer, nonce }: Paid): Changes {
  const payerKey = tx.keys[0]!;
  const { stored, charged } = payer;
  if (nonce === undefined || !bank.compat.advancesNonceOnFailure) {
    return [{ key: payerKey, ...charged, rentEpoch: stored.rentEpoch }];
  }
  const data = advancedNonceData(bank, nonce);
  if (nonce.index === 0) return [{ key: payerKey, ...charged, data }];
  return [
    { key: payerKey, ...charged },
    { key: tx.keys[nonce.index]!, ...nonce.account, data },
  ];
}

function advancedNonceData(bank: Bank, { account, data: { authority } }: Nonce): Uint8Array {
  const data = account.data.slice();
  const next = { authority, durableNonce: bank.nextDurableNonce, lamportsPerSignature: LAMPORTS_PER_SIGNATURE };
  data.set(encodeNonceState({ version: "current", data: next }));
  return data;
}

/** Bytes of their data: what a fees-only transaction counted as loaded before SIMD-0186 was amended. */
export function dataSizeOf(rollback: Changes): number {
  return rollback.reduce((sum, { data }) => sum + data.length, 0);
}
