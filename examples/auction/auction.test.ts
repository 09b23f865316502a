import { PublicKey } from "@solana/web3.js";
import { getMintToInstruction } from "@solana-program/token";
import type { FeaturePresetName } from "callgate";
import { describe, expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { giveTokens, makeMint, tokensOf } from "../support/tokens.js";
import { Auction as Web3Auction } from "./client-web3.js";
import { demo } from "./demo.js";
import { opened, SOL, scene } from "./scene.js";

/** The documents describe the first network and the second in the same words. */
const PRESETS: readonly FeaturePresetName[] = ["mainnet", "solana-1.10", "nexis"];

const FEE = 5000n;

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

describe.each(PRESETS)("under %s", (features) => {
  test("the item goes to who bid most, the bid to the seller, and all others have theirs back", async () => {
    const set = await opened(new Stage({ features }));
    const { stage, sara, ana, ben, auction, anaBids, benBids, balanceOf, bens, end } = set;
    const sarasBalance = balanceOf(sara) + balanceOf({ address: auction.address });
    const rentOfVault = balanceOf({ address: auction.itemVault });
    expect(tokensOf(stage, auction.itemVault)).toBe(1n);

    await stage.succeeds("Ana", ana, [anaBids(SOL)]);
    expect([balanceOf(ana), balanceOf({ address: auction.bids })]).toEqual([9n * SOL - FEE, SOL]);
    await stage.succeeds("Ben", ben, [benBids(2n * SOL)]);
    expect([balanceOf(ana), balanceOf({ address: auction.bids })]).toEqual([10n * SOL - FEE, 2n * SOL]);
    await stage.succeeds("Ana", ana, [anaBids(3n * SOL, ben)]);
    await stage.succeeds("Ben", ben, [benBids(4n * SOL)]);

    end();
    await stage.succeeds("settle", ana, [await auction.settle(ben.address)]);
    expect(tokensOf(stage, bens)).toBe(1n);
    expect(balanceOf(sara)).toBe(sarasBalance + rentOfVault + 4n * SOL);
    expect(balanceOf(ana)).toBe(10n * SOL - 3n * FEE);
    expect(balanceOf(ben)).toBe(6n * SOL - 2n * FEE);
    for (const address of [auction.address, auction.bids, auction.itemVault]) expect(balanceOf({ address })).toBe(0n);
  });

  test("what nobody bids for goes back", async () => {
    const { stage, sara, saras, auction, end } = await opened(new Stage({ features }));
    expect(tokensOf(stage, saras)).toBe(0n);
    end();
    await stage.succeeds("settle", sara, [await auction.settle(sara.address)]);
    expect(tokensOf(stage, saras)).toBe(1n);
  });
});

test("a bidder may raise their own bid", async () => {
  const { stage, ana, auction, anaBids, balanceOf } = await opened(new Stage());
  await stage.succeeds("once", ana, [anaBids(SOL)]);
  await stage.succeeds("more", ana, [anaBids(2n * SOL, ana)]);
  expect([balanceOf(ana), balanceOf({ address: auction.bids })]).toEqual([8n * SOL - 2n * FEE, 2n * SOL]);
});

test("what others send to the vaults does not block them, and goes along", async () => {
  const { stage, svm, sara, ana, mint, auction, anaBids, anas, end } = await opened(new Stage());
  svm.airdrop(auction.bids, SOL);
  const token = auction.itemVault;
  await stage.prepare(sara, [getMintToInstruction({ mint: mint.address, token, mintAuthority: sara, amount: 5n })]);
  await stage.succeeds("bid", ana, [anaBids(SOL)]);
  end();
  const before = svm.getBalance(sara.address)!;
  await stage.succeeds("settle", ana, [await auction.settle(ana.address)]);
  expect(tokensOf(stage, anas)).toBe(6n);
  expect(svm.getBalance(sara.address)!).toBeGreaterThan(before + 2n * SOL);
});

test("the same item may be sold again", async () => {
  const { stage, sara, mint, auction, terms, end } = await opened(new Stage());
  end();
  await stage.succeeds("settle", sara, [await auction.settle(sara.address)]);
  await giveTokens(stage, mint, auction.address);
  await stage.succeeds("open", sara, [await auction.open(sara, { ...terms, end: 2n * terms.end })]);
});

test("both clients make the same instructions", async () => {
  const { program, mint, sara, ana, auction, terms } = await scene(new Stage());
  const [saraKey, anaKey] = [web3Keypair("Sara").publicKey, web3Keypair("Ana").publicKey];
  const web3 = new Web3Auction(new PublicKey(program), saraKey, new PublicKey(mint.address));
  expectSameInstruction(await auction.open(sara, terms), web3.open(terms));
  expectSameInstruction(auction.bid(ana, sara.address, SOL, terms.end), web3.bid(anaKey, saraKey, SOL, terms.end));
  expectSameInstruction(await auction.settle(ana.address), web3.settle(anaKey));
});

test.each(["before", "after"])("10,000 random inputs %s the end leave the highest bid and the item", async (when) => {
  const set = await opened(new Stage({ signatureVerification: false }));
  const { stage, svm, program, sara, ana, ben, mint, saras, anas, bens, auction, terms, anaBids, benBids } = set;
  const bread = await makeMint(stage, "bread", ben);
  const other = await giveTokens(stage, bread, ben.address, 7n);
  if (when === "after") {
    await stage.prepare(ana, [anaBids(SOL)]);
    set.end();
  }
  const tally = sendRandomInputs({
    stage,
    payer: sara.address,
    programAddress: program,
    instructions: [
      ...[anaBids(SOL), benBids(2n * SOL), benBids(SOL, sara), anaBids(3n * SOL, ben), anaBids(4n * SOL, ana)],
      ...[await auction.settle(sara.address), await auction.settle(ana.address)],
      await auction.open(sara, { ...terms, end: 3n * terms.end }),
    ],
    accounts: [saras, anas, bens, other, mint.address],
    invariant: () => {
      const data = svm.getAccount(auction.address)?.data;
      const highestBid = data === undefined ? 0n : new DataView(data.buffer).getBigUint64(104, true);
      const balance = svm.getBalance(auction.bids) ?? 0n;
      if (balance !== highestBid) throw new Error(`${balance} lamports are there, ${highestBid} are owed`);
      const inVault = tokensOf(stage, auction.itemVault);
      if (inVault !== (data === undefined ? 0n : 1n)) throw new Error(`${inVault} tokens are for sale`);
      const others = tokensOf(stage, saras) + tokensOf(stage, anas) + tokensOf(stage, bens);
      if (inVault + others !== 1n) throw new Error("there is not one painting");
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(10);
});
