import type { Address } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { chain } from "./client.js";
import * as web3 from "./client-web3.js";
import { link } from "./program.js";

type Programs = readonly [Address, ...Address[]];

/** Deploys so many links: A, B, C … */
export function deployLinks(stage: Stage, count: number): Programs {
  const names = Array.from({ length: count }, (_, i) => String.fromCharCode(65 + i));
  return names.map((name) => stage.program(name, link, () => "call the next")) as [Address, ...Address[]];
}

/** The first so many of them. */
export function firstOf(programs: Programs, count: number): Programs {
  return programs.slice(0, count) as [Address, ...Address[]];
}

/** Mainnet lets programs call each other four times, one inside the other: five programs are on the stack. */
export async function demo(stage: Stage): Promise<void> {
  const programs = deployLinks(stage, 6);
  const ana = await stage.person("Ana");
  await stage.succeeds("One program: the transaction calls it, which is no CPI", ana, [chain(firstOf(programs, 1))]);
  await stage.succeeds("A calls B, B calls C: the reference's chain, two CPIs", ana, [chain(firstOf(programs, 3))]);
  await stage.succeeds("Four CPIs, five programs on the stack: as deep as it goes", ana, [chain(firstOf(programs, 5))]);
  await stage.fails("One more: E may not call F, and all of it fails", ana, [chain(programs)], "CallDepth");

  const [first, ...others] = firstOf(programs, 5).map((program) => new PublicKey(program));
  stage.succeedsWithWeb3("The same with web3.js v1", [web3Keypair("Ana")], [web3.chain([first!, ...others])]);
}
