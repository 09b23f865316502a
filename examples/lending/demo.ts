import { mock } from "callgate/program";
import { customError } from "../support/custom-error.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { borrow, deposit, liquidate, publish } from "./client.js";
import { errors } from "./market.js";
import { Price } from "./oracle.js";
import { scene, web3Market } from "./scene.js";

/** Ana borrows dollars on gold, at a price that an oracle returns; the price falls, and Ben liquidates. */
export async function demo(stage: Stage): Promise<void> {
  const { svm, ana, ben, olga, market } = await scene(stage);

  const loan = [await deposit(market, ana, 1_000n), await borrow(market, ana, 1_400n)];
  await stage.succeeds("Ana gives 1,000 gold and borrows 1,400 dollars: the oracle says that gold is at 2", ana, loan);

  const dream = { price: 1_000_000_000n, confidence: 0n, slot: svm.slot };
  const generous = stage.program("oracle of Ana", mock({ returnData: Price.encode(dream) }));
  const dreaming = withAccount(await borrow(market, ana, 100_000n), market.oracleProgram, generous);
  await stage.fails("Ana brings an oracle of her own, by which gold is at 1,000", ana, [dreaming], { Custom: 2001 });

  svm.warpToSlot(svm.slot + 100n);
  const late = await borrow(market, ana, 1n);
  await stage.fails("100 slots later the price is too old", ana, [late], customError(errors.StalePrice));

  const fallen = await publish(market.oracleProgram, olga, { price: 1_700_000n, confidence: 10_000n });
  await stage.succeeds("Olga publishes that gold is at 1.70", olga, [fallen]);
  const half = await liquidate(market, ben, ana.address, { amount: 700n, minimumSeized: 430n });
  await stage.succeeds("Ben repays a half of Ana's loan, and gets gold for it", ben, [half]);

  const keypair = web3Keypair("Ana");
  const rest = web3Market(market).withdraw(keypair.publicKey, 10n);
  stage.succeedsWithWeb3("With web3.js v1 Ana takes 10 gold that are free again", [keypair], [rest]);
}
