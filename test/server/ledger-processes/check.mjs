// Compares what a ledger has with what the chain says.
import { deepStrictEqual, ok } from "node:assert";
import { tokenKeyOf } from "../../../dist/cluster/token-index.js";
import { ADDRESSES, FIRST_SLOT, stepAt } from "./chain.mjs";

/** Throws where they differ. @param reported the latest slot that was said to be kept @param maxTransactions the limit */
export function checkLedger(ledger, reported, maxTransactions) {
  const kept = ledger.checkpoint?.slot ?? FIRST_SLOT - 1n;
  ok(kept === reported || kept === reported + 1n, `reported ${reported}, kept ${kept}`);
  if (kept < FIRST_SLOT) return;
  const steps = [];
  for (let slot = FIRST_SLOT; slot <= kept; slot++) steps.push(stepAt(slot));
  deepStrictEqual(ledger.checkpoint, steps.at(-1).checkpoint);
  checkBlocks(
    ledger,
    steps.map(({ block }) => block),
    maxTransactions,
  );
  checkAccounts(
    ledger,
    steps.map(({ changes }) => changes),
  );
}

function checkBlocks(ledger, all, maxTransactions) {
  const expected = withinLimit(all, maxTransactions);
  deepStrictEqual(
    ledger.slots(0n, 1n << 60n, 1e9),
    expected.map(({ slot }) => slot),
  );
  for (const block of expected) deepStrictEqual(plain(ledger.block(block.slot)), plain(block));
  for (const { slot, transactions } of all) {
    for (const [index, { transaction }] of transactions.entries()) {
      const found = ledger.transaction(transaction.signatures[0]);
      const place = found && [found.slot, found.index];
      deepStrictEqual(place, slot < expected[0].slot ? undefined : [slot, index]);
    }
  }
  for (const address of ADDRESSES) checkAddress(ledger, expected, address);
}

/** The newest blocks that the limit allows. */
function withinLimit(blocks, maxTransactions) {
  let left = maxTransactions;
  const first = blocks.findLastIndex(({ transactions }) => (left -= Math.max(1, transactions.length)) < 0);
  return blocks.slice(first + 1);
}

function checkAddress(ledger, blocks, address) {
  const named = blocks.flatMap(({ slot, transactions }) =>
    [...transactions.entries()].filter(([, entry]) => names(entry, address)).map(([index]) => [slot, index]),
  );
  const infos = ledger.signaturesForAddress(address, { limit: 1e9, highestSlot: 1n << 60n });
  deepStrictEqual(
    infos.map(({ slot, index }) => [slot, index]),
    named.reverse(),
  );
}

function names({ transaction }, address) {
  return transaction.message.accountKeys.some((key) => same(key, address));
}

function checkAccounts(ledger, changes) {
  const expected = new Map();
  for (const [key, account] of changes.flat()) {
    if (account === undefined) expected.delete(key[0]);
    else expected.set(key[0], account);
  }
  const found = new Map(Array.from(ledger.accounts(), ([key, account]) => [key[0], { ...account }]));
  deepStrictEqual(found, new Map([...expected].sort(([a], [b]) => a - b)));
  const indexes = { mint: tokenKeyOf, owner: tokenKeyOf, delegate: tokenKeyOf, program: ({ owner }) => owner };
  for (const [index, keyOf] of Object.entries(indexes)) {
    for (const group of ADDRESSES) {
      const keys = index === "program" ? ledger.programAccounts(group) : ledger.tokenAccounts(index, group);
      const isIn = ([, account]) => same(keyOf(account, index), group);
      deepStrictEqual(
        Array.from(keys, ([byte]) => byte),
        [...found].filter(isIn).map(([byte]) => byte),
      );
    }
  }
}

function same(a, b) {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

function plain({ transactions, ...block }) {
  const bare = ({ transaction, meta, trace }) => ({ transaction, meta: defined(meta), trace });
  return { ...block, transactions: transactions.map(bare) };
}

function defined(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
