import type { Instruction } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { addressOf, CpiContext, deserializeUnchecked, entrypoint, findProgramAddress, pubkey } from "callgate/program";
import { describe, expect, test } from "vitest";
import { readonly, writable } from "../support/metas.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { giveTokens, makeMint, tokenAddress, tokensOf } from "../support/tokens.js";
import { claim, createMarket, findMarket, findStake, makeVoid, openStake, placeStake, resolve } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { errors, Market, OPEN, payoutOf, RESOLVED, Stake, sum, VOID } from "./market.js";
import { predictionMarket } from "./program.js";
import { RAIN, SUN, scene } from "./scene.js";

type Scene = Awaited<ReturnType<typeof scene>>;
const custom = ({ code }: { code: number }) => ({ Custom: code });
const marketOf = ({ stage, market }: Scene) =>
  deserializeUnchecked(Market.codec, stage.dataOf(market.market).subarray(8));
const coinsOf = async ({ stage, market }: Scene, { address }: Scene["ana"]) =>
  tokensOf(stage, await tokenAddress(market.mint, address));

/** Ana has 100 on rain, Ben 200, Cleo 500 on sun; the market is closed. */
async function staked(stage = new Stage()): Promise<Scene> {
  const it = await scene(stage);
  const { svm, market, ana, ben, cleo, closeSlot } = it;
  await stage.prepare(ana, [await placeStake(market, ana, RAIN, 100n)]);
  await stage.prepare(ben, [await placeStake(market, ben, RAIN, 200n)]);
  await stage.prepare(cleo, [await placeStake(market, cleo, SUN, 500n)]);
  svm.warpToSlot(closeSlot);
  return it;
}

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
    await stage.fails("too early", ana, [makeVoid(market)], custom(errors.TooEarly));
    svm.warpToSlot(voidSlot);
    await stage.succeeds("void", ana, [makeVoid(market)]);
    await stage.fails("too late", rita, [resolve(market, rita, RAIN)], custom(errors.NotOpen));
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

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;

  describe("while stakes are taken", () => {
    test.each<[string, Attack, ExpectedError]>([
      ["nothing", ({ market, ana }) => placeStake(market, ana, RAIN, 0n), custom(errors.ZeroAmount)],
      ["an outcome beyond", ({ market, ana }) => placeStake(market, ana, 3, 1n), custom(errors.NoSuchOutcome)],
      ["an outcome far beyond", ({ market, ana }) => placeStake(market, ana, 255, 1n), custom(errors.NoSuchOutcome)],
      ["more than Ana has", ({ market, ana }) => placeStake(market, ana, RAIN, 1_001n), { Custom: 1 }],
      [
        "a pot of one's own",
        async ({ market, ana, ben }) => {
          const mine = await tokenAddress(market.mint, ben.address);
          return withAccount(await placeStake(market, ana, RAIN, 1n), market.pot, mine);
        },
        { Custom: 2001 },
      ],
      [
        "the pot as one's own tokens",
        async ({ market, ana }) => {
          const mine = await tokenAddress(market.mint, ana.address);
          return withAccount(await placeStake(market, ana, RAIN, 1n), mine, market.pot);
        },
        { Custom: 2040 },
      ],
      [
        "Ben's coins",
        async ({ market, ana, ben }) => {
          const [mine, his] = await Promise.all([ana, ben].map(({ address }) => tokenAddress(market.mint, address)));
          return withAccount(await placeStake(market, ana, RAIN, 1n), mine!, his!);
        },
        { Custom: 4 },
      ],
      [
        "another program in the place of the Token program",
        async ({ market, ana }) =>
          withAccount(await placeStake(market, ana, RAIN, 1n), TOKEN_PROGRAM_ADDRESS, addressNamed("impostor")),
        { Custom: 3008 },
      ],
      ["winnings", ({ market, ana }) => claim(market, ana), custom(errors.NotDecided)],
      ["making it void", ({ market }) => makeVoid(market), custom(errors.TooEarly)],
      ["a stake once more, and empty", ({ market, ana }) => openStake(market, ana), { Custom: 0 }],
      [
        "the market once more",
        ({ market, ana, closeSlot, voidSlot }) =>
          createMarket(market, ana, ana.address, { outcomes: 2, closeSlot, voidSlot }),
        { Custom: 0 },
      ],
    ])("%s", async (_, attack, error) => {
      const it = await scene(new Stage());
      await it.stage.fails("attack", it.ana, [await attack(it)], error);
    });

    test("the authority decides before the end", async () => {
      const { stage, market, rita } = await scene(new Stage());
      await stage.fails("decide", rita, [resolve(market, rita, RAIN)], custom(errors.NotClosed));
    });

    test("stakes of more than a u64 can count", async () => {
      const { stage, coins, market, ana, ben } = await scene(new Stage());
      await giveTokens(stage, coins, ana.address, 2n ** 64n - 10_000n);
      await stage.prepare(ana, [await placeStake(market, ana, RAIN, 2n ** 64n - 10_000n)]);
      // What no Token program does: more coins than there can be.
      const hers = await tokenAddress(coins.address, ben.address);
      const account = stage.svm.getAccount(hers)!;
      const data = account.data.map((byte, i) => (i >= 64 && i < 72 ? 255 : byte));
      stage.svm.setAccount(hers, { ...account, data });
      const more = await placeStake(market, ben, SUN, 10_000n);
      await stage.fails("more", ben, [more], "ArithmeticOverflow");
    });
  });

  describe("after the end", () => {
    test.each<[string, Attack, ExpectedError]>([
      ["a stake, now that it is known", ({ market, ana }) => placeStake(market, ana, RAIN, 1n), custom(errors.Closed)],
      ["a decision of one's own", ({ market, ana }) => resolve(market, ana, RAIN), { Custom: 2001 }],
      [
        "a decision without Rita's signature",
        ({ market, rita }) => withoutSignature(resolve(market, rita, RAIN), rita.address),
        { Custom: 3010 },
      ],
    ])("%s", async (_, attack, error) => {
      const it = await staked();
      await it.stage.fails("attack", it.ana, [await attack(it)], error);
    });

    test("no outcome, a second decision", async () => {
      const { stage, market, rita } = await staked();
      await stage.fails("none", rita, [resolve(market, rita, 3)], custom(errors.NoSuchOutcome));
      await stage.succeeds("rain", rita, [resolve(market, rita, RAIN)]);
      await stage.fails("no, sun", rita, [resolve(market, rita, SUN)], custom(errors.NotOpen));
      await stage.fails("void", rita, [makeVoid(market)], custom(errors.NotOpen));
    });

    test("winnings twice, those of others, those of another market", async () => {
      const { stage, coins, market, ana, ben, cleo, rita } = await staked();
      await stage.prepare(rita, [resolve(market, rita, RAIN)]);
      const [anas, bens, cleos] = await Promise.all([ana, ben, cleo].map((each) => findStake(market, each.address)));
      const bensByCleo = withAccount(await claim(market, cleo), cleos!, bens!);
      await stage.fails("Ben's", cleo, [bensByCleo], { Custom: 2001 });
      const unsigned = withoutSignature(await claim(market, ben), ben.address);
      const toCleo = withAccount(
        unsigned,
        await tokenAddress(market.mint, ben.address),
        await tokenAddress(market.mint, cleo.address),
      );
      await stage.fails("Ben's, unsigned", cleo, [toCleo], { Custom: 3010 });

      await stage.succeeds("once", ana, [await claim(market, ana)]);
      await stage.fails("twice", ana, [await claim(market, ana)], { Custom: 3012 });
      await stage.fails("twice in a transaction", ben, [await claim(market, ben), await claim(market, ben)], {
        Custom: 3012,
      });

      const other = await findMarket(market.programAddress, ana.address, 8n, market.mint);
      await giveTokens(stage, coins, other.market);
      const [closeSlot, voidSlot] = [stage.svm.slot + 1n, stage.svm.slot + 2n];
      const terms = { outcomes: 2, closeSlot, voidSlot };
      await stage.prepare(ana, [createMarket(other, ana, ana.address, terms), await openStake(other, ana)]);
      await stage.prepare(ana, [await placeStake(other, ana, RAIN, 900n)]);
      const foreign = withAccount(await claim(market, ana), anas!, await findStake(other, ana.address));
      await stage.fails("of another market", ana, [foreign], { Custom: 2001 });
    });
  });

  test.each<[string, { outcomes: number; close: bigint; void: bigint }]>([
    ["one outcome", { outcomes: 1, close: 1n, void: 2n }],
    ["five outcomes", { outcomes: 5, close: 1n, void: 2n }],
    ["an end that has been", { outcomes: 2, close: 0n, void: 2n }],
    ["no time to decide", { outcomes: 2, close: 1n, void: 1n }],
  ])("a market of %s", async (_, terms) => {
    const { stage, coins, market, ana, rita } = await scene(new Stage());
    const { slot } = stage.svm;
    const other = await findMarket(market.programAddress, ana.address, 8n, market.mint);
    await giveTokens(stage, coins, other.market);
    const given = { outcomes: terms.outcomes, closeSlot: slot + terms.close, voidSlot: slot + terms.void };
    await stage.fails("create", ana, [createMarket(other, ana, rita.address, given)], custom(errors.BadTerms));
  });

  test("a market whose pot is its creator's, or of another mint", async () => {
    const { stage, coins, market, ana, rita, closeSlot, voidSlot } = await scene(new Stage());
    const other = await findMarket(market.programAddress, ana.address, 8n, market.mint);
    await giveTokens(stage, coins, other.market);
    const instruction = createMarket(other, ana, rita.address, { outcomes: 2, closeSlot, voidSlot });
    const own = withAccount(instruction, other.pot, await tokenAddress(market.mint, ana.address));
    await stage.fails("own", ana, [own], { Custom: 2015 });
    const dust = await makeMint(stage, "dust", rita);
    const pot = await giveTokens(stage, dust, other.market);
    await stage.fails("dust", ana, [withAccount(instruction, other.pot, pot)], { Custom: 2009 });
  });
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
