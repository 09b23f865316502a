import type { TransactionError } from "../solana/errors.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { Block, LedgerTransaction } from "./block.js";

/** Accounts as a block leaves them; undefined for those that are gone. */
export type AccountChanges = readonly (readonly [key: Pubkey, account: StoredAccount | undefined])[];

/** What a restart goes on from, beside the accounts: everything at the end of one slot. */
export interface Checkpoint {
  readonly slot: bigint;
  readonly blockHeight: bigint;
  readonly bankHash: Uint8Array;
  readonly genesisHash: Uint8Array;
  /** The valid blockhashes, oldest first. */
  readonly blockhashes: readonly Uint8Array[];
  /** Since genesis, votes included. */
  readonly transactionCount: bigint;
  /** Milliseconds that the cluster's time is ahead of the host's, by warps. */
  readonly timeOffsetMilliseconds: number;
}

/** A transaction among those of an address (RPC's `getSignaturesForAddress`). */
export interface SignatureInfo {
  /** 64 bytes. */
  readonly signature: Uint8Array;
  readonly slot: bigint;
  /** Where in its block. */
  readonly index: number;
  readonly err: TransactionError | null;
  readonly memo: string | null;
  readonly blockTime: bigint;
}

export interface SignatureQuery {
  /** Only older ones than this. */
  readonly before?: Uint8Array | undefined;
  /** Only newer ones than this. */
  readonly until?: Uint8Array | undefined;
  readonly limit: number;
  /** Only of slots up to here. */
  readonly highestSlot: bigint;
}

/** By whom token accounts can be looked up. */
export type TokenIndex = "owner" | "mint" | "delegate";

/**
 * Where a cluster keeps what it must not forget: blocks, transactions with their status and trace, and the accounts as
 * the latest block left them, with indexes. Everything that was appended is found at once; nothing else ever is.
 */
export interface Ledger {
  /** Undefined in a new ledger. */
  readonly checkpoint: Checkpoint | undefined;
  /** Every account at the checkpoint. */
  accounts(): Iterable<readonly [Pubkey, StoredAccount]>;
  /**
   * Keeps a block and the accounts that it changed, all or nothing; `block` is undefined for changes by the host
   * between blocks. A promise resolves once a crash of the process cannot undo it; until then nothing of it is found.
   */
  append(block: Block | undefined, changes: AccountChanges, checkpoint: Checkpoint): void | Promise<void>;
  /** Forgets all blocks after the checkpoint's slot: the cluster goes back to there. */
  rewind(changes: AccountChanges, checkpoint: Checkpoint): void | Promise<void>;
  /** The oldest block that is still kept. */
  readonly firstSlot: bigint | undefined;
  block(slot: bigint): Block | undefined;
  /** Slots that have blocks, ascending, from `first` to `last`, at most `limit`. */
  slots(first: bigint, last: bigint, limit: number): readonly bigint[];
  /** By its first signature, 64 bytes. */
  transaction(signature: Uint8Array): LedgerTransaction | undefined;
  /** The transactions that name an address, newest first. */
  signaturesForAddress(address: Pubkey, query: SignatureQuery): readonly SignatureInfo[];
  /** The accounts that a program owns, at the checkpoint. */
  programAccounts(programId: Pubkey): Iterable<Pubkey>;
  /** Accounts of both token programs, at the checkpoint. */
  tokenAccounts(index: TokenIndex, key: Pubkey): Iterable<Pubkey>;
  close(): void | Promise<void>;
}
