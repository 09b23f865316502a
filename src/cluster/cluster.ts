import type { Keypair } from "../crypto/ed25519.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { Svm } from "../svm/svm.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import type { BankView } from "./bank-view.js";
import type { ClusterEvents, CommitmentLevel } from "./events.js";
import type { Ledger } from "./ledger.js";
import type { ClusterOptions } from "./options.js";

/** Where a transaction stands (RPC's TransactionStatus). */
export interface SignatureStatus {
  readonly slot: bigint;
  readonly err: import("../solana/errors.js").TransactionError | null;
  /** Blocks after its own; null once it is finalized. */
  readonly confirmations: number | null;
  readonly confirmationStatus: CommitmentLevel;
}

export declare class ClusterSnapshot {}

/**
 * A cluster of one validator: slots, blocks, commitment, votes, fees, on one `Svm`. It has no clock of its own: `SlotClock`
 * or a test calls `completeSlot`. Everything is synchronous but the ledger, which may take a while to keep a block: `settled`.
 */
export declare class Cluster {
  constructor(options?: ClusterOptions);
  /** The state of the working slot: what no view shows yet. */
  readonly svm: Svm;
  readonly ledger: Ledger;
  readonly genesisHash: Uint8Array;
  readonly identity: Keypair;
  readonly voteAccount: Pubkey;
  readonly faucet: Keypair;
  readonly instant: boolean;

  /** The slot that transactions go into now. */
  get workingSlot(): bigint;
  /** The latest kept slot of a level. */
  slotOf(level: CommitmentLevel): bigint;
  /** The state at the latest slot of a level. */
  view(level: CommitmentLevel): BankView;
  /** The state at the end of a slot that is not older than the finalized one and is kept; undefined for others. */
  viewAt(slot: bigint): BankView | undefined;

  /** Runs a transaction in the working slot. Dropped ones leave no trace; what others did, views show when the slot is kept. */
  send(transaction: Transaction): TransactionResult;
  /** Where a transaction of the last 300 slots stands, by its first signature; undefined if it is not known or not kept yet. */
  signatureStatus(signature: Uint8Array): SignatureStatus | undefined;
  /** Sends lamports from the faucet; its transaction's signature. Throws `airdrop-failed`. */
  requestAirdrop(to: Pubkey, lamports: bigint): Uint8Array;

  /** Ends the working slot and begins the next. */
  completeSlot(): void;
  /** Resolves when everything complete is kept and told; undefined when that is so already. Rejects if the ledger failed. */
  settled(): Promise<void> | undefined;

  /** Puts accounts in place, as if they had always been so: every view shows them at once. Undefined removes. */
  setAccounts(accounts: readonly (readonly [Pubkey, StoredAccount | undefined])[]): void;
  /** Anything that the host does to the VM (`svm.addProgram`, `svm.setSysvar`…): every view shows what it changes. */
  change(action: (svm: Svm) => void): void;
  /** Goes on in `slot`; those between are skipped, and time moves on with them. Throws `invalid-slot` unless it is later. */
  warpToSlot(slot: bigint): void;
  /** Makes the clock show a time from the next slot on, seconds since 1970. Throws `invalid-time` if the clock is past it. */
  warpToTime(unixTimestamp: bigint): void;

  /** A state to come back to. */
  snapshot(): ClusterSnapshot;
  /** Goes back to a snapshot, in place; it may be used again. Throws `unknown-snapshot`. */
  revert(snapshot: ClusterSnapshot): void;
  /** Back to genesis. */
  reset(): void;

  /** Calls these from now on; the result ends that. */
  listen(listener: Partial<ClusterEvents>): () => void;
  close(): Promise<void>;
}
