import type { Cluster } from "../../cluster/cluster.js";
import type { Transaction } from "../../solana/transaction.js";
import { type Outcome, outcomeOfBlock, outcomeOfResult } from "../subjects/outcome.js";

/** A transaction that failed, in a block or before it came into one. */
export interface RecentFailure {
  /** 64 bytes. */
  readonly signature: Uint8Array;
  readonly outcome: Outcome;
}

const MOST_REMEMBERED = 64;

/**
 * The latest failures on a cluster: what a client throws for them has neither their trace nor, after preflight, their
 * signature.
 */
export class RecentFailures {
  #failures: RecentFailure[] = [];

  constructor(private readonly cluster: Cluster) {
    cluster.listen({
      refused: (transaction, slot) => this.#refused(transaction, slot),
      block: ({ transactions }) => {
        for (const entry of transactions) {
          if (entry.meta.err === null) continue;
          this.#add({ signature: entry.transaction.signatures[0]!, outcome: outcomeOfBlock(entry, cluster) });
        }
      },
      rewound: () => {
        this.#failures = [];
      },
    });
  }

  /** Newest first. */
  newestFirst(): readonly RecentFailure[] {
    return this.#failures.toReversed();
  }

  /** Preflight does not trace, so the transaction is simulated once more, by the same state. */
  #refused(transaction: Transaction, slot: bigint): void {
    const view = this.cluster.viewAt(slot);
    const result = view?.simulate(transaction, { signatureVerification: true, trace: true });
    if (result === undefined || result.ok) return;
    this.#add({ signature: transaction.signatures[0]!, outcome: outcomeOfResult(result, this.cluster.svm) });
  }

  #add(failure: RecentFailure): void {
    this.#failures.push(failure);
    if (this.#failures.length > MOST_REMEMBERED) this.#failures.shift();
  }
}
