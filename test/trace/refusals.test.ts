import { expect, test } from "vitest";
import { invoke } from "../../src/program/index.js";
import { meta } from "../helpers/transactions.js";
import { disagreements, framesOf } from "./agreement.js";
import { CallStage, calls, chainOn, emptied, panicked, REFUSALS, recursive, reentrant } from "./scenes.js";

test.each(REFUSALS)("a refused call tells why: $name", ({ process, accounts, refusal }) => {
  const stage = new CallStage();
  const result = stage.program(stage.a, process).run(accounts(stage));
  const [caller] = result.trace!.frames;
  const [refused] = caller!.calls;
  expect(refused!.outcome).toMatchObject({ kind: "refused", refusal: refusal(stage) });
  expect(refused).toMatchObject({ traceIndex: null, calls: [], logs: [], changes: [], units: { total: 0 } });
  expect(caller!.outcome).toMatchObject({
    kind: "failed",
    failure: { cause: refused!.id, syscall: "sol_invoke_signed_c" },
  });
  expect(disagreements(result, result.trace!)).toEqual([]);
});

test("the traces of all scenes agree with their results", () => {
  for (const result of calls()) expect(disagreements(result, result.trace!)).toEqual([]);
});

test("what the account policy refused, and who owns the account", () => {
  const { process, accounts } = REFUSALS.at(-1)!;
  const stage = new CallStage();
  const { trace } = stage.program(stage.a, process).run(accounts(stage));
  const [refused] = trace!.frames[0]!.calls;
  const { outcome } = refused!;
  if (outcome.kind !== "refused") throw new Error(outcome.kind);
  const index = refused!.accounts[0]!.index!;
  expect(outcome.failure.refusedChange).toEqual({
    account: index,
    error: "ExternalAccountLamportSpend",
    isWritable: true,
    owner: "11111111111111111111111111111111",
    attempt: { kind: "lamports", before: "1000000000", after: "999999997" },
  });
});

test("a program that runs already, and the frame where it does", () => {
  const frames = framesOf(reentrant().trace!.frames);
  expect(frames.at(-1)!.outcome).toMatchObject({ kind: "refused", refusal: { kind: "reentrancy", runningFrame: 0 } });
});

test("a stack that is full: the call has its place in the trace of instructions", () => {
  const { trace, instructionTrace } = recursive();
  const frames = framesOf(trace!.frames);
  expect(frames).toHaveLength(6);
  expect(frames.at(-1)).toMatchObject({
    stackHeight: 6,
    traceIndex: 5,
    outcome: { kind: "refused", refusal: { kind: "tooDeep", limit: 5 } },
  });
  expect(instructionTrace).toHaveLength(6);
});

test("a failure is its own, or that of a callee", () => {
  const [outer, inner] = framesOf(panicked().trace!.frames);
  expect(inner!.outcome).toMatchObject({
    kind: "failed",
    failure: { error: "ProgramFailedToComplete", text: "SBF program panicked", cause: null },
  });
  expect(outer!.outcome).toMatchObject({ failure: { error: "ProgramFailedToComplete", cause: 1 } });
});

test("no more than 64 instructions", () => {
  const frames = framesOf(emptied().trace!.frames);
  expect(frames.at(-1)!.outcome).toMatchObject({ refusal: { kind: "tooManyInstructions", limit: 64 } });
});

test("in a chain of four the address of A's signs from A on, and each frame shows from where", () => {
  const stage = new CallStage();
  const result = chainOn(stage);
  expect(result.ok).toBe(true);
  const frames = framesOf(result.trace!.frames);
  const origin = { kind: "pda", program: frames[0]!.program, frame: 0, call: 1, set: 0 };
  const signing = frames.map(({ accounts }) =>
    accounts.find(({ signer }) => signer.held && signer.source!.kind !== "signature"),
  );
  expect(signing.map((account) => account?.signer.source ?? null)).toEqual([
    null,
    origin,
    { kind: "inherited", from: 1, origin },
    { kind: "inherited", from: 2, origin },
  ]);
  expect(frames[1]!.signerSeeds).toMatchObject([
    { program: frames[0]!.program, address: frames[1]!.accounts[0]!.address },
  ]);
  expect(frames[3]).toMatchObject({
    programName: "System",
    instruction: { name: "transfer", arguments: { lamports: "77" } },
    accounts: [{ name: "from" }, { name: "to" }],
  });
  expect(frames.map(({ changes }) => changes.length)).toEqual([0, 0, 0, 2]);
  expect(frames.map(({ returnData }) => returnData)).toEqual([null, "AQI=", null, null]);
  const dropped = frames[1]!.accounts.filter(({ signer, writable }) => signer.dropped || writable.dropped);
  expect(dropped).toEqual([]);
});

test("what a caller holds and does not pass on is dropped", () => {
  const stage = new CallStage();
  const { a, b, signer, writable } = stage;
  const { trace } = stage
    .program(a, (infos) => {
      invoke({ programId: b, accounts: [meta(signer, "w"), meta(writable)], data: new Uint8Array(0) }, infos);
    })
    .run([meta(signer, "sw"), meta(writable, "w"), meta(b)]);
  const [callee] = trace!.frames[0]!.calls;
  expect(callee!.accounts).toMatchObject([
    {
      signer: { heldByCaller: true, dropped: true, held: false, source: null },
      writable: { dropped: false, held: true },
    },
    { signer: { heldByCaller: false, dropped: false }, writable: { heldByCaller: true, dropped: true, held: false } },
  ]);
});
