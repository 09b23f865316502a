import { PublicKey } from "@solana/web3.js";
import type { FeaturePresetName } from "callgate";
import { describe, expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { add, DEPTH, match, type Order, type Side } from "./book.js";
import { Market as Web3Market } from "./client-web3.js";
import { demo } from "./demo.js";
import { scene } from "./scene.js";
import { errors } from "./state.js";

/** The documents describe the first network and the second in the same words. */
const PRESETS: readonly FeaturePresetName[] = ["mainnet", "solana-1.10", "nexis"];

const custom = ({ code }: { code: number }) => ({ Custom: code });

const exchange = () => scene(new Stage());

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

describe.each(PRESETS)("under %s", (features) => {
  test("assets change hands between matching bid and ask orders", async () => {
    const set = await scene(new Stage({ features }));
    const { stage, market, ana, ben, place, tokens, idle, book, requireSolvency } = set;
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 20n)]);
    expect(await tokens(ana)).toEqual({ apples: 80n, coins: 1000n });
    await stage.succeeds("bid", ben, [await place(ben, "bid", 10n, 20n, ana)]);
    expect(book()).toEqual({ bids: [], asks: [] });
    expect([await idle(ana), await idle(ben)]).toEqual([
      { base: 0n, quote: 200n },
      { base: 20n, quote: 0n },
    ]);
    requireSolvency();

    for (const who of [ana, ben]) await stage.succeeds("withdraw", who, [await market.withdraw(who)]);
    expect(await tokens(ana)).toEqual({ apples: 80n, coins: 1200n });
    expect(await tokens(ben)).toEqual({ apples: 120n, coins: 800n });
    expect(await idle(ana)).toEqual({ base: 0n, quote: 0n });
    requireSolvency();
  });
});

describe("matching", () => {
  test.each(["bid", "ask"] as const)("an order that meets none waits: %s", async (side) => {
    const { stage, ana, ben, place, tokens, book } = await exchange();
    await stage.succeeds("place", ana, [await place(ana, side, 7n, 3n)]);
    expect(await tokens(ana)).toEqual(side === "bid" ? { apples: 100n, coins: 979n } : { apples: 97n, coins: 1000n });
    const [other, price] = side === "bid" ? (["ask", 8n] as const) : (["bid", 6n] as const);
    await stage.succeeds("place", ben, [await place(ben, other, price, 3n)]);
    expect([book().bids.length, book().asks.length]).toEqual([1, 1]);
  });

  test("a partial fill of the one who waits, and of the one who comes", async () => {
    const { stage, ana, ben, cleo, place, idle, book, requireSolvency } = await exchange();
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 20n)]);
    await stage.succeeds("bid", ben, [await place(ben, "bid", 10n, 5n, ana)]);
    expect(book().asks).toEqual([[0n, 10n, 15n]]);
    await stage.succeeds("bid", cleo, [await place(cleo, "bid", 10n, 40n, ana)]);
    expect(book()).toEqual({ bids: [[2n, 10n, 25n]], asks: [] });
    expect([await idle(ana), await idle(cleo)]).toEqual([
      { base: 0n, quote: 200n },
      { base: 15n, quote: 0n },
    ]);
    requireSolvency();
  });

  test("the better price goes first, then the earlier order, each at its own price", async () => {
    const { stage, ana, ben, cleo, place, idle, book, requireSolvency } = await exchange();
    await stage.succeeds("dear", ana, [await place(ana, "ask", 12n, 10n)]);
    await stage.succeeds("first", cleo, [await place(cleo, "ask", 10n, 10n)]);
    await stage.succeeds("second", ana, [await place(ana, "ask", 10n, 10n)]);
    await stage.succeeds("bid", ben, [await place(ben, "bid", 12n, 15n, ana, cleo)]);
    expect(book().asks).toEqual([
      [2n, 10n, 5n],
      [0n, 12n, 10n],
    ]);
    // Cleo's 10 and 5 of Ana's second order, all for 10; the bid of 12 has 2 each back.
    expect([await idle(cleo), await idle(ana)]).toEqual([
      { base: 0n, quote: 100n },
      { base: 0n, quote: 50n },
    ]);
    expect(await idle(ben)).toEqual({ base: 15n, quote: 30n });
    requireSolvency();
  });

  test("an ask meets the highest bid, and gets its price", async () => {
    const { stage, ana, ben, cleo, place, idle, book, requireSolvency } = await exchange();
    await stage.succeeds("low", ana, [await place(ana, "bid", 8n, 10n)]);
    await stage.succeeds("high", cleo, [await place(cleo, "bid", 11n, 10n)]);
    await stage.succeeds("ask", ben, [await place(ben, "ask", 8n, 12n, ana, cleo)]);
    expect(book()).toEqual({ bids: [[0n, 8n, 8n]], asks: [] });
    expect(await idle(ben)).toEqual({ base: 0n, quote: 126n });
    requireSolvency();
  });

  test("orders that are cancelled give back what is left of them", async () => {
    const { stage, market, ana, ben, place, tokens, book, requireSolvency } = await exchange();
    await stage.succeeds("bid", ana, [await place(ana, "bid", 9n, 10n)]);
    await stage.succeeds("ask", ben, [await place(ben, "ask", 9n, 4n, ana)]);
    await stage.succeeds("ask", ben, [await place(ben, "ask", 20n, 6n)]);
    await stage.succeeds("Ana", ana, [await market.cancel(ana, "bid", 0n), await market.withdraw(ana)]);
    await stage.succeeds("Ben", ben, [await market.cancel(ben, "ask", 2n), await market.withdraw(ben)]);
    expect(book()).toEqual({ bids: [], asks: [] });
    expect(await tokens(ana)).toEqual({ apples: 104n, coins: 964n });
    expect(await tokens(ben)).toEqual({ apples: 96n, coins: 1036n });
    requireSolvency();
  });

  test("where the book is full a better order takes the place of the worst, which is given back", async () => {
    const { stage, ana, ben, place, idle, book, requireSolvency } = await exchange();
    for (let i = 0; i < DEPTH; i++) await stage.succeeds("fill", ana, [await place(ana, "ask", 20n, 2n)]);
    await stage.fails("equal", ben, [await place(ben, "ask", 20n, 1n, ana)], custom(errors.BookFull));
    await stage.fails("without", ben, [await place(ben, "ask", 19n, 1n)], custom(errors.MissingMaker));
    await stage.succeeds("better", ben, [await place(ben, "ask", 19n, 1n, ana)]);
    expect(book().asks).toHaveLength(DEPTH);
    expect(book().asks[0]).toEqual([16n, 19n, 1n]);
    expect(await idle(ana)).toEqual({ base: 2n, quote: 0n });
    // One's own worst order too.
    await stage.succeeds("own", ana, [await place(ana, "ask", 18n, 1n)]);
    expect(await idle(ana)).toEqual({ base: 4n, quote: 0n });
    requireSolvency();
  });

  test("agrees with tokens that are matched one by one", () => {
    let state = 1;
    const below = (limit: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return (state >> 8) % limit;
    };
    const book = { bid: [] as Order[], ask: [] as Order[] };
    for (let id = 0n; id < 2_000n; id++) {
      const side: Side = below(2) === 0 ? "bid" : "ask";
      const other = side === "bid" ? "ask" : "bid";
      const [price, quantity] = [BigInt(95 + below(10)), BigInt(1 + below(20))];
      const order = { id, owner: Uint8Array.of(below(4)), price, quantity };

      const crosses = (maker: Order) => (side === "bid" ? maker.price <= price : maker.price >= price);
      const single = book[other].filter(crosses).flatMap((maker) => Array(Number(maker.quantity)).fill(maker));
      const best = single.sort(
        (a: Order, b: Order) => Number((a.price - b.price) * (side === "bid" ? 1n : -1n)) || Number(a.id - b.id),
      );
      const expected = best.slice(0, Number(quantity)).map((maker: Order) => [maker.owner[0], maker.price]);

      const { fills, makers, taker } = match(order, side, book[other]);
      const one = (fill: (typeof fills)[number]) => Array(Number(fill.quantity)).fill([fill.maker[0], fill.price]);
      expect(fills.flatMap(one)).toEqual(expected);
      book[other] = makers;
      if (taker.quantity > 0n) book[side] = add(taker, side, book[side]).orders;
    }
  });
});

test("both clients make the same instructions", async () => {
  const { program, apples, coins, market, ana, ben, place } = await exchange();
  const [anaKey, benKey] = [web3Keypair("Ana").publicKey, web3Keypair("Ben").publicKey];
  const web3 = new Web3Market(keyOf(program), keyOf(apples.address), keyOf(coins.address));
  expectSameInstruction(market.create(ana), web3.create(anaKey));
  expectSameInstruction(await market.openBalance(ana), web3.openBalance(anaKey));
  expectSameInstruction(await place(ana, "bid", 3n, 4n, ben), web3.place(anaKey, "bid", 3n, 4n, [benKey]));
  expectSameInstruction(await place(ana, "ask", 3n, 4n), web3.place(anaKey, "ask", 3n, 4n));
  expectSameInstruction(await market.cancel(ana, "ask", 7n), web3.cancel(anaKey, "ask", 7n));
  expectSameInstruction(await market.withdraw(ana), web3.withdraw(anaKey));
});

function keyOf(address: string): PublicKey {
  return new PublicKey(address);
}

test("10,000 random inputs leave each token in the vaults somebody's", async () => {
  const set = await scene(new Stage({ signatureVerification: false }));
  const { stage, program, ana, ben, cleo, market, place, requireSolvency } = set;
  await stage.prepare(ana, [await place(ana, "ask", 10n, 5n), await place(ana, "bid", 8n, 5n)]);
  const tally = sendRandomInputs({
    stage,
    payer: cleo.address,
    programAddress: program,
    instructions: [
      ...[await place(ben, "bid", 10n, 3n, ana, cleo), await place(ben, "ask", 8n, 3n, ana, cleo)],
      ...[await place(cleo, "bid", 9n, 9n, ana, ben), await place(cleo, "ask", 9n, 9n, ana, ben)],
      ...[await place(ana, "bid", 12n, 2n, ben, cleo), await market.cancel(ana, "ask", 0n)],
      ...[await market.cancel(ana, "bid", 1n), await market.withdraw(ana), await market.withdraw(ben)],
      ...[market.create(ana), await market.openBalance(ana)],
    ],
    accounts: [],
    invariant: requireSolvency,
  });
  expect(tally.get("success")).toBeGreaterThan(1000);
  expect(tally.size).toBeGreaterThan(10);
});
