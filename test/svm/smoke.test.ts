import { expect, test } from "vitest";
import { base58Decode } from "../../src/base/base58.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import { createSvm } from "../../src/svm/index.js";
import { generateKeypair, newKey, signedWire, transfer } from "../helpers/transactions.js";

test("a transfer runs from wire bytes to balances", () => {
  const svm = createSvm();
  const payer = generateKeypair();
  const to = newKey();
  svm.airdrop(payer.publicKey, 10_000_000_000n);
  const wire = signedWire(
    compileMessage({
      feePayer: payer.publicKey,
      instructions: [transfer(payer.publicKey, to, 1_000_000n)],
      blockhash: base58Decode(svm.latestBlockhash())!,
    }),
    [payer],
  );
  const result = svm.sendTransaction(wire);
  expect(result).toMatchObject({ ok: true, outcome: "executed", fee: 5000n, computeUnitsConsumed: 150 });
  expect(result.logs).toEqual([
    "Program 11111111111111111111111111111111 invoke [1]",
    "Program 11111111111111111111111111111111 success",
  ]);
  expect(svm.getBalance(to)).toBe(1_000_000n);
  expect(svm.getBalance(payer.publicKey)).toBe(10_000_000_000n - 1_005_000n);
  expect(svm.sendTransaction(wire)).toMatchObject({ ok: false, error: "AlreadyProcessed", outcome: "dropped" });
});
