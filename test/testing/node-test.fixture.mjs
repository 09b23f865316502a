// Run by runners.test.ts with `node --test`: callgate/testing as it is compiled, with Node's own runner.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Keypair, SystemProgram, Transaction } from "@solana/web3.js";
import { createSvm } from "../../dist/svm/index.js";
import { assertFailsWith, assertHasSigned, assertSucceeds, testChain } from "../../dist/testing/index.js";

const SOL = 1_000_000_000;
const ana = Keypair.generate();
const ben = Keypair.generate();

const stage = testChain(
  async () => {
    const svm = createSvm({ trace: true });
    svm.airdrop(ana.publicKey, 2 * SOL);
    return { svm };
  },
  { beforeEach, afterEach },
);

function transfer(lamports) {
  const { svm } = stage();
  const transaction = new Transaction({ feePayer: ana.publicKey, recentBlockhash: svm.latestBlockhash() });
  transaction.add(SystemProgram.transfer({ fromPubkey: ana.publicKey, toPubkey: ben.publicKey, lamports }));
  transaction.sign(ana);
  return svm.sendTransaction(transaction);
}

for (const name of ["one", "two"]) {
  test(name, () => {
    assertSucceeds(transfer(SOL));
    assert.equal(stage().svm.getBalance(ben.publicKey), BigInt(SOL));
  });
}

describe("a suite", () => {
  test("inside", async () => {
    await assertFailsWith(Promise.resolve(transfer(3 * SOL)), "ResultWithNegativeLamports");
    assertHasSigned(transfer(1 * SOL), ana.publicKey);
    assert.throws(() => assertSucceeds(transfer(3 * SOL)), { name: "AssertionError", message: /but it failed/ });
  });
});

test("with subtests", async (t) => {
  assertSucceeds(transfer(SOL));
  await t.test("inside of it", () => assert.equal(stage().svm.slot, stage().svm.clock.slot));
});
