import { CallgateError } from "../../base/errors.js";
import type { Block, LedgerTransaction } from "../../cluster/block.js";
import type {
  AccountChanges,
  Checkpoint,
  Ledger,
  SignatureInfo,
  SignatureQuery,
  TokenIndex,
} from "../../cluster/ledger.js";
import { checkFollows, type LedgerOptions, maxTransactionsOf, weightOf } from "../../cluster/ledger-limit.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { corrupt } from "../ledger-codec/record.js";
import { AccountStore } from "./account-store.js";
import { BlockStore } from "./block-store.js";
import { Environment } from "./environment.js";
import { checkFormat, currentFormat, type Format, formatCodec, type LedgerState, stateCodec } from "./format.js";
import { Table } from "./table.js";

const LAST_SLOT = 0xffff_ffff_ffff_ffffn;
/** Of the records that there is one of. */
const ONLY = new Uint8Array(1);

export interface LmdbLedgerOptions extends LedgerOptions {
  /** Whether the ledger that is there, even a damaged one, is deleted first. Default false. */
  readonly reset?: boolean | undefined;
}

/**
 * A ledger in a folder. What was appended survives the death of the process: each block is one transaction of LMDB's.
 * Everything is synchronous but `close`. Iterators that it gives are good until the next change. Whatever reads may
 * throw `ledger-corrupt`, and after `close` everything throws `ledger-closed`.
 */
export class LmdbLedger implements Ledger {
  readonly #environment: Environment;
  readonly #maxTransactions: number;
  readonly #format: Table<Format>;
  readonly #states: Table<LedgerState>;
  readonly #accountStore: AccountStore;
  readonly #blockStore: BlockStore;
  #state: LedgerState | undefined;
  #oldestSlot: bigint | undefined;
  #newestSlot: bigint | undefined;
  #closed: Promise<void> | undefined;

  /**
   * Opens the ledger in `folder`, or makes one. Throws `ledger-in-use`, `ledger-too-new`, `ledger-corrupt`, `ledger-full`,
   * `ledger-unavailable`, `invalid-ledger-size`.
   */
  constructor(folder: string, options: LmdbLedgerOptions = {}) {
    this.#maxTransactions = maxTransactionsOf(options);
    this.#environment = new Environment(folder, options.reset ?? false);
    try {
      const { openDatabase } = this.#environment;
      this.#format = new Table(openDatabase("format"), "the format", formatCodec);
      this.#states = new Table(openDatabase("state"), "the state", stateCodec);
      this.#checkFormat(folder);
      this.#accountStore = new AccountStore(openDatabase);
      this.#blockStore = new BlockStore(openDatabase);
      this.#state = this.#states.get(ONLY);
      this.#noteEnds();
    } catch (error) {
      this.#closed = this.#environment.close();
      throw error;
    }
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#state?.checkpoint;
  }

  accounts(): Iterable<readonly [Pubkey, StoredAccount]> {
    return this.#accounts.all();
  }

  /**
   * Keeps a block, or throws and keeps nothing of it: `block-out-of-order` if it is not later than those that are kept,
   * `ledger-full` if there is no space left.
   */
  append(block: Block | undefined, changes: AccountChanges, checkpoint: Checkpoint): void {
    if (block !== undefined) checkFollows(block, this.#newestSlot);
    this.#change(`keeping slot ${checkpoint.slot}`, changes, checkpoint, (weight) => {
      return block === undefined ? weight : this.#addBlock(block, weight);
    });
  }

  /** Throws `ledger-full`, and has changed nothing then. */
  rewind(changes: AccountChanges, checkpoint: Checkpoint): void {
    this.#change(`going back to slot ${checkpoint.slot}`, changes, checkpoint, (weight) => {
      let left = weight;
      for (const slot of this.#blocks.slots(checkpoint.slot + 1n, LAST_SLOT, Number.POSITIVE_INFINITY)) {
        left -= BigInt(weightOf(this.#blocks.remove(slot)));
      }
      return left;
    });
  }

  get firstSlot(): bigint | undefined {
    return this.#oldestSlot;
  }

  block(slot: bigint): Block | undefined {
    return this.#blocks.block(slot);
  }

  slots(first: bigint, last: bigint, limit: number): readonly bigint[] {
    return this.#blocks.slots(first, last, limit);
  }

  transaction(signature: Uint8Array): LedgerTransaction | undefined {
    const position = this.#blocks.find(signature);
    return position === undefined ? undefined : this.#blocks.transaction(position);
  }

  signaturesForAddress(address: Pubkey, query: SignatureQuery): readonly SignatureInfo[] {
    return this.#blocks.signaturesForAddress(address, query);
  }

  programAccounts(programId: Pubkey): Iterable<Pubkey> {
    return this.#accounts.keys("program", programId);
  }

  tokenAccounts(index: TokenIndex, key: Pubkey): Iterable<Pubkey> {
    return this.#accounts.keys(index, key);
  }

  close(): Promise<void> {
    this.#closed ??= this.#environment.close();
    return this.#closed;
  }

  get #accounts(): AccountStore {
    this.#checkOpen();
    return this.#accountStore;
  }

  get #blocks(): BlockStore {
    this.#checkOpen();
    return this.#blockStore;
  }

  #checkOpen(): void {
    if (this.#closed === undefined) return;
    const { folder } = this.#environment;
    throw new CallgateError("ledger-closed", `the ledger ${folder} is closed`, { folder });
  }

  #checkFormat(folder: string): void {
    const format = this.#format.get(ONLY);
    if (format !== undefined) {
      checkFormat(folder, format);
      return;
    }
    if (this.#environment.isForeign || this.#states.lastKey() !== undefined) {
      throw corrupt(folder, "it does not say its format");
    }
    this.#environment.transaction(`making the ledger ${folder}`, () => this.#format.put(ONLY, currentFormat()));
  }

  /** Changes blocks, accounts and state in one transaction. @param blocks gets and gives what the blocks count */
  #change(doing: string, changes: AccountChanges, checkpoint: Checkpoint, blocks: (weight: bigint) => bigint): void {
    const accounts = this.#accounts;
    this.#state = this.#environment.transaction(doing, () => {
      for (const [key, account] of changes) accounts.set(key, account);
      const state = { checkpoint, weight: blocks(this.#state?.weight ?? 0n) };
      this.#states.put(ONLY, state);
      return state;
    });
    this.#noteEnds();
  }

  #addBlock(block: Block, weight: bigint): bigint {
    this.#blocks.add(block);
    let grown = weight + BigInt(weightOf(block.transactions.length));
    for (let oldest = this.#oldest(); grown > this.#maxTransactions && oldest !== block.slot; oldest = this.#oldest()) {
      grown -= BigInt(weightOf(this.#blocks.remove(oldest!)));
    }
    return grown;
  }

  #oldest(): bigint | undefined {
    return this.#blocks.slots(0n, LAST_SLOT, 1)[0];
  }

  #noteEnds(): void {
    this.#oldestSlot = this.#oldest();
    this.#newestSlot = this.#blocks.newestSlot;
  }
}
