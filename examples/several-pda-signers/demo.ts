import { type Address, getProgramDerivedAddress } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { anySeeds, witness } from "./any-seeds.js";
import { findRecord, findTreasury, open, signWithSeeds } from "./client.js";
import * as web3 from "./client-web3.js";
import { sponsor } from "./program.js";

const utf8 = new TextEncoder();

/** An address of a program, and the seeds that sign for it. */
export async function derived(programAddress: Address, ...texts: string[]) {
  const [address, bump] = await getProgramDerivedAddress({ programAddress, seeds: texts });
  return { address, seeds: [...texts.map((text) => utf8.encode(text)), Uint8Array.of(bump)] };
}

/** Two addresses of a program sign in one call; then the rules, with a program that signs with any seeds. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("sponsor", sponsor, () => "open");
  const [ana, ben] = await Promise.all([stage.person("Ana"), stage.person("Ben")]);
  const [treasury] = await findTreasury(program);
  stage.name(treasury, "treasury");
  stage.svm.airdrop(treasury, 1_000_000_000n);
  for (const { address } of [ana, ben]) {
    stage.name((await findRecord(program, address))[0], `record of ${stage.nameOf(address)}`);
  }
  await stage.succeeds("Ana opens a record; treasury and record sign in one call", ana, [
    await open(program, { user: ana }),
  ]);

  const unsafe = stage.program("any-seeds", anySeeds, () => "signWithSeeds");
  const callee = stage.program("witness", witness, () => "count who signed");
  const [first, second, third] = await Promise.all(["first", "second", "third"].map((text) => derived(unsafe, text)));
  for (const [name, { address }] of Object.entries({ first, second, third } as Record<string, typeof first & object>)) {
    stage.name(address, `${name} PDA`);
  }
  const signers = [first!.address, second!.address];
  await stage.succeeds("Two addresses sign; the order of their seeds does not matter", ana, [
    signWithSeeds(unsafe, { callee, signers, seeds: [second!.seeds, first!.seeds] }),
  ]);
  await stage.fails(
    "The seeds of the third do not sign for the second",
    ana,
    [signWithSeeds(unsafe, { callee, signers, seeds: [first!.seeds, third!.seeds] })],
    "PrivilegeEscalation",
  );
  await stage.fails(
    "Seventeen signers are one too many",
    ana,
    [signWithSeeds(unsafe, { callee, signers, seeds: Array(17).fill(first!.seeds) })],
    "ProgramFailedToComplete",
  );
  const instruction = web3.open(new PublicKey(program), new PublicKey(ben.address));
  stage.succeedsWithWeb3("Ben opens his with web3.js v1", [web3Keypair("Ben")], [instruction]);
}
