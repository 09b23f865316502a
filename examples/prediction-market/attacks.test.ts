import type { Instruction } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { describe, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { giveTokens, makeMint, tokenAddress } from "../support/tokens.js";
import { claim, createMarket, findMarket, findStake, makeVoid, openStake, placeStake, resolve } from "./client.js";
import { errors } from "./market.js";
import { RAIN, type Scene, SUN, scene, staked } from "./scene.js";

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;

  describe("while stakes are taken", () => {
    test.each<[string, Attack, ExpectedError]>([
      ["nothing", ({ market, ana }) => placeStake(market, ana, RAIN, 0n), customError(errors.ZeroAmount)],
      ["an outcome beyond", ({ market, ana }) => placeStake(market, ana, 3, 1n), customError(errors.NoSuchOutcome)],
      [
        "an outcome far beyond",
        ({ market, ana }) => placeStake(market, ana, 255, 1n),
        customError(errors.NoSuchOutcome),
      ],
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
      ["winnings", ({ market, ana }) => claim(market, ana), customError(errors.NotDecided)],
      ["making it void", ({ market }) => makeVoid(market), customError(errors.TooEarly)],
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

    test("a stake recorded for somebody else, or on another market", async () => {
      const { stage, coins, market, ana, ben, closeSlot, voidSlot } = await scene(new Stage());
      const instruction = await placeStake(market, ana, RAIN, 1n);
      const [anas, bens] = await Promise.all([ana, ben].map(({ address }) => findStake(market, address)));
      await stage.fails("Ben's", ana, [withAccount(instruction, anas!, bens!)], { Custom: 2001 });
      const other = await findMarket(market.programAddress, ana.address, 8n, market.mint);
      await giveTokens(stage, coins, other.market);
      const terms = { outcomes: 2, closeSlot, voidSlot };
      await stage.prepare(ana, [createMarket(other, ana, ana.address, terms), await openStake(other, ana)]);
      const elsewhere = withAccount(instruction, anas!, await findStake(other, ana.address));
      await stage.fails("of another market", ana, [elsewhere], { Custom: 2001 });
    });

    test("the authority decides before the end", async () => {
      const { stage, market, rita } = await scene(new Stage());
      await stage.fails("decide", rita, [resolve(market, rita, RAIN)], customError(errors.NotClosed));
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
      [
        "a stake, now that it is known",
        ({ market, ana }) => placeStake(market, ana, RAIN, 1n),
        customError(errors.Closed),
      ],
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
      await stage.fails("none", rita, [resolve(market, rita, 3)], customError(errors.NoSuchOutcome));
      await stage.succeeds("rain", rita, [resolve(market, rita, RAIN)]);
      await stage.fails("no, sun", rita, [resolve(market, rita, SUN)], customError(errors.NotOpen));
      await stage.fails("void", rita, [makeVoid(market)], customError(errors.NotOpen));
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
      const othersPot = withAccount(await claim(market, cleo), market.pot, other.pot);
      await stage.fails("out of another pot", cleo, [othersPot], { Custom: 2001 });
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
    await stage.fails("create", ana, [createMarket(other, ana, rita.address, given)], customError(errors.BadTerms));
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
