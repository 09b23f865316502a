// A fresh process: from the import of LiteSVM to its first token transfer.
import { createRequire } from "node:module";
import { answer, setting } from "../measure/child.mjs";
import { now } from "../measure/clock.mjs";

const require = createRequire(import.meta.url);
const { accounts, wire } = setting();
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
  const transaction = require("@solana/kit").getTransactionDecoder().decode(Buffer.from(wire, "base64"));
  const decoded = now();
  const result = svm.sendTransaction(transaction);
  const ms = now() - decoded + (created - start);
  return { ms, state: { units: Number(result.computeUnitsConsumed()), logs: result.logs() } };
});
