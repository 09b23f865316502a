import { CallgateError } from "../base/errors.js";
import type { Block } from "./block.js";

/** How a ledger is to be. */
export interface LedgerOptions {
  /**
   * How many transactions the ledger keeps, votes included (`--limit-ledger-size`); a block without any counts as one.
   * When there are more, whole blocks go, oldest first; the newest block always stays. `Infinity` keeps all. Default 10,000.
   * DIVERGES: solana-test-validator counts shreds, of which a block has at least one.
   */
  readonly maxTransactions?: number | undefined;
}

/** solana-test-validator's, in shreds. */
const DEFAULT_MAX_TRANSACTIONS = 10_000;

/** The limit that options ask for. Throws `invalid-ledger-size`. */
export function maxTransactionsOf({ maxTransactions = DEFAULT_MAX_TRANSACTIONS }: LedgerOptions): number {
  if (maxTransactions === Infinity || (Number.isSafeInteger(maxTransactions) && maxTransactions >= 1)) {
    return maxTransactions;
  }
  const message = `expected as ledger size a number of transactions, 1 or more, got ${String(maxTransactions)}`;
  throw new CallgateError("invalid-ledger-size", message, { maxTransactions });
}

/** What a block counts against the limit. */
export function weightOf(transactions: number): number {
  return Math.max(1, transactions);
}

/** Throws `block-out-of-order` unless `block` comes after the newest that is kept. */
export function checkFollows(block: Block, newest: bigint | undefined): void {
  if (newest === undefined || block.slot > newest) return;
  const message = `expected a block after slot ${newest}, got one of slot ${block.slot}`;
  throw new CallgateError("block-out-of-order", message, { slot: block.slot, newest });
}
