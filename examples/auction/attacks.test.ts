import { lamports } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { AuthorityType, getSetAuthorityInstruction, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { entrypoint } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, kitSigner } from "../support/people.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { giveTokens, tokensOf } from "../support/tokens.js";
import { Auction, type Terms } from "./client.js";
import { errors, LONGEST_AUCTION } from "./program.js";
import { opened, SOL, scene } from "./scene.js";

const custom = ({ code }: { code: number }) => ({ Custom: code });
const HAS_ONE = { Custom: 2001 };
const SEEDS = { Custom: 2006 };
const WRONG_OWNER = { Custom: 3007 };
const WRONG_PROGRAM = { Custom: 3008 };
const NOT_SIGNED = { Custom: 3010 };
const NO_MORE = { Custom: 3012 };

describe("open: each check, and the attack that it stops", () => {
  const cases: [string, Partial<Terms>, { Custom: number }][] = [
    ["nothing", { amount: 0n }, custom(errors.NothingForSale)],
    // InsufficientFunds of the Token program
    ["more than there is", { amount: 2n }, { Custom: 1 }],
    ["a reserve that the vault cannot hold", { reserve: 1000n }, custom(errors.ReserveTooSmall)],
    ["bids that take turns without end", { increment: 0n }, custom(errors.NoIncrement)],
    ["an end that is past", { end: 0n }, custom(errors.BadEnd)],
    ["bids locked for years", { end: LONGEST_AUCTION + 1n }, custom(errors.BadEnd)],
  ];
  test.each(cases)("%s", async (_, changes, error) => {
    const { stage, sara, auction, terms } = await scene(new Stage());
    await stage.fails("open", sara, [await auction.open(sara, { ...terms, ...changes })], error);
  });

  test("an item that the seller can freeze after the last bid", async () => {
    const { stage, sara, auction, terms, mint } = await scene(new Stage());
    const account = stage.svm.getAccount(mint.address)!;
    // freeze_authority: COption::Some
    const data = account.data.slice();
    data[46] = 1;
    stage.svm.setAccount(mint.address, { ...account, data });
    await stage.fails("open", sara, [await auction.open(sara, terms)], custom(errors.FreezableItem));
  });

  test("the item of somebody else", async () => {
    const { stage, sara, saras, ana, anas, mint, auction, terms } = await scene(new Stage());
    const open = await auction.open(sara, terms);
    await stage.fails("unsigned", ana, [withoutSignature(open, sara.address)], NOT_SIGNED);
    const hers = await Auction.find(auction.programAddress, ana.address, mint.address);
    await giveTokens(stage, mint, hers.address);
    const steal = withAccount(await hers.open(ana, terms), anas, saras);
    // OwnerMismatch of the Token program
    await stage.fails("steal", ana, [steal], { Custom: 4 });
  });

  test("another vault than the program's", async () => {
    const { stage, sara, saras, anas, auction, terms } = await scene(new Stage());
    const open = await auction.open(sara, terms);
    // ConstraintTokenOwner
    await stage.fails("open", sara, [withAccount(open, auction.itemVault, anas)], { Custom: 2015 });
    // ConstraintDuplicateMutableAccount
    await stage.fails("open", sara, [withAccount(open, auction.itemVault, saras)], { Custom: 2040 });
  });

  test("twice", async () => {
    const { stage, sara, auction, terms } = await opened(new Stage());
    await stage.fails("open", sara, [await auction.open(sara, { ...terms, end: 2n })], { Custom: 0 });
  });
});

describe("bid: each check, and the attack that it stops", () => {
  test("less than the reserve, or than the highest bid and the increment", async () => {
    const { stage, ana, ben, anaBids, benBids } = await opened(new Stage());
    await stage.fails("low", ana, [anaBids(SOL - 1n)], custom(errors.BidTooLow));
    await stage.succeeds("first", ana, [anaBids(SOL)]);
    await stage.fails("low", ben, [benBids(SOL + SOL / 10n - 1n)], custom(errors.BidTooLow));
    await stage.succeeds("second", ben, [benBids(SOL + SOL / 10n)]);
  });

  test("more than the bidder has", async () => {
    const { stage, ana, anaBids } = await opened(new Stage());
    // ResultWithNegativeLamports of the System program
    await stage.fails("bluff", ana, [anaBids(11n * SOL)], { Custom: 1 });
  });

  test("with the money of somebody else", async () => {
    const { stage, ana, ben, anaBids } = await opened(new Stage());
    await stage.fails("unsigned", ben, [withoutSignature(anaBids(SOL), ana.address)], NOT_SIGNED);
  });

  test("the refund of somebody else", async () => {
    const { stage, ana, ben, anaBids, benBids } = await opened(new Stage());
    await stage.succeeds("Ana", ana, [anaBids(SOL)]);
    await stage.fails("to himself", ben, [benBids(2n * SOL, ben)], HAS_ONE);
  });

  test("another vault", async () => {
    const { stage, ana, auction, anaBids } = await opened(new Stage());
    const own = addressNamed("vault of Ana");
    await stage.fails("own vault", ana, [withAccount(anaBids(SOL), auction.bids, own)], SEEDS);
  });

  test("when it is over", async () => {
    const { stage, svm, ana, terms, anaBids, end } = await opened(new Stage());
    svm.setClock({ unixTimestamp: terms.end - 1n });
    const inTime = svm.snapshot();
    await stage.succeeds("just in time", ana, [anaBids(SOL)]);
    svm.revert(inTime);
    end();
    await stage.fails("late", ana, [anaBids(SOL)], custom(errors.Over));
  });

  test("in another auction than the bidder saw", async () => {
    const { stage, sara, ana, auction, terms, anaBids, end, mint } = await opened(new Stage());
    end();
    await stage.prepare(sara, [await auction.settle(sara.address)]);
    await giveTokens(stage, mint, auction.address);
    await stage.prepare(sara, [await auction.open(sara, { ...terms, end: 2n * terms.end })]);
    await stage.fails("old bid", ana, [anaBids(SOL)], custom(errors.AnotherAuction));
  });
});

describe("settle: each check, and the attack that it stops", () => {
  async function over() {
    const set = await opened(new Stage());
    await set.stage.prepare(set.ana, [set.anaBids(SOL)]);
    await set.stage.prepare(set.ben, [set.benBids(2n * SOL)]);
    set.end();
    return { ...set, settle: await set.auction.settle(set.ben.address) };
  }

  test("before the end", async () => {
    const { stage, svm, sara, ben, auction, terms } = await over();
    svm.setClock({ unixTimestamp: terms.end - 1n });
    await stage.fails("early", sara, [await auction.settle(ben.address)], custom(errors.NotOver));
  });

  test("the item or the money for somebody else", async () => {
    const { stage, ana, anas, bens, sara, ben, auction, settle } = await over();
    await stage.fails("item", ana, [withAccount(settle, bens, anas)], custom(errors.NotTheWinners));
    await stage.fails("winner", ana, [await auction.settle(ana.address)], HAS_ONE);
    await stage.fails("money", ben, [withAccount(settle, sara.address, ben.address)], SEEDS);
  });

  test("the winner gives their associated account away: any other of theirs will do", async () => {
    const { stage, svm, sara, ben, bens, settle } = await over();
    const newAuthority = addressNamed("friend of Ben");
    const authorityType = AuthorityType.AccountOwner;
    const give = getSetAuthorityInstruction({ owned: bens, owner: ben, authorityType, newAuthority });
    const account = svm.getAccount(bens)!;
    await stage.succeeds("give away", ben, [give]);
    await stage.fails("blocked", sara, [settle], custom(errors.NotTheWinners));
    // As the seller would make one: a token account of Ben's at an address of its own.
    const another = await kitSigner("another account of Ben");
    svm.setAccount(another.address, account);
    await stage.succeeds("settle", sara, [withAccount(settle, bens, another.address)]);
    expect(tokensOf(stage, another.address)).toBe(1n);
  });

  test("twice: in two transactions, in one, and after somebody has paid for the account", async () => {
    const { stage, svm, sara, auction, settle } = await over();
    const start = svm.snapshot();
    await stage.succeeds("once", sara, [settle]);
    await stage.fails("twice", sara, [settle], NO_MORE);
    svm.revert(start);
    await stage.fails("in one", sara, [settle, settle], NO_MORE);
    const amount = lamports(SOL);
    const revive = getTransferSolInstruction({ source: sara, destination: auction.address, amount });
    await stage.fails("revived", sara, [settle, revive, settle], WRONG_OWNER);
    expect(svm.getBalance(auction.bids)).toBe(2n * SOL);
  });

  test("an auction that the thief has written", async () => {
    const { stage, svm, ana, auction, settle } = await over();
    const forged = addressNamed("forged auction");
    svm.setAccount(forged, { ...svm.getAccount(auction.address)!, programAddress: addressNamed("forger") });
    await stage.fails("forge", ana, [withAccount(settle, auction.address, forged)], WRONG_OWNER);
  });

  test("another vault", async () => {
    const { stage, ana, anas, auction, settle } = await over();
    // ConstraintTokenOwner
    await stage.fails("item", ana, [withAccount(settle, auction.itemVault, anas)], { Custom: 2015 });
    await stage.fails("bids", ana, [withAccount(settle, auction.bids, ana.address)], SEEDS);
  });

  test("other programs in the places of Token and System", async () => {
    const { stage, sara, settle } = await over();
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    for (const address of [TOKEN_PROGRAM_ADDRESS, settle.accounts!.at(-1)!.address]) {
      await stage.fails("lie", sara, [withAccount(settle, address, impostor)], WRONG_PROGRAM);
    }
  });

  test("accounts that may not be written", async () => {
    const { stage, sara, ben, bens, auction, settle } = await over();
    for (const address of [auction.address, auction.bids, auction.itemVault, bens]) {
      // ConstraintMut
      await stage.fails("readonly", ben, [withReadonly(settle, address)], { Custom: 2000 });
    }
    await stage.fails("readonly", ben, [withReadonly(settle, sara.address)], { Custom: 2000 });
  });
});
