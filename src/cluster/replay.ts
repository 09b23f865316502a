import { bytesEqual } from "../base/bytes.js";
import { CallgateError } from "../base/errors.js";
import type { Block } from "./block.js";
import { Cluster } from "./cluster.js";
import { MemoryLedger } from "./memory-ledger.js";
import type { ClusterOptions } from "./options.js";

/** How the cluster was made whose blocks these are: its keys, and what it had at genesis. */
export type ReplayOptions = Omit<ClusterOptions, "ledger" | "instant" | "votes" | "trace" | "now">;

/** What came out otherwise than a block has it. */
export interface ReplayDifference {
  readonly slot: bigint;
  /** A field of the block, or "transaction" and its index. */
  readonly what: string;
}

export interface Replay {
  /** After the last block, or the first one that differs. */
  readonly cluster: Cluster;
  readonly blockCount: number;
  /** The first one. */
  readonly difference: ReplayDifference | undefined;
}

/**
 * Runs the transactions of blocks again, from genesis on, in a new cluster: in the same slots, at the times that the
 * blocks have, with the votes that they hold. Signatures are not verified again. What the host changed between blocks is
 * in none of them, so that a chain with such changes comes out otherwise. Throws `no-genesis` if the first block is not
 * that of slot 0.
 */
export function replayBlocks(options: ReplayOptions, blocks: Iterable<Block>): Replay {
  const rest = blocks[Symbol.iterator]();
  const [genesis, first] = [nextOf(rest), nextOf(rest)];
  if (genesis?.slot !== 0n) {
    const message = `expected the block of slot 0 first, got ${genesis === undefined ? "none" : `slot ${genesis.slot}`}`;
    throw new CallgateError("no-genesis", message, { slot: genesis?.slot });
  }
  const times = { now: genesis.blockTime };
  const cluster = clusterAfter(options, genesis, first ?? genesis, times);
  let difference = differenceOf(genesis, cluster.ledger.block(0n)!);
  let blockCount = 1;
  for (let block = first; block !== undefined && difference === undefined; blockCount++) {
    const following = nextOf(rest);
    // A slot's clock is set when the one before ends.
    times.now = (following ?? block).blockTime;
    difference = runBlock(cluster, block, following?.slot);
    block = following;
  }
  return { cluster, blockCount, difference };
}

function nextOf(blocks: Iterator<Block>): Block | undefined {
  const { done, value } = blocks.next();
  return done === true ? undefined : value;
}

/** A cluster in the slot of the first block after genesis, which may have begun later: after a restart. */
function clusterAfter(options: ReplayOptions, genesis: Block, first: Block, times: { now: bigint }): Cluster {
  const now = () => Number(times.now) * 1000;
  const ledger = new MemoryLedger({ maxTransactions: 1 });
  const replayed: ClusterOptions = { ...options, ledger, votes: false, trace: "none", now };
  times.now = genesis.blockTime;
  new Cluster(replayed);
  times.now = first.blockTime;
  return new Cluster(replayed);
}

function runBlock(cluster: Cluster, block: Block, nextSlot: bigint | undefined): ReplayDifference | undefined {
  const { slot } = block;
  if (cluster.workingSlot !== slot) return { slot, what: "slot" };
  for (const [index, { transaction }] of block.transactions.entries()) {
    const { outcome } = cluster.send(transaction, { signatureVerification: false });
    if (outcome === "dropped") return { slot, what: `transaction ${index}` };
  }
  cluster.completeSlot(nextSlot);
  return differenceOf(block, cluster.ledger.block(slot)!);
}

const NUMBERS = ["slot", "parentSlot", "blockHeight", "blockTime"] as const;
const HASHES = ["previousBlockhash", "blockhash", "bankHash"] as const;

function differenceOf(expected: Block, found: Block): ReplayDifference | undefined {
  const { slot, transactions } = expected;
  const what =
    NUMBERS.find((name) => expected[name] !== found[name]) ??
    HASHES.find((name) => !bytesEqual(expected[name], found[name]));
  if (what !== undefined) return { slot, what };
  const index = transactions.findIndex(({ meta }, i) => outcomeOf(meta) !== outcomeOf(found.transactions[i]!.meta));
  return index < 0 ? undefined : { slot, what: `transaction ${index}` };
}

/** What hashes do not tell of a transaction. */
function outcomeOf({ err, fee, computeUnitsConsumed, logMessages }: Block["transactions"][number]["meta"]): string {
  return JSON.stringify([err, String(fee), String(computeUnitsConsumed), logMessages]);
}
