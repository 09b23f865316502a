import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { u8, u32 } from "../../../src/cli/diff/bytes.js";
import { fail } from "../../../src/runtime/failure.js";
import type { InvokeContext } from "../../../src/runtime/invoke-context.js";
import type { ProgramCacheEntry } from "../../../src/runtime/program-cache.js";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import type { Instruction } from "../../../src/solana/instruction.js";
import * as ids from "../../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import { A, B, cpiStage, expectEnding } from "../../helpers/cast.js";
import { named, withNames } from "../../helpers/names.js";
import type { Part } from "../../helpers/puppet.js";
import { MAX_UNITS } from "../../helpers/stage.js";
import { account, accountMap, run } from "../harness.js";

// The meter: what a transaction gets, and what things take of it (Agave: execution_budget.rs; compute-budget-instruction;
// the DEFAULT_COMPUTE_UNITS of each builtin).

const stage = cpiStage();
const idle: Part = () => {};
const instruction = (programId: Pubkey, data: Uint8Array = new Uint8Array(0)): Instruction => {
  return { programId, accounts: [], data };
};
const {
  ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  COMPUTE_BUDGET_PROGRAM_ID,
  ED25519_PROGRAM_ID,
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  SECP256K1_PROGRAM_ID,
  SECP256R1_PROGRAM_ID,
  STAKE_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  VOTE_PROGRAM_ID,
  ZK_ELGAMAL_PROOF_PROGRAM_ID,
} = ids;

describe("units that a transaction gets without asking", () => {
  /** What A finds in the meter when `instruction` stands behind it. */
  const withBehind = (...instructions: Instruction[]) =>
    stage.play({ version: 0, acts: [{ program: A, part: idle }, ...instructions] }).consumed[0].of;

  const AS_BUILTIN: readonly (readonly [string, Pubkey])[] = [
    ["System", SYSTEM_PROGRAM_ID],
    ["ComputeBudget", COMPUTE_BUDGET_PROGRAM_ID],
    ["loader v1", LOADER_V1_ID],
    ["loader v2", LOADER_V2_ID],
    ["loader v3", LOADER_V3_ID],
    ["secp256k1", SECP256K1_PROGRAM_ID],
    ["ed25519", ED25519_PROGRAM_ID],
  ];
  const AS_OTHERS: readonly (readonly [string, Pubkey])[] = [
    ["Vote", VOTE_PROGRAM_ID],
    ["secp256r1", SECP256R1_PROGRAM_ID],
    ["ZK ElGamal", ZK_ELGAMAL_PROOF_PROGRAM_ID],
    ["address lookup tables", ADDRESS_LOOKUP_TABLE_PROGRAM_ID],
    ["Stake", STAKE_PROGRAM_ID],
    ["a program", B],
  ];
  /** A compute budget instruction that asks for nothing of units: a price of 0. */
  const dataFor = (program: Pubkey) =>
    program === COMPUTE_BUDGET_PROGRAM_ID ? concatBytes(u8(3), new Uint8Array(8)) : new Uint8Array(2);

  test("200,000 for a program", () => {
    expect(withBehind()).toBe(200_000);
  });

  test.each(AS_BUILTIN)("3,000 for %s", (_, program) => {
    expect(withBehind(instruction(program, dataFor(program)))).toBe(203_000);
  });

  test.each(AS_OTHERS)("200,000 for %s", (_, program) => {
    expect(withBehind(instruction(program))).toBe(400_000);
  });

  test("for each instruction, at most 1,400,000", () => {
    const programs = (count: number) => Array<Instruction>(count).fill(instruction(B));
    expect(withBehind(...programs(5))).toBe(1_200_000);
    expect(withBehind(...programs(6))).toBe(1_400_000);
    expect(withBehind(...programs(7))).toBe(1_400_000);
  });

  test("none in v1", () => {
    const played = stage.play({ units: 0, acts: [{ program: A, part: idle }] });
    expectEnding(played, "A", { error: "ProgramFailedToComplete", failed: "exceeded CUs meter at BPF instruction" });
    expect(played.consumed).toEqual([{ program: "A", units: 0, of: 0 }]);
  });
});

describe("units that a transaction asks for", () => {
  const asking = (units: number) => {
    const data = concatBytes(u8(2), u32(units));
    const acts = [instruction(COMPUTE_BUDGET_PROGRAM_ID, data), { program: A, part: idle }];
    return stage.play({ version: 0, acts }).consumed[0]?.of;
  };

  test.each([
    [1000, 1000],
    [200_001, 200_001],
    [1_400_000, 1_400_000],
    [1_400_001, 1_400_000],
    [0xffff_ffff, 1_400_000],
  ])("%d: %d", (units, got) => {
    // The compute budget instruction itself takes 150.
    expect(asking(units)).toBe(got - 150);
  });
});

describe("one meter for the whole transaction", () => {
  test("what one instruction leaves is the next one's", () => {
    const { consumed, computeUnits } = stage.play({ acts: [A, B, A].map((program) => ({ program, part: idle })) });
    const [first, second, third] = consumed;
    expect(first.of).toBe(MAX_UNITS);
    expect(second.of).toBe(MAX_UNITS - first.units);
    expect(third.of).toBe(second.of - second.units);
    expect(computeUnits).toBe(first.units + second.units + third.units);
  });

  test("used to the last unit", () => {
    const { computeUnits: needed } = stage.play({ acts: [{ program: A, part: idle }] });
    expect(stage.play({ acts: [{ program: A, part: idle }], units: needed }).error).toBeNull();
    const played = stage.play({ acts: [{ program: A, part: idle }], units: needed - 1 });
    expectEnding(played, "A", { error: "ProgramFailedToComplete", failed: "exceeded CUs meter at BPF instruction" });
    expect(played.computeUnits).toBe(needed - 1);
  });

  test("a syscall that costs more than is left takes it all", () => {
    const part: Part = (p) => p.syscall("sol_log_compute_units_");
    const { computeUnits: needed } = stage.play({ acts: [{ program: A, part }] });
    const played = stage.play({ acts: [{ program: A, part }], units: needed - 30 });
    expectEnding(played, "A", { error: "ComputationalBudgetExceeded", failed: "Computational budget exceeded" });
    expect(played.computeUnits).toBe(needed - 30);
    expect(played.consumed).toEqual([{ program: "A", units: needed - 30, of: needed - 30 }]);
  });
});

describe("instructions of a program cost one unit each", () => {
  const tiny = named("tiny");
  const unitsOf = (...lines: string[]) => {
    const elf = buildElf(assemble(`entrypoint:\n${lines.join("\n")}\n`, SbpfVersion.V0));
    stage.house.setAccount(tiny, { data: elf, owner: LOADER_V2_ID, executable: true });
    return stage.play({ acts: [{ program: tiny, part: idle }] }).computeUnits;
  };

  test.each([
    ["two instructions", 2, ["mov64 r0, 0", "exit"]],
    ["lddw, of two slots", 2, ["lddw r0, 0", "exit"]],
    ["a jump", 3, ["ja over", "mov64 r0, 1", "over:", "mov64 r0, 0", "exit"]],
    ["a call and its exit", 4, ["call function", "exit", "function:", "mov64 r0, 0", "exit"]],
  ] as const)("%s: %d", (_, units, lines) => {
    expect(unitsOf(...lines)).toBe(units);
  });
});

describe("builtins cost a fixed number of units before they look at anything", () => {
  const PRICES: readonly (readonly [string, Pubkey, number])[] = [
    ["System", SYSTEM_PROGRAM_ID, 150],
    ["ComputeBudget", COMPUTE_BUDGET_PROGRAM_ID, 150],
    ["Vote", VOTE_PROGRAM_ID, 2100],
    ["loader v1", LOADER_V1_ID, 1140],
    ["loader v2", LOADER_V2_ID, 570],
    ["loader v3", LOADER_V3_ID, 2370],
  ];

  for (const [name, program, price] of PRICES) {
    const address = addressFromPubkey(program);

    test(`${name}: ${price}, and no line that says so`, () => {
      const { computeUnits, lines, consumed } = stage.play({ acts: [instruction(program)] });
      expect(computeUnits).toBe(price);
      expect(consumed).toEqual([]);
      expect(lines[0]).toBe(`Program ${address} invoke [1]`);
      expect(lines.at(-1)).not.toContain("budget exceeded");
    });

    test(`${name}: ${price} are enough`, () => {
      expect(stage.play({ acts: [instruction(program)], units: price }).lines.at(-1)).not.toContain("budget exceeded");
    });

    test(`${name}: with ${price - 1} the meter is emptied`, () => {
      const { error, lines, computeUnits } = stage.play({ acts: [instruction(program)], units: price - 1 });
      expect(error).toEqual({ InstructionError: [0, "ComputationalBudgetExceeded"] });
      expect(lines).toEqual([
        `Program ${address} invoke [1]`,
        `Program ${address} failed: Computational budget exceeded`,
      ]);
      expect(computeUnits).toBe(price - 1);
    });
  }

  test("precompiles cost nothing and log nothing", () => {
    const acts = [
      instruction(ED25519_PROGRAM_ID, new Uint8Array(2)),
      instruction(SECP256K1_PROGRAM_ID, new Uint8Array(1)),
    ];
    expect(stage.play({ acts, units: 0 })).toMatchObject({ error: null, computeUnits: 0, logs: [] });
  });

  test("a precompile that refuses logs nothing either", () => {
    const played = stage.play({ acts: [instruction(ED25519_PROGRAM_ID)] });
    expect(played).toMatchObject({ error: { InstructionError: [0, { Custom: 4 }] }, computeUnits: 0, logs: [] });
  });
});

describe("a builtin that succeeds and consumed nothing", () => {
  // No builtin of the network does: one of the test's own (Agave: invoke_context.rs, process_executable_chain).
  const program = named("builtin");
  const running = (process: (context: InvokeContext) => void) => {
    const entry: ProgramCacheEntry = { kind: "Builtin", builtin: { name: "test", process } };
    const accounts = accountMap([[program, account({ lamports: 1n, owner: ids.NATIVE_LOADER_ID })]]);
    return run(named("payer"), [instruction(program)], {
      accounts,
      programs: { find: () => entry, storeModifiedEntry: () => {} },
    });
  };

  test("fails after its success", () => {
    const { error, logs } = running(() => {});
    expect(error).toBe("BuiltinProgramsMustConsumeComputeUnits");
    expect(withNames(logs)).toEqual(["Program builtin invoke [1]", "Program builtin success"]);
  });

  test("one unit is enough", () => {
    expect(running((context) => context.consumeChecked(1)).error).toBeUndefined();
  });

  test("its own failure comes first", () => {
    expect(running(() => fail("InvalidArgument")).error).toBe("InvalidArgument");
  });
});
