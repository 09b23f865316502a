import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { Auction as Web3Auction } from "./client-web3.js";
import { errors } from "./program.js";
import { SOL, scene } from "./scene.js";

/** Sara sells a painting; Ana and Ben bid for it. */
export async function demo(stage: Stage): Promise<void> {
  const { svm, program, sara, ana, ben, mint, auction, terms } = await scene(stage);
  await stage.succeeds("Sara offers a painting for 1 SOL or more", sara, [await auction.open(sara, terms)]);

  const first = auction.bid(ana, sara.address, SOL, terms.end);
  await stage.succeeds("Ana bids 1 SOL", ana, [first]);

  const low = auction.bid(ben, ana.address, SOL + 1n, terms.end);
  await stage.fails("Ben bids a lamport more", ben, [low], { Custom: errors.BidTooLow.code });

  const second = auction.bid(ben, ana.address, 2n * SOL, terms.end);
  await stage.succeeds("Ben bids 2 SOL, and Ana has hers back", ben, [second]);

  const early = await auction.settle(ben.address);
  await stage.fails("Sara wants her money now", sara, [early], { Custom: errors.NotOver.code });

  svm.setClock({ unixTimestamp: terms.end });
  const web3 = new Web3Auction(keyOf(program), keyOf(sara.address), keyOf(mint.address));
  stage.succeedsWithWeb3(
    "After the end, with web3.js v1: the painting goes to Ben, 2 SOL go to Sara",
    [web3Keypair("Sara")],
    [web3.settle(keyOf(ben.address))],
  );
}

function keyOf(address: string): PublicKey {
  return new PublicKey(address);
}
