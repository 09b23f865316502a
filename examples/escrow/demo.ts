import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import {
  transferOneTokenFromEscrow,
  transferOneTokenFromEscrow2,
  transferOneTokenFromEscrow2WithBump,
} from "./client.js";
import * as web3 from "./client-web3.js";
import { scene } from "./scene.js";

/** Alice gives tokens to two escrows and gets them back one by one, signed for by the program in three ways. */
export async function demo(stage: Stage): Promise<void> {
  const { alice, transfer, deposit, escrowed, escrowed2 } = await scene(stage);
  const deposits = [deposit(escrowed, 1n), deposit(escrowed2, 3n)];
  await stage.succeeds("Alice gives a token to escrow and three to escrow2", alice, deposits);

  const one = await transferOneTokenFromEscrow(transfer);
  await stage.succeeds('The program signs for escrow with the seed "escrow" alone', alice, [one]);

  const two = await transferOneTokenFromEscrow2(transfer);
  await stage.succeeds('It signs for escrow2 with "escrow2" and a bump that it searches: 7,500 units', alice, [two]);

  const withBump = await transferOneTokenFromEscrow2WithBump(transfer);
  await stage.succeeds("The same with the bump passed in: 1,500 units", alice, [withBump]);

  const wrong = withAccount(one, escrowed, escrowed2);
  await stage.fails("The seeds of escrow do not sign for escrow2's tokens", alice, [wrong], { Custom: 4 });

  const [mint, to] = [new PublicKey(transfer.mint), new PublicKey(transfer.to)];
  const instruction = web3.transferOneTokenFromEscrow2WithBump(mint, to);
  stage.succeedsWithWeb3("The last token, with web3.js v1", [web3Keypair("Alice")], [instruction]);
}
