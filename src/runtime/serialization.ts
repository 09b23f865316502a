import { readU64 } from "../base/u64.js";
import type { LinearMemory } from "../sbpf/linear-memory.js";
import { MM_INPUT_START } from "../sbpf/memory-layout.js";
import type { MemoryRegion } from "../sbpf/memory-region.js";
import { LOADER_V1_ID } from "../solana/program-ids.js";
import { PUBKEY_BYTES, pubkeyEqual } from "../solana/pubkey.js";
import type { BorrowedAccount } from "./borrowed-account.js";
import { fail } from "./failure.js";
import { InputWriter } from "./input-writer.js";
import type { InstructionContext } from "./instruction-context.js";
import { SerializedAccountMetadata } from "./memory-context.js";
import { MAX_ACCOUNT_DATA_LEN, MAX_PERMITTED_DATA_INCREASE } from "./transaction-accounts.js";

// The input region of a program: how its instruction reaches it, and how its changes come back (Agave:
// program-runtime/src/serialization.rs). Loaders v2 and v3 use the aligned layout, loader v1 the unaligned one:
//
//   aligned:    count u64 | per account: 0xff, signer, writable, executable, 4 zeros, key, owner, lamports u64,
//               data length u64, data, 10,240 zeros, padding to 8, rent epoch u64; or: first place u8, 7 zeros
//   unaligned:  count u64 | per account: 0xff, signer, writable, key, lamports u64, data length u64, data, owner,
//               executable, rent epoch u64; or: first place u8
//   both then:  instruction data length u64, instruction data, program id

/** More accounts cannot be told from the marker of an account that is no duplicate. */
const MAX_ACCOUNTS_PER_INSTRUCTION = 255;

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
  /** Bytes by which the data of each account may grow. */
  readonly permittedDataIncrease: number;
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
  const { permittedDataIncrease } = layout;
  const regions = writer.finish();
  return { hostOffset, byteLength, regions, accounts, permittedDataIncrease, instructionDataVmAddress };
}

/**
 * Gives the block back, all zeros. Where nobody wrote but this file, the room that accounts have to grow is zeros still,
 * and most of the block is that.
 */
export function freeParameters(linear: LinearMemory, parameters: SerializedParameters): void {
  const { hostOffset, byteLength, regions, accounts, permittedDataIncrease } = parameters;
  if (regions.length > 1 || regions[0].writtenLength > 0) {
    linear.free(hostOffset, byteLength);
    return;
  }
  let cleared = 0;
  for (let i = 0; i < accounts.length; i++) {
    const { offset, dataOffset, originalDataLength } = accounts[i];
    // Duplicates repeat what was cleared with the first.
    if (offset < cleared) continue;
    const end = dataOffset + originalDataLength;
    linear.clear(hostOffset + cleared, end - cleared);
    cleared = end + permittedDataIncrease;
  }
  linear.clear(hostOffset + cleared, byteLength - cleared);
  linear.free(hostOffset, byteLength, 0);
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
  const lamports = linear.bigU64(hostOffset);
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
