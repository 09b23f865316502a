import type { Address } from "@solana/kit";
import type { Stage } from "../support/stage.js";
import { giveTokens, makeMint } from "../support/tokens.js";
import { Auction, type Terms } from "./client.js";
import { auction } from "./program.js";

export const SOL = 1_000_000_000n;

/** Sara, who has a painting, and Ana and Ben, who would like to have it. The clock stands at 0. */
export async function scene(stage: Stage) {
  const program = stage.program("auction program", auction);
  const [sara, ana, ben] = await Promise.all([stage.person("Sara"), stage.person("Ana"), stage.person("Ben")]);
  const mint = await makeMint(stage, "painting", sara);
  const saras = await giveTokens(stage, mint, sara.address, 1n);
  const anas = await giveTokens(stage, mint, ana.address);
  const bens = await giveTokens(stage, mint, ben.address);
  const theAuction = await Auction.find(program, sara.address, mint.address);
  stage.name(theAuction.address, "auction");
  stage.name(theAuction.bids, "vault of bids");
  await giveTokens(stage, mint, theAuction.address);
  const terms: Terms = { amount: 1n, reserve: SOL, increment: SOL / 10n, end: 1_000n };
  return { stage, svm: stage.svm, program, sara, ana, ben, mint, saras, anas, bens, auction: theAuction, terms };
}

/** Sara has opened the auction. */
export async function opened(stage: Stage) {
  const set = await scene(stage);
  await stage.prepare(set.sara, [await set.auction.open(set.sara, set.terms)]);
  const { auction, terms, sara, ana, ben } = set;
  return {
    ...set,
    balanceOf: ({ address }: { address: Address }) => set.svm.getBalance(address) ?? 0n,
    anaBids: (amount: bigint, highestBidder = sara) => auction.bid(ana, highestBidder.address, amount, terms.end),
    benBids: (amount: bigint, highestBidder = ana) => auction.bid(ben, highestBidder.address, amount, terms.end),
    end: () => set.svm.setClock({ unixTimestamp: terms.end }),
  };
}
