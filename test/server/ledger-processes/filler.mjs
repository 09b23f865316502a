// Appends blocks to the ledger in a folder until it takes no more, tries once again, and prints what both came to.
import { LmdbLedger } from "../../../dist/server/lmdb-ledger/lmdb-ledger.js";
import { FIRST_SLOT, stepAt } from "./chain.mjs";
import { checkLedger } from "./check.mjs";

const ledger = new LmdbLedger(process.argv[2], { maxTransactions: Number.POSITIVE_INFINITY });
const failures = [];
for (let slot = FIRST_SLOT; failures.length < 2; ) {
  const { block, changes, checkpoint } = stepAt(slot);
  try {
    ledger.append(block, changes, checkpoint);
    slot++;
  } catch ({ code, message }) {
    checkLedger(ledger, slot - 1n, Number.POSITIVE_INFINITY);
    failures.push({ code, message, kept: Number(slot - 1n) });
  }
}
console.log(JSON.stringify(failures));
