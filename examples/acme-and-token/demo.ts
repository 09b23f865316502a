import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withoutSignature } from "../support/tampering.js";
import { launchMissiles, pay, payAndLaunchMissiles } from "./client.js";
import * as web3 from "./client-web3.js";
import { acmeThat, scene } from "./scene.js";

/** Alice pays and Bob launches: as two instructions, then as one that calls the other program. Cheating does not pay. */
export async function demo(stage: Stage): Promise<void> {
  const { alice, bob } = await scene(stage);
  const start = stage.svm.snapshot();

  const two = [pay(alice, 10n), launchMissiles(bob)];
  await stage.succeeds("Two instructions: Alice pays, Bob launches", alice, two);

  stage.svm.revert(start);
  const one = payAndLaunchMissiles(alice, bob);
  await stage.succeeds("One instruction: acme lets Alice pay, then Bob launches", alice, [one]);
  await stage.fails(
    "Once more: there is nothing to launch, so the payment is undone too",
    alice,
    [one],
    "InsufficientFunds",
  );

  stage.svm.revert(start);
  const unsigned = withoutSignature(one, alice.address);
  await stage.fails("Bob lets Alice pay without her signature", bob, [unsigned], "PrivilegeEscalation");

  const greedy = acmeThat({ last: (accounts) => void accounts[4]!.data[32]!++ });
  stage.svm.addProgram(one.programAddress, greedy);
  const modified = "ExternalAccountDataModified";
  await stage.fails("An acme that adds a token to its own purse after the call", alice, [one], modified);

  stage.svm.revert(start);
  const [aliceKey, bobKey] = [web3Keypair("Alice"), web3Keypair("Bob")];
  const instruction = web3.payAndLaunchMissiles(aliceKey.publicKey, bobKey.publicKey);
  stage.succeedsWithWeb3("The same with web3.js v1", [aliceKey, bobKey], [instruction]);
}
