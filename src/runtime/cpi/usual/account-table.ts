import { setBytes } from "../../../base/bytes.js";
import type { LinearMemory } from "../../../sbpf/linear-memory.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { type InstructionContext, rightsOf } from "../../instruction-context.js";
import type { MemoryContext } from "../../memory-context.js";
import {
  MAX_PERMITTED_DATA_INCREASE,
  type TransactionAccount,
  type TransactionAccounts,
} from "../../transaction-accounts.js";
import { ACCOUNT, ACCOUNT_BYTES, HELD, KEY_BYTES, USUAL_PLACES } from "./places.js";

const NONE = -1;

/** Shows a transaction's accounts to the pass over calls: as they are, and as the instruction holds them that calls. */
export class AccountTable {
  #linear: LinearMemory | undefined;
  /** Of the transaction whose accounts these are. */
  #serial = NONE;
  /** Of the instruction that holds them so. */
  #caller = NONE;
  /** Of the accounts as they are shown. */
  #revisions: number[] = [];
  #owners: (Pubkey | undefined)[] = [];

  /** Makes the table that of a transaction, and current. */
  show(linear: LinearMemory, accounts: TransactionAccounts): void {
    if (this.#serial !== accounts.serial || this.#linear !== linear) this.#begin(linear, accounts);
    const { list } = accounts;
    const revisions = this.#revisions;
    for (let i = 0; i < list.length; i++) {
      if (list[i].revision !== revisions[i]) this.#showAccount(linear, i, list[i]);
    }
  }

  /** Adds what an instruction of the transaction holds, which lies aligned in its memory. */
  showCaller(linear: LinearMemory, caller: InstructionContext, { accounts }: MemoryContext): void {
    if (this.#caller === caller.indexInTrace) return;
    this.#caller = caller.indexInTrace;
    const { halves } = linear;
    for (let i = 0; i < this.#revisions.length; i++) halves[placeOf(i, ACCOUNT.rights)] = 0;
    for (let i = 0; i < accounts.length; i++) {
      const { indexInTransaction, isSigner, isWritable } = caller.accounts[i];
      const { keyOffset, originalDataLength } = accounts[i];
      halves[placeOf(indexInTransaction, ACCOUNT.rights)] = HELD | rightsOf(isSigner, isWritable);
      halves[placeOf(indexInTransaction, ACCOUNT.keyOffset)] = keyOffset;
      halves[placeOf(indexInTransaction, ACCOUNT.capacity)] = originalDataLength + MAX_PERMITTED_DATA_INCREASE;
    }
  }

  #begin(linear: LinearMemory, accounts: TransactionAccounts): void {
    if (this.#linear !== linear) this.#owners = [];
    this.#linear = linear;
    this.#serial = accounts.serial;
    this.#caller = NONE;
    this.#revisions = new Array(accounts.length).fill(NONE);
    const { list } = accounts;
    for (let i = 0; i < list.length; i++) setBytes(linear.bytes, list[i].key, USUAL_PLACES.keys + KEY_BYTES * i);
  }

  #showAccount(linear: LinearMemory, index: number, account: TransactionAccount): void {
    this.#revisions[index] = account.revision;
    const place = USUAL_PLACES.accounts + ACCOUNT_BYTES * index;
    linear.words[(place + ACCOUNT.lamports) >>> 3] = account.lamports;
    linear.halves[(place + ACCOUNT.dataLength) >>> 2] = account.data.length;
    linear.halves[(place + ACCOUNT.executable) >>> 2] = account.executable ? 1 : 0;
    if (this.#owners[index] === account.owner) return;
    this.#owners[index] = account.owner;
    setBytes(linear.bytes, account.owner, place + ACCOUNT.owner);
  }
}

function placeOf(index: number, field: number): number {
  return (USUAL_PLACES.accounts + ACCOUNT_BYTES * index + field) >>> 2;
}
