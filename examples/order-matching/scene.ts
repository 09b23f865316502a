import type { Address, KeyPairSigner } from "@solana/kit";
import { deserializeUnchecked } from "callgate/program";
import type { Stage } from "../support/stage.js";
import { giveTokens, type Mint, makeMint, tokenAddress, tokensOf } from "../support/tokens.js";
import type { Order, Side } from "./book.js";
import { Market } from "./client.js";
import { exchange } from "./program.js";
import * as state from "./state.js";

/** A market of apples for coins; Ana, Ben and Cleo with 100 apples and 1,000 coins each. */
export async function scene(stage: Stage) {
  const program = stage.program("exchange", exchange);
  const people = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Cleo")]);
  const [ana, ben, cleo] = people;
  const apples = await makeMint(stage, "apples", cleo);
  const coins = await makeMint(stage, "coins", cleo);
  const market = await Market.find(program, apples.address, coins.address);
  stage.name(market.address, "market");
  for (const mint of [apples, coins]) await giveTokens(stage, mint, market.address);
  await stage.prepare(cleo, [market.create(cleo)]);
  for (const person of people) await equip(stage, market, person, apples, coins);
  const balances = await Promise.all(people.map(({ address }) => market.balanceOf(address)));
  return {
    ...{ stage, svm: stage.svm, program, ana, ben, cleo, apples, coins, market },
    place: (who: KeyPairSigner, side: Side, price: bigint, quantity: bigint, ...makers: KeyPairSigner[]) =>
      market.place(who, { side, price, quantity, makers: makers.map(({ address }) => address) }),
    /** What somebody has in their own accounts. */
    tokens: async ({ address }: KeyPairSigner) => ({
      apples: tokensOf(stage, await tokenAddress(apples.address, address)),
      coins: tokensOf(stage, await tokenAddress(coins.address, address)),
    }),
    /** What somebody has in the market beside their orders. */
    idle: async ({ address }: KeyPairSigner) => balanceOf(stage, await market.balanceOf(address)),
    /** The orders that wait, best first, each as id, price and quantity. */
    book: () => {
      const { bids, asks } = bookOf(stage, market);
      return { bids: bids.map(brief), asks: asks.map(brief) };
    },
    requireSolvency: () => requireSolvent(stage, market, balances),
  };
}

async function equip(stage: Stage, market: Market, person: KeyPairSigner, apples: Mint, coins: Mint): Promise<void> {
  stage.name(await market.balanceOf(person.address), `balance of ${stage.nameOf(person.address)}`);
  await giveTokens(stage, apples, person.address, 100n);
  await giveTokens(stage, coins, person.address, 1_000n);
  await stage.prepare(person, [await market.openBalance(person)]);
}

function brief({ id, price, quantity }: Order): [id: bigint, price: bigint, quantity: bigint] {
  return [id, price, quantity];
}

function bookOf(stage: Stage, market: Market) {
  return deserializeUnchecked(state.Market.codec, stage.dataOf(market.address).subarray(8));
}

function balanceOf(stage: Stage, address: Address): { base: bigint; quote: bigint } {
  const { base, quote } = deserializeUnchecked(state.Balance.codec, stage.dataOf(address).subarray(8));
  return { base, quote };
}

/** Throws unless each token in the vaults is in one of these balances, or in an order. */
function requireSolvent(stage: Stage, market: Market, balances: readonly Address[]): void {
  const { bids, asks } = bookOf(stage, market);
  const owed = { base: 0n, quote: 0n };
  for (const { quantity } of asks) owed.base += quantity;
  for (const { price, quantity } of bids) owed.quote += price * quantity;
  for (const address of balances) {
    if (stage.svm.getAccount(address) === null) continue;
    const { base, quote } = balanceOf(stage, address);
    owed.base += base;
    owed.quote += quote;
  }
  const there = { base: tokensOf(stage, market.baseVault), quote: tokensOf(stage, market.quoteVault) };
  if (owed.base === there.base && owed.quote === there.quote) return;
  throw new Error(`${owed.base} and ${owed.quote} are owed, ${there.base} and ${there.quote} are there`);
}
