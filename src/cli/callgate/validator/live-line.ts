import { base58Encode } from "../../../base/base58.js";
import type { Block, BlockTransaction } from "../../../cluster/block.js";
import type { Cluster } from "../../../cluster/cluster.js";
import { explain } from "../../../explain/explain.js";
import type { Explanation } from "../../../explain/model.js";
import { transactionErrorText } from "../../../solana/errors.js";
import { isSimpleVoteTransaction } from "../../../solana/simple-vote.js";
import { encodeTransaction, type Transaction } from "../../../solana/transaction.js";
import type { Style } from "../../../trace/print/style.js";
import { cut } from "./cut.js";

/** Blocks over whose time transactions are counted. */
const WINDOW_MILLISECONDS = 2_000;
/** Behind a name, for which a line has no room. */
const ADDRESS = / \([1-9A-HJ-NP-Za-km-z]{32,44}\)/g;
/** What passes at least between explanations of refusals. */
const REFUSAL_PAUSE_MILLISECONDS = 50;

/**
 * One line at the bottom of a terminal that tells how a cluster is; failures scroll by above it, each explained in a
 * line. Where there is no terminal, only failures are printed.
 */
export class LiveLine {
  readonly #counts: { readonly at: number; readonly transactions: number }[] = [];
  #failures = 0;
  #explainedAt = Number.NEGATIVE_INFINITY;
  readonly #stop: () => void;

  constructor(
    private readonly cluster: Cluster,
    private readonly stream: NodeJS.WriteStream,
    private readonly style: Style,
    private readonly showsLogs: boolean,
  ) {
    this.#stop = cluster.listen({
      block: (block) => this.#tell(block),
      refused: (transaction, slot) => this.#tellRefused(transaction, slot),
    });
  }

  stop(): void {
    this.#stop();
    this.#clear();
  }

  /** Prints lines above the live one. */
  print(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) this.stream.write(`${line}\n`);
    this.#draw();
  }

  #tell(block: Block): void {
    const transactions = block.transactions.filter(({ transaction }) => !isSimpleVoteTransaction(transaction));
    this.#counts.push({ at: performance.now(), transactions: transactions.length });
    for (const transaction of transactions) {
      if (transaction.meta.err !== null) this.#tellFailure(block, transaction);
      if (this.showsLogs) this.#tellLogs(transaction);
    }
    this.#draw();
  }

  #tellFailure({ slot }: Block, { transaction, meta, trace }: BlockTransaction): void {
    const explanation = trace === undefined ? null : explain(trace, this.cluster.svm);
    this.#failed("failed", slot, transaction, explanation, transactionErrorText(meta.err!));
  }

  /** Preflight's refusals: what a simulation finds now. A flood of them is counted, and not explained one by one. */
  #tellRefused(transaction: Transaction, slot: bigint): void {
    if (performance.now() - this.#explainedAt < REFUSAL_PAUSE_MILLISECONDS) {
      this.#failures++;
      return;
    }
    const { trace } = this.cluster.svm.simulateTransaction(encodeTransaction(transaction), { trace: true });
    const explanation = trace === undefined ? null : explain(trace, this.cluster.svm);
    this.#failed("refused", slot, transaction, explanation, "preflight refused it");
    this.#explainedAt = performance.now();
  }

  #failed(what: string, slot: bigint, { signatures }: Transaction, explanation: Explanation | null, otherwise: string) {
    this.#failures++;
    const { failure: red, dim } = this.style;
    const signature = `${base58Encode(signatures[0]!).slice(0, 8)}…`;
    const room = this.style.width - `${what} slot ${slot} ${signature} `.length;
    const reason = explanation === null ? otherwise : `${explanation.title} (${explanation.code})`.replace(ADDRESS, "");
    this.print(`${red(what)} ${dim(`slot ${slot}`)} ${signature} ${cut(reason, room)}`);
  }

  #tellLogs({ transaction, meta }: BlockTransaction): void {
    const signature = base58Encode(transaction.signatures[0]!);
    this.print(this.style.dim(signature), ...(meta.logMessages ?? []).map((line) => `  ${line}`));
  }

  /** Transactions a second, votes not counted. */
  #rate(): number {
    const since = performance.now() - WINDOW_MILLISECONDS;
    while (this.#counts.length > 0 && this.#counts[0]!.at < since) this.#counts.shift();
    const sum = this.#counts.reduce((total, { transactions }) => total + transactions, 0);
    return Math.round((sum * 1_000) / WINDOW_MILLISECONDS);
  }

  #draw(): void {
    if (!this.stream.isTTY) return;
    const { dim, failure: red } = this.style;
    const slots = `slot ${this.cluster.slotOf("processed")} ${dim(`finalized ${this.cluster.slotOf("finalized")}`)}`;
    const failures = this.#failures === 0 ? dim("no failures") : red(`${this.#failures} failed`);
    this.stream.write(`\r\x1b[K${slots}  ${this.#rate()} tx/s  ${failures}`);
  }

  #clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }
}
