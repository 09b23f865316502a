import { subBytes } from "../base/bytes.js";
import type { LinearMemory } from "../sbpf/linear-memory.js";
import type { InstructionError } from "../solana/errors.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { sharedPubkey } from "../solana/shared-pubkeys.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import { fail, type InstructionFailure } from "./failure.js";
import type { ChangeAttempt } from "./inspector.js";
import type { InstructionAccount, InstructionContext } from "./instruction-context.js";
import type { TransactionAccount } from "./transaction-accounts.js";

const U64_LIMIT = 1n << 64n;

/**
 * An account borrowed by the current instruction: the account policy. Every setter checks in Agave's order and fails
 * the instruction with Agave's error (transaction-context/src/instruction_accounts.rs, BorrowedInstructionAccount).
 * `release` it where Rust would drop it: a second borrow before that is AccountBorrowFailed.
 */
export class BorrowedAccount {
  constructor(
    private readonly instruction: InstructionContext,
    private readonly meta: InstructionAccount,
    private readonly account: TransactionAccount,
  ) {
    account.acquire();
  }

  release(): void {
    this.account.release();
  }

  get indexInTransaction(): number {
    return this.meta.indexInTransaction;
  }

  get key(): Pubkey {
    return this.account.key;
  }

  get owner(): Pubkey {
    return this.account.owner;
  }

  get lamports(): bigint {
    return this.account.lamports;
  }

  /** The data, to read only; see `dataMut`. */
  get data(): Uint8Array {
    return this.account.data;
  }

  get isWritable(): boolean {
    return this.meta.isWritable;
  }

  get isOwnedByCurrentProgram(): boolean {
    return pubkeyEqual(this.instruction.programKey, this.account.owner);
  }

  setOwner(owner: Pubkey): void {
    if (!this.isOwnedByCurrentProgram || !this.isWritable || !isZeroed(this.data)) {
      this.refuse("ModifiedProgramId", { kind: "owner", owner });
    }
    if (pubkeyEqual(this.owner, owner)) return;
    this.account.setOwner(sharedPubkey(owner));
  }

  setLamports(lamports: bigint): void {
    const before = this.account.lamports;
    if (lamports < before && !this.isOwnedByCurrentProgram) {
      this.refuse("ExternalAccountLamportSpend", { kind: "lamports", lamports });
    }
    if (!this.isWritable) this.refuse("ReadonlyLamportChange", { kind: "lamports", lamports });
    if (before === lamports) return;
    this.instruction.transaction.accounts.lamportsDelta += lamports - before;
    this.account.setLamports(lamports);
  }

  checkedAddLamports(lamports: bigint): void {
    const sum = this.account.lamports + lamports;
    if (sum >= U64_LIMIT) fail("ArithmeticOverflow");
    this.setLamports(sum);
  }

  checkedSubLamports(lamports: bigint): void {
    if (lamports > this.account.lamports) fail("ArithmeticOverflow");
    this.setLamports(this.account.lamports - lamports);
  }

  /** The data, to write in place. */
  dataMut(): Uint8Array {
    this.checkDataCanBeChanged();
    this.account.touched = true;
    return this.account.writableData();
  }

  /** Replaces data and length. */
  setDataFromSlice(data: Uint8Array): void {
    this.checkDataCanBeResized(data.length, data);
    this.account.touched = true;
    this.addResizeDelta(data.length);
    this.account.copyData(data);
  }

  /**
   * Makes the data equal to `length` bytes of guest memory, or fails as the policy says if it differs and may not
   * change: what a program left in its input region, or in an AccountInfo passed to a CPI. Agave: serialization.rs
   * and cpi.rs, "the redundant check helps to avoid the expensive data comparison"; here equal bytes are left alone,
   * with the same outcome.
   */
  syncData(linear: LinearMemory, hostOffset: number, length: number): void {
    if (this.data.length === length && linear.equals(this.data, hostOffset)) {
      this.account.touched ||= this.canDataBeResized(length);
      return;
    }
    const data = subBytes(linear.bytes, hostOffset, hostOffset + length);
    this.checkDataCanBeResized(length, data);
    this.account.touched = true;
    this.addResizeDelta(length);
    this.account.copyData(data);
  }

  setDataLength(newLength: number): void {
    this.checkDataCanBeResized(newLength);
    if (this.data.length === newLength) return;
    this.account.touched = true;
    this.addResizeDelta(newLength);
    this.account.resizeData(newLength);
  }

  /** Whether the balance would be rent exempt with data of this length. */
  isRentExemptAtDataLength(dataLength: number): boolean {
    return this.lamports >= minimumBalance(this.instruction.transaction.rent, dataLength);
  }

  setExecutable(isExecutable: boolean): void {
    if (!this.isRentExemptAtDataLength(this.data.length)) {
      this.refuse("ExecutableAccountNotRentExempt", { kind: "executable", executable: isExecutable });
    }
    if (!this.isOwnedByCurrentProgram || !this.isWritable) {
      this.refuse("ExecutableModified", { kind: "executable", executable: isExecutable });
    }
    if (this.account.executable === isExecutable) return;
    this.account.setExecutable(isExecutable);
  }

  checkDataCanBeChanged(): void {
    const refusal = this.refusalToChange;
    if (refusal !== undefined) this.refuse(refusal, { kind: "data", length: this.data.length, data: undefined });
  }

  /** Whether the current program may change the data. */
  get canDataBeChanged(): boolean {
    return this.refusalToChange === undefined;
  }

  /** @param data what it is to become, if that is known. */
  checkDataCanBeResized(length: number, data?: Uint8Array): void {
    const refusal = this.refusalToResize(length);
    if (refusal !== undefined) this.refuse(refusal, { kind: "data", length, data });
  }

  /** Whether the current program may give the data this length. */
  canDataBeResized(newLength: number): boolean {
    return this.refusalToResize(newLength) === undefined;
  }

  /** Why the current program may not change the data, if it may not. */
  get refusalToChange(): "ReadonlyDataModified" | "ExternalAccountDataModified" | undefined {
    if (!this.isWritable) return "ReadonlyDataModified";
    return this.isOwnedByCurrentProgram ? undefined : "ExternalAccountDataModified";
  }

  private refusalToResize(newLength: number): InstructionFailure["error"] | undefined {
    return this.instruction.transaction.accounts.refusalToResize(this.data.length, newLength) ?? this.refusalToChange;
  }

  /** Fails the instruction for a change that it may not make. */
  refuse(error: InstructionError, attempt: ChangeAttempt): never {
    this.instruction.transaction.inspector?.changeRefused(this.instruction, this.account, error, attempt);
    return fail(error);
  }

  private addResizeDelta(newLength: number): void {
    this.instruction.transaction.accounts.resizeDelta += newLength - this.data.length;
  }
}

function isZeroed(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return false;
  return true;
}
