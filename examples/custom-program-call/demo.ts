import { PublicKey } from "@solana/web3.js";
import { entrypoint, msg, pubkey } from "callgate/program";
import { addressNamed, web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { add } from "./client.js";
import * as web3 from "./client-web3.js";
import { callerOf } from "./program.js";
import { tally } from "./tally.js";

/** Ana adds to a tally through a program that calls the tally's program; nobody can put another program in its place. */
export async function demo(stage: Stage): Promise<void> {
  const tallyProgram = stage.program("tally program", tally, () => "add");
  const caller = stage.program("caller", callerOf(pubkey(tallyProgram)), () => "callCustomProgram");
  const impostor = stage.program(
    "impostor",
    entrypoint(() => msg("I have Ana's signature")),
  );
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const [target, forged] = [addressNamed("tally"), addressNamed("forged tally")];
  stage.name(target, "tally");
  stage.name(forged, "forged tally");
  const lamports = stage.svm.minimumBalanceForRentExemption(8);
  stage.svm.setAccount(target, { lamports, owner: tallyProgram, data: new Uint8Array(8) });
  stage.svm.setAccount(forged, { lamports, owner: impostor, data: new Uint8Array(8) });

  const adding = add(caller, { user: ana, target, tallyProgram, amount: 5n });
  await stage.succeeds("Ana adds 5 through the caller; the memo comes from the caller", ana, [adding]);
  await stage.fails(
    "Another program in its place would get Ana's signature",
    ana,
    [withAccount(adding, tallyProgram, impostor)],
    "IncorrectProgramId",
  );
  await stage.fails(
    "Mallory names an account of another program as the tally",
    mallory,
    [add(caller, { user: mallory, target: forged, tallyProgram, amount: 5n })],
    "IncorrectProgramId",
  );
  const most = add(caller, { user: ana, target, tallyProgram, amount: 2n ** 64n - 1n });
  await stage.fails("The tally would overflow", ana, [most], "ArithmeticOverflow");

  const [id, user, account, callee] = [caller, ana.address, target, tallyProgram].map((key) => new PublicKey(key));
  const instruction = web3.add(id!, user!, account!, callee!, 7n);
  stage.succeedsWithWeb3("The same with web3.js v1", [web3Keypair("Ana")], [instruction]);
}
