import { bytesEqual } from "../base/bytes.js";
import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import { ACCOUNT_INDEXES, AccountIndex, type AccountIndexName } from "./account-index.js";
import type { Block, BlockTransaction, LedgerTransaction } from "./block.js";
import type { AccountChanges, Checkpoint, Ledger, SignatureInfo, SignatureQuery, TokenIndex } from "./ledger.js";
import { checkFollows, type LedgerOptions, maxTransactionsOf, weightOf } from "./ledger-limit.js";
import { accountKeysOf, PlacedTransaction, signatureInfoOf } from "./ledger-transaction.js";
import { comparePositions, signatureRange } from "./signature-range.js";
import { TransactionLists } from "./transaction-lists.js";

/** Of a signature, by which it is found. The halves of two may be equal: they are compared whole. */
const SIGNATURE_KEY_BYTES = 32;

/** A ledger in memory, for as long as the process lives. Iterators that it gives are good until the next change. */
export class MemoryLedger implements Ledger {
  #checkpoint: Checkpoint | undefined;
  readonly #accounts = new PubkeyMap<StoredAccount>();
  readonly #indexes = Object.fromEntries(ACCOUNT_INDEXES.map((name) => [name, new AccountIndex(name)])) as Readonly<
    Record<AccountIndexName, AccountIndex>
  >;
  /** Oldest first. */
  readonly #blocks: Block[] = [];
  readonly #bySignature = new TransactionLists();
  readonly #byAddress = new TransactionLists();
  readonly #maxTransactions: number;
  /** What the blocks count against the limit. */
  #weight = 0;

  /** Throws `invalid-ledger-size`. */
  constructor(options: LedgerOptions = {}) {
    this.#maxTransactions = maxTransactionsOf(options);
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  accounts(): Iterable<readonly [Pubkey, StoredAccount]> {
    return this.#accounts.entries();
  }

  /** Throws `block-out-of-order` if the block is not later than those that are kept. */
  append(block: Block | undefined, changes: AccountChanges, checkpoint: Checkpoint): void {
    if (block !== undefined) {
      checkFollows(block, this.#blocks.at(-1)?.slot);
      this.#addBlock(block);
    }
    this.#change(changes, checkpoint);
    while (this.#weight > this.#maxTransactions && this.#blocks.length > 1) this.#dropOldestBlock();
  }

  rewind(changes: AccountChanges, checkpoint: Checkpoint): void {
    while (this.#blocks.length > 0 && this.#blocks.at(-1)!.slot > checkpoint.slot) this.#dropNewestBlock();
    this.#change(changes, checkpoint);
  }

  get firstSlot(): bigint | undefined {
    return this.#blocks[0]?.slot;
  }

  block(slot: bigint): Block | undefined {
    const block = this.#blocks[this.#firstFrom(slot)];
    return block?.slot === slot ? block : undefined;
  }

  slots(first: bigint, last: bigint, limit: number): readonly bigint[] {
    const slots: bigint[] = [];
    for (let i = this.#firstFrom(first); i < this.#blocks.length && slots.length < limit; i++) {
      const { slot } = this.#blocks[i];
      if (slot > last) break;
      slots.push(slot);
    }
    return slots;
  }

  transaction(signature: Uint8Array): LedgerTransaction | undefined {
    return this.#bySignature.of(keyOf(signature)).findLast((found) => bytesEqual(signatureOf(found), signature));
  }

  signaturesForAddress(address: Pubkey, query: SignatureQuery): readonly SignatureInfo[] {
    const range = signatureRange(query, (signature) => this.transaction(signature));
    if (range === undefined) return [];
    const found: SignatureInfo[] = [];
    const list = this.#byAddress.of(address);
    for (let i = list.length - 1; i >= 0 && found.length < query.limit; i--) {
      if (comparePositions(list[i], range.oldest) < 0) break;
      if (comparePositions(list[i], range.newest) <= 0) found.push(signatureInfoOf(list[i]));
    }
    return found;
  }

  programAccounts(programId: Pubkey): Iterable<Pubkey> {
    return this.#indexes.program.keys(programId);
  }

  tokenAccounts(index: TokenIndex, key: Pubkey): Iterable<Pubkey> {
    return this.#indexes[index].keys(key);
  }

  close(): void {}

  #change(changes: AccountChanges, checkpoint: Checkpoint): void {
    for (const [key, account] of changes) this.#setAccount(key, account);
    this.#checkpoint = checkpoint;
  }

  #setAccount(key: Pubkey, account: StoredAccount | undefined): void {
    const before = this.#accounts.get(key);
    if (before !== undefined) for (const name of ACCOUNT_INDEXES) this.#indexes[name].remove(key, before);
    if (account === undefined) {
      this.#accounts.delete(key);
      return;
    }
    this.#accounts.set(key, account);
    for (const name of ACCOUNT_INDEXES) this.#indexes[name].add(key, account);
  }

  #addBlock(block: Block): void {
    block.transactions.forEach((transaction, index) => {
      const entry = new PlacedTransaction(block, index, transaction);
      this.#bySignature.add(keyOf(signatureOf(entry)), entry);
      for (const key of accountKeysOf(entry)) this.#byAddress.add(key, entry);
    });
    this.#blocks.push(block);
    this.#weight += weightOf(block.transactions.length);
  }

  #dropOldestBlock(): void {
    const { transactions } = this.#blocks.shift()!;
    this.#weight -= weightOf(transactions.length);
    for (const transaction of transactions) {
      this.#bySignature.dropOldest(keyOf(signatureOf(transaction)));
      for (const key of accountKeysOf(transaction)) this.#byAddress.dropOldest(key);
    }
  }

  #dropNewestBlock(): void {
    const { transactions } = this.#blocks.pop()!;
    this.#weight -= weightOf(transactions.length);
    for (const transaction of transactions) {
      this.#bySignature.dropNewest(keyOf(signatureOf(transaction)));
      for (const key of accountKeysOf(transaction)) this.#byAddress.dropNewest(key);
    }
  }

  /** The place of the first block that is not before `slot`. */
  #firstFrom(slot: bigint): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#blocks[middle].slot < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function signatureOf({ transaction }: BlockTransaction): Uint8Array {
  return transaction.signatures[0]!;
}

function keyOf(signature: Uint8Array): Uint8Array {
  return signature.subarray(0, SIGNATURE_KEY_BYTES);
}
