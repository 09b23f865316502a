import { PublicKey } from "@solana/web3.js";
import { addressOf, CpiContext, deserializeUnchecked, entrypoint, findProgramAddress, pubkey } from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { readonly, writable } from "../support/metas.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { giveTokens, tokenAddress, tokensOf } from "../support/tokens.js";
import { claim, createMarket, findStake, makeVoid, openStake, placeStake, resolve } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { errors, Market, OPEN, payoutOf, RESOLVED, Stake, sum, VOID } from "./market.js";
import { predictionMarket } from "./program.js";
import { RAIN, type Scene, SUN, scene, staked } from "./scene.js";

const marketOf = ({ stage, market }: Scene) =>
  deserializeUnchecked(Market.codec, stage.dataOf(market.market).subarray(8));
const coinsOf = async ({ stage, market }: Scene, { address }: Scene["ana"]) =>
  tokensOf(stage, await tokenAddress(market.mint, address));

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(8);
});

test("the winners get the pot by their stakes, rounded down; the losers their rent", async () => {
  const it = await staked();
  const { stage, svm, market, ana, ben, cleo, rita } = it;
  expect(marketOf(it)).toMatchObject({ state: OPEN, stakes: [300n, 500n, 0n, 0n] });
  await stage.succeeds("resolve", rita, [resolve(market, rita, RAIN)]);
  expect(marketOf(it)).toMatchObject({ state: RESOLVED, winner: RAIN });
  const before = svm.getBalance(cleo.address);
  for (const owner of [ana, ben, cleo]) await stage.succeeds("claim", owner, [await claim(market, owner)]);
  // 800 * 100 / 300, 800 * 200 / 300
  expect([await coinsOf(it, ana), await coinsOf(it, ben), await coinsOf(it, cleo)]).toEqual([1_166n, 1_333n, 500n]);
  expect(tokensOf(stage, market.pot)).toBe(1n);
  expect(svm.getBalance(cleo.address) > before).toBe(true);
});

test("one may stake on several outcomes, and more than once", async () => {
  const it = await scene(new Stage());
  const { stage, svm, market, ana, rita, closeSlot } = it;
  for (const [outcome, amount] of [
    [RAIN, 10n],
    [SUN, 20n],
    [RAIN, 30n],
  ] as const) {
    await stage.succeeds("stake", ana, [await placeStake(market, ana, outcome, amount)]);
  }
  svm.warpToSlot(closeSlot);
  await stage.succeeds("resolve", rita, [resolve(market, rita, SUN)]);
  await stage.succeeds("claim", ana, [await claim(market, ana)]);
  expect(await coinsOf(it, ana)).toBe(1_000n);
});

test("tokens that somebody sends to the pot are nobody's winnings", async () => {
  const it = await staked();
  const { stage, coins, market, ana, rita } = it;
  await giveTokens(stage, coins, market.market, 10_000n);
  await stage.succeeds("resolve", rita, [resolve(market, rita, RAIN)]);
  await stage.succeeds("claim", ana, [await claim(market, ana)]);
  expect(await coinsOf(it, ana)).toBe(1_166n);
});

describe("everybody gets back what they gave", () => {
  test("if nobody staked on what happened", async () => {
    const it = await staked();
    const { stage, market, ana, ben, cleo, rita } = it;
    await stage.succeeds("snow", rita, [resolve(market, rita, 2)]);
    expect(marketOf(it).state).toBe(VOID);
    for (const owner of [ana, ben, cleo]) {
      await stage.succeeds("claim", owner, [await claim(market, owner)]);
      expect(await coinsOf(it, owner)).toBe(1_000n);
    }
    expect(tokensOf(stage, market.pot)).toBe(0n);
  });

  test("if the authority has not spoken in time", async () => {
    const it = await staked();
    const { stage, svm, market, ana, cleo, rita, voidSlot } = it;
    svm.warpToSlot(voidSlot - 1n);
    await stage.fails("too early", ana, [makeVoid(market)], customError(errors.TooEarly));
    svm.warpToSlot(voidSlot);
    await stage.succeeds("void", ana, [makeVoid(market)]);
    await stage.fails("too late", rita, [resolve(market, rita, RAIN)], customError(errors.NotOpen));
    await stage.succeeds("claim", cleo, [await claim(market, cleo)]);
    expect(await coinsOf(it, cleo)).toBe(1_000n);
  });
});

test("a program can be the authority: it signs for an address of its own when it calls", async () => {
  const seed = new TextEncoder().encode("referee");
  const id = pubkey(addressNamed("referee"));
  const [judge, bump] = findProgramAddress([seed], id);
  const it = await scene(new Stage(), addressOf(judge));
  const { stage, svm, market, ana, rita, closeSlot } = it;
  const referee = (seeds: Uint8Array[][]) =>
    entrypoint((_, [marketInfo, authority, callee]) => {
      const accounts = { market: marketInfo!, authority: authority! };
      predictionMarket.cpi.resolve(CpiContext.newWithSigner(callee!, accounts, seeds), { outcome: RAIN });
    });
  await stage.prepare(ana, [await placeStake(market, ana, RAIN, 100n)]);
  svm.warpToSlot(closeSlot);
  const metas = [writable(market.market), readonly(addressOf(judge)), readonly(market.programAddress)];
  const seeds = [[seed, Uint8Array.of(bump)]];
  const impostor = stage.program("impostor", referee(seeds));
  const forged = { programAddress: impostor, accounts: metas };
  await stage.fails("not for another program", ana, [forged], "PrivilegeEscalation");
  await stage.fails("not Rita", rita, [resolve(market, rita, RAIN)], { Custom: 2001 });
  const programAddress = stage.program("referee", referee(seeds));
  await stage.succeeds("the referee", ana, [{ programAddress, accounts: metas }]);
  expect(marketOf(it)).toMatchObject({ state: RESOLVED, winner: RAIN });
});

test("however stakes lie, the pot is never overdrawn, and less than a coin for each winner is left", () => {
  let seed = 1n;
  const random = (below: bigint) => {
    seed = (seed * 6364136223846793005n + 1442695040888963407n) & (2n ** 64n - 1n);
    return (seed >> 16n) % below;
  };
  for (let i = 0; i < 5_000; i++) {
    const winners = Array.from({ length: 1 + Number(random(9n)) }, () => 1n + random(10n ** (1n + random(12n))));
    const losers = random(10n ** (1n + random(12n)));
    const market = { state: RESOLVED, winner: SUN, stakes: [losers, sum(winners), 0n, 0n] };
    const left = losers + sum(winners) - sum(winners.map((stake) => payoutOf(market, [0n, stake, 0n, 0n])));
    expect(left >= 0n && left < BigInt(winners.length)).toBe(true);
  }
});

test("both clients make the same instructions", async () => {
  const { market, ana, rita } = await scene(new Stage());
  const [program, creator, mint] = [market.programAddress, market.creator, market.mint].map((a) => new PublicKey(a));
  const other = new web3.Market(program!, creator!, market.id, mint!);
  const [key, ritaKey] = [web3Keypair("Ana").publicKey, web3Keypair("Rita").publicKey];
  const terms = { outcomes: 3, closeSlot: 5n, voidSlot: 6n };
  expectSameInstruction(createMarket(market, ana, rita.address, terms), other.create(ritaKey, 3, 5n, 6n));
  expectSameInstruction(await openStake(market, ana), other.openStake(key));
  expectSameInstruction(await placeStake(market, ana, SUN, 9n), other.placeStake(key, SUN, 9n));
  expectSameInstruction(resolve(market, rita, SUN), other.resolve(ritaKey, SUN));
  expectSameInstruction(makeVoid(market), other.makeVoid());
  expectSameInstruction(await claim(market, ana), other.claim(key));
});

test.each(["open", "closed"])(
  "10,000 random inputs to a market that is %s: the pot has what is owed",
  async (state) => {
    const stage = new Stage({ signatureVerification: false });
    const it = state === "open" ? await scene(stage) : await staked(stage);
    const { market, ana, ben, cleo, rita, closeSlot, voidSlot } = it;
    const stakes = await Promise.all([ana, ben, cleo].map(({ address }) => findStake(market, address)));
    const tally = sendRandomInputs({
      stage,
      payer: ben.address,
      programAddress: market.programAddress,
      count: 5_000,
      instructions: [
        await placeStake(market, ana, RAIN, 50n),
        await placeStake(market, ben, SUN, 30n),
        resolve(market, rita, RAIN),
        await claim(market, ana),
        await claim(market, ben),
        await claim(market, cleo),
        makeVoid(market),
        await openStake(market, ben),
        createMarket(market, ana, rita.address, { outcomes: 2, closeSlot, voidSlot }),
      ],
      accounts: [await tokenAddress(market.mint, ana.address), market.programAddress],
      invariant() {
        const value = marketOf(it);
        const open = stakes.filter((each) => stage.svm.getAccount(each) !== null);
        const owed = open.map((each) => {
          const { amounts } = deserializeUnchecked(Stake.codec, stage.dataOf(each).subarray(8));
          return value.state === OPEN ? sum(amounts) : payoutOf(value, amounts);
        });
        if (tokensOf(stage, market.pot) < sum(owed)) throw new Error("more is owed than the pot has");
      },
    });
    expect(tally.get("success")).toBeGreaterThan(100);
    expect(tally.size).toBeGreaterThan(5);
  },
);
