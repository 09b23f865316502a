import { PublicKey } from "@solana/web3.js";
import { customError } from "../support/custom-error.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { claim, placeStake, resolve } from "./client.js";
import { Market } from "./client-web3.js";
import { errors } from "./market.js";
import { RAIN, SUN, scene } from "./scene.js";

/** Three people stake on the weather; Rita, who decides, says that it rained. */
export async function demo(stage: Stage): Promise<void> {
  const { svm, ana, ben, cleo, rita, market, closeSlot } = await scene(stage);

  await stage.succeeds("Ana stakes 100 on rain", ana, [await placeStake(market, ana, RAIN, 100n)]);
  await stage.succeeds("Ben stakes 200 on rain", ben, [await placeStake(market, ben, RAIN, 200n)]);
  await stage.succeeds("Cleo stakes 500 on sun", cleo, [await placeStake(market, cleo, SUN, 500n)]);
  await stage.fails("Ana wants her winnings at once", ana, [await claim(market, ana)], customError(errors.NotDecided));

  svm.warpToSlot(closeSlot);
  await stage.fails("Ana decides herself that it rained", ana, [resolve(market, ana, RAIN)], { Custom: 2001 });
  await stage.succeeds("Rita decides that it rained", rita, [resolve(market, rita, RAIN)]);
  await stage.succeeds("Ana gets a third of the pot, 266; the program signs", ana, [await claim(market, ana)]);

  const keypair = web3Keypair("Ben");
  const keys = [market.programAddress, market.creator, market.mint].map((each) => new PublicKey(each));
  const web3 = new Market(keys[0]!, keys[1]!, market.id, keys[2]!);
  stage.succeedsWithWeb3("With web3.js v1 Ben gets his, 533", [keypair], [web3.claim(keypair.publicKey)]);
}
