import { AccountRole } from "@solana/kit";
import { entrypoint, invoke, type MockResult, mock } from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { tokensOf } from "../support/tokens.js";
import {
  borrow,
  closeLoan,
  createFeed,
  createMarket,
  deposit,
  findFeed,
  liquidate,
  openLoan,
  publish,
  reclaim,
  repay,
  withdraw,
} from "./client.js";
import { demo } from "./demo.js";
import { errors } from "./market.js";
import { lent, loanOf, mocked, returning, scene, TWO_DOLLARS, web3Market } from "./scene.js";

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

test("collateral in, dollars out, and back", async () => {
  const { stage, market, ana, accounts } = await lent();
  expect(loanOf(stage, accounts.anaLoan)).toEqual({ collateral: 1_000n, debt: 1_000n });
  expect([tokensOf(stage, accounts.anaGold), tokensOf(stage, accounts.anaDollars)]).toEqual([9_000n, 1_000n]);
  await stage.succeeds("repay", ana, [await repay(market, ana, ana.address, 1_000n)]);
  await stage.succeeds("withdraw", ana, [await withdraw(market, ana, 1_000n)]);
  await stage.succeeds("close", ana, [await closeLoan(market, ana)]);
  expect(stage.svm.getAccount(accounts.anaLoan)).toBeNull();
  expect([tokensOf(stage, accounts.anaGold), tokensOf(stage, market.loanVault)]).toEqual([10_000n, 1_000_000n]);
});

test("75 % of what the collateral is worth at the lowest price may be borrowed, and not one more", async () => {
  const { stage, market, ana } = await scene(new Stage());
  await stage.prepare(ana, [await deposit(market, ana, 1_000n)]);
  // 1,000 * 1.99 * 0.75
  await stage.fails("more", ana, [await borrow(market, ana, 1_493n)], customError(errors.NotEnoughCollateral));
  await stage.succeeds("all", ana, [await borrow(market, ana, 1_492n)]);
  await stage.fails("then none", ana, [await withdraw(market, ana, 1n)], customError(errors.NotEnoughCollateral));
});

test("anybody may repay; the lender takes what nobody has borrowed", async () => {
  const { stage, market, ana, ben, lena, accounts } = await lent();
  await stage.succeeds("Ben for Ana", ben, [await repay(market, ben, ana.address, 400n)]);
  expect(loanOf(stage, accounts.anaLoan).debt).toBe(600n);
  await stage.succeeds("Lena", lena, [await reclaim(market, lena, 999_400n)]);
  expect(tokensOf(stage, accounts.lenaDollars)).toBe(999_400n);
  await stage.fails("no more", lena, [await reclaim(market, lena, 1n)], { Custom: 1 });
});

describe("liquidation", () => {
  const ARGS = { amount: 500n, minimumSeized: 0n };

  test("a half of the debt for collateral with a bonus, when the price has fallen", async () => {
    const { stage, market, ana, ben, olga, accounts } = await lent();
    const fall = await publish(market.oracleProgram, olga, { price: 1_200_000n, confidence: 0n });
    await stage.succeeds("fall", olga, [fall]);
    await stage.succeeds("liquidate", ben, [await liquidate(market, ben, ana.address, ARGS)]);
    // 500 * 1.05 / 1.2
    expect(tokensOf(stage, accounts.benGold)).toBe(437n);
    expect(tokensOf(stage, accounts.benDollars)).toBe(9_500n);
    expect(loanOf(stage, accounts.anaLoan)).toEqual({ collateral: 563n, debt: 500n });
  });

  test.each([
    // 1,000 * 1.25 * 0.8 is what is owed.
    [1_250_000n, 0n, false],
    [1_249_999n, 0n, true],
    [1_240_000n, 10_000n, false],
    [1_239_000n, 10_000n, true],
  ])("at a price of %d, give or take %d: %s", async (price, confidence, isPossible) => {
    const it = await lent();
    mocked(it, returning({ price, confidence, slot: it.svm.slot }));
    const instruction = await liquidate(it.market, it.ben, it.ana.address, ARGS);
    if (isPossible) await it.stage.succeeds("liquidate", it.ben, [instruction]);
    else await it.stage.fails("liquidate", it.ben, [instruction], customError(errors.LoanIsHealthy));
  });

  test("never more collateral than there is", async () => {
    const it = await lent();
    const { stage, market, ana, ben, accounts } = it;
    mocked(it, returning({ price: 100_000n, confidence: 0n, slot: it.svm.slot }));
    const careful = await liquidate(market, ben, ana.address, { amount: 500n, minimumSeized: 5_000n });
    await stage.fails("with a limit", ben, [careful], customError(errors.SlippageExceeded));
    await stage.succeeds("without", ben, [await liquidate(market, ben, ana.address, ARGS)]);
    expect(loanOf(stage, accounts.anaLoan)).toEqual({ collateral: 0n, debt: 500n });
    expect(tokensOf(stage, market.collateralVault)).toBe(0n);
  });

  test("not more than a half, not nothing", async () => {
    const it = await lent();
    mocked(it, returning({ price: 1_000_000n, confidence: 0n, slot: it.svm.slot }));
    const args = (amount: bigint) => ({ amount, minimumSeized: 0n });
    const more = await liquidate(it.market, it.ben, it.ana.address, args(501n));
    await it.stage.fails("more", it.ben, [more], customError(errors.TooMuch));
    const nothing = await liquidate(it.market, it.ben, it.ana.address, args(0n));
    await it.stage.fails("nothing", it.ben, [nothing], customError(errors.ZeroAmount));
  });
});

describe("the price", () => {
  test("is asked for with a readonly account and no signature, whatever the transaction has", async () => {
    const it = await lent();
    const { stage, market, ana, svm } = it;
    const oracle = mocked(it, returning({ ...TWO_DOLLARS, slot: svm.slot }));
    const instruction = await borrow(market, ana, 1n);
    const accounts = instruction.accounts!.map((meta) => {
      return meta.address === market.feed ? { ...meta, role: AccountRole.WRITABLE } : meta;
    });
    await stage.succeeds("borrow", ana, [{ ...instruction, accounts }]);
    expect(oracle.calls).toMatchObject([
      { stackHeight: 2, accounts: [{ address: market.feed, isSigner: false, isWritable: false }] },
    ]);
  });

  test.each<[string, (slot: bigint) => MockResult, ExpectedError | "success"]>([
    ["25 slots old", (slot) => returning({ ...TWO_DOLLARS, slot: slot - 25n }), "success"],
    ["26 slots old", (slot) => returning({ ...TWO_DOLLARS, slot: slot - 26n }), customError(errors.StalePrice)],
    ["of the future", (slot) => returning({ ...TWO_DOLLARS, slot: slot + 1n }), customError(errors.StalePrice)],
    ["certain to 2 %", (slot) => returning({ price: 2_000_000n, confidence: 40_000n, slot }), "success"],
    [
      "less certain",
      (slot) => returning({ price: 2_000_000n, confidence: 40_001n, slot }),
      customError(errors.UncertainPrice),
    ],
    ["zero", (slot) => returning({ price: 0n, confidence: 0n, slot }), customError(errors.UncertainPrice)],
    ["not returned", () => ({}), customError(errors.NoPrice)],
    ["of other bytes", () => ({ returnData: new Uint8Array(25) }), "BorshIoError"],
    ["refused by the oracle", () => ({ error: 42 }), { Custom: 42 }],
  ])("%s", async (_, result, ending) => {
    const it = await lent();
    const { stage, svm, market, ana } = it;
    svm.warpToSlot(svm.slot + 100n);
    mocked(it, result(svm.slot));
    const instruction = await borrow(market, ana, 1n);
    if (ending === "success") await stage.succeeds("borrow", ana, [instruction]);
    else await stage.fails("borrow", ana, [instruction], ending);
  });

  test("is not that of the oracle, which lets another program return it", async () => {
    const stage = new Stage();
    const speaker = stage.program("speaker", mock(returning({ ...TWO_DOLLARS, slot: stage.svm.slot })));
    // The one account that the oracle gets is a program, so that it can call it.
    const it = await scene(stage, () => speaker);
    await stage.prepare(it.ana, [await deposit(it.market, it.ana, 1_000n)]);
    const delegates = entrypoint((_, [feed]) => {
      invoke({ programId: feed!.key, accounts: [], data: new Uint8Array() }, []);
    });
    it.svm.addProgram(it.market.oracleProgram, delegates);
    await stage.fails("borrow", it.ana, [await borrow(it.market, it.ana, 1n)], customError(errors.NotFromOracle));
  });

  test("is not needed by those who owe nothing", async () => {
    const it = await scene(new Stage());
    const { stage, market, ana } = it;
    await stage.prepare(ana, [await deposit(market, ana, 1_000n)]);
    const oracle = mocked(it, { error: 42 });
    await stage.succeeds("withdraw", ana, [await withdraw(market, ana, 1_000n)]);
    expect(oracle.calls).toHaveLength(0);
  });

  test("feeds are made once", async () => {
    const { stage, market, olga } = await scene(new Stage());
    await stage.fails("again", olga, [await createFeed(market.oracleProgram, olga)], { Custom: 0 });
  });

  test("of the real oracle is published by its authority alone", async () => {
    const { stage, market, ana, olga } = await scene(new Stage());
    const [feed, instruction] = [
      await findFeed(market.oracleProgram, ana.address),
      await publish(market.oracleProgram, ana, { price: 9n, confidence: 0n }),
    ];
    const forged = withAccount(instruction, feed, market.feed);
    await stage.fails("publish", ana, [forged], { Custom: 2001 });
    const unsigned = withoutSignature(await publish(market.oracleProgram, olga, TWO_DOLLARS), olga.address);
    await stage.fails("publish", ana, [unsigned], { Custom: 3010 });
  });
});

test("both clients make the same instructions", async () => {
  const { market, ana, ben, lena } = await scene(new Stage());
  const other = web3Market(market);
  const [key, benKey] = [web3Keypair("Ana").publicKey, web3Keypair("Ben").publicKey];
  expectSameInstruction(createMarket(market, lena), other.create());
  expectSameInstruction(await openLoan(market, ana), other.openLoan(key));
  expectSameInstruction(await closeLoan(market, ana), other.closeLoan(key));
  expectSameInstruction(await deposit(market, ana, 5n), other.deposit(key, 5n));
  expectSameInstruction(await withdraw(market, ana, 5n), other.withdraw(key, 5n));
  expectSameInstruction(await borrow(market, ana, 5n), other.borrow(key, 5n));
  expectSameInstruction(await repay(market, ben, ana.address, 5n), other.repay(benKey, key, 5n));
  const liquidated = await liquidate(market, ben, ana.address, { amount: 5n, minimumSeized: 6n });
  expectSameInstruction(liquidated, other.liquidate(benKey, key, 5n, 6n));
  expectSameInstruction(await reclaim(market, lena, 5n), other.reclaim(5n));
});

test("10,000 random inputs: the vaults have what the loans say, and no debt is without collateral", async () => {
  const it = await lent(new Stage({ signatureVerification: false }));
  const { stage, market, ana, ben, lena, accounts } = it;
  const tally = sendRandomInputs({
    stage,
    payer: ben.address,
    programAddress: market.programAddress,
    instructions: [
      await deposit(market, ana, 50n),
      await withdraw(market, ana, 20n),
      await borrow(market, ana, 100n),
      await repay(market, ben, ana.address, 30n),
      await liquidate(market, ben, ana.address, { amount: 10n, minimumSeized: 0n }),
      await openLoan(market, ben),
      await closeLoan(market, ben),
      createMarket(market, lena),
    ],
    accounts: [accounts.benLoan, accounts.benGold, market.oracleProgram, market.programAddress],
    invariant() {
      const loans = [accounts.anaLoan, accounts.benLoan].filter((loan) => stage.svm.getAccount(loan) !== null);
      const all = loans.map((loan) => loanOf(stage, loan));
      const collateral = all.reduce((sum, each) => sum + each.collateral, 0n);
      const debt = all.reduce((sum, each) => sum + each.debt, 0n);
      if (tokensOf(stage, market.collateralVault) !== collateral) throw new Error("collateral without gold");
      if (tokensOf(stage, market.loanVault) !== 1_000_000n - debt) throw new Error("dollars without debt");
      // The price is the same all the time.
      for (const each of all) {
        if (each.debt * 100n > each.collateral * 2n * 75n) throw new Error("a loan without enough collateral");
      }
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
