import { BytePool } from "../base/byte-pool.js";
import { setBytes } from "../base/bytes.js";
import type { Account } from "../solana/account.js";
import { type Address, addressFromPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { fail } from "./failure.js";

/** An account's data may not grow beyond this (Agave: transaction-context, MAX_ACCOUNT_DATA_LEN). */
export const MAX_ACCOUNT_DATA_LEN = 10 * 1024 * 1024;
/** Net growth of all accounts in one transaction (Agave: MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION). */
export const MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION = 2 * MAX_ACCOUNT_DATA_LEN;
/** Growth of one account within one instruction of a serialized caller (Agave: MAX_PERMITTED_DATA_INCREASE). */
export const MAX_PERMITTED_DATA_INCREASE = 10 * 1024;

/** Small chunks: one account that stays while its neighbours change holds all of one. */
const DATA_POOL = new BytePool(4096, 512);

const UNBORROWED = 0;
const WRITING = -1;

/**
 * One account as the transaction sees it. `data` belongs to the store until the first write copies it, so loading
 * costs nothing per byte.
 */
export class TransactionAccount implements Account {
  lamports: bigint;
  data: Uint8Array;
  owner: Pubkey;
  executable: boolean;
  rentEpoch: bigint;
  /** Whether a program or builtin changed the account. */
  touched = false;
  /** Counts the changes of all but the bytes of the data. */
  revision = 0;
  private ownsData = false;
  private borrow = UNBORROWED;
  private keyText: Address | undefined = undefined;

  constructor(
    readonly key: Pubkey,
    /** The account before the transaction. */
    readonly original: Readonly<Account>,
  ) {
    this.lamports = original.lamports;
    this.data = original.data;
    this.owner = original.owner;
    this.executable = original.executable;
    this.rentEpoch = original.rentEpoch;
  }

  /** The key in base58. */
  get address(): Address {
    this.keyText ??= addressFromPubkey(this.key);
    return this.keyText;
  }

  setLamports(lamports: bigint): void {
    this.lamports = lamports;
    this.touched = true;
    this.revision++;
  }

  setOwner(owner: Pubkey): void {
    this.owner = owner;
    this.touched = true;
    this.revision++;
  }

  setExecutable(isExecutable: boolean): void {
    this.executable = isExecutable;
    this.touched = true;
    this.revision++;
  }

  /** Data that may be written in place. */
  writableData(): Uint8Array {
    if (!this.ownsData) {
      this.data = DATA_POOL.copy(this.data);
      this.ownsData = true;
    }
    return this.data;
  }

  /** Replaces the data with a copy of `data`. */
  copyData(data: Uint8Array): void {
    if (this.ownsData && this.data.length === data.length) {
      setBytes(this.data, data, 0);
    } else {
      this.data = DATA_POOL.copy(data);
      this.ownsData = true;
      this.revision++;
    }
  }

  /** Cuts the data, or extends it with zeros. */
  resizeData(newLength: number): void {
    const resized = DATA_POOL.take(newLength);
    resized.set(newLength < this.data.length ? this.data.subarray(0, newLength) : this.data);
    this.data = resized;
    this.ownsData = true;
    this.revision++;
  }

  acquire(): void {
    if (this.borrow !== UNBORROWED) fail("AccountBorrowFailed");
    this.borrow = WRITING;
  }

  release(): void {
    this.borrow = UNBORROWED;
  }

  get isBorrowed(): boolean {
    return this.borrow !== UNBORROWED;
  }
}

let transactions = 0;

/**
 * The accounts of one transaction, with the sums that the runtime keeps over all of them (Agave:
 * transaction-context/src/transaction_accounts.rs, TransactionAccounts).
 */
export class TransactionAccounts {
  /** Lamports created minus lamports destroyed since the transaction began; 0 at every instruction's end. */
  lamportsDelta = 0n;
  /** Bytes by which the accounts have grown, net. */
  resizeDelta = 0;
  /** Different for each transaction. */
  readonly serial = ++transactions;

  constructor(readonly list: readonly TransactionAccount[]) {}

  get length(): number {
    return this.list.length;
  }

  /** The account at a transaction-wide index, or MissingAccount. */
  at(index: number): TransactionAccount {
    return this.list[index] ?? fail("MissingAccount");
  }

  /** The index of the account with this key, or -1. */
  indexOf(key: Pubkey): number {
    const list = this.list;
    for (let i = 0; i < list.length; i++) {
      if (pubkeyEqual(list[i]!.key, key)) return i;
    }
    return -1;
  }

  /** Why data may not go from one length to another, if it may not. */
  refusalToResize(
    oldLength: number,
    newLength: number,
  ): "InvalidRealloc" | "MaxAccountsDataAllocationsExceeded" | undefined {
    if (newLength > MAX_ACCOUNT_DATA_LEN) return "InvalidRealloc";
    const growth = this.resizeDelta + newLength - oldLength;
    return growth > MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION ? "MaxAccountsDataAllocationsExceeded" : undefined;
  }
}
