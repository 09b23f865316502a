import { type Address, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { BorrowedAccount } from "./borrowed-account.js";
import { fail } from "./failure.js";
import type { MemoryContext } from "./memory-context.js";
import type { TransactionAccount } from "./transaction-accounts.js";
import type { TransactionContext } from "./transaction-context.js";

/** An account as one instruction holds it (Agave: transaction-context, InstructionAccount). */
export interface InstructionAccount {
  readonly indexInTransaction: number;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** What an instruction may do with an account, as bits. */
export const SIGNER = 1;
export const WRITABLE = 2;
const RIGHTS = 4;

/** Few accounts of instructions are different, so they are made once; frozen, for results show them. */
const KNOWN = new Array<InstructionAccount | undefined>(RIGHTS * 256).fill(undefined);

export function instructionAccount(
  indexInTransaction: number,
  isSigner: boolean,
  isWritable: boolean,
): InstructionAccount {
  return numberedAccount(RIGHTS * indexInTransaction + rightsOf(isSigner, isWritable));
}

/** The account of which the number is four times its index in the transaction, plus the rights to it. */
export function numberedAccount(number: number): InstructionAccount {
  return KNOWN[number] ?? newAccount(number);
}

function newAccount(number: number): InstructionAccount {
  const account = Object.freeze({
    indexInTransaction: Math.floor(number / RIGHTS),
    isSigner: (number & SIGNER) !== 0,
    isWritable: (number & WRITABLE) !== 0,
  });
  if (number < KNOWN.length) KNOWN[number] = account;
  return account;
}

export function rightsOf(isSigner: boolean, isWritable: boolean): number {
  return (isSigner ? SIGNER : 0) | (isWritable ? WRITABLE : 0);
}

/** The caller's index of an instruction that no instruction called. */
export const NO_CALLER = 0xffff;

/**
 * By transaction-wide index: the first place of the account in an instruction, counted from 1, or 0 (Agave: the
 * deduplication map of an InstructionFrame).
 */
function accountPlaces(accounts: readonly InstructionAccount[], accountsInTransaction: number): Uint16Array {
  const places = new Uint16Array(accountsInTransaction);
  for (let i = accounts.length; i > 0; i--) places[accounts[i - 1]!.indexInTransaction] = i;
  return places;
}

/**
 * One instruction of the trace: its program, accounts and data (Agave: transaction-context/src/instruction.rs,
 * InstructionFrame and InstructionContext). Configured before it is pushed, kept after it is popped.
 */
export class InstructionContext {
  /** Instructions above this one when it was pushed; a top-level instruction has 0. */
  nestingLevel = 0;
  /** The instruction that ran when this one was pushed. */
  below: InstructionContext | undefined = undefined;
  /** Memory of its program, while that runs. */
  memory: MemoryContext | undefined = undefined;
  /** Units that the instruction and its calls took from the meter; set when it ends. */
  computeUnitsConsumed = 0;
  /** The program's account. */
  readonly program: TransactionAccount;
  private places: Uint16Array | undefined = undefined;

  constructor(
    readonly transaction: TransactionContext,
    readonly indexInTrace: number,
    readonly programIndexInTransaction: number,
    readonly accounts: readonly InstructionAccount[],
    readonly data: Uint8Array,
    readonly callerIndexInTrace: number,
  ) {
    this.program = transaction.accounts.at(programIndexInTransaction);
  }

  get stackHeight(): number {
    return this.nestingLevel + 1;
  }

  get programKey(): Pubkey {
    return this.program.key;
  }

  /** The program's key in base58. */
  get programAddress(): Address {
    return this.program.address;
  }

  get programOwner(): Pubkey {
    return this.program.owner;
  }

  /** MissingAccount if the instruction has fewer accounts. */
  checkNumberOfAccounts(expectedAtLeast: number): void {
    if (this.accounts.length < expectedAtLeast) fail("MissingAccount");
  }

  account(index: number): InstructionAccount {
    return this.accounts[index] ?? fail("MissingAccount");
  }

  keyOfAccount(index: number): Pubkey {
    return this.transaction.accounts.at(this.account(index).indexInTransaction).key;
  }

  isSigner(index: number): boolean {
    return this.account(index).isSigner;
  }

  isWritable(index: number): boolean {
    return this.account(index).isWritable;
  }

  /** The first place in this instruction of a transaction's account, or -1. */
  findAccount(indexInTransaction: number): number {
    this.places ??= accountPlaces(this.accounts, this.transaction.accounts.length);
    return (this.places[indexInTransaction] ?? 0) - 1;
  }

  /** The first place in this instruction of a transaction's account, or MissingAccount. */
  indexOfAccount(indexInTransaction: number): number {
    const index = this.findAccount(indexInTransaction);
    return index < 0 ? fail("MissingAccount") : index;
  }

  /** The first place of the account that stands at `index`; `index` itself if it is no duplicate. */
  firstIndexOf(index: number): number {
    return this.indexOfAccount(this.account(index).indexInTransaction);
  }

  /** Borrows the account at `index`; AccountBorrowFailed while another borrow of it lasts. */
  borrow(index: number): BorrowedAccount {
    const meta = this.account(index);
    return new BorrowedAccount(this, meta, this.transaction.accounts.at(meta.indexInTransaction));
  }

  /** Whether one of the accounts signs and has this key. */
  isSignedBy(key: Pubkey): boolean {
    const accounts = this.transaction.accounts;
    for (const { isSigner, indexInTransaction } of this.accounts) {
      if (isSigner && pubkeyEqual(accounts.at(indexInTransaction).key, key)) return true;
    }
    return false;
  }

  /** The keys of all accounts that sign. */
  signers(): Pubkey[] {
    const accounts = this.transaction.accounts;
    return this.accounts.filter((meta) => meta.isSigner).map((meta) => accounts.at(meta.indexInTransaction).key);
  }
}
