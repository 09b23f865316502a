import { PublicKey } from "@solana/web3.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { callOther, count } from "./client.js";
import * as web3 from "./client-web3.js";
import { counter, passOn } from "./program.js";

const INSTRUCTIONS = ["countCarefully", "countCarelessly", "call"];

/** A program may call itself, but nobody else may call it while it waits. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("A", counter, ([tag]) => INSTRUCTIONS[tag ?? INSTRUCTIONS.length]);
  const other = stage.program("B", passOn, () => "passOn");
  const ana = await stage.person("Ana");
  const account = addressNamed("counter");
  stage.name(account, "counter");
  const lamports = stage.svm.minimumBalanceForRentExemption(8);
  stage.svm.setAccount(account, { lamports, owner: program, data: new Uint8Array(8) });

  await stage.succeeds("A calls itself four times, one inside the other, and counts to 5", ana, [
    count(program, { account, times: 4 }),
  ]);
  await stage.fails("Five times is too deep", ana, [count(program, { account, times: 5 })], "CallDepth");
  await stage.fails(
    "A calls B, and B calls A, which still waits for B",
    ana,
    [callOther(program, { account, other, last: program })],
    "ReentrancyNotAllowed",
  );
  await stage.succeeds("A counts carelessly: what the inner calls counted is lost", ana, [
    count(program, { account, times: 3, careful: false }),
  ]);
  const instruction = web3.count(new PublicKey(program), new PublicKey(account), 1);
  stage.succeedsWithWeb3("The same with web3.js v1", [web3Keypair("Ana")], [instruction]);
}
