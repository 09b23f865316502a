import { type U64, u64SaturatingAdd } from "../../base/u64.js";
import type { LinearMemory } from "../../sbpf/linear-memory.js";
import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import type { MemoryRegion } from "../../sbpf/memory-region.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { type AccountKeys, accountKeysOf } from "../account-keys.js";
import type { InstructionContext } from "../instruction-context.js";
import type { InvokeContext } from "../invoke-context.js";
import type { MemoryContext } from "../memory-context.js";
import { MAX_PERMITTED_DATA_INCREASE } from "../transaction-accounts.js";
import { CalledAccounts } from "./called-accounts.js";
import { CallerAccount } from "./caller-account.js";
import type { CalledInstruction } from "./prepare.js";

const NO_KEY: Pubkey = new Uint8Array(32);
const NO_DATA: Uint8Array = new Uint8Array(0);

/** A Cross-Program Invocation that a program makes: who makes it, and what was found in the caller's memory. */
export class Call implements CalledInstruction {
  /** The instruction that makes the call. */
  readonly caller: InstructionContext;
  readonly memory: MemoryContext;
  readonly mapping: MemoryMapping;
  readonly linear: LinearMemory;
  /** Whether the caller's pointers must be aligned: not those of programs of loader v1. */
  readonly checkAligned: boolean;
  /** Whether pointers must lead where the runtime serialized things (SIMD-0459). */
  readonly isRestricted: boolean;
  /** Whether accounts' data are regions that follow what happens to them (SIMD-0460). */
  readonly adjustsRegions: boolean;
  readonly #space = spaces.pop() ?? new Space();
  programKey = NO_KEY;
  programIndex = -1;
  unknownKey: Pubkey | undefined = undefined;
  data = NO_DATA;
  /** How many AccountInfos the caller passes, and where. */
  infosLength = 0;
  infosOffset = 0;
  infosVmAddress: U64 = 0;
  /** How many of the callee's accounts were found in the caller's memory. */
  accountsLength = 0;

  /** Of the instruction that runs. */
  constructor(readonly context: InvokeContext) {
    const { transaction } = context;
    this.caller = transaction.currentInstruction;
    this.memory = context.memory;
    this.mapping = this.memory.mapping;
    this.linear = this.mapping.linear;
    this.checkAligned = context.checkAligned;
    const { features } = context.environment;
    this.isRestricted = features.syscallParameterAddressRestrictions;
    this.adjustsRegions = features.virtualAddressSpaceAdjustments;
  }

  /** Lets another call have this one's space. What fails simply drops it. */
  end(): void {
    spaces.push(this.#space);
  }

  get keys(): AccountKeys {
    return accountKeysOf(this.caller.transaction.accounts);
  }

  /** The accounts that the call passes on. */
  get accounts(): CalledAccounts {
    return this.#space.accounts;
  }

  /** By AccountInfo: where its key lies. */
  get infoKeys(): Uint32Array {
    return this.#space.infoKeys;
  }

  /** The region in which the caller's input lies, or with SIMD-0460 begins. */
  get input(): MemoryRegion {
    return this.mapping.regions[this.mapping.findRegion(MM_INPUT_START)];
  }

  infoVmAddress(infoOffset: number): U64 {
    return u64SaturatingAdd(this.infosVmAddress, infoOffset - this.infosOffset);
  }

  /** Makes room for the keys of the AccountInfos. */
  beginInfos(vmAddress: U64, offset: number, length: number): Uint32Array {
    this.infosVmAddress = vmAddress;
    this.infosOffset = offset;
    this.infosLength = length;
    const space = this.#space;
    if (length > space.infoKeys.length) space.infoKeys = new Uint32Array(length);
    return space.infoKeys;
  }

  /** One of the callee's accounts in the caller's memory. */
  callerAccount(place: number): CallerAccount {
    return this.#space.callerAccounts[place];
  }

  addCallerAccount(indexInTransaction: number, indexInCaller: number, isWritable: boolean): CallerAccount {
    const { callerAccounts } = this.#space;
    const place = this.accountsLength++;
    if (place === callerAccounts.length) callerAccounts.push(new CallerAccount());
    const account = callerAccounts[place];
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
}

/** What calls keep numbers in; calls within each other need one each. */
class Space {
  readonly accounts = new CalledAccounts();
  infoKeys = new Uint32Array(32);
  readonly callerAccounts: CallerAccount[] = [];
}

const spaces: Space[] = [];
