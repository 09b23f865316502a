import { concatBytes, viewOf } from "../base/bytes.js";
import { sha256 } from "../crypto/sha256.js";
import { SYSVAR_SLOT_HISTORY_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import type { AccountChanges } from "./ledger.js";

/**
 * The hash of a slot's state: of the state before, the number of signatures, the blockhash, and every account that changed.
 * DIVERGES: Agave mixes accounts in by a lattice hash over all of them (`hash_internal_state`); nobody can check either
 * from outside, and this one costs in proportion to what changed.
 */
export function bankHash(
  parent: Uint8Array,
  signatures: number,
  blockhash: Uint8Array,
  changes: AccountChanges,
): Uint8Array {
  const count = new Uint8Array(8);
  viewOf(count).setBigUint64(0, BigInt(signatures), true);
  const accounts = changes.filter(counts).sort(byKey).map(hashOfChange);
  return sha256(concatBytes(parent, count, blockhash, ...accounts));
}

/** SlotHistory, 128 KiB, says nothing that the slots and parents do not. */
function counts([key]: AccountChanges[number]): boolean {
  return !pubkeyEqual(key, SYSVAR_SLOT_HISTORY_ID);
}

function byKey([a]: AccountChanges[number], [b]: AccountChanges[number]): number {
  const differing = a.findIndex((byte, i) => byte !== b[i]);
  return differing < 0 ? 0 : a[differing]! - b[differing]!;
}

function hashOfChange([key, account]: AccountChanges[number]): Uint8Array {
  if (account === undefined) return sha256(key);
  const numbers = new Uint8Array(9);
  viewOf(numbers).setBigUint64(0, account.lamports, true);
  numbers[8] = account.executable ? 1 : 0;
  return sha256(concatBytes(key, numbers, account.owner, sha256(account.data)));
}
