// A fresh process: from the import of Callgate to its first transactions.
import { answer, setting } from "../measure/child.mjs";
import { now } from "../measure/clock.mjs";

const { entry, accounts, wires } = setting();
const transactions = wires.map((wire) => Buffer.from(wire, "base64"));
for (const [, account] of accounts) account.data = Buffer.from(account.data, "base64");

answer(async () => {
  const start = now();
  const { createSvm } = await import(entry);
  const options = { compat: "litesvm", signatureVerification: false, blockhashCheck: false, transactionHistory: 0 };
  const svm = createSvm(options);
  for (const [address, { lamports, data, programAddress }] of accounts) {
    svm.setAccount(address, { lamports: BigInt(lamports), data, programAddress });
  }
  const results = transactions.map((transaction) => svm.sendTransaction(transaction));
  const ms = now() - start;
  return { ms, state: results.map((result) => ({ units: result.computeUnitsConsumed, logs: result.logs })) };
});
