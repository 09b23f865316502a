import type { Instruction } from "../../solana/instruction.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { TransactionAccounts } from "../transaction-accounts.js";

/** What an account of a call is asked for, as bits. */
export const SIGNER = 1;
export const WRITABLE = 2;

const NO_KEY: Pubkey = new Uint8Array(32);
const NO_DATA: Uint8Array = new Uint8Array(0);

/**
 * The instruction that a call is to make, its accounts found among those of the transaction. One serves many calls, one
 * after the other.
 */
export class CalledInstruction {
  programKey = NO_KEY;
  /** In the transaction; -1 if it is not there. */
  programIndex = -1;
  data = NO_DATA;
  /** How many account metas there are. */
  count = 0;
  /** The first key among them that no account of the transaction has. */
  unknownKey: Pubkey | undefined = undefined;
  /** By meta: the index of its account in the transaction. */
  #indexes = new Uint16Array(32);
  /** By account of the transaction: its first place among the metas, counted from 1, or 0. */
  #places = new Uint16Array(32);
  /** By account of the transaction: what all its metas together ask for. */
  #rights = new Uint8Array(32);

  /** Of an instruction with its keys spelled out. */
  static of({ programId, accounts, data }: Instruction, transactionAccounts: TransactionAccounts): CalledInstruction {
    const called = new CalledInstruction();
    called.begin(accounts.length, transactionAccounts.length);
    for (const { pubkey, isSigner, isWritable } of accounts) {
      const index = transactionAccounts.indexOf(pubkey);
      if (index < 0) called.unknownKey ??= pubkey;
      else called.addMeta(index, isSigner, isWritable);
    }
    called.programKey = programId;
    called.programIndex = transactionAccounts.indexOf(programId);
    called.data = data;
    return called;
  }

  /** Forgets the last call, and makes room for another. */
  begin(metas: number, accountsInTransaction: number): void {
    for (let i = 0; i < this.count; i++) this.#places[this.#indexes[i]] = 0;
    this.count = 0;
    this.unknownKey = undefined;
    if (metas > this.#indexes.length) this.#indexes = new Uint16Array(metas);
    if (accountsInTransaction <= this.#places.length) return;
    this.#places = new Uint16Array(accountsInTransaction);
    this.#rights = new Uint8Array(accountsInTransaction);
  }

  addMeta(indexInTransaction: number, isSigner: boolean, isWritable: boolean): void {
    const rights = (isSigner ? SIGNER : 0) | (isWritable ? WRITABLE : 0);
    this.#indexes[this.count++] = indexInTransaction;
    if (this.#places[indexInTransaction] !== 0) {
      this.#rights[indexInTransaction] |= rights;
    } else {
      this.#places[indexInTransaction] = this.count;
      this.#rights[indexInTransaction] = rights;
    }
  }

  /** The index in the transaction of the account that a meta names. */
  indexAt(meta: number): number {
    return this.#indexes[meta];
  }

  /** Whether no meta before this one names the same account. */
  isFirst(meta: number): boolean {
    return this.#places[this.#indexes[meta]] === meta + 1;
  }

  /** What all metas together ask for that name the account. */
  rightsTo(indexInTransaction: number): number {
    return this.#rights[indexInTransaction];
  }
}
