import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transactionError } from "../../src/cli/diff/oracle-errors.js";
import type { Account } from "../../src/solana/account.js";
import type { TransactionError } from "../../src/solana/errors.js";
import type { Message } from "../../src/solana/message/message.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../src/solana/transaction.js";

// LiteSVM's inner classes take bytes; its package exports only the outer ones.
const main = createRequire(import.meta.url).resolve("litesvm");
const internal = await import(pathToFileURL(join(dirname(main), "internal.js")).href);
export const {
  LiteSvm,
  Account: LiteAccount,
  FeatureSet: LiteFeatureSet,
  ComputeBudget,
} = internal.default ?? internal;

export interface OracleOutcome {
  readonly error: TransactionError | undefined;
  readonly logs: readonly string[];
  readonly computeUnits: number;
}

/** A LiteSVM that checks neither signatures nor blockhashes and forgets what it ran. */
export function newOracle() {
  const svm = new LiteSvm();
  svm.setSigverify(false);
  svm.setBlockhashCheck(false);
  svm.setTransactionHistory(0n);
  return svm;
}

export function setOracleAccount(svm: typeof LiteSvm, pubkey: Pubkey, account: Account): void {
  const { lamports, data, owner, executable, rentEpoch } = account;
  svm.setAccount(pubkey, new LiteAccount(lamports, data, owner, executable, rentEpoch));
}

export function oracleAccount(svm: typeof LiteSvm, pubkey: Pubkey): Account | undefined {
  const found = svm.getAccount(pubkey);
  if (found === null) return undefined;
  return {
    lamports: found.lamports(),
    data: Uint8Array.from(found.data()),
    owner: Uint8Array.from(found.owner()),
    executable: found.executable(),
    rentEpoch: found.rentEpoch(),
  };
}

export function runOnOracle(svm: typeof LiteSvm, message: Message): OracleOutcome {
  const signatures = Array.from({ length: message.header.numRequiredSignatures }, () => new Uint8Array(64));
  const result = svm.sendLegacyTransaction(encodeTransaction(makeTransaction(message, signatures)));
  const failed = typeof result.err === "function";
  const meta = failed ? result.meta() : result;
  return {
    error: failed ? transactionError(result.err()) : undefined,
    logs: meta.logs(),
    computeUnits: Number(meta.computeUnitsConsumed()),
  };
}
