import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { Wager as Web3Wager } from "./client-web3.js";
import { DEADLINE, scene } from "./scene.js";

/** Ana and Ben bet on a game; Cleo names the winner; where she does not, both get their stakes back. */
export async function demo(stage: Stage): Promise<void> {
  const { svm, program, ana, ben, cleo, wager, terms } = await scene(stage);
  await stage.succeeds("Ana proposes a wager over 1 SOL, with Cleo as the arbiter", ana, [wager.propose(ana)]);
  await stage.succeeds("Ben accepts", ben, [wager.accept(ben)]);
  const accepted = svm.snapshot();

  // ConstraintHasOne
  await stage.fails("Ana names herself as the winner", ana, [wager.decide(ana, ana.address)], { Custom: 2001 });
  await stage.succeeds("Cleo names Ben, who gets both stakes", cleo, [wager.decide(cleo, ben.address)]);
  // AccountNotInitialized
  await stage.fails("Cleo names Ana too: the wager is no more", cleo, [wager.decide(cleo, ana.address)], {
    Custom: 3012,
  });

  svm.revert(accepted);
  svm.setClock({ unixTimestamp: DEADLINE });
  const keys = { creator: new PublicKey(ana.address), opponent: new PublicKey(ben.address) };
  const web3 = new Web3Wager(new PublicKey(program), { ...terms, ...keys, arbiter: new PublicKey(cleo.address) });
  stage.succeedsWithWeb3(
    "Without a verdict: after the deadline Ben has both stakes paid back (web3.js v1)",
    [web3Keypair("Ben")],
    [web3.refund()],
  );
}
