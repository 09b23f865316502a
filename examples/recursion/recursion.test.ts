import { PublicKey } from "@solana/web3.js";
import type { SvmOptions } from "callgate";
import { deserialize, entrypoint } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutAccount, withReadonly } from "../support/tampering.js";
import { callOther, count } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { counter, counterCodec, passOn } from "./program.js";

async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const { svm } = stage;
  const program = stage.program("A", counter);
  const other = stage.program("B", passOn);
  const end = stage.program(
    "C",
    entrypoint(() => {}),
  );
  const [account, foreign] = [addressNamed("counter"), addressNamed("foreign")];
  const lamports = svm.minimumBalanceForRentExemption(8);
  svm.setAccount(account, { lamports, owner: program, data: new Uint8Array(8) });
  svm.setAccount(foreign, { lamports, owner: other, data: new Uint8Array(8) });
  const counted = () => deserialize(counterCodec, stage.dataOf(account)).count;
  return { stage, program, other, end, account, foreign, counted, ana: await stage.person("Ana") };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(5);
});

describe.each([
  { features: "mainnet", limit: 4 },
  { features: "solana-1.10", limit: 4 },
  { features: "nexis", limit: 4 },
  { features: "all", limit: 8 },
] as const)("$features", ({ features, limit }) => {
  test(`a program calls itself ${limit} times and no more`, async () => {
    const { stage, program, account, counted, ana } = await scene({ features });
    await stage.succeeds("as deep as it goes", ana, [count(program, { account, times: limit })]);
    expect(counted()).toBe(BigInt(limit + 1));
    await stage.fails("one more", ana, [count(program, { account, times: limit + 1 })], "CallDepth");
    expect(counted()).toBe(BigInt(limit + 1));
  });

  test("A calls B and B calls C, but B may not call A", async () => {
    const { stage, program, other, end, account, counted, ana } = await scene({ features });
    await stage.succeeds("A, B, C", ana, [callOther(program, { account, other, last: end })]);
    const back = callOther(program, { account, other, last: program });
    const { logs } = await stage.fails("A, B, A", ana, [back], "ReentrancyNotAllowed");
    expect(logs.filter((line) => line.includes(" invoke "))).toHaveLength(2);
    expect(counted()).toBe(0n);
  });

  test("inside of A, B may call itself", async () => {
    const { stage, program, other, account, ana } = await scene({ features });
    const { logs } = await stage.fails(
      "A, B, B, …",
      ana,
      [callOther(program, { account, other, last: other })],
      "CallDepth",
    );
    expect(logs.filter((line) => line.includes(" invoke "))).toHaveLength(limit + 1);
  });
});

test("a program that has ended may be called again: A, then B, then A, side by side", async () => {
  const { stage, program, other, end, account, counted, ana } = await scene();
  const once = count(program, { account, times: 0 });
  await stage.succeeds("three", ana, [once, callOther(program, { account, other, last: end }), once]);
  expect(counted()).toBe(2n);
});

test("what was read before a call is of yesterday after it", async () => {
  const { stage, program, account, counted, ana } = await scene();
  await stage.succeeds("carefully", ana, [count(program, { account, times: 3 })]);
  expect(counted()).toBe(4n);
  await stage.succeeds("carelessly", ana, [count(program, { account, times: 3, careful: false })]);
  // Four calls, one counted.
  expect(counted()).toBe(5n);
});

test("attack: an account of another program, and one that may not be written", async () => {
  const { stage, program, account, foreign, ana } = await scene();
  const once = count(program, { account, times: 0 });
  await stage.fails("foreign", ana, [withAccount(once, account, foreign)], "IncorrectProgramId");
  await stage.fails("read only", ana, [withReadonly(once, account)], "ReadonlyDataModified");
  await stage.fails("none", ana, [withoutAccount(once, program)], "NotEnoughAccountKeys");
  const deeper = count(program, { account, times: 1 });
  await stage.fails("read only", ana, [withReadonly(deeper, account)], "PrivilegeEscalation");
  for (const data of [[], [0], [3, 0], [0, 0, 0]]) {
    await stage.fails("malformed", ana, [{ ...once, data: Uint8Array.from(data) }], "InvalidInstructionData");
  }
});

test("both clients make the same instructions", async () => {
  const { program, other, end, account } = await scene();
  const [id, key, b, c] = [program, account, other, end].map((address) => new PublicKey(address));
  expectSameInstruction(count(program, { account, times: 2 }), web3.count(id!, key!, 2));
  expectSameInstruction(count(program, { account, times: 2, careful: false }), web3.count(id!, key!, 2, false));
  expectSameInstruction(callOther(program, { account, other, last: end }), web3.callOther(id!, key!, b!, c!));
});

test("10,000 random inputs end in errors of the programs, or count", async () => {
  const { stage, program, other, end, account, foreign, counted, ana } = await scene({ signatureVerification: false });
  let highest = 0n;
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      count(program, { account, times: 3 }),
      count(program, { account, times: 2, careful: false }),
      callOther(program, { account, other, last: end }),
      callOther(program, { account, other, last: program }),
    ],
    accounts: [foreign],
    invariant() {
      if (counted() > highest) highest = counted();
    },
  });
  // Fifty transactions between two returns to the first state, each of at most five calls.
  expect(highest).toBeLessThanOrEqual(250n);
  expect([...tally.keys()]).toEqual(expect.arrayContaining(["success", '"CallDepth"', '"ReentrancyNotAllowed"']));
});
