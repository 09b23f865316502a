import { createWriteStream, type WriteStream } from "node:fs";
import { base58Encode } from "../../../base/base58.js";
import type { Block } from "../../../cluster/block.js";
import type { Cluster } from "../../../cluster/cluster.js";
import { transactionErrorText } from "../../../solana/errors.js";
import { isSimpleVoteTransaction } from "../../../solana/simple-vote.js";

/** Writes what a cluster's blocks hold, votes left out, to validator.log: a line for each transaction, then its own log. */
export class LogFile {
  readonly #stream: WriteStream;
  readonly #stop: () => void;

  constructor(cluster: Cluster, path: string) {
    this.#stream = createWriteStream(path, { flags: "a" });
    // A log that cannot be written must not end the cluster.
    this.#stream.on("error", () => {});
    this.#stop = cluster.listen({ block: (block) => this.#write(block) });
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    this.#stop();
    return new Promise((resolve) => this.#stream.end(() => resolve()));
  }

  #write({ slot, blockTime, transactions }: Block): void {
    const time = new Date(Number(blockTime) * 1000).toISOString();
    for (const { transaction, meta } of transactions.filter((each) => !isSimpleVoteTransaction(each.transaction))) {
      const outcome = meta.err === null ? "ok" : `failed: ${transactionErrorText(meta.err)}`;
      const head = `[${time} slot ${slot}] ${base58Encode(transaction.signatures[0]!)} ${outcome}`;
      this.#stream.write([head, ...(meta.logMessages ?? []).map((line) => `  ${line}`), ""].join("\n"));
    }
  }
}
