import type { BlockTransaction } from "../../cluster/block.js";
import type { Cluster } from "../../cluster/cluster.js";
import { explain } from "../../explain/explain.js";
import type { Explanation } from "../../explain/model.js";
import type { TransactionError } from "../../solana/errors.js";
import type { Svm } from "../../svm/svm.js";
import type { TransactionResult } from "../../svm/transaction-result.js";
import type { Trace } from "../../trace/model.js";

/** What became of a transaction, as far as assertions look at it. */
export interface Outcome {
  /** Null if it succeeded. */
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  readonly unitsConsumed: number;
  /** Undefined if it was not traced. */
  readonly trace: Trace | undefined;
  /** How it would be. */
  readonly howToTrace: string;
  /** Why it failed; null if it did not, or was not traced. */
  readonly explanation: Explanation | null;
}

/** Trace and explanation are made when they are first asked for. */
class LazyOutcome implements Outcome {
  #explanation: Explanation | null | undefined;

  constructor(
    private readonly facts: Omit<Outcome, "trace" | "explanation">,
    private readonly readTrace: () => Trace | undefined,
    private readonly svm: Svm | undefined,
  ) {}

  get error(): TransactionError | null {
    return this.facts.error;
  }

  get logs(): readonly string[] {
    return this.facts.logs;
  }

  get unitsConsumed(): number {
    return this.facts.unitsConsumed;
  }

  get howToTrace(): string {
    return this.facts.howToTrace;
  }

  get trace(): Trace | undefined {
    return this.readTrace();
  }

  get explanation(): Explanation | null {
    if (this.#explanation === undefined) {
      const { trace } = this;
      this.#explanation = trace === undefined ? null : explain(trace, this.svm);
    }
    return this.#explanation;
  }
}

/** @param svm where it ran, if that is known. */
export function outcomeOfResult(result: TransactionResult, svm: Svm | undefined): Outcome {
  const facts = {
    error: result.ok ? null : result.error,
    logs: result.logs,
    unitsConsumed: result.computeUnitsConsumed,
    howToTrace: "make the chain with createSvm({ trace: true }), or send with { trace: true }",
  };
  return new LazyOutcome(facts, () => result.trace, svm);
}

export function outcomeOfBlock(entry: BlockTransaction, cluster: Cluster): Outcome {
  const { err, logMessages, computeUnitsConsumed } = entry.meta;
  const facts = {
    error: err,
    logs: logMessages ?? [],
    unitsConsumed: Number(computeUnitsConsumed ?? 0n),
    howToTrace: 'make the cluster without the option trace, or with "all"',
  };
  return new LazyOutcome(facts, () => entry.trace, cluster.svm);
}

export function outcomeOfTrace(trace: Trace): Outcome {
  const facts = { error: trace.error, logs: [], unitsConsumed: trace.unitsConsumed, howToTrace: "it is one" };
  return new LazyOutcome(facts, () => trace, undefined);
}

/** What the RPC's simulateTransaction gives: no trace. */
export interface SimulationReply {
  readonly err: TransactionError | null;
  readonly logs?: readonly string[] | null;
  readonly unitsConsumed?: number | bigint | undefined;
}

export function outcomeOfReply({ err, logs, unitsConsumed }: SimulationReply): Outcome {
  const facts = {
    error: err,
    logs: logs ?? [],
    unitsConsumed: Number(unitsConsumed ?? 0),
    howToTrace: "send the transaction, or simulate it with svm.simulateTransaction(transaction, { trace: true })",
  };
  return new LazyOutcome(facts, () => undefined, undefined);
}
