import type { Address } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { deserializeUnchecked, type Mock, type MockResult, mock } from "callgate/program";
import { Stage } from "../support/stage.js";
import { giveTokens, makeMint } from "../support/tokens.js";
import {
  borrow,
  createFeed,
  createMarket,
  deposit,
  findFeed,
  findLoan,
  findMarket,
  type MarketAddresses,
  openLoan,
  publish,
} from "./client.js";
import { Market } from "./client-web3.js";
import { Loan } from "./market.js";
import { oracle, Price } from "./oracle.js";
import { lending } from "./program.js";

/** A price of 2 dollars for a unit of gold, give or take one cent; all in millionths. */
export const TWO_DOLLARS = { price: 2_000_000n, confidence: 10_000n };

/** Gold is lent on, dollars are lent: a million from Lena. Ana has 10,000 gold, Ben 10,000 dollars. */
export async function scene(stage: Stage, feedOf?: (feed: Address) => Address) {
  const [ana, ben, lena, olga, mint] = [
    await stage.person("Ana"),
    await stage.person("Ben"),
    await stage.person("Lena"),
    await stage.person("Olga"),
    await stage.person("Mint"),
  ];
  const gold = await makeMint(stage, "gold", mint);
  const dollars = await makeMint(stage, "dollars", mint);
  const oracleProgram = stage.program("oracle", oracle);
  const ownFeed = await findFeed(oracleProgram, olga.address);
  const feed = feedOf?.(ownFeed) ?? ownFeed;
  stage.name(ownFeed, "feed of Olga");
  const market = await findMarket({
    programAddress: stage.program("lending", lending),
    lender: lena.address,
    collateralMint: gold.address,
    loanMint: dollars.address,
    oracleProgram,
    feed,
  });
  stage.name(market.market, "market");
  const [anaLoan, benLoan] = await Promise.all([ana, ben].map(({ address }) => findLoan(market, address)));
  stage.name(anaLoan!, "loan of Ana");
  stage.name(benLoan!, "loan of Ben");

  await giveTokens(stage, gold, market.market);
  await giveTokens(stage, dollars, market.market, 1_000_000n);
  const accounts = {
    anaGold: await giveTokens(stage, gold, ana.address, 10_000n),
    anaDollars: await giveTokens(stage, dollars, ana.address),
    benGold: await giveTokens(stage, gold, ben.address),
    benDollars: await giveTokens(stage, dollars, ben.address, 10_000n),
    lenaDollars: await giveTokens(stage, dollars, lena.address),
    anaLoan: anaLoan!,
    benLoan: benLoan!,
  };
  await stage.prepare(olga, [await createFeed(oracleProgram, olga), await publish(oracleProgram, olga, TWO_DOLLARS)]);
  await stage.prepare(lena, [createMarket(market, lena)]);
  for (const owner of [ana, ben]) await stage.prepare(owner, [await openLoan(market, owner)]);
  return { stage, svm: stage.svm, ana, ben, lena, olga, gold, dollars, market, accounts };
}

/** What somebody owes, and what for. */
export function loanOf(stage: Stage, loan: Address): { collateral: bigint; debt: bigint } {
  const { collateral, debt } = deserializeUnchecked(Loan.codec, stage.dataOf(loan).subarray(8));
  return { collateral, debt };
}

/** The market as web3.js v1 knows it. */
export function web3Market(of: MarketAddresses): Market {
  const key = (address: Address) => new PublicKey(address);
  return new Market({
    programId: key(of.programAddress),
    lender: key(of.lender),
    collateralMint: key(of.collateralMint),
    loanMint: key(of.loanMint),
    oracleProgram: key(of.oracleProgram),
    feed: key(of.feed),
  });
}

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Ana has given 1,000 gold and owes 1,000 dollars. */
export async function lent(stage = new Stage()): Promise<Scene> {
  const it = await scene(stage);
  await stage.prepare(it.ana, [await deposit(it.market, it.ana, 1_000n), await borrow(it.market, it.ana, 1_000n)]);
  return it;
}

/** The oracle's place is taken by one that does as the test says. */
export function mocked({ svm, market }: Scene, results: MockResult): Mock {
  const oracle = mock(results);
  svm.addProgram(market.oracleProgram, oracle);
  return oracle;
}

export const returning = (price: Price): MockResult => ({ returnData: Price.encode(price) });
