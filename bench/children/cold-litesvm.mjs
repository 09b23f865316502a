// A fresh process: from the import of LiteSVM to its first transactions.
import { createRequire } from "node:module";
import { answer, setting } from "../measure/child.mjs";
import { now } from "../measure/clock.mjs";

const require = createRequire(import.meta.url);
const { accounts, wires } = setting();
for (const [, account] of accounts) account.data = Buffer.from(account.data, "base64");

answer(() => {
  const start = now();
  const { LiteSVM } = require("litesvm");
  const svm = new LiteSVM().withSigverify(false).withBlockhashCheck(false).withTransactionHistory(0n);
  for (const [address, { lamports, data, programAddress }] of accounts) {
    const space = BigInt(data.length);
    svm.setAccount({ address, lamports: BigInt(lamports), data, programAddress, executable: false, space });
  }
  const created = now();
  // Reading the wire is Kit's work, and not on the clock.
  const decoder = require("@solana/kit").getTransactionDecoder();
  const transactions = wires.map((wire) => decoder.decode(Buffer.from(wire, "base64")));
  const decoded = now();
  const results = transactions.map((transaction) => svm.sendTransaction(transaction));
  const ms = now() - decoded + (created - start);
  const state = results.map((result) => ({ units: Number(result.computeUnitsConsumed()), logs: result.logs() }));
  return { ms, state };
});
