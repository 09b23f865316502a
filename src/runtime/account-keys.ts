import type { Pubkey } from "../solana/pubkey.js";
import { KeyTable } from "./key-table.js";
import type { TransactionAccounts } from "./transaction-accounts.js";

/** Finds the keys and owners of a transaction's accounts in guest memory. */
export class AccountKeys {
  readonly #keys = new KeyTable();
  readonly #owners = new KeyTable();
  #list: Pubkey[] = [];
  /** What the owners' table holds. */
  #knownOwners: (Pubkey | undefined)[] = [];
  /** Of the transaction's accounts. */
  serial = 0;

  /** Takes another transaction's accounts. */
  fill({ serial, list }: TransactionAccounts): void {
    this.serial = serial;
    this.#list = list.map(({ key }) => key);
    this.#knownOwners = new Array(list.length).fill(undefined);
    this.#keys.reserve(list.length);
    this.#owners.reserve(list.length);
    for (let i = 0; i < list.length; i++) this.#keys.set(i, list[i].key);
  }

  /** How many accounts there are. */
  get count(): number {
    return this.#list.length;
  }

  keyOf(index: number): Pubkey {
    return this.#list[index];
  }

  /** The index of the account whose key lies at `hostOffset`, or -1. */
  indexAt(view: DataView, hostOffset: number): number {
    return this.#keys.find(this.#list.length, view, hostOffset);
  }

  /** Whether the key of the account lies at `hostOffset`. */
  isKeyAt(index: number, view: DataView, hostOffset: number): boolean {
    return this.#keys.isAt(index, view, hostOffset);
  }

  /** Whether the account's `owner` lies at `hostOffset`. */
  isOwnerAt(index: number, owner: Pubkey, view: DataView, hostOffset: number): boolean {
    if (this.#knownOwners[index] !== owner) {
      this.#knownOwners[index] = owner;
      this.#owners.set(index, owner);
    }
    return this.#owners.isAt(index, view, hostOffset);
  }
}

/** One for all: a transaction that makes calls fills it, and again if another one came in between. */
const shared = new AccountKeys();

export function accountKeysOf(accounts: TransactionAccounts): AccountKeys {
  if (shared.serial !== accounts.serial) shared.fill(accounts);
  return shared;
}
