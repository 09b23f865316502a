import type { KeyPairSigner } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { entrypoint } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed } from "../support/people.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { giveTokens, type Mint, tokenAddress } from "../support/tokens.js";
import { Market, type NewOrder } from "./client.js";
import { scene } from "./scene.js";
import { errors } from "./state.js";

const custom = ({ code }: { code: number }) => ({ Custom: code });
const HAS_ONE = { Custom: 2001 };
const SEEDS = { Custom: 2006 };
const WRONG_OWNER = { Custom: 3007 };
const WRONG_PROGRAM = { Custom: 3008 };
const NOT_SIGNED = { Custom: 3010 };

const exchange = () => scene(new Stage());

describe("place: each check, and the attack that it stops", () => {
  const cases: [string, Omit<NewOrder, "makers">, { Custom: number }][] = [
    ["a gift", { side: "ask", price: 0n, quantity: 1n }, custom(errors.ZeroAmount)],
    ["nothing", { side: "bid", price: 1n, quantity: 0n }, custom(errors.ZeroAmount)],
    // InsufficientFunds of the Token program
    ["more apples than there are", { side: "ask", price: 1n, quantity: 101n }, { Custom: 1 }],
    ["more coins than there are", { side: "bid", price: 11n, quantity: 100n }, { Custom: 1 }],
  ];
  test.each(cases)("%s", async (_, order, error) => {
    const { stage, market, ana } = await exchange();
    await stage.fails("place", ana, [await market.place(ana, order)], error);
  });

  test("a bid whose price runs over to next to nothing", async () => {
    const { stage, market, ana } = await exchange();
    const order = { side: "bid", price: 2n ** 63n, quantity: 2n } as const;
    await stage.fails("place", ana, [await market.place(ana, order)], "ArithmeticOverflow");
  });

  test("a bid that is paid for in apples", async () => {
    const { stage, ana, apples, coins, market, place } = await exchange();
    const bid = await place(ana, "bid", 10n, 5n);
    const [ownApples, ownCoins] = [
      await tokenAddress(apples.address, ana.address),
      await tokenAddress(coins.address, ana.address),
    ];
    const inApples = withAccount(withAccount(bid, ownCoins, ownApples), market.quoteVault, market.baseVault);
    await stage.fails("wrong vault", ana, [inApples], custom(errors.WrongVault));
    // MintMismatch of the Token program
    await stage.fails("wrong mint", ana, [withAccount(bid, ownCoins, ownApples)], { Custom: 3 });
    // ConstraintDuplicateMutableAccount: the vault cannot pay itself
    await stage.fails("vault", ana, [withAccount(bid, ownCoins, market.quoteVault)], { Custom: 2040 });
  });

  test("with the tokens, or the balance, of somebody else", async () => {
    const { stage, ana, ben, coins, market, place } = await exchange();
    const bid = await place(ana, "bid", 10n, 5n);
    await stage.fails("unsigned", ben, [withoutSignature(bid, ana.address)], NOT_SIGNED);
    const [anas, bens] = [
      await tokenAddress(coins.address, ana.address),
      await tokenAddress(coins.address, ben.address),
    ];
    // OwnerMismatch of the Token program
    await stage.fails("tokens", ana, [withAccount(bid, anas, bens)], { Custom: 4 });
    const [own, other] = [await market.balanceOf(ana.address), await market.balanceOf(ben.address)];
    await stage.fails("balance", ana, [withAccount(bid, own, other)], HAS_ONE);
  });

  test("leaving out, or writing, the balance of the better order", async () => {
    const { stage, svm, ana, ben, cleo, market, place } = await exchange();
    await stage.succeeds("dear", ana, [await place(ana, "ask", 12n, 5n)]);
    await stage.succeeds("cheap", cleo, [await place(cleo, "ask", 10n, 5n)]);
    await stage.fails("friend", ben, [await place(ben, "bid", 12n, 5n, ana)], custom(errors.MissingMaker));

    const bid = await place(ben, "bid", 12n, 5n, cleo);
    const cleos = await market.balanceOf(cleo.address);
    const forged = addressNamed("forged balance");
    svm.setAccount(forged, { ...svm.getAccount(cleos)!, programAddress: addressNamed("forger") });
    await stage.fails("forged", ben, [withAccount(bid, cleos, forged)], WRONG_OWNER);
    // AccountDiscriminatorMismatch
    await stage.fails("a market", ben, [withAccount(bid, cleos, market.address)], { Custom: 3002 });
    await stage.fails("readonly", ben, [withReadonly(bid, cleos)], "ReadonlyDataModified");
  });

  test("a balance of one's own in another market", async () => {
    const { stage, ana, apples, coins, market, place } = await exchange();
    const back = await otherMarket(stage, ana, apples, coins, market);
    const [here, there] = [await market.balanceOf(ana.address), await back.balanceOf(ana.address)];
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 5n)]);
    const others = [await place(ana, "ask", 10n, 5n), await market.cancel(ana, "ask", 0n), await market.withdraw(ana)];
    for (const each of others) await stage.fails("elsewhere", ana, [withAccount(each, here, there)], HAS_ONE);
  });

  test("a maker's balance in another market, and the same one twice", async () => {
    const { stage, ana, ben, cleo, apples, coins, market, place, idle } = await exchange();
    const back = await otherMarket(stage, ana, apples, coins, market);
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 5n)]);
    const [here, there] = [await market.balanceOf(ana.address), await back.balanceOf(ana.address)];
    const bid = await place(ben, "bid", 10n, 5n, ana, ana, cleo);
    await stage.fails("elsewhere", ben, [withAccount(bid, here, there)], custom(errors.MissingMaker));
    await stage.succeeds("twice", ben, [bid]);
    expect(await idle(ana)).toEqual({ base: 0n, quote: 50n });
  });

  test("a trade with oneself, which makes a price out of nothing", async () => {
    const { stage, ana, place } = await exchange();
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 5n)]);
    await stage.fails("bid", ana, [await place(ana, "bid", 10n, 5n, ana)], custom(errors.SelfTrade));
  });

  test("another program in the place of the Token program", async () => {
    const { stage, ana, place } = await exchange();
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    const lie = withAccount(await place(ana, "ask", 10n, 5n), TOKEN_PROGRAM_ADDRESS, impostor);
    await stage.fails("lie", ana, [lie], WRONG_PROGRAM);
  });
});

/** The market of the same tokens in which apples pay for coins, with a balance of Ana's. */
async function otherMarket(stage: Stage, ana: KeyPairSigner, apples: Mint, coins: Mint, market: Market) {
  const back = await Market.find(market.programAddress, coins.address, apples.address);
  for (const mint of [apples, coins]) await giveTokens(stage, mint, back.address);
  await stage.prepare(ana, [back.create(ana), await back.openBalance(ana)]);
  return back;
}

describe("cancel and withdraw: each check, and the attack that it stops", () => {
  test("the order of somebody else, of the other side, or one that is gone", async () => {
    const { stage, ana, ben, market, place } = await exchange();
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 5n)]);
    await stage.fails("steal", ben, [await market.cancel(ben, "ask", 0n)], custom(errors.NoSuchOrder));
    await stage.fails("as a bid", ana, [await market.cancel(ana, "bid", 0n)], custom(errors.NoSuchOrder));
    const cancel = await market.cancel(ana, "ask", 0n);
    await stage.fails("unsigned", ben, [withoutSignature(cancel, ana.address)], NOT_SIGNED);
    await stage.fails("twice", ana, [cancel, cancel], custom(errors.NoSuchOrder));
    await stage.succeeds("once", ana, [cancel]);
    await stage.fails("again", ana, [cancel], custom(errors.NoSuchOrder));
  });

  test("the balance of somebody else", async () => {
    const { stage, ana, ben, market } = await exchange();
    const withdraw = await market.withdraw(ana);
    await stage.fails("unsigned", ben, [withoutSignature(withdraw, ana.address)], NOT_SIGNED);
    const [anas, bens] = [await market.balanceOf(ana.address), await market.balanceOf(ben.address)];
    await stage.fails("steal", ben, [withAccount(await market.withdraw(ben), bens, anas)], HAS_ONE);
  });

  test("twice", async () => {
    const { stage, ana, ben, market, place, tokens } = await exchange();
    await stage.succeeds("ask", ana, [await place(ana, "ask", 10n, 5n)]);
    await stage.succeeds("bid", ben, [await place(ben, "bid", 10n, 5n, ana)]);
    const withdraw = await market.withdraw(ana);
    await stage.succeeds("twice", ana, [withdraw, withdraw]);
    expect(await tokens(ana)).toEqual({ apples: 95n, coins: 1050n });
  });

  test("other vaults, or the vault as the owner's account", async () => {
    const { stage, ana, apples, coins, market } = await exchange();
    const withdraw = await market.withdraw(ana);
    for (const [mint, vault] of [
      [apples, market.baseVault],
      [coins, market.quoteVault],
    ] as const) {
      const other = await giveTokens(stage, mint, addressNamed("somebody"), 1n);
      await stage.fails("vault", ana, [withAccount(withdraw, vault, other)], HAS_ONE);
    }
    const ownApples = await tokenAddress(apples.address, ana.address);
    const duplicate = { Custom: 2040 };
    await stage.fails("itself", ana, [withAccount(withdraw, ownApples, market.baseVault)], duplicate);
  });
});

describe("createMarket and openBalance: each check, and the attack that it stops", () => {
  test("a market of one mint", async () => {
    const { stage, ana, apples, market } = await exchange();
    const one = await Market.find(market.programAddress, apples.address, apples.address);
    await giveTokens(stage, apples, one.address);
    await stage.fails("create", ana, [one.create(ana)], custom(errors.SameMint));
  });

  test("a vault that somebody else owns", async () => {
    const { stage, ana, apples, coins, market } = await exchange();
    const back = await Market.find(market.programAddress, coins.address, apples.address);
    for (const [mint, vault] of [
      [coins, back.baseVault],
      [apples, back.quoteVault],
    ] as const) {
      for (const each of [apples, coins]) await giveTokens(stage, each, back.address);
      const own = await tokenAddress(mint.address, ana.address);
      // ConstraintTokenOwner
      await stage.fails("create", ana, [withAccount(back.create(ana), vault, own)], { Custom: 2015 });
    }
  });

  test("another program in the place of the System program", async () => {
    const { stage, ana, market } = await exchange();
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    for (const each of [market.create(ana), await market.openBalance(ana)]) {
      await stage.fails("lie", ana, [withAccount(each, each.accounts!.at(-1)!.address, impostor)], WRONG_PROGRAM);
    }
  });

  test("a second time, which would empty them", async () => {
    const { stage, ana, market } = await exchange();
    await stage.fails("market", ana, [market.create(ana)], { Custom: 0 });
    await stage.fails("balance", ana, [await market.openBalance(ana)], { Custom: 0 });
  });

  test("with the lamports of somebody else", async () => {
    const { stage, ana, ben, apples, coins, market } = await exchange();
    const other = await Market.find(market.programAddress, coins.address, apples.address);
    for (const mint of [apples, coins]) await giveTokens(stage, mint, other.address);
    await stage.fails("market", ben, [withoutSignature(other.create(ana), ana.address)], NOT_SIGNED);
    await stage.fails("balance", ben, [withoutSignature(await market.openBalance(ana), ana.address)], NOT_SIGNED);
  });

  test("a balance at an address of somebody else", async () => {
    const { stage, ana, ben, market } = await exchange();
    const [anas, bens] = [await market.balanceOf(ana.address), await market.balanceOf(ben.address)];
    await stage.fails("open", ana, [withAccount(await market.openBalance(ana), anas, bens)], SEEDS);
  });
});
