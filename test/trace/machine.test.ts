import { expect, test } from "vitest";
import { base64Decode } from "../../src/base/base64.js";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  associatedTokenAccount,
  findProgramAddress,
  getAssociatedTokenAddress,
  SYSTEM_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../src/program/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { ENGINES, type EngineName } from "../../src/sbpf/engines.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { createProgramAddress } from "../../src/solana/program-derived-address.js";
import { COMPUTE_BUDGET_PROGRAM_ID, LOADER_V2_ID, NATIVE_MINT_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import type { Frame } from "../../src/trace/model.js";
import { newKey } from "../helpers/transactions.js";
import { Workbench } from "../svm/support.js";
import { disagreements } from "./agreement.js";

const PROGRAM = newKey();
const MINT = Uint8Array.from({ length: 82 }, (_, i) => (i === 44 ? 9 : Number(i === 45)));

/** The frame of a compiled program of these lines, with what goes before it in the transaction. */
function frameOf(lines: readonly string[], requests: readonly (readonly number[])[] = []): Frame {
  const bench = new Workbench({ trace: { syscalls: true } });
  const data = buildElf(assemble(`entrypoint:\n${lines.join("\n")}\n`, SbpfVersion.V0));
  bench.setAccount(PROGRAM, { lamports: 10n ** 9n, data, owner: LOADER_V2_ID, executable: true });
  const budget = requests.map((request) => ({
    programId: COMPUTE_BUDGET_PROGRAM_ID,
    accounts: [],
    data: Uint8Array.from(request),
  }));
  const result = bench.send([...budget, { programId: PROGRAM, accounts: [], data: new Uint8Array(0) }]);
  expect(disagreements(result, result.trace!)).toEqual([]);
  return result.trace!.frames.at(-1)!;
}

function failureOf({ outcome }: Frame) {
  if (outcome.kind === "succeeded") throw new Error("it succeeded");
  return outcome.failure;
}

test("a fault: where the machine stood, what it held, what it wanted, and the units that it lost", () => {
  const frame = frameOf(["mov64 r6, 1234", "mov64 r1, 7", "ldxdw r0, [r1+1]", "exit"]);
  expect(failureOf(frame)).toMatchObject({
    error: "ProgramFailedToComplete",
    text: "Access violation reading 8 bytes at address 0x8 (in unallocated region)",
    cause: null,
    syscall: null,
    machine: { pc: 2, callDepth: 0 },
    fault: {
      kind: "AccessViolation",
      access: { kind: "load", vmAddress: "8", length: "8", region: "unallocated" },
    },
  });
  const { registers } = failureOf(frame).machine!;
  expect([registers.length, registers[1], registers[6]]).toEqual([11, "7", "1234"]);
  expect(frame.units).toMatchObject({ available: 200_000, total: 200_000, own: 3, forfeited: 199_997, heap: 0 });
});

test("a fault in a syscall names it", () => {
  const frame = frameOf(["mov64 r1, 0", "mov64 r2, 64", "mov64 r3, 5", "call sol_memcpy_", "exit"]);
  expect(failureOf(frame)).toMatchObject({
    syscall: "sol_memcpy_",
    machine: { pc: 3 },
    fault: { kind: "AccessViolation" },
  });
  expect(frame.syscalls).toMatchObject([
    { name: "sol_memcpy_", arguments: ["0", "64", "5", "0", "0"], result: null, units: 10 },
  ]);
});

test("units that ran out", () => {
  const frame = frameOf(["again:", "ja again"], [[2, 0xe8, 3, 0, 0]]);
  expect(failureOf(frame)).toMatchObject({
    text: "exceeded CUs meter at BPF instruction",
    fault: { kind: "ExceededMaxInstructions", access: null },
  });
});

test("heap is apart, and what cannot be paid is lost", () => {
  const heap = [1, 0, 0, 4, 0];
  const paid = frameOf(["mov64 r0, 0", "exit"], [heap]);
  expect(paid.units).toMatchObject({ total: 58, own: 2, heap: 56, forfeited: 0 });
  const unpaid = frameOf(["mov64 r0, 0", "exit"], [heap, [2, 0x2d, 1, 0, 0]]);
  expect(failureOf(unpaid)).toMatchObject({ error: "ProgramEnvironmentSetupFailure", machine: null, fault: null });
});

test("syscalls with registers, result and cost", () => {
  const frame = frameOf([
    "mov64 r1, 1",
    "mov64 r2, 2",
    "call sol_log_64_",
    "call sol_get_stack_height",
    "mov64 r0, 0",
    "exit",
  ]);
  expect(frame.syscalls).toMatchObject([
    { name: "sol_log_64_", result: "0", units: 100, call: null, callsBefore: 0 },
    { name: "sol_get_stack_height", result: "1", units: 100 },
  ]);
  expect(frame.syscalls![0]!.arguments.slice(0, 2)).toEqual(["1", "2"]);
});

function createAccount(engine: EngineName) {
  const bench = new Workbench({ engine });
  bench.setAccount(NATIVE_MINT_ID, { lamports: 10_000_000n, owner: TOKEN_PROGRAM_ID, data: MINT });
  const payer = new Uint8Array(32).fill(5);
  bench.setAccount(payer, { lamports: 10n ** 9n });
  const accounts = {
    payer,
    associatedToken: getAssociatedTokenAddress(payer, NATIVE_MINT_ID, TOKEN_PROGRAM_ID),
    authority: payer,
    mint: NATIVE_MINT_ID,
    systemProgram: SYSTEM_PROGRAM_ID,
    tokenProgram: TOKEN_PROGRAM_ID,
  };
  const wire = bench.wire([associatedTokenAccount.create.instruction(ASSOCIATED_TOKEN_PROGRAM_ID, accounts)], {
    feePayer: payer,
  });
  return { bench, wire, accounts };
}

test("every engine gives the same trace, and the same result with a trace as without", () => {
  const traces = Object.keys(ENGINES).map((engine) => {
    const { bench, wire } = createAccount(engine as EngineName);
    const { ok, logs, computeUnitsConsumed, postAccounts } = bench.svm.simulateTransaction(wire);
    const traced = bench.svm.sendTransaction(wire, { trace: { syscalls: true, functions: true } });
    expect([traced.ok, traced.logs, traced.computeUnitsConsumed]).toEqual([ok, logs, computeUnitsConsumed]);
    for (const account of postAccounts) expect(bench.svm.getAccount(account.address)).toEqual(account);
    expect(disagreements(traced, traced.trace!)).toEqual([]);
    return traced.trace;
  });
  for (const trace of traces) expect(trace).toEqual(traces[0]);
});

test("an address that a compiled program derives, and then signs for", () => {
  const { bench, wire, accounts } = createAccount("tiered");
  const [frame] = bench.svm.sendTransaction(wire, { trace: true }).trace!.frames;
  const seeds = [accounts.payer, TOKEN_PROGRAM_ID, NATIVE_MINT_ID];
  const [key, bump] = findProgramAddress(seeds, ASSOCIATED_TOKEN_PROGRAM_ID);
  const creating = frame!.calls.find(({ instruction }) => instruction?.name === "createAccount")!;
  const [signer] = creating.signerSeeds;
  expect(signer).toMatchObject({ program: frame!.program, address: addressFromPubkey(key) });
  expect(signer!.seeds.map((seed) => base64Decode(seed))).toEqual([...seeds, Uint8Array.of(bump)]);
  expect(creating.accounts[1]!.signer.source).toEqual({
    kind: "pda",
    program: frame!.program,
    frame: frame!.id,
    call: creating.id,
    set: 0,
  });
  for (const { kind, seeds, program, bump, address } of frame!.derivations) {
    expect(kind).toBe("find");
    const all = [...seeds.map((seed) => base64Decode(seed)!), Uint8Array.of(bump!)];
    const derived = createProgramAddress(all, ASSOCIATED_TOKEN_PROGRAM_ID);
    expect([program, derived.ok && addressFromPubkey(derived.address)]).toEqual([frame!.program, address]);
  }
});
