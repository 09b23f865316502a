import { readU64, type U64, u64SaturatingAdd, u64SaturatingMul } from "../../base/u64.js";
import type { LinearMemory } from "../../sbpf/linear-memory.js";
import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import type { AccountMeta, Instruction } from "../../solana/instruction.js";
import { ADDRESS_ERRORS, createProgramAddress } from "../../solana/program-derived-address.js";
import { addressFromPubkey, PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import type { ExecutionBudget } from "../execution-budget.js";
import { fail, SyscallFailure } from "../failure.js";
import { ALIGN_BYTE, ALIGN_U64, translateBytes, translatePointer, translateSlice, translateType } from "../memory.js";
import { failInvalidPointer, type SerializedAccountMetadata } from "../memory-context.js";
import {
  type Caller,
  type CallerAccount,
  callerAccountFromC,
  callerAccountFromRust,
  chargeBytes,
} from "./caller-account.js";
import { isKeyAt, keyAt } from "./keys.js";

/** Groups of signer seeds in one CPI (Agave: cpi.rs, MAX_SIGNERS). */
const MAX_SIGNERS = 16;
/** Bytes of an account meta in Rust's layout. */
const ACCOUNT_META_BYTES = 34;
/** Seeds of one address (Agave: MAX_SEEDS). */
const MAX_SEEDS = 16;

/** An account of the callee with its counterpart in the caller's memory. */
export interface TranslatedAccount {
  readonly indexInCaller: number;
  readonly callerAccount: CallerAccount;
  /** Whether the callee may change it, so that the caller's view is updated. */
  readonly updateCallerAccountInfo: boolean;
  /** Whether its memory region may have to change (SIMD-0460). */
  updateCallerAccountRegion: boolean;
}

/** How C and Rust programs lay out what they pass to a CPI. */
export interface Abi {
  translateInstruction(caller: Caller, vmAddress: U64): Instruction;
  readonly accountInfoSize: number;
  callerAccount(
    caller: Caller,
    infoOffset: number,
    infoVmAddress: U64,
    metadata: SerializedAccountMetadata,
  ): CallerAccount;
}

/** `sol_invoke_signed_rust`: StableInstruction {metas ptr cap len, data ptr cap len, program id}, metas of 34 bytes. */
export const RUST_ABI: Abi = {
  accountInfoSize: 48,
  callerAccount: callerAccountFromRust,

  translateInstruction(caller, vmAddress) {
    const { mapping, checkAligned } = caller;
    const { linear } = mapping;
    const transactionAccounts = caller.context.transaction.accounts;
    const offset = translateType(mapping, vmAddress, 80, ALIGN_U64, checkAligned);
    const metasLength = readU64(linear.view, offset + 16);
    const metasAddress = readU64(linear.view, offset);
    const metasOffset = translateSlice(
      mapping,
      metasAddress,
      metasLength,
      ACCOUNT_META_BYTES,
      ALIGN_BYTE,
      checkAligned,
    );
    const dataLength = readU64(linear.view, offset + 40);
    const dataOffset = translateData(mapping, readU64(linear.view, offset + 24), dataLength);
    checkAndCharge(caller, metasLength, Number(dataLength));
    const accounts = new Array<AccountMeta>(Number(metasLength));
    for (let i = 0; i < accounts.length; i++) {
      const metaOffset = metasOffset + ACCOUNT_META_BYTES * i;
      const isSigner = readBool(linear.bytes, metaOffset + 32);
      const isWritable = readBool(linear.bytes, metaOffset + 33);
      accounts[i] = { pubkey: keyAt(transactionAccounts, linear, metaOffset), isSigner, isWritable };
    }
    const programId = keyAt(transactionAccounts, linear, offset + 48);
    return { programId, accounts, data: linear.bytes.slice(dataOffset, dataOffset + Number(dataLength)) };
  },
};

/** `sol_invoke_signed_c`: SolInstruction {program id*, metas*, n, data*, length}, metas of {key*, writable, signer}. */
export const C_ABI: Abi = {
  accountInfoSize: 56,
  callerAccount: callerAccountFromC,

  translateInstruction(caller, vmAddress) {
    const { mapping, checkAligned } = caller;
    const { linear } = mapping;
    const transactionAccounts = caller.context.transaction.accounts;
    const offset = translateType(mapping, vmAddress, 40, ALIGN_U64, checkAligned);
    const { view } = linear;
    const programIdOffset = translatePointer(mapping, offset, PUBKEY_BYTES, ALIGN_BYTE, checkAligned);
    const metasLength = readU64(view, offset + 16);
    const metasOffset = translateSlice(mapping, readU64(view, offset + 8), metasLength, 16, ALIGN_U64, checkAligned);
    const dataLength = readU64(view, offset + 32);
    const dataOffset = translateData(mapping, readU64(view, offset + 24), dataLength);
    checkAndCharge(caller, metasLength, Number(dataLength));
    const accounts = new Array<AccountMeta>(Number(metasLength));
    for (let i = 0; i < accounts.length; i++) {
      const metaOffset = metasOffset + 16 * i;
      // Agave checks both flags before it looks at the key.
      const isWritable = readBool(linear.bytes, metaOffset + 8);
      const isSigner = readBool(linear.bytes, metaOffset + 9);
      const keyOffset = translatePointer(mapping, metaOffset, PUBKEY_BYTES, ALIGN_BYTE, checkAligned);
      accounts[i] = { pubkey: keyAt(transactionAccounts, linear, keyOffset), isSigner, isWritable };
    }
    const programId = keyAt(transactionAccounts, linear, programIdOffset);
    return { programId, accounts, data: linear.bytes.slice(dataOffset, dataOffset + Number(dataLength)) };
  },
};

function translateData(mapping: MemoryMapping, vmAddress: U64, length: U64): number {
  return translateSlice(mapping, vmAddress, length, 1, ALIGN_BYTE, false);
}

/** The addresses that the caller signs for: derived from its own id (Agave: cpi.rs, translate_signers). */
export function translateSigners(caller: Caller, programId: Pubkey, vmAddress: U64, length: U64): Pubkey[] {
  if (length === 0) return [];
  const groupsOffset = translateSlices(caller, vmAddress, length);
  if (length > MAX_SIGNERS) throw new SyscallFailure("Too many signers");
  const signers: Pubkey[] = [];
  for (let i = 0; i < Number(length); i++) signers.push(translateSigner(caller, programId, groupsOffset + 16 * i));
  return signers;
}

function translateSigner(caller: Caller, programId: Pubkey, groupOffset: number): Pubkey {
  const { view } = caller.mapping.linear;
  const seedsLength = readU64(view, groupOffset + 8);
  const seedsOffset = translateSlices(caller, readU64(view, groupOffset), seedsLength);
  if (seedsLength > MAX_SEEDS) fail("MaxSeedLengthExceeded");
  const seeds: Uint8Array[] = [];
  for (let i = 0; i < Number(seedsLength); i++) {
    const seedOffset = seedsOffset + 16 * i;
    seeds.push(translateBytes(caller.mapping, readU64(view, seedOffset), readU64(view, seedOffset + 8)));
  }
  const derived = createProgramAddress(seeds, programId);
  if (derived.ok) return derived.address;
  throw new SyscallFailure(`Could not create program address with signer seeds: ${ADDRESS_ERRORS[derived.error].text}`);
}

function translateSlices(caller: Caller, vmAddress: U64, length: U64): number {
  return translateSlice(caller.mapping, vmAddress, length, 16, ALIGN_U64, caller.checkAligned);
}

/**
 * Finds the caller's AccountInfo for each account of the prepared callee (Agave: cpi.rs, translate_account_infos and
 * translate_accounts_common). Before SIMD-0459 `sync` takes over the caller's changes account by account.
 */
export function translateAccounts(
  caller: Caller,
  abi: Abi,
  infosVmAddress: U64,
  infosLength: U64,
  sync: (caller: Caller, account: TranslatedAccount) => boolean,
): TranslatedAccount[] {
  const infosOffset = translateAccountInfos(caller, abi, infosVmAddress, infosLength);
  const keyOffsets = translateKeys(caller, abi, infosOffset, Number(infosLength));
  const { context } = caller;
  const { transaction } = context;
  const callee = transaction.nextInstruction;
  const translated: TranslatedAccount[] = [];
  for (let i = 0; i < callee.accounts.length; i++) {
    if (callee.firstIndexOf(i) !== i) continue;
    const { indexInTransaction, isWritable } = callee.accounts[i];
    const indexInCaller = transaction.currentInstruction.indexOfAccount(indexInTransaction);
    const account = transaction.accounts.at(indexInTransaction);
    if (account.executable) {
      chargeBytes(context, account.data.length * context.environment.cost.cpiExecutableByteSize);
      continue;
    }
    const infoIndex = indexOfKey(caller.mapping.linear, keyOffsets, account.key);
    if (infoIndex < 0) {
      context.log(`Instruction references an unknown account ${addressFromPubkey(account.key)}`);
      fail("MissingAccount");
    }
    const infoOffset = infosOffset + infoIndex * abi.accountInfoSize;
    const infoVmAddress = u64SaturatingAdd(infosVmAddress, infoIndex * abi.accountInfoSize);
    const metadata = context.memory.accounts[indexInCaller];
    const callerAccount = abi.callerAccount(caller, infoOffset, infoVmAddress, metadata);
    const result: TranslatedAccount = {
      indexInCaller,
      callerAccount,
      updateCallerAccountInfo: isWritable,
      updateCallerAccountRegion: isWritable,
    };
    if (context.environment.features.syscallParameterAddressRestrictions) {
      chargeBytes(context, readU64(caller.mapping.linear.view, callerAccount.lengthOffset));
    } else if (sync(caller, result)) result.updateCallerAccountRegion = true;
    translated.push(result);
  }
  return translated;
}

function translateAccountInfos(caller: Caller, abi: Abi, vmAddress: U64, length: U64): number {
  const { environment, budget } = caller.context;
  const end = u64SaturatingAdd(vmAddress, u64SaturatingMul(length, abi.accountInfoSize));
  if (environment.features.syscallParameterAddressRestrictions && end >= MM_INPUT_START) failInvalidPointer();
  const { mapping, checkAligned } = caller;
  const offset = translateSlice(mapping, vmAddress, length, abi.accountInfoSize, ALIGN_U64, checkAligned);
  if (length > budget.maxCpiAccountInfos) {
    throw new SyscallFailure(
      `Invoked an instruction with too many account info's (${length} > ${budget.maxCpiAccountInfos})`,
    );
  }
  chargeBytes(caller.context, Number(length) * environment.cost.cpiAccountInfoByteSize);
  return offset;
}

/** The host offsets of the keys that the AccountInfos point to. */
function translateKeys(caller: Caller, abi: Abi, infosOffset: number, length: number): number[] {
  const { mapping, checkAligned } = caller;
  const offsets = new Array<number>(length);
  for (let i = 0; i < length; i++) {
    offsets[i] = translatePointer(
      mapping,
      infosOffset + i * abi.accountInfoSize,
      PUBKEY_BYTES,
      ALIGN_BYTE,
      checkAligned,
    );
  }
  return offsets;
}

function indexOfKey(linear: LinearMemory, offsets: readonly number[], key: Pubkey): number {
  for (let i = 0; i < offsets.length; i++) if (isKeyAt(linear, offsets[i], key)) return i;
  return -1;
}

function checkAndCharge(caller: Caller, accounts: U64, dataLength: number): void {
  checkSize(caller.context.budget, accounts, dataLength);
  const { cpiBytesPerUnit, cpiAccountMetaByteSize, cpiInstructionDataByteSize } = caller.context.environment.cost;
  caller.context.consumeChecked(
    Math.floor((dataLength * cpiInstructionDataByteSize) / cpiBytesPerUnit) +
      Math.floor((Number(accounts) * cpiAccountMetaByteSize) / cpiBytesPerUnit),
  );
}

function checkSize(budget: ExecutionBudget, accounts: U64, dataLength: number): void {
  const { maxCpiInstructionAccounts, maxCpiInstructionDataLength, maxCpiInstructionSize } = budget;
  if (accounts > maxCpiInstructionAccounts) {
    throw new SyscallFailure(
      `Invoked an instruction with too many accounts (${accounts} > ${maxCpiInstructionAccounts})`,
    );
  }
  const size = maxCpiInstructionSize === undefined ? dataLength : dataLength + Number(accounts) * ACCOUNT_META_BYTES;
  const limit = maxCpiInstructionSize ?? maxCpiInstructionDataLength;
  if (size > limit) {
    throw new SyscallFailure(`Invoked an instruction with data that is too large (${size} > ${limit})`);
  }
}

function readBool(bytes: Uint8Array, offset: number): boolean {
  const value = bytes[offset];
  if (value > 1) fail("InvalidArgument");
  return value === 1;
}
