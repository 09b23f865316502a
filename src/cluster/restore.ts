import { FeatureSet } from "../solana/feature-set.js";
import { FEATURE_PROGRAM_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import type { Bank } from "../svm/bank.js";
import { rememberProcessed } from "../svm/duplicates.js";
import type { Ledger } from "./ledger.js";
import type { RecentStatuses } from "./recent-statuses.js";

/** Brings a bank to the state that a ledger has kept. */
export function restoreAccounts(bank: Bank, ledger: Ledger, blockhashes: readonly Uint8Array[]): void {
  for (const key of [...bank.accounts.entries()].map(([each]) => each)) bank.accounts.delete(key);
  const features = new FeatureSet();
  for (const [key, account] of ledger.accounts()) {
    bank.accounts.store(key, account);
    if (pubkeyEqual(account.owner, FEATURE_PROGRAM_ID) && account.data[0] === 1) features.activate(key, 0n);
  }
  const [oldest, ...others] = blockhashes;
  bank.blockhashes.replaceAll(oldest!);
  for (const blockhash of others) bank.blockhashes.register(blockhash);
  bank.setFeatureSet(features);
}

/** Agave's status cache: MAX_CACHE_ENTRIES. */
const STATUS_BLOCKS = 300n;

/** Remembers the transactions of the latest blocks, so that none runs twice. */
export function restoreStatuses(bank: Bank, statuses: RecentStatuses, ledger: Ledger): void {
  const { slot = 0n } = ledger.checkpoint ?? {};
  const first = slot > STATUS_BLOCKS ? slot - STATUS_BLOCKS : 0n;
  for (const each of ledger.slots(first, slot, Number(STATUS_BLOCKS) + 1)) {
    const block = ledger.block(each);
    if (block === undefined) continue;
    statuses.add(block);
    for (const { transaction } of block.transactions) rememberProcessed(bank, transaction);
  }
}
