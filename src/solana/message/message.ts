import type { Pubkey } from "../pubkey.js";

export type TransactionVersion = "legacy" | 0 | 1;

/** How many of the static keys sign and may be written (solana-message `MessageHeader`). */
export interface MessageHeader {
  /** The first keys, all signers. */
  readonly numRequiredSignatures: number;
  /** The last of the signers. */
  readonly numReadonlySignedAccounts: number;
  /** The last of all static keys. */
  readonly numReadonlyUnsignedAccounts: number;
}

/** An instruction that names accounts by their index among the transaction's keys. */
export interface CompiledInstruction {
  readonly programIdIndex: number;
  /** One index a byte. */
  readonly accounts: Uint8Array;
  readonly data: Uint8Array;
}

/** Which entries of an address lookup table a v0 message loads. */
export interface AddressTableLookup {
  readonly accountKey: Pubkey;
  /** One index a byte. */
  readonly writableIndexes: Uint8Array;
  readonly readonlyIndexes: Uint8Array;
}

/** The compute budget that a v1 message carries (solana-message `v1::TransactionConfig`). */
export interface TransactionConfig {
  readonly priorityFeeLamports?: bigint;
  /** Absent is 0. */
  readonly computeUnitLimit?: number;
  /** Bytes. Absent is 0. */
  readonly loadedAccountsDataSizeLimit?: number;
  /** Bytes. Absent is 32 KiB. */
  readonly heapSize?: number;
}

/** A transaction's message of any version (solana-message `VersionedMessage`). */
export interface Message {
  readonly version: TransactionVersion;
  readonly header: MessageHeader;
  /** The static keys: all of them except those that a v0 message loads from tables. */
  readonly accountKeys: readonly Pubkey[];
  /** Or a durable nonce: the message's lifetime. */
  readonly recentBlockhash: Uint8Array;
  readonly instructions: readonly CompiledInstruction[];
  /** Empty except in v0. */
  readonly addressTableLookups: readonly AddressTableLookup[];
  /** Empty except in v1. */
  readonly config: TransactionConfig;
}

/** The first byte of a versioned message is this plus its version; a legacy one begins below it. */
export const MESSAGE_VERSION_PREFIX = 0x80;

/** The bits of a v1 message's config mask (solana-message `TransactionConfigMask`). */
export const CONFIG_MASK = {
  priorityFee: 0b11,
  computeUnitLimit: 0b100,
  loadedAccountsDataSizeLimit: 0b1000,
  heapSize: 0b10000,
  known: 0b11111,
} as const;
