import type { Block, BlockTransaction, LedgerTransaction } from "../../cluster/block.js";
import type { SignatureInfo, SignatureQuery } from "../../cluster/ledger.js";
import { accountKeysOf, signatureInfoOf } from "../../cluster/ledger-transaction.js";
import { type Position, signatureRange } from "../../cluster/signature-range.js";
import type { Pubkey } from "../../solana/pubkey.js";
import {
  type BlockHeader,
  blockHeaderCodec,
  type TransactionRecord,
  transactionRecordCodec,
} from "../ledger-codec/block-codec.js";
import { bytes } from "../ledger-codec/codec.js";
import { corrupt } from "../ledger-codec/record.js";
import type { OpenDatabase } from "./environment.js";
import { KeySet } from "./key-set.js";
import { indexKey, positionKey, positionOfKey, slotKey, slotOfKey } from "./keys.js";
import { StoredTransaction } from "./stored-transaction.js";
import { Table } from "./table.js";
import { packTraces, TRACES_PER_CHUNK, TraceChunk } from "./trace-chunks.js";

const FIRST: Position = { slot: 0n, index: 0 };
const LAST: Position = { slot: 0xffff_ffff_ffff_ffffn, index: 0xffff_ffff };

/** Blocks by slot, their transactions by position, and positions by signature and address. */
export class BlockStore {
  readonly #headers: Table<BlockHeader>;
  readonly #transactions: Table<TransactionRecord>;
  /** By slot and number of the chunk. */
  readonly #traces: Table<Uint8Array>;
  readonly #signatures: KeySet;
  readonly #addresses: KeySet;

  constructor(open: OpenDatabase) {
    this.#headers = new Table(open("blocks"), "a block", blockHeaderCodec);
    this.#transactions = new Table(open("transactions"), "a transaction", transactionRecordCodec);
    this.#traces = new Table(open("traces"), "a trace", bytes);
    this.#signatures = new KeySet(open("signatures"), "the index of signatures");
    this.#addresses = new KeySet(open("addresses"), "the index of addresses");
  }

  get newestSlot(): bigint | undefined {
    const key = this.#headers.lastKey();
    return key === undefined ? undefined : slotOfKey(key);
  }

  slots(first: bigint, last: bigint, limit: number): bigint[] {
    return Array.from(this.#headers.keys(slotKey(first), slotKey(last), limit), slotOfKey);
  }

  block(slot: bigint): Block | undefined {
    const header = this.#headers.get(slotKey(slot));
    if (header === undefined) return undefined;
    const { transactionCount, ...rest } = header;
    return { slot, ...rest, transactions: this.#transactionsOf(slot, transactionCount) };
  }

  /** By its first signature. Of several the newest. */
  find(signature: Uint8Array): Position | undefined {
    const [newest] = keysBetween(this.#signatures, signature, LAST, FIRST);
    return newest === undefined ? undefined : positionOfKey(newest);
  }

  transaction(position: Position): LedgerTransaction {
    const { slot, index } = position;
    const chunk = this.#traces.get(positionKey({ slot, index: Math.floor(index / TRACES_PER_CHUNK) }));
    return new StoredTransaction(this.#recordAt(position), position, chunk && new TraceChunk(chunk));
  }

  signaturesForAddress(address: Pubkey, query: SignatureQuery): SignatureInfo[] {
    const range = signatureRange(query, (signature) => this.find(signature));
    const found: SignatureInfo[] = [];
    if (range === undefined || query.limit === 0) return found;
    for (const key of keysBetween(this.#addresses, address, range.newest, range.oldest)) {
      const position = positionOfKey(key);
      found.push(signatureInfoOf({ ...this.#recordAt(position), ...position }));
      if (found.length === query.limit) break;
    }
    return found;
  }

  /** Only in a transaction, as `remove`. */
  add(block: Block): void {
    const { slot, transactions } = block;
    this.#headers.put(slotKey(slot), { ...block, transactionCount: transactions.length });
    for (const [index, entry] of transactions.entries()) this.#addTransaction(entry, { slot, index }, block.blockTime);
    for (let first = 0; first < transactions.length; first += TRACES_PER_CHUNK) {
      const packed = packTraces(transactions.slice(first, first + TRACES_PER_CHUNK).map(({ trace }) => trace));
      if (packed !== undefined) this.#traces.put(positionKey({ slot, index: first / TRACES_PER_CHUNK }), packed);
    }
  }

  /** Forgets a block; how many transactions it had. */
  remove(slot: bigint): number {
    const key = slotKey(slot);
    const { transactionCount } = this.#headers.get(key)!;
    for (let index = 0; index < transactionCount; index++) this.#removeTransaction({ slot, index });
    for (const chunk of [...this.#traces.keysWith(key)]) this.#traces.remove(chunk);
    this.#headers.remove(key);
    return transactionCount;
  }

  #addTransaction(entry: BlockTransaction, position: Position, blockTime: bigint): void {
    const { transaction, meta } = entry;
    this.#transactions.put(positionKey(position), { blockTime, transaction, meta });
    this.#signatures.add(indexKey(transaction.signatures[0]!, position));
    for (const address of accountKeysOf(entry)) this.#addresses.add(indexKey(address, position));
  }

  #removeTransaction(position: Position): void {
    const record = this.#recordAt(position);
    this.#signatures.remove(indexKey(record.transaction.signatures[0]!, position));
    for (const address of accountKeysOf(record)) this.#addresses.remove(indexKey(address, position));
    this.#transactions.remove(positionKey(position));
  }

  #recordAt(position: Position): TransactionRecord {
    const record = this.#transactions.get(positionKey(position));
    if (record !== undefined) return record;
    throw corrupt(`transaction ${position.index} of slot ${position.slot}`, "it is not there");
  }

  #transactionsOf(slot: bigint, count: number): LedgerTransaction[] {
    const chunks = Array.from(this.#traces.entries(slotKey(slot)), ([key, packed]) => {
      return [positionOfKey(key).index, new TraceChunk(packed)] as const;
    });
    const chunkAt = new Map(chunks);
    const found: LedgerTransaction[] = [];
    for (const [key, record] of this.#transactions.entries(slotKey(slot))) {
      const position = positionOfKey(key);
      found.push(new StoredTransaction(record, position, chunkAt.get(Math.floor(position.index / TRACES_PER_CHUNK))));
    }
    if (found.length !== count) throw corrupt(`the block of slot ${slot}`, `${found.length} of ${count} transactions`);
    return found;
  }
}

/** The entries of an index from the newer position to the older one. */
function keysBetween(index: KeySet, what: Uint8Array, newest: Position, oldest: Position): Iterable<Uint8Array> {
  return index.keysDown(indexKey(what, newest).slice(), indexKey(what, oldest).slice());
}
