import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { ENGINES, type EngineName } from "../../src/sbpf/engines.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { LOADER_V2_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import type { TransactionResult } from "../../src/svm/index.js";
import { collapsedStacks, type Frame, type FunctionUnits, type Trace } from "../../src/trace/index.js";
import { meta, newKey } from "../helpers/transactions.js";
import { Workbench } from "../svm/support.js";
import { disagreements, framesOf } from "./agreement.js";
import { CallStage, chainOn } from "./scenes.js";

const TRACE = { syscalls: true, functions: true };

/** What a program of these lines does, with its functions, on every engine the same, and as it does untraced. */
function traceOf(elf: Uint8Array, version: SbpfVersion = SbpfVersion.V0): Trace {
  const program = newKey();
  const traces = Object.keys(ENGINES).map((engine) => {
    const bench = new Workbench({ engine: engine as EngineName, ...(version > SbpfVersion.V0 && { features: "all" }) });
    bench.setAccount(program, { lamports: 10n ** 9n, data: elf, owner: LOADER_V2_ID, executable: true });
    const wire = bench.wire([{ programId: program, accounts: [], data: new Uint8Array(0) }]);
    const plain = bench.svm.simulateTransaction(wire);
    const result = bench.svm.simulateTransaction(wire, { trace: TRACE });
    expect(disagreements(result, result.trace!)).toEqual([]);
    expect([result.ok, result.computeUnitsConsumed, result.logs]).toEqual([
      plain.ok,
      plain.computeUnitsConsumed,
      plain.logs,
    ]);
    expect(errorOf(result)).toEqual(errorOf(plain));
    return result.trace!;
  });
  for (const { frames } of traces) expect(frames).toEqual(traces[0]!.frames);
  return traces[0]!;
}

const errorOf = (result: TransactionResult) => (result.ok ? null : result.error);

function elfOf(
  lines: readonly string[],
  version: SbpfVersion = SbpfVersion.V0,
  names?: ReadonlyMap<number, string>,
): Uint8Array {
  return buildElf(assemble(`entrypoint:\n${lines.join("\n")}\n`, version), new Uint8Array(0), names);
}

function frameOf(lines: readonly string[], version?: SbpfVersion): Frame {
  return traceOf(elfOf(lines, version), version).frames[0]!;
}

/** Name, place of the caller, times, units. */
const shortly = (functions: readonly FunctionUnits[] | null) =>
  functions!.map(({ name, caller, times, units }) => [name, caller, times, units]);

const CALLS = [
  "mov64 r6, 3", // 0
  "again:",
  "call inner", // 1
  "add64 r6, -1", // 2
  "jne r6, 0, again", // 3
  "call outer", // 4
  "mov64 r0, 0", // 5
  "exit", // 6
  "outer:",
  "call inner", // 7
  "syscall sol_log_compute_units_", // 8
  "exit", // 9
  "inner:",
  "mov64 r1, 1", // 10
  "syscall sol_log_64_", // 11
  "exit", // 12
];

describe("units of functions", () => {
  test("are counted stack by stack; what syscalls cost is theirs", () => {
    expect(shortly(frameOf(CALLS).functions)).toEqual([
      ["entrypoint", null, 1, 13],
      ["function_10", 0, 3, 9],
      ["sol_log_64_", 1, 3, 300],
      ["function_7", 0, 1, 3],
      ["function_10", 3, 1, 3],
      ["sol_log_64_", 4, 1, 100],
      ["sol_log_compute_units_", 3, 1, 100],
    ]);
  });

  test.each([SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V2, SbpfVersion.V3])("in version %i", (version) => {
    const functions = frameOf(CALLS, version).functions!;
    expect(functions.map(({ pc, caller, times, units }) => [pc, caller, times, units])).toEqual([
      [0, null, 1, 13],
      [10, 0, 3, 9],
      [null, 1, 3, 300],
      [7, 0, 1, 3],
      [10, 3, 1, 3],
      [null, 4, 1, 100],
      [null, 3, 1, 100],
    ]);
  });

  test("have the file's names, demangled", () => {
    const names = new Map([
      [7, "_ZN3app5outer17h05af221e174051e9E"],
      [10, "_RNvC3app5inner"],
    ]);
    const [frame] = traceOf(elfOf(CALLS, SbpfVersion.V0, names)).frames;
    expect(frame!.functions!.filter(({ pc }) => pc !== null).map(({ name }) => name)).toEqual([
      "entrypoint",
      "app::inner",
      "app::outer",
      "app::inner",
    ]);
  });

  test("are null where they were not asked for, and empty for builtins", () => {
    const stage = new CallStage();
    const { svm } = stage.bench;
    const untraced = chainOn(stage).trace!;
    for (const { functions, callerFunction } of framesOf(untraced.frames)) {
      expect([functions, callerFunction]).toEqual([null, null]);
    }
    svm.expireBlockhash();
    const { trace } = svm.simulateTransaction(untraced.transaction, { trace: TRACE, replaceRecentBlockhash: true });
    const [a, b, c, system] = framesOf(trace!.frames);
    for (const { functions } of [a!, b!, c!]) expect(functions!.every(({ pc }) => pc === null)).toBe(true);
    expect(a!.functions![b!.callerFunction!]!.name).toBe("sol_invoke_signed_c");
    expect([system!.functions, c!.functions![system!.callerFunction!]!.name]).toEqual([[], "sol_invoke_signed_c"]);
  });
});

describe("where a machine stopped", () => {
  const stateOf = ({ outcome, functions }: Frame) => {
    if (outcome.kind !== "failed") throw new Error(`it ${outcome.kind}`);
    const { machine, fault } = outcome.failure;
    return { kind: fault?.kind, ...machine!, in: functions![machine!.function!]!.pc };
  };

  test.each<[kind: string, lines: string[], state: { pc: number; in: number; trail: number[] }]>([
    [
      "AccessViolation",
      ["call f", "exit", "f:", "mov64 r1, 0", "ldxb r0, [r1+0]", "exit"],
      { pc: 3, in: 2, trail: [0, 2] },
    ],
    ["DivideByZero", ["mov64 r1, 0", "div64 r0, r1", "exit"], { pc: 1, in: 0, trail: [0] }],
    ["ExecutionOverrun", ["mov64 r1, 0"], { pc: 1, in: 0, trail: [0] }],
    ["ExecutionOverrun", ["mov64 r1, 0", "mov64 r2, 0"], { pc: 2, in: 0, trail: [0, 1] }],
    ["ExecutionOverrun", ["ja over", "f:", "exit", "over:", "call f"], { pc: 3, in: 0, trail: [0, 2, 1] }],
    ["CallOutsideTextSegment", ["lddw r1, 0x900000000", "callx r1", "exit"], { pc: 2, in: 0, trail: [0] }],
    ["UnsupportedInstruction", ["mov64 r1, 0", "syscall no_such_syscall", "exit"], { pc: 1, in: 0, trail: [0] }],
    ["CallDepthExceeded", ["call f", "exit", "f:", "call f", "exit"], { pc: 2, in: 2, trail: new Array(32).fill(2) }],
    [
      "ExceededMaxInstructions",
      ["again:", "add64 r1, 1", "add64 r1, 1", "ja again"],
      { pc: 2, in: 0, trail: Array.from({ length: 32 }, (_, i) => i % 3) },
    ],
  ])("%s: %j", (kind, lines, state) => {
    const stopped = stateOf(frameOf(lines));
    expect(stopped).toMatchObject({ kind, pc: state.pc, in: state.in });
    expect(stopped.trail).toEqual(state.trail);
  });

  test("out of units at the first instruction of a function: in that function, which took none", () => {
    const lines = ["mov64 r6, 99998", "again:", "sub64 r6, 1", "jne r6, 0, again", "ja on", "on:", "ja on2", "on2:"];
    const frame = frameOf([...lines, "call f", "exit", "f:", "mov64 r0, 0", "exit"]);
    expect(frame.outcome).toMatchObject({ failure: { fault: { kind: "ExceededMaxInstructions" } } });
    expect(stateOf(frame)).toMatchObject({ pc: 7, callDepth: 1, in: 7 });
    expect(shortly(frame.functions)).toEqual([
      ["entrypoint", null, 1, 200_000],
      ["function_7", 0, 1, 0],
    ]);
  });

  test("without functions there is no trail", () => {
    const bench = new Workbench({ trace: true });
    const program: Pubkey = newKey();
    const data = elfOf(["mov64 r1, 0", "ldxb r0, [r1+0]", "exit"]);
    bench.setAccount(program, { lamports: 10n ** 9n, data, owner: LOADER_V2_ID, executable: true });
    const { trace } = bench.send([{ programId: program, accounts: [meta(program)], data: new Uint8Array(0) }]);
    expect(trace!.frames[0]).toMatchObject({
      functions: null,
      outcome: { failure: { machine: { pc: 1, function: null, trail: null } } },
    });
  });
});

test("names of a program are those of its file when it ran, also if it is gone when they are asked for", () => {
  const program = newKey();
  const bench = new Workbench({ trace: TRACE });
  const data = elfOf(["mov64 r0, 0", "exit"], SbpfVersion.V0, new Map([[0, "before"]]));
  bench.setAccount(program, { lamports: 10n ** 9n, data, owner: LOADER_V2_ID, executable: true });
  const result = bench.send([{ programId: program, accounts: [], data: new Uint8Array(0) }]);
  bench.setAccount(program, { lamports: 0n });
  expect(result.trace!.frames[0]!.functions![0]!.name).toBe("before");
  expect(collapsedStacks(result.trace!, { names: { [addressFromPubkey(program)]: "app" } })).toBe("app;before 2\n");
});
