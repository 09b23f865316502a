import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { AccountInfo } from "../account-info.js";
import { SYSTEM_PROGRAM_ID } from "../program-ids.js";
import { type AccountType, readAccount, writeAccount } from "./account-type.js";
import { fail } from "./anchor-error.js";

/**
 * A declared account with the value that its data holds (anchor-lang, Account). Change `value` as you like: when the
 * handler has returned, it is written back if the account was declared writable.
 */
export class Account<T> {
  value: T;

  private constructor(
    readonly info: AccountInfo,
    readonly type: AccountType<T>,
    value: T,
    readonly declaredName: string,
    readonly owner: Pubkey,
  ) {
    this.value = value;
  }

  get key(): Pubkey {
    return this.info.key;
  }

  /** Account::try_from. */
  static load<T>(info: AccountInfo, type: AccountType<T>, programId: Pubkey, name: string): Account<T> {
    const owner = type.owner ?? programId;
    requireOwnedBy(info, owner, name);
    return new Account(info, type, checkedValue(info, type, name), name, owner);
  }

  /** Account::try_from_unchecked, for an account whose data is all zeros. @internal */
  static fresh<T>(info: AccountInfo, type: AccountType<T>, programId: Pubkey, name: string): Account<T> {
    return new Account(info, type, valueIn(info, type, name), name, type.owner ?? programId);
  }

  /** Reads `value` anew, after a call that may have changed the data (Account::reload). */
  reload(): void {
    requireOwnedBy(this.info, this.owner, this.declaredName);
    this.value = checkedValue(this.info, this.type, this.declaredName);
  }

  /** Account::exit. @internal */
  store(programId: Pubkey): void {
    if (!pubkeyEqual(this.owner, programId) || isClosed(this.info)) return;
    const { data } = this.info;
    const bytes = writeAccount(this.type, this.value);
    if (bytes.length > data.length) fail("AccountDidNotSerialize", this.declaredName);
    data.set(bytes);
  }
}

/** Throws AccountNotInitialized or AccountOwnedByWrongProgram. */
export function requireOwnedBy(info: AccountInfo, owner: Pubkey, name: string): void {
  const actual = info.owner;
  if (pubkeyEqual(actual, SYSTEM_PROGRAM_ID) && info.lamports === 0n) fail("AccountNotInitialized", name);
  if (!pubkeyEqual(actual, owner)) fail("AccountOwnedByWrongProgram", name, [actual, owner]);
}

function checkedValue<T>(info: AccountInfo, type: AccountType<T>, name: string): T {
  const { data } = info;
  if (data.length < type.discriminator.length) fail("AccountDiscriminatorNotFound", name);
  if (type.discriminator.some((byte, i) => data[i] !== byte)) fail("AccountDiscriminatorMismatch", name);
  return valueIn(info, type, name);
}

function valueIn<T>(info: AccountInfo, type: AccountType<T>, name: string): T {
  try {
    return readAccount(type, info.data);
  } catch {
    return fail("AccountDidNotDeserialize", name);
  }
}

/** Moves all lamports away, and gives the account back to the System program (anchor-lang, common::close). */
export function closeAccount(info: AccountInfo, destination: AccountInfo): void {
  destination.lamports += info.lamports;
  info.lamports = 0n;
  info.assign(SYSTEM_PROGRAM_ID);
  info.realloc(0);
}

function isClosed(info: AccountInfo): boolean {
  return info.dataLength === 0 && pubkeyEqual(info.owner, SYSTEM_PROGRAM_ID);
}
