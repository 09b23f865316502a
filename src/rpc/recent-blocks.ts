import type { Block, BlockTransaction } from "../cluster/block.js";
import type { Cluster } from "../cluster/cluster.js";
import { readBudgetRequests, resolveLimits } from "../solana/compute-budget-instructions.js";
import { allAccountKeys, writableFlags } from "../solana/message/account-roles.js";
import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { RuntimeFeatures } from "../solana/runtime-features.js";
import { isSimpleVoteTransaction } from "../solana/simple-vote.js";

/** Agave: prioritization_fee_cache.rs, MAX_NUM_RECENT_BLOCKS. */
const MAX_BLOCKS = 150;
/** Agave: rpc.rs, PERFORMANCE_SAMPLES_LIMIT. */
export const MAX_SAMPLES = 720;
/** Agave: sample_performance_service.rs, SAMPLE_INTERVAL. */
const SAMPLE_SECONDS = 60n;
const MICRO_LAMPORTS_PER_LAMPORT = 1_000_000n;

/** What a block's transactions paid for priority, in micro-lamports a compute unit (Agave: `PrioritizationFee`). */
interface BlockFees {
  readonly slot: bigint;
  readonly lowest: bigint;
  /** The lowest price of the transactions that wrote an account, if that is above the block's. */
  readonly byAccount: PubkeyMap<bigint>;
}

export interface PerformanceSample {
  /** The last one of the sample. */
  readonly slot: bigint;
  readonly slots: bigint;
  readonly transactions: number;
  readonly nonVoteTransactions: number;
  readonly seconds: bigint;
}

/** What is remembered of the latest blocks for methods that nobody could answer from the ledger in time. */
export class RecentBlocks {
  static readonly #ofClusters = new WeakMap<Cluster, RecentBlocks>();
  #fees: BlockFees[] = [];
  #samples: PerformanceSample[] = [];
  #sampled: { readonly slot: bigint; readonly time: bigint } | undefined;
  #transactions = 0;
  #nonVoteTransactions = 0;

  /** The cluster's; it watches from the first call on. */
  static of(cluster: Cluster): RecentBlocks {
    const known = RecentBlocks.#ofClusters.get(cluster);
    if (known !== undefined) return known;
    const made = new RecentBlocks();
    RecentBlocks.#ofClusters.set(cluster, made);
    cluster.listen({
      block: (block) => made.#add(block, cluster.svm.bank.features),
      rewound: (slot) => made.#rewind(slot),
    });
    return made;
  }

  /** The lowest price that got a transaction into each block which writes these accounts, oldest block first. */
  prioritizationFees(writable: readonly Pubkey[]): { readonly slot: bigint; readonly prioritizationFee: bigint }[] {
    return this.#fees.map(({ slot, lowest, byAccount }) => {
      let prioritizationFee = lowest;
      for (const key of writable) {
        const price = byAccount.get(key) ?? 0n;
        if (price > prioritizationFee) prioritizationFee = price;
      }
      return { slot, prioritizationFee };
    });
  }

  /** Latest first. */
  samples(limit: number): readonly PerformanceSample[] {
    return this.#samples.slice(0, limit);
  }

  #add(block: Block, features: RuntimeFeatures): void {
    const transactions = block.transactions.filter(({ transaction }) => !isSimpleVoteTransaction(transaction));
    this.#addFees(block.slot, transactions, features);
    this.#transactions += block.transactions.length;
    this.#nonVoteTransactions += transactions.length;
    this.#takeSample(block);
  }

  #addFees(slot: bigint, transactions: readonly BlockTransaction[], features: RuntimeFeatures): void {
    const priced = transactions.flatMap((transaction) => {
      const price = priceOf(transaction, features);
      return price === undefined ? [] : [{ transaction, price }];
    });
    if (priced.length === 0) return;
    let lowest = priced[0]!.price;
    for (const { price } of priced) if (price < lowest) lowest = price;
    const byAccount = priced.every(({ price }) => price === lowest) ? new PubkeyMap<bigint>() : lowestByAccount(priced);
    for (const [key, price] of byAccount.entries()) if (price <= lowest) byAccount.delete(key);
    this.#fees.push({ slot, lowest, byAccount });
    if (this.#fees.length > MAX_BLOCKS) this.#fees.shift();
  }

  #takeSample({ slot, blockTime }: Block): void {
    this.#sampled ??= { slot, time: blockTime };
    const seconds = blockTime - this.#sampled.time;
    if (seconds < SAMPLE_SECONDS) return;
    this.#samples.unshift({
      slot,
      slots: slot - this.#sampled.slot,
      transactions: this.#transactions,
      nonVoteTransactions: this.#nonVoteTransactions,
      seconds,
    });
    this.#samples.length = Math.min(this.#samples.length, MAX_SAMPLES);
    this.#sampled = { slot, time: blockTime };
    this.#transactions = 0;
    this.#nonVoteTransactions = 0;
  }

  #rewind(slot: bigint): void {
    this.#fees = this.#fees.filter((fees) => fees.slot <= slot);
    this.#samples = this.#samples.filter((sample) => sample.slot <= slot);
    this.#sampled = undefined;
    this.#transactions = 0;
    this.#nonVoteTransactions = 0;
  }
}

interface PricedTransaction {
  readonly transaction: BlockTransaction;
  readonly price: bigint;
}

/** Undefined if it cannot be told (Agave: transaction_meta.rs, `compute_unit_price_in_microlamports`). */
function priceOf({ transaction: { message } }: BlockTransaction, features: RuntimeFeatures): bigint | undefined {
  const read = readBudgetRequests(message);
  const resolved = read.ok ? resolveLimits(message, read.requests, features) : undefined;
  if (!resolved?.ok || resolved.limits.computeUnitLimit === 0) return undefined;
  const { priorityFeeLamports, computeUnitLimit } = resolved.limits;
  return (priorityFeeLamports * MICRO_LAMPORTS_PER_LAMPORT) / BigInt(computeUnitLimit);
}

function lowestByAccount(priced: readonly PricedTransaction[]): PubkeyMap<bigint> {
  const lowest = new PubkeyMap<bigint>();
  for (const { transaction, price } of priced) {
    const { message } = transaction.transaction;
    const loaded = transaction.meta.loadedAddresses;
    const writable = writableFlags(message, loaded);
    allAccountKeys(message, loaded).forEach((key, index) => {
      const known = lowest.get(key);
      if (writable[index] && (known === undefined || price < known)) lowest.set(key, price);
    });
  }
  return lowest;
}
