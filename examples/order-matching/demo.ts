import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { Market as Web3Market } from "./client-web3.js";
import { scene } from "./scene.js";
import { errors } from "./state.js";

/** Apples are sold for coins: an order meets the best ones of the other side, and waits where there is none. */
export async function demo(stage: Stage): Promise<void> {
  const { program, ana, ben, cleo, apples, coins, market } = await scene(stage);
  const dear = await market.place(ana, { side: "ask", price: 12n, quantity: 10n });
  await stage.succeeds("Ana asks 12 coins for each of 10 apples", ana, [dear]);
  const cheap = await market.place(cleo, { side: "ask", price: 10n, quantity: 5n });
  await stage.succeeds("Cleo asks 10 for each of 5", cleo, [cheap]);

  const bid = { side: "bid", price: 12n, quantity: 8n } as const;
  const blind = await market.place(ben, { ...bid, makers: [ana.address] });
  const missing = { Custom: errors.MissingMaker.code };
  await stage.fails("Ben bids 12 for 8, and leaves out Cleo, who sells for less", ben, [blind], missing);

  const fair = await market.place(ben, { ...bid, makers: [cleo.address, ana.address] });
  const withdraw = await market.withdraw(ben);
  await stage.succeeds("He gets Cleo's 5 for 10 each, 3 of Ana's for 12, and 10 coins back", ben, [fair, withdraw]);

  await stage.succeeds("Ana cancels the rest, and takes what is hers", ana, [
    await market.cancel(ana, "ask", 0n),
    await market.withdraw(ana),
  ]);

  const web3 = new Web3Market(new PublicKey(program), new PublicKey(apples.address), new PublicKey(coins.address));
  const key = web3Keypair("Cleo");
  stage.succeedsWithWeb3("Cleo takes her coins with web3.js v1", [key], [web3.withdraw(key.publicKey)]);
}
