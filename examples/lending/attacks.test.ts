import type { Address, Instruction } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { mock } from "callgate/program";
import { describe, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { giveTokens } from "../support/tokens.js";
import {
  borrow,
  closeLoan,
  createMarket,
  deposit,
  findLoan,
  findMarket,
  liquidate,
  openLoan,
  reclaim,
  repay,
  withdraw,
} from "./client.js";
import { errors } from "./market.js";
import { lent, returning, type Scene, scene } from "./scene.js";

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;
  const dream = (it: Scene): Address =>
    it.stage.program("dream", mock(returning({ price: 10n ** 12n, confidence: 0n, slot: it.svm.slot })));

  test.each<[string, Attack, ExpectedError]>([
    [
      "an oracle of Ana's, to borrow",
      async (it) => withAccount(await borrow(it.market, it.ana, 50_000n), it.market.oracleProgram, dream(it)),
      { Custom: 2001 },
    ],
    [
      "an oracle of Ana's, to withdraw",
      async (it) => withAccount(await withdraw(it.market, it.ana, 1_000n), it.market.oracleProgram, dream(it)),
      { Custom: 2001 },
    ],
    [
      "an oracle of Ana's, to liquidate",
      async (it) => {
        const instruction = await liquidate(it.market, it.ana, it.ana.address, { amount: 1n, minimumSeized: 0n });
        return withAccount(instruction, it.market.oracleProgram, dream(it));
      },
      { Custom: 2001 },
    ],
    [
      "another feed of the oracle",
      async (it) => withAccount(await borrow(it.market, it.ana, 1n), it.market.feed, addressNamed("another feed")),
      { Custom: 2001 },
    ],
    ["nothing to deposit", ({ market, ana }) => deposit(market, ana, 0n), customError(errors.ZeroAmount)],
    ["nothing to borrow", ({ market, ana }) => borrow(market, ana, 0n), customError(errors.ZeroAmount)],
    ["more collateral than there is", ({ market, ana }) => withdraw(market, ana, 1_001n), customError(errors.TooMuch)],
    [
      "more repaid than owed",
      ({ market, ana }) => repay(market, ana, ana.address, 1_001n),
      customError(errors.TooMuch),
    ],
    ["a loan closed with debt", ({ market, ana }) => closeLoan(market, ana), customError(errors.LoanNotEmpty)],
    [
      "Ben's loan",
      async ({ market, ana, accounts }) =>
        withAccount(await withdraw(market, ana, 1n), accounts.anaLoan, accounts.benLoan),
      { Custom: 2001 },
    ],
    [
      "the market as a loan",
      async ({ market, ana, accounts }) =>
        withAccount(await withdraw(market, ana, 1n), accounts.anaLoan, market.market),
      { Custom: 3002 },
    ],
    [
      "a vault of one's own",
      async ({ market, ana, accounts }) =>
        withAccount(await deposit(market, ana, 1n), market.collateralVault, accounts.benGold),
      { Custom: 2001 },
    ],
    [
      "the vault as one's own tokens",
      async ({ market, ana, accounts }) =>
        withAccount(await borrow(market, ana, 1n), accounts.anaDollars, market.loanVault),
      { Custom: 2040 },
    ],
    ["the lender's dollars, without being the lender", ({ market, ana }) => reclaim(market, ana, 1n), { Custom: 2001 }],
    [
      "another program in the place of the Token program",
      async ({ market, ana }) =>
        withAccount(await borrow(market, ana, 1n), TOKEN_PROGRAM_ADDRESS, addressNamed("impostor")),
      { Custom: 3008 },
    ],
    ["a loan once more", ({ market, ana }) => openLoan(market, ana), { Custom: 0 }],
  ])("%s", async (_, attack, error) => {
    const it = await lent();
    await it.stage.fails("attack", it.ana, [await attack(it)], error);
  });

  test("Ben sends Ana's borrowing, to an account of his", async () => {
    const { stage, market, ana, ben, accounts } = await lent();
    const unsigned = withoutSignature(await borrow(market, ana, 1n), ana.address);
    const stolen = withAccount(unsigned, accounts.anaDollars, accounts.benDollars);
    await stage.fails("steal", ben, [stolen], { Custom: 3010 });
  });

  test("vaults and feeds of somebody else, in each instruction", async () => {
    const { stage, market, ana, lena, accounts } = await lent();
    const { benGold, benDollars } = accounts;
    const feed = addressNamed("another feed");
    const liquidation = await liquidate(market, ana, ana.address, { amount: 1n, minimumSeized: 0n });
    for (const attack of [
      withAccount(await withdraw(market, ana, 1n), market.collateralVault, benGold),
      withAccount(await withdraw(market, ana, 1n), market.feed, feed),
      withAccount(await borrow(market, ana, 1n), market.loanVault, benDollars),
      withAccount(await repay(market, ana, ana.address, 1n), market.loanVault, benDollars),
      withAccount(liquidation, market.collateralVault, benGold),
      withAccount(liquidation, market.loanVault, benDollars),
      withAccount(liquidation, market.feed, feed),
    ]) {
      await stage.fails("attack", ana, [attack], { Custom: 2001 });
    }
    const reclaimed = withAccount(await reclaim(market, lena, 1n), market.loanVault, benDollars);
    await stage.fails("reclaim", lena, [reclaimed], { Custom: 2001 });
  });

  test("a loan of another market, whose gold is dust", async () => {
    const { stage, market, ana, gold, dollars, accounts } = await lent();
    const other = await findMarket({ ...market, lender: ana.address });
    for (const mint of [gold, dollars]) await giveTokens(stage, mint, other.market);
    await stage.prepare(ana, [createMarket(other, ana), await openLoan(other, ana), await deposit(other, ana, 9_000n)]);
    const loan = await findLoan(other, ana.address);
    const stolen = withAccount(await borrow(market, ana, 9_000n), accounts.anaLoan, loan);
    await stage.fails("steal", ana, [stolen], { Custom: 2001 });
    const args = { amount: 1n, minimumSeized: 0n };
    for (const instruction of [
      await repay(market, ana, ana.address, 1n),
      await liquidate(market, ana, ana.address, args),
      await withdraw(market, ana, 1n),
    ]) {
      await stage.fails("of another market", ana, [withAccount(instruction, accounts.anaLoan, loan)], { Custom: 2001 });
    }
  });

  test("a market made again, of one mint, or with a vault of its maker's", async () => {
    const { stage, market, ana, lena, gold, dollars, accounts } = await scene(new Stage());
    await stage.fails("again", lena, [createMarket(market, lena)], { Custom: 0 });
    const same = await findMarket({ ...market, lender: ana.address, loanMint: market.collateralMint });
    await giveTokens(stage, gold, same.market);
    await stage.fails("one mint", ana, [createMarket(same, ana)], customError(errors.SameMint));
    const own = await findMarket({ ...market, lender: ana.address });
    for (const mint of [gold, dollars]) await giveTokens(stage, mint, own.market);
    const instruction = withAccount(createMarket(own, ana), own.collateralVault, accounts.anaGold);
    await stage.fails("own vault", ana, [instruction], { Custom: 2015 });
  });
});
