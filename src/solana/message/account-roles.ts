import { LOADER_V3_ID } from "../program-ids.js";
import { includesPubkey, type Pubkey } from "../pubkey.js";
import { isReservedAccountKey } from "../reserved-account-keys.js";
import type { Message } from "./message.js";

/** The keys that a v0 message loads, in the order of its lookups. */
export interface LoadedAddresses {
  readonly writable: readonly Pubkey[];
  readonly readonly: readonly Pubkey[];
}

export const NO_LOADED_ADDRESSES: LoadedAddresses = { writable: [], readonly: [] };

/** All keys in the order that indexes count: static, loaded writable, loaded readonly. */
export function allAccountKeys(message: Message, loaded: LoadedAddresses): readonly Pubkey[] {
  return message.version === 0 ? [...message.accountKeys, ...loaded.writable, ...loaded.readonly] : message.accountKeys;
}

/** Whether the account at `index` signed. */
export function isSigner({ header }: Message, index: number): boolean {
  return index < header.numRequiredSignatures;
}

/** Whether an instruction of the message runs the account at `index`. */
export function isInvoked({ instructions }: Message, index: number): boolean {
  for (let i = 0; i < instructions.length; i++) if (instructions[i].programIdIndex === index) return true;
  return false;
}

/**
 * Whether the message asks for the account at `index` to be writable, before any demotion. `loadedWritable` is the
 * number of writable keys from tables.
 */
export function isRequestedWritable({ header, accountKeys }: Message, index: number, loadedWritable: number): boolean {
  const signers = header.numRequiredSignatures;
  if (index >= accountKeys.length) return index - accountKeys.length < loadedWritable;
  if (index >= signers) return index < accountKeys.length - header.numReadonlyUnsignedAccounts;
  return index < signers - header.numReadonlySignedAccounts;
}

/**
 * For each of all keys, whether the transaction may write it: asked for in the message, not a reserved key, and
 * not a program that the message runs, unless the upgradeable loader is among the keys, which writes programs
 * (solana-message, `is_writable_account_cache` of each version).
 */
export function writableFlags(message: Message, loaded: LoadedAddresses): readonly boolean[] {
  const keys = allAccountKeys(message, loaded);
  const writable: boolean[] = new Array(keys.length);
  const programsStayWritable = includesPubkey(keys, LOADER_V3_ID);
  for (let i = 0; i < keys.length; i++) {
    writable[i] =
      isRequestedWritable(message, i, loaded.writable.length) &&
      !isReservedAccountKey(keys[i]) &&
      (programsStayWritable || !isInvoked(message, i));
  }
  return writable;
}
