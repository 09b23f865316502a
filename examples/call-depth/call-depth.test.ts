import { PublicKey } from "@solana/web3.js";
import type { SvmOptions, TransactionResult } from "callgate";
import { entrypoint, getStackHeight, msg } from "callgate/program";
import { describe, expect, test } from "vitest";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { chain } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo, deployLinks, firstOf } from "./demo.js";

async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const programs = deployLinks(stage, 12);
  return { stage, programs, ana: await stage.person("Ana") };
}

/** How deep each program stood, in the order in which they began. */
function heightsOf({ instructionTrace }: TransactionResult): number[] {
  return instructionTrace.map(({ stackHeight }) => stackHeight);
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(5);
});

describe.each([
  { features: "mainnet", nested: 4 },
  { features: "solana-1.10", nested: 4 },
  { features: "nexis", nested: 4 },
  // SIMD-0268, which is active on no public cluster.
  { features: "all", nested: 8 },
] as const)("$features: $nested calls, one inside the other", ({ features, nested }) => {
  test("up to the limit each program stands one higher, the first at 1", async () => {
    const { stage, programs, ana } = await scene({ features });
    for (let calls = 0; calls <= nested; calls++) {
      const result = await stage.succeeds(`${calls} calls`, ana, [chain(firstOf(programs, calls + 1))]);
      expect(heightsOf(result)).toEqual(Array.from({ length: calls + 1 }, (_, i) => i + 1));
    }
  });

  test("one past the limit is CallDepth, and the last program never begins", async () => {
    const { stage, programs, ana } = await scene({ features });
    const result = await stage.fails("too deep", ana, [chain(firstOf(programs, nested + 2))], "CallDepth");
    const begun = result.logs.filter((line) => / invoke \[\d+\]$/.test(line));
    expect(begun).toEqual(firstOf(programs, nested + 1).map((id, i) => `Program ${id} invoke [${i + 1}]`));
    // Each caller ends with its callee's error.
    const failed = result.logs.filter((line) => line.endsWith("failed: Cross-program invocation call depth too deep"));
    expect(failed).toHaveLength(nested + 1);
  });
});

test("the reference's chain, User→A→B→C, stands at height 3, not 4", async () => {
  const { stage, programs, ana } = await scene();
  const result = await stage.succeeds("A, B, C", ana, [chain(firstOf(programs, 3))]);
  expect(heightsOf(result)).toEqual([1, 2, 3]);
});

test("the limit is of depth, not of number: a transaction may begin twelve programs side by side", async () => {
  const { stage, programs, ana } = await scene();
  const five = chain(firstOf(programs, 5));
  const result = await stage.succeeds("five and five", ana, [five, five, chain(firstOf(programs, 2))]);
  expect(heightsOf(result).toSorted()).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5]);
});

test("a call costs 946 units however deep, and a unit for 250 bytes of what is passed on", async () => {
  const { stage, programs, ana } = await scene();
  const LOG_UNITS = 100;
  const priceOf = (accountInfos: number) => 946 + Math.floor((80 * accountInfos) / 250);
  const prices = [priceOf(4), priceOf(3), priceOf(2), priceOf(1)];
  expect(prices).toEqual([947, 946, 946, 946]);
  for (const calls of [0, 1, 2, 3, 4]) {
    const result = await stage.succeeds(`${calls} calls`, ana, [chain(firstOf(programs, calls + 1))]);
    const paid = prices.slice(4 - calls).reduce((sum, price) => sum + price, 0);
    expect(result.computeUnitsConsumed).toBe(paid + LOG_UNITS);
  }
});

test("a program can ask how deep it stands", async () => {
  const { stage, programs, ana } = await scene();
  const deep = stage.program(
    "deep",
    entrypoint(() => msg(`height ${getStackHeight()}`)),
  );
  const result = await stage.succeeds("ask", ana, [chain([...firstOf(programs, 4), deep])]);
  expect(result.logs).toContain("Program log: height 5");
});

test("attack: a program that is none, at the end of a chain", async () => {
  const { stage, programs, ana } = await scene();
  const nobody = await stage.person("nobody");
  const chained = chain([...firstOf(programs, 2), nobody.address]);
  await stage.fails("no program", ana, [chained], "UnsupportedProgramId");
});

test("both clients make the same instructions", async () => {
  const { programs } = await scene();
  const [first, ...others] = programs.map((program) => new PublicKey(program));
  expectSameInstruction(chain(programs), web3.chain([first!, ...others]));
});

test("10,000 random inputs end in errors of the programs, or at the end of the chain", async () => {
  const { stage, programs, ana } = await scene({ signatureVerification: false });
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: programs[0],
    instructions: [1, 2, 3, 4, 5, 6].map((count) => chain(firstOf(programs, count))),
    accounts: programs,
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect([...tally.keys()]).toEqual(expect.arrayContaining(['"CallDepth"', '"ReentrancyNotAllowed"']));
});
