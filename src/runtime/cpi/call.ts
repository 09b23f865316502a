import type { LinearMemory } from "../../sbpf/linear-memory.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { type AccountKeys, accountKeysOf } from "../account-keys.js";
import type { InstructionContext } from "../instruction-context.js";
import type { InvokeContext } from "../invoke-context.js";
import type { MemoryContext } from "../memory-context.js";
import { MAX_PERMITTED_DATA_INCREASE } from "../transaction-accounts.js";
import { CalledInstruction } from "./called-instruction.js";
import { CallerAccount } from "./caller-account.js";

/**
 * A Cross-Program Invocation that a program makes: what is known of the caller, and what was found in its memory. Calls
 * come one after the other and within each other, so ended ones are used again.
 */
export class Call {
  context!: InvokeContext;
  /** The instruction that makes the call. */
  caller!: InstructionContext;
  memory!: MemoryContext;
  mapping!: MemoryMapping;
  linear!: LinearMemory;
  keys!: AccountKeys;
  /** Whether the caller's pointers must be aligned: not those of programs of loader v1. */
  checkAligned = true;
  /** Whether pointers must lead where the runtime serialized things (SIMD-0459). */
  isRestricted = false;
  /** What it is that is called. */
  readonly instruction = new CalledInstruction();
  /** By the caller's AccountInfos: where their keys lie. */
  infoKeys = new Uint32Array(32);
  infosLength = 0;
  /** The accounts of the callee in the caller's memory; only the first `accountsLength` are of this call. */
  readonly accounts: CallerAccount[] = [];
  accountsLength = 0;

  /** A call of the instruction that runs. */
  static begin(context: InvokeContext): Call {
    const call = ended.pop() ?? new Call();
    const { transaction } = context;
    call.context = context;
    call.caller = transaction.currentInstruction;
    call.memory = context.memory;
    call.mapping = call.memory.mapping;
    call.linear = call.mapping.linear;
    call.keys = accountKeysOf(transaction.accounts);
    call.checkAligned = context.checkAligned;
    call.isRestricted = context.environment.features.syscallParameterAddressRestrictions;
    call.accountsLength = 0;
    return call;
  }

  /** Lets another call use this object. One that fails is simply dropped. */
  end(): void {
    ended.push(this);
  }

  /** Makes room for the keys of so many AccountInfos. */
  beginInfos(length: number): void {
    this.infosLength = length;
    if (length > this.infoKeys.length) this.infoKeys = new Uint32Array(length);
  }

  addAccount(indexInTransaction: number, indexInCaller: number, isWritable: boolean): CallerAccount {
    const place = this.accountsLength++;
    if (place === this.accounts.length) this.accounts.push(new CallerAccount());
    const account = this.accounts[place];
    account.indexInTransaction = indexInTransaction;
    account.indexInCaller = indexInCaller;
    account.isWritable = isWritable;
    account.updatesRegion = isWritable;
    return account;
  }

  /** Bytes that the input region holds for an account's data. */
  reservedLength(originalDataLength: number): number {
    return this.checkAligned ? originalDataLength + MAX_PERMITTED_DATA_INCREASE : originalDataLength;
  }

  /** Charges for `byteLength` bytes of account data or of AccountInfos. */
  chargeBytes(byteLength: number): void {
    this.context.consumeChecked(Math.floor(byteLength / this.context.environment.cost.cpiBytesPerUnit));
  }
}

const ended: Call[] = [];
