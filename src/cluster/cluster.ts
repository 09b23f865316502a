import { CallgateError } from "../base/errors.js";
import type { Keypair } from "../crypto/ed25519.js";
import type { TransactionError } from "../solana/errors.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { Transaction } from "../solana/transaction.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { Bank } from "../svm/bank.js";
import { send, type VerifyingOptions } from "../svm/run.js";
import type { Svm } from "../svm/svm.js";
import { readSysvar } from "../svm/sysvar-access.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import { airdrop } from "./airdrop.js";
import { BankForks } from "./bank-forks.js";
import type { BankView } from "./bank-view.js";
import type { Block } from "./block.js";
import { votesIn } from "./block-votes.js";
import { ClusterSnapshot } from "./cluster-snapshot.js";
import { ClusterTime } from "./cluster-time.js";
import type { ClusterEvents, CommitmentLevel } from "./events.js";
import { FaucetLimit } from "./faucet-caps.js";
import type { FrozenFacts } from "./frozen-slot.js";
import { makeGenesis, placeNode } from "./genesis.js";
import { type ClusterKeys, keysOf } from "./keys.js";
import type { AccountChanges, Checkpoint, Ledger } from "./ledger.js";
import { LedgerQueue } from "./ledger-queue.js";
import { Listeners } from "./listeners.js";
import { MemoryLedger } from "./memory-ledger.js";
import type { ClusterOptions } from "./options.js";
import { RecentStatuses } from "./recent-statuses.js";
import { restoreAccounts, restoreStatuses } from "./restore.js";
import { voteTransaction } from "./voter.js";

/** Where a transaction stands (RPC's TransactionStatus). */
export interface SignatureStatus {
  readonly slot: bigint;
  readonly err: TransactionError | null;
  /** Blocks after its own; null once it is finalized. */
  readonly confirmations: number | null;
  readonly confirmationStatus: CommitmentLevel;
}

/** What the cluster signs itself is signed well. */
const OWN = { signatureVerification: false };

/** With a full tower a vote roots the slot this many votes before (solana-vote-interface, MAX_LOCKOUT_HISTORY). */
const ROOT_DISTANCE = 31;

/**
 * A cluster of one validator: slots, blocks, commitment, votes, fees, on one `Svm`. It has no clock of its own: `SlotClock`
 * or a test calls `completeSlot`. Everything is synchronous but the ledger, which may take a while to keep a block: `settled`.
 */
export class Cluster {
  /** Where blocks are kept. */
  readonly ledger: Ledger;
  readonly keys: ClusterKeys;
  /** The blockhash of slot 0, 32 bytes. */
  readonly genesisHash: Uint8Array;
  /** Whether each transaction has a block of its own, final at once. */
  readonly instant: boolean;
  /** What the clock sysvar goes by. */
  readonly time: ClusterTime;
  readonly #options: ClusterOptions;
  readonly #rootDistance: number;
  readonly #listeners = new Listeners();
  readonly #faucetLimit: FaucetLimit;
  #forks: BankForks;
  #statuses = new RecentStatuses();
  #levels: Record<CommitmentLevel, bigint> = { processed: 0n, confirmed: 0n, finalized: 0n };
  readonly #queue = new LedgerQueue((reason) => this.#listeners.emit("failed", reason));
  /** Goes up when the chain goes back: blocks that were on their way are told to nobody. */
  #era = 0;

  constructor(options: ClusterOptions = {}) {
    this.#options = options;
    this.instant = options.instant ?? false;
    this.#rootDistance = options.rootDistance ?? (this.instant ? 0 : ROOT_DISTANCE);
    this.ledger = options.ledger ?? new MemoryLedger();
    this.keys = keysOf(options);
    this.#faucetLimit = new FaucetLimit(options.faucetCaps ?? {}, options.now ?? Date.now);
    const { checkpoint } = this.ledger;
    this.time = new ClusterTime(options.now, checkpoint?.timeOffsetMilliseconds);
    this.#forks = new BankForks(makeGenesis(options, this.keys, this.time.unixTimestamp()), this.ledger);
    this.genesisHash = checkpoint?.genesisHash ?? this.#bank.blockhashes.latest;
    if (checkpoint === undefined) this.#beginAtGenesis();
    else this.#resume(checkpoint);
  }

  /** The state of the working slot, which no view shows yet. Change it by `change` alone. */
  get svm(): Svm {
    return this.#forks.svm;
  }

  /** The validator, which leads every slot and gets the fees. */
  get identity(): Keypair {
    return this.keys.identity;
  }

  /** The account that the validator votes with. */
  get voteAccount(): Pubkey {
    return this.keys.voteAccount.publicKey;
  }

  /** Who gives airdrops. */
  get faucet(): Keypair {
    return this.keys.faucet;
  }

  get #bank(): Bank {
    return this.#forks.bank;
  }

  /** The slot that transactions go into now. */
  get workingSlot(): bigint {
    return this.#forks.working.slot;
  }

  /** The latest kept slot of a level. */
  slotOf(level: CommitmentLevel): bigint {
    return this.#levels[level];
  }

  /** The state at the latest slot of a level. */
  view(level: CommitmentLevel): BankView {
    return this.viewAt(this.#levels[level])!;
  }

  /** The state at the end of a slot that is not older than the finalized one and is kept; undefined for others. */
  viewAt(slot: bigint): BankView | undefined {
    if (slot > this.#levels.processed) return undefined;
    return this.#forks.at(slot);
  }

  /** Runs a transaction in the working slot. Dropped ones leave no trace; what others did, views show when the slot is kept. */
  send(transaction: Transaction, options: Omit<VerifyingOptions, "trace"> = {}): TransactionResult {
    this.#queue.assertWorks();
    const result = this.#run(transaction, options);
    if (result.outcome !== "dropped") {
      this.#listeners.emit("received", transaction.signatures[0]!, this.workingSlot);
      if (this.instant) this.completeSlot();
    }
    return result;
  }

  /** Tells the listeners of a transaction that preflight refused, as it stood at the end of a slot. */
  refuse(transaction: Transaction, slot: bigint): void {
    this.#listeners.emit("refused", transaction, slot);
  }

  #run(transaction: Transaction, options: Omit<VerifyingOptions, "trace"> = {}): TransactionResult {
    const { trace = "all" } = this.#options;
    const result = send(this.#bank, transaction, { ...options, trace: trace !== "none" });
    if (result.outcome !== "dropped") this.#forks.working.record(transaction, result, trace);
    return result;
  }

  /** Where a transaction of the latest 300 blocks stands, by its first signature; undefined if it is not known. */
  signatureStatus(signature: Uint8Array): SignatureStatus | undefined {
    const status = this.#statuses.get(signature);
    return status && { ...status, ...this.standingOf(status.slot) };
  }

  /** How sure a slot that has a block is to stay. */
  standingOf(slot: bigint): Pick<SignatureStatus, "confirmations" | "confirmationStatus"> {
    if (slot <= this.#levels.finalized) return { confirmations: null, confirmationStatus: "finalized" };
    const confirmations = this.#forks.upTo(this.#levels.processed).filter((frozen) => frozen.slot > slot);
    const confirmationStatus = slot <= this.#levels.confirmed ? "confirmed" : "processed";
    return { confirmations: confirmations.length, confirmationStatus };
  }

  /** Sends lamports from the faucet; its transaction's signature. Throws `airdrop-failed`. */
  requestAirdrop(to: Pubkey, lamports: bigint): Uint8Array {
    this.#faucetLimit.check(addressFromPubkey(to), lamports);
    const { latest } = this.#bank.blockhashes;
    return airdrop((transaction) => this.send(transaction, OWN), this.faucet, to, lamports, latest);
  }

  /** Ends the working slot and begins the next, or a later one. */
  completeSlot(next: bigint = this.workingSlot + 1n): void {
    this.#queue.assertWorks();
    const { block, changes } = this.#forks.freeze(this.identity.publicKey);
    const checkpoint = this.#checkpoint();
    this.#begin(next);
    const era = this.#era;
    this.#queue.run(
      () => this.ledger.append(block, changes, checkpoint),
      () => {
        if (era === this.#era) this.#publish(block, changes);
      },
    );
  }

  /** Begins a slot, with the vote for the one before. */
  #begin(slot: bigint): void {
    this.#forks.begin(slot, this.time.unixTimestamp());
    const parent = this.#forks.latest;
    this.#listeners.emit("slot", { slot, parent: parent.slot, root: this.#levels.finalized });
    if (this.#options.votes ?? true) this.#vote(parent);
  }

  #vote({ slot, bankHash: hash }: FrozenFacts): void {
    if (slot === 0n) return;
    const clock = readSysvar(this.#bank, "clock");
    const target = { slot, bankHash: hash, timestamp: clock.unixTimestamp };
    const transaction = voteTransaction(this.#bank, this.keys, target, clock.epoch);
    if (transaction !== undefined) this.#run(transaction, OWN);
  }

  /** Resolves when everything complete is kept and told; undefined when that is so already. Rejects if the ledger failed. */
  settled(): Promise<void> | undefined {
    return this.#queue.settled();
  }

  #publish(block: Block, changes: AccountChanges): void {
    const { slot } = block;
    this.#statuses.add(block);
    this.#levels.processed = slot;
    this.#listeners.emit("block", block, keysOfChanges(changes));
    for (const vote of votesIn(block)) this.#listeners.emit("vote", vote);
    this.#listeners.emit("commitment", "processed", slot);
    this.#levels.confirmed = slot;
    this.#listeners.emit("commitment", "confirmed", slot);
    this.#finalize();
  }

  /** The slot that has enough blocks after it is final: what was before is only in the ledger. */
  #finalize(): void {
    const root = this.#forks.upTo(this.#levels.processed).at(-1 - this.#rootDistance);
    if (root === undefined || root.slot <= this.#levels.finalized) return;
    const { slot } = root;
    this.#levels.finalized = slot;
    this.#forks.dropBefore(slot);
    this.#listeners.emit("commitment", "finalized", slot);
    this.#listeners.emit("root", slot);
  }

  /** Puts accounts in place, as if they had always been so: every view shows them at once. Undefined removes. */
  setAccounts(accounts: readonly (readonly [Pubkey, StoredAccount | undefined])[]): void {
    this.change(({ bank }) => {
      for (const [key, account] of accounts) {
        if (account === undefined) bank.accounts.delete(key);
        else bank.hostSetAccount(key, account);
      }
    });
  }

  /** Anything that the host does to the VM (`svm.addProgram`, `svm.setSysvar`…): every view shows what it changes. */
  change(action: (svm: Svm) => void): void {
    this.#queue.assertWorks();
    this.#forks.change(action, (changes) => {
      const checkpoint = this.#checkpoint();
      this.#queue.run(
        () => this.ledger.append(undefined, changes, checkpoint),
        () => this.#listeners.emit("hostChange", keysOfChanges(changes)),
      );
    });
  }

  /** Goes on in `slot`; those between are skipped, and time moves on with them. Throws `invalid-slot` unless it is later. */
  warpToSlot(slot: bigint): void {
    const { workingSlot } = this;
    if (slot <= workingSlot) {
      const message = `expected a slot after the working one, ${workingSlot}, got ${slot}`;
      throw new CallgateError("invalid-slot", message, { slot, workingSlot });
    }
    this.time.skipSlots(slot - workingSlot);
    this.completeSlot(slot);
  }

  /** Makes the clock show a time from the next slot on, seconds since 1970. Throws `invalid-time` if the clock is past it. */
  warpToTime(unixTimestamp: bigint): void {
    const now = readSysvar(this.#bank, "clock").unixTimestamp;
    if (unixTimestamp < now) {
      const message = `expected a time that is not before the clock's, ${now}, got ${unixTimestamp}`;
      throw new CallgateError("invalid-time", message, { unixTimestamp, now });
    }
    this.time.goTo(unixTimestamp);
    this.completeSlot();
  }

  /** A state to come back to. Costs next to nothing, but that from the first on every change is remembered. */
  snapshot(): ClusterSnapshot {
    return new ClusterSnapshot(this.#forks.snapshot(), this.time.offsetMilliseconds);
  }

  /** Goes back to a snapshot, in place; it may be used again. Throws `unknown-snapshot`. */
  revert({ forks, timeOffsetMilliseconds }: ClusterSnapshot): void {
    this.#queue.assertWorks();
    const keys = this.#forks.revert(forks);
    this.time.offsetMilliseconds = timeOffsetMilliseconds;
    this.#rewind(keys);
  }

  /** Back to genesis. Snapshots are of no use any more. */
  reset(): void {
    this.#queue.assertWorks();
    const keys = keysIn(this.#bank);
    this.time.offsetMilliseconds = 0;
    const genesis = makeGenesis(this.#options, this.keys, this.time.unixTimestamp(), this.genesisHash);
    this.#forks = new BankForks(genesis, this.ledger);
    this.#forks.addGenesis();
    keys.push(...keysIn(this.#bank));
    this.#begin(1n);
    this.#rewind(keys);
  }

  /** Tells the ledger and the listeners that the chain goes on after an earlier slot; `keys` may differ from what was kept. */
  #rewind(keys: readonly Pubkey[]): void {
    this.#era++;
    const { slot } = this.#forks.latest;
    this.#statuses.rewind(slot);
    this.#levels = { processed: slot, confirmed: slot, finalized: this.#forks.oldest.slot };
    const changed = new PubkeyMap<true>();
    for (const key of keys) changed.set(key, true);
    const changes = [...changed.keys()].map((key) => [key, this.viewAt(slot)!.getAccount(key)] as const);
    const checkpoint = this.#checkpoint();
    this.#queue.run(
      () => this.ledger.rewind(changes, checkpoint),
      () => this.#listeners.emit("rewound", slot),
    );
  }

  /** What a restart would go on from, at the end of the latest complete slot. */
  #checkpoint(): Checkpoint {
    const { slot, blockHeight, bankHash, blockhashes, transactionCount } = this.#forks.latest;
    return {
      slot,
      blockHeight,
      bankHash,
      genesisHash: this.genesisHash,
      blockhashes,
      transactionCount,
      timeOffsetMilliseconds: this.time.offsetMilliseconds,
    };
  }

  #beginAtGenesis(): void {
    const block = this.#forks.addGenesis();
    const changes = [...this.#bank.accounts.entries()];
    const checkpoint = this.#checkpoint();
    this.#begin(1n);
    this.#queue.run(
      () => this.ledger.append(block, changes, checkpoint),
      () => {},
    );
  }

  #resume(checkpoint: Checkpoint): void {
    const { slot } = checkpoint;
    restoreAccounts(this.#bank, this.ledger, checkpoint.blockhashes);
    restoreStatuses(this.#bank, this.#statuses, this.ledger);
    this.#forks.addCheckpoint(checkpoint);
    this.#levels = { processed: slot, confirmed: slot, finalized: slot };
    this.#begin(slot + 1n);
    // A snapshot of another cluster knows neither this validator nor its faucet.
    const isStranger = this.#bank.accounts.get(this.voteAccount) === undefined;
    if (isStranger) this.change((svm) => placeNode(svm, this.#options, this.keys));
  }

  /** Calls these from now on; the result ends that. */
  listen(listener: Partial<ClusterEvents>): () => void {
    return this.#listeners.add(listener);
  }

  /** Waits for the ledger, and closes it. */
  async close(): Promise<void> {
    await this.settled()?.catch(() => {});
    await this.ledger.close();
  }
}

function keysOfChanges(changes: AccountChanges): Uint8Array[] {
  return changes.map(([key]) => key);
}

function keysIn({ accounts }: Bank): Pubkey[] {
  return [...accounts.entries()].map(([key]) => key);
}
