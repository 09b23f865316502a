// Appends blocks to the ledger in a folder until it is killed, and prints the slot of each that is kept.
import { writeSync } from "node:fs";
import { LmdbLedger } from "../../../dist/server/lmdb-ledger/lmdb-ledger.js";
import { FIRST_SLOT, MAX_TRANSACTIONS, stepAt } from "./chain.mjs";

const ledger = new LmdbLedger(process.argv[2], { maxTransactions: MAX_TRANSACTIONS });
for (let slot = (ledger.checkpoint?.slot ?? FIRST_SLOT - 1n) + 1n; ; slot++) {
  const { block, changes, checkpoint } = stepAt(slot);
  ledger.append(block, changes, checkpoint);
  writeSync(1, `${slot}\n`);
}
