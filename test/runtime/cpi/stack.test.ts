import { describe, expect, test } from "vitest";
import { COMPUTE_BUDGET_PROGRAM_ID, ED25519_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { A, B, C, CUES, callOften, cpiStage, expectEnding, type Row, testRows, V1, V3 } from "../../helpers/cast.js";
import type { Part } from "../../helpers/puppet.js";
import type { Act, Stage } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// Who may be called from where, how deep, and how often (Agave: invoke_context.rs, push; transaction-context, push).

const programs = [A, B, C, V1, V3, COMPUTE_BUDGET_PROGRAM_ID].map((key) => meta(key));
const nameOf = (key: Pubkey) => String.fromCharCode(...key).replace(/\.+$/, "");

/** Calls one program in the other; each gets all programs. */
function chain([first, ...rest]: readonly Pubkey[]): Part {
  return (p) => {
    if (first !== undefined) p.call(first, programs, chain(rest));
  };
}

/** What a chain logs that ends in success, or in an error of the last call, which is not even invoked. */
function chainLines(keys: readonly Pubkey[], failed?: string): string[] {
  const names = keys.map(nameOf);
  const invoked = failed === undefined ? names : names.slice(0, -1);
  const down = invoked.map((name, i) => `Program ${name} invoke [${i + 2}]`);
  const up = invoked
    .toReversed()
    .map((name) => `Program ${name} ${failed === undefined ? "success" : `failed: ${failed}`}`);
  return [...down, ...up];
}

const REENTRANCY = "Cross-program invocation reentrancy not allowed for this instruction";

const passes = (name: string, ...keys: readonly Pubkey[]): Row => ({
  name,
  accounts: () => programs,
  part: chain(keys),
  log: chainLines(keys),
});

const refused = (name: string, ...keys: readonly Pubkey[]): Row => ({
  name,
  accounts: () => programs,
  part: chain(keys),
  log: chainLines(keys, REENTRANCY),
  error: "ReentrancyNotAllowed",
  failed: REENTRANCY,
});

const stage = cpiStage();

describe("reentrancy", () => {
  const rows: Row[] = [
    passes("A calls itself", A),
    passes("A calls itself, and again", A, A),
    passes("A calls itself, then B, which calls itself", A, B, B),
    refused("A calls B, which calls A", B, A),
    refused("A calls itself, then B, which calls A", A, B, A),
    refused("A calls B, B calls C, C calls B", B, C, B),
    refused("A calls B, B calls C, C calls A", B, C, A),
  ];
  testRows(
    stage,
    rows,
    CUES.filter(({ caller }) => caller === "A"),
  );
  testRows(
    stage,
    [passes("V1 calls itself", V1), refused("V1 calls B, which calls V1", B, V1)],
    CUES.filter(({ caller }) => caller === "V1"),
  );
});

describe("depth", () => {
  const DEPTH = "Cross-program invocation call depth too deep";
  const chainOf = (calls: number) => Array<Pubkey>(calls).fill(A);
  const nested = (on: Stage, calls: number) => {
    return on.play({ acts: [{ program: A, accounts: programs, part: chain(chainOf(calls)) }] });
  };

  test("four calls inside each other, height 5", () => {
    expectEnding(nested(stage, 4), "A", { log: chainLines(chainOf(4)) });
  });

  test("five calls inside each other", () => {
    const played = nested(stage, 5);
    expectEnding(played, "A", { log: chainLines(chainOf(5), DEPTH), error: "CallDepth", failed: DEPTH });
    // The call that is too deep stands in the trace.
    expect(played.inner[0].map(({ stackHeight }) => stackHeight)).toEqual([2, 3, 4, 5, 6]);
  });

  const all = cpiStage("all");

  test("with SIMD-0268, eight calls inside each other, height 9", () => {
    expectEnding(nested(all, 8), "A", { log: chainLines(chainOf(8)) });
  });

  test("with SIMD-0268, nine calls inside each other", () => {
    expectEnding(nested(all, 9), "A", { log: chainLines(chainOf(9), DEPTH), error: "CallDepth", failed: DEPTH });
  });
});

describe("64 instructions in the trace", () => {
  const calls = (count: number): Act => ({ program: A, accounts: programs, part: (p) => callOften(p, count) });
  const idle: Act = { program: B, part: () => {} };
  /** A precompile that verifies no signatures. */
  const precompile = { programId: ED25519_PROGRAM_ID, accounts: [], data: new Uint8Array(2) };

  test("one instruction and 63 calls", () => {
    const { error, inner } = stage.play({ acts: [calls(63)] });
    expect(error).toBeNull();
    expect(inner[0]).toHaveLength(63);
  });

  test("one instruction and 64 calls", () => {
    const { error, inner, lines } = stage.play({ acts: [calls(64)] });
    expect(error).toEqual({ InstructionError: [0, "MaxInstructionTraceLengthExceeded"] });
    expect(lines.at(-1)).toBe("Program A failed: Max instruction trace length exceeded");
    expect(inner[0]).toHaveLength(63);
  });

  test("instructions that wait do not count", () => {
    expect(stage.play({ acts: [calls(62), idle] }).error).toBeNull();
    expect(stage.play({ acts: [calls(61), idle, idle] }).error).toBeNull();
  });

  test("an instruction after 64: it is not even invoked", () => {
    const { error, lines } = stage.play({ acts: [calls(63), idle] });
    expect(error).toEqual({ InstructionError: [1, "MaxInstructionTraceLengthExceeded"] });
    expect(lines).not.toContain("Program B invoke [1]");
  });

  test("instructions that ended count", () => {
    expect(stage.play({ acts: [idle, idle, calls(61)] }).error).toBeNull();
    const { error, lines } = stage.play({ acts: [idle, idle, calls(62)] });
    expect(error).toEqual({ InstructionError: [2, "MaxInstructionTraceLengthExceeded"] });
    expect(lines.at(-1)).toBe("Program A failed: Max instruction trace length exceeded");
  });

  test("calls inside calls count", () => {
    const nesting: Act = { program: A, accounts: programs, part: (p) => p.call(C, programs, (c) => callOften(c, 62)) };
    expect(stage.play({ acts: [nesting] }).error).toBeNull();
    const more: Act = { program: A, accounts: programs, part: (p) => p.call(C, programs, (c) => callOften(c, 63)) };
    expect(stage.play({ acts: [more] }).error).toEqual({ InstructionError: [0, "MaxInstructionTraceLengthExceeded"] });
  });

  test("precompiles count", () => {
    expect(stage.play({ acts: [precompile, calls(62)] }).error).toBeNull();
    const { error } = stage.play({ acts: [precompile, calls(63)] });
    expect(error).toEqual({ InstructionError: [1, "MaxInstructionTraceLengthExceeded"] });
  });

  test("a precompile after 64", () => {
    const { error } = stage.play({ acts: [calls(63), precompile] });
    expect(error).toEqual({ InstructionError: [1, "MaxInstructionTraceLengthExceeded"] });
  });
});
