import { readU64 } from "../base/u64.js";
import type { LinearMemory } from "../sbpf/linear-memory.js";
import { MM_INPUT_START } from "../sbpf/memory-layout.js";
import { MemoryRegion } from "../sbpf/memory-region.js";
import { LOADER_V1_ID } from "../solana/program-ids.js";
import { PUBKEY_BYTES, pubkeyEqual } from "../solana/pubkey.js";
import type { BorrowedAccount } from "./borrowed-account.js";
import { fail } from "./failure.js";
import type { InstructionContext } from "./instruction-context.js";
import { SerializedAccountMetadata } from "./memory-context.js";
import { MAX_ACCOUNT_DATA_LEN, MAX_PERMITTED_DATA_INCREASE, type TransactionAccount } from "./transaction-accounts.js";

// The input region of a program: how its instruction reaches it, and how its changes come back (Agave:
// program-runtime/src/serialization.rs). Loaders v2 and v3 use the aligned layout, loader v1 the unaligned one:
//
//   aligned:    count u64 | per account: 0xff, signer, writable, executable, 4 zeros, key, owner, lamports u64,
//               data length u64, data, 10,240 zeros, padding to 8, rent epoch u64; or: first place u8, 7 zeros
//   unaligned:  count u64 | per account: 0xff, signer, writable, key, lamports u64, data length u64, data, owner,
//               executable, rent epoch u64; or: first place u8
//   both then:  instruction data length u64, instruction data, program id

/** More accounts cannot be told from the marker of an account that is no duplicate. */
export const MAX_ACCOUNTS_PER_INSTRUCTION = 255;

const NON_DUP_MARKER = 0xff;
const RENT_EPOCH = 0xffff_ffff_ffff_ffffn;
const ALIGN_OF_U128 = 8;

/** The gates that shape the input region. */
export interface SerializationFeatures {
  /** SIMD-0460: each account's data is a region of its own, writable only where the program may write. */
  readonly virtualAddressSpaceAdjustments: boolean;
  /** SIMD-0449: an array of pointers to the accounts follows the program id. */
  readonly directAccountPointersInProgramInput: boolean;
}

/** A serialized instruction in linear memory. */
export interface SerializedParameters {
  /** Of the block that holds the region; `byteLength` frees it. */
  readonly hostOffset: number;
  readonly byteLength: number;
  readonly regions: MemoryRegion[];
  readonly accounts: readonly SerializedAccountMetadata[];
  /** What r2 holds when the program starts. */
  readonly instructionDataVmAddress: number;
}

/** Writes the instruction into a block of `linear`, which the caller frees. Fails with MaxAccountsExceeded. */
export function serializeParameters(
  linear: LinearMemory,
  instruction: InstructionContext,
  features: SerializationFeatures,
): SerializedParameters {
  if (instruction.accounts.length > MAX_ACCOUNTS_PER_INSTRUCTION) fail("MaxAccountsExceeded");
  const layout = layoutOf(instruction);
  const pointers = layout.aligned && features.directAccountPointersInProgramInput;
  const byteLength = serializedLength(instruction, layout, pointers);
  const hostOffset = linear.allocate(byteLength);
  const writer = new InputWriter(linear, hostOffset, features.virtualAddressSpaceAdjustments);
  writer.u64(instruction.accounts.length);
  const accounts = new Array<SerializedAccountMetadata>(instruction.accounts.length);
  for (let i = 0; i < accounts.length; i++) {
    const first = instruction.firstIndexOf(i);
    if (first === i) {
      accounts[i] = layout.writeAccount(writer, instruction, i);
    } else {
      accounts[i] = accounts[first];
      writer.u8(first);
      writer.skip(layout.duplicateLength - 1);
    }
  }
  writer.u64(instruction.data.length);
  const instructionDataVmAddress = MM_INPUT_START + writer.bytes(instruction.data);
  writer.bytes(instruction.programKey);
  if (pointers) {
    writer.skip(paddingOf(writer.length));
    for (const account of accounts) writer.u64(account.vmAddress);
  }
  return { hostOffset, byteLength, regions: writer.finish(), accounts, instructionDataVmAddress };
}

/** Takes over what the program left in its input region: the account policy decides, account by account. */
export function deserializeParameters(
  linear: LinearMemory,
  instruction: InstructionContext,
  parameters: SerializedParameters,
  features: SerializationFeatures,
): void {
  const layout = layoutOf(instruction);
  for (let i = 0; i < instruction.accounts.length; i++) {
    if (instruction.firstIndexOf(i) !== i) continue;
    const account = instruction.borrow(i);
    layout.readAccount(linear, account, parameters, parameters.accounts[i], features.virtualAddressSpaceAdjustments);
    account.release();
  }
}

/** Gives the region of an account's data the length and the writability that the account has now (SIMD-0460). */
export function modifyMemoryRegionOfAccount(account: BorrowedAccount, region: MemoryRegion): void {
  const writable = account.canDataBeChanged;
  region.redirect(region.hostOffset, account.data.length, writable);
  region.accessViolationHandlerPayload = writable ? account.indexInTransaction : null;
}

interface Layout {
  readonly aligned: boolean;
  readonly duplicateLength: number;
  /** Bytes of a record besides data and padding. */
  readonly fixedLength: number;
  readonly permittedDataIncrease: number;
  writeAccount(writer: InputWriter, instruction: InstructionContext, index: number): SerializedAccountMetadata;
  readAccount(
    linear: LinearMemory,
    account: BorrowedAccount,
    parameters: SerializedParameters,
    metadata: SerializedAccountMetadata,
    adjustments: boolean,
  ): void;
}

const ALIGNED: Layout = {
  aligned: true,
  duplicateLength: 8,
  fixedLength: 8 + 32 + 32 + 8 + 8 + 8,
  permittedDataIncrease: MAX_PERMITTED_DATA_INCREASE,

  writeAccount(writer, instruction, index) {
    const meta = instruction.accounts[index];
    const account = instruction.transaction.accounts.at(meta.indexInTransaction);
    const flags = (meta.isSigner ? 1 : 0) | (meta.isWritable ? 1 << 8 : 0) | (account.executable ? 1 << 16 : 0);
    const offset = writer.u64(NON_DUP_MARKER | (flags << 8));
    const keyOffset = writer.bytes(account.key);
    const ownerOffset = writer.bytes(account.owner);
    const lamportsOffset = writer.bigU64(account.lamports);
    writer.u64(account.data.length);
    const dataOffset = writer.data(instruction, index, account, MAX_PERMITTED_DATA_INCREASE);
    writer.skip(paddingOf(account.data.length));
    writer.bigU64(RENT_EPOCH);
    const { length } = account.data;
    return new SerializedAccountMetadata(offset, length, dataOffset, keyOffset, lamportsOffset, ownerOffset);
  },

  readAccount(linear, account, parameters, metadata, adjustments) {
    const { hostOffset } = parameters;
    readLamports(linear, account, hostOffset + metadata.lamportsOffset);
    const length = readU64(linear.view, hostOffset + metadata.dataOffset - 8);
    if (
      typeof length === "bigint" ||
      length - metadata.originalDataLength > MAX_PERMITTED_DATA_INCREASE ||
      length > MAX_ACCOUNT_DATA_LEN
    ) {
      return account.refuse("InvalidRealloc", { kind: "data", length: Number(length), data: undefined });
    }
    readData(linear, account, hostOffset + metadata.dataOffset, length, adjustments);
    // The owner comes last: the program may still change what it gives away.
    const ownerOffset = hostOffset + metadata.ownerOffset;
    if (!linear.equals(account.owner, ownerOffset)) {
      account.setOwner(linear.bytes.subarray(ownerOffset, ownerOffset + PUBKEY_BYTES));
    }
  },
};

const UNALIGNED: Layout = {
  aligned: false,
  duplicateLength: 1,
  fixedLength: 3 + 32 + 8 + 8 + 32 + 1 + 8,
  permittedDataIncrease: 0,

  writeAccount(writer, instruction, index) {
    const meta = instruction.accounts[index];
    const account = instruction.transaction.accounts.at(meta.indexInTransaction);
    const offset = writer.u8(NON_DUP_MARKER);
    writer.u8(meta.isSigner ? 1 : 0);
    writer.u8(meta.isWritable ? 1 : 0);
    const keyOffset = writer.bytes(account.key);
    const lamportsOffset = writer.bigU64(account.lamports);
    writer.u64(account.data.length);
    const dataOffset = writer.data(instruction, index, account, 0);
    const ownerOffset = writer.bytes(account.owner);
    writer.u8(account.executable ? 1 : 0);
    writer.bigU64(RENT_EPOCH);
    const { length } = account.data;
    return new SerializedAccountMetadata(offset, length, dataOffset, keyOffset, lamportsOffset, ownerOffset);
  },

  readAccount(linear, account, parameters, metadata, adjustments) {
    const { hostOffset } = parameters;
    readLamports(linear, account, hostOffset + metadata.lamportsOffset);
    readData(linear, account, hostOffset + metadata.dataOffset, metadata.originalDataLength, adjustments);
  },
};

function layoutOf(instruction: InstructionContext): Layout {
  return pubkeyEqual(instruction.programOwner, LOADER_V1_ID) ? UNALIGNED : ALIGNED;
}

function readLamports(linear: LinearMemory, account: BorrowedAccount, hostOffset: number): void {
  const lamports = linear.view.getBigUint64(hostOffset, true);
  if (lamports !== account.lamports) account.setLamports(lamports);
}

function readData(
  linear: LinearMemory,
  account: BorrowedAccount,
  hostOffset: number,
  length: number,
  adjustments: boolean,
): void {
  if (!adjustments || account.canDataBeChanged) account.syncData(linear, hostOffset, length);
  else if (account.data.length !== length) account.setDataLength(length);
}

function serializedLength(instruction: InstructionContext, layout: Layout, pointers: boolean): number {
  let length = 8;
  for (let i = 0; i < instruction.accounts.length; i++) {
    if (instruction.firstIndexOf(i) !== i) {
      length += layout.duplicateLength;
      continue;
    }
    const { data } = instruction.transaction.accounts.at(instruction.accounts[i].indexInTransaction);
    length += layout.fixedLength + data.length + layout.permittedDataIncrease;
    if (layout.aligned) length += paddingOf(data.length);
  }
  length += 8 + instruction.data.length + 32;
  return pointers ? length + paddingOf(length) + 8 * instruction.accounts.length : length;
}

/** Bytes from `length` to the next multiple of 8. */
function paddingOf(length: number): number {
  return (ALIGN_OF_U128 - (length % ALIGN_OF_U128)) % ALIGN_OF_U128;
}

/**
 * Writes an input region into a zeroed block. Each write gives the offset of what it wrote. With SIMD-0460 the
 * region is cut into one for each account's data and one for each stretch between them.
 */
class InputWriter {
  private position: number;
  private regionStart: number;
  private readonly regions: MemoryRegion[] = [];

  constructor(
    private readonly linear: LinearMemory,
    private readonly start: number,
    private readonly adjustments: boolean,
  ) {
    this.position = start;
    this.regionStart = start;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.position - this.start;
  }

  u8(value: number): number {
    this.linear.bytes[this.position] = value;
    return this.advance(1);
  }

  u64(value: number): number {
    this.linear.view.setUint32(this.position, value, true);
    this.linear.view.setUint32(this.position + 4, value / 2 ** 32, true);
    return this.advance(8);
  }

  bigU64(value: bigint): number {
    this.linear.view.setBigUint64(this.position, value, true);
    return this.advance(8);
  }

  bytes(value: Uint8Array): number {
    this.linear.bytes.set(value, this.position);
    return this.advance(value.length);
  }

  /** Leaves zeros. */
  skip(length: number): void {
    this.position += length;
  }

  data(instruction: InstructionContext, index: number, account: TransactionAccount, increase: number): number {
    if (this.adjustments) this.pushRegion();
    const offset = this.bytes(account.data);
    this.skip(increase);
    if (this.adjustments && account.data.length + increase > 0) {
      this.pushRegion();
      const borrowed = instruction.borrow(index);
      modifyMemoryRegionOfAccount(borrowed, this.regions[this.regions.length - 1]);
      borrowed.release();
    }
    return offset;
  }

  finish(): MemoryRegion[] {
    if (!this.adjustments) return [this.region()];
    this.pushRegion();
    return this.regions;
  }

  private advance(length: number): number {
    const offset = this.length;
    this.position += length;
    return offset;
  }

  private pushRegion(): void {
    this.regions.push(this.region());
    this.regionStart = this.position;
  }

  private region(): MemoryRegion {
    const vmAddress = MM_INPUT_START + this.regionStart - this.start;
    return new MemoryRegion(vmAddress, this.position - this.regionStart, this.regionStart, true);
  }
}
