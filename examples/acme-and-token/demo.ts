import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withoutSignature } from "../support/tampering.js";
import { launchMissiles, pay, payAndLaunchMissiles } from "./client.js";
import * as web3 from "./client-web3.js";
import { scene } from "./scene.js";

/** Alice pays and Bob launches: as two instructions, then as one that calls the other program. */
export async function demo(stage: Stage): Promise<void> {
  const { alice, bob } = await scene(stage);
  const start = stage.svm.snapshot();

  const two = [pay(alice, 10n), launchMissiles(bob)];
  await stage.succeeds("Two instructions: Alice pays, Bob launches", alice, two);

  stage.svm.revert(start);
  const one = payAndLaunchMissiles(alice, bob);
  await stage.succeeds("One instruction: acme lets Alice pay, then Bob launches", alice, [one]);
  await stage.fails(
    "Once more: Alice has paid already when there is nothing to launch",
    alice,
    [one],
    "InsufficientFunds",
  );

  stage.svm.revert(start);
  const unsigned = withoutSignature(one, alice.address);
  await stage.fails("Bob lets Alice pay without her signature", bob, [unsigned], "PrivilegeEscalation");

  const [aliceKey, bobKey] = [web3Keypair("Alice"), web3Keypair("Bob")];
  const instruction = web3.payAndLaunchMissiles(aliceKey.publicKey, bobKey.publicKey);
  stage.succeedsWithWeb3("The same with web3.js v1", [aliceKey, bobKey], [instruction]);
}
