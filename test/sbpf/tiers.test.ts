import { afterEach, describe, expect, test, vi } from "vitest";
import { assembleExecutable } from "../../src/sbpf/assembler.js";
import { stackGapSize, stackSize } from "../../src/sbpf/config.js";
import type { Engine } from "../../src/sbpf/engine.js";
import type { Executable } from "../../src/sbpf/executable.js";
import { interpreter } from "../../src/sbpf/interpreter/interpreter.js";
import { LinearMemory } from "../../src/sbpf/linear-memory.js";
import type { Loader, Syscall } from "../../src/sbpf/loader.js";
import { MM_STACK_START } from "../../src/sbpf/memory-layout.js";
import { MemoryMapping } from "../../src/sbpf/memory-mapping.js";
import { MemoryRegion } from "../../src/sbpf/memory-region.js";
import { tiered, translator } from "../../src/sbpf/translator/translating-engine.js";
import { type ProgramResult, VirtualMachine } from "../../src/sbpf/vm.js";
import { wasmInterpreter } from "../../src/sbpf/wasm-interpreter/wasm-interpreter.js";
import { loaderFor, type RunOptions } from "./support.js";

const linear = new LinearMemory();

/** A loop that calls a function. */
const LOOP = `
entrypoint:
  mov64 r6, 40000
turn:
  call function_add
  add64 r6, -1
  jne r6, 0, turn
  exit
function_add:
  add64 r0, 2
  exit`;
const LOOP_RESULT = { ok: true, r0: 80_000, instructionCount: 200_002 };

function assembled(source: string, options: RunOptions = {}): Executable {
  const executable = assembleExecutable(source, loaderFor(options));
  executable.verify();
  return executable;
}

function execute(engine: Engine, executable: Executable, budget = 1_000_000, guest = linear): ProgramResult {
  const { config, sbpfVersion } = executable;
  const length = stackSize(config);
  const hostOffset = guest.allocate(length);
  const stack = new MemoryRegion(MM_STACK_START, length, hostOffset, true, stackGapSize(config, sbpfVersion));
  const memory = new MemoryMapping(guest, [executable.roRegion(guest), stack], config, sbpfVersion);
  const loader = executable.loader as Loader<null>;
  const vm = new VirtualMachine({ loader, sbpfVersion, context: null, memory, meter: { remaining: budget } });
  try {
    return engine.execute(vm, executable);
  } finally {
    vm.release();
    guest.free(hostOffset, length);
  }
}

afterEach(() => void vi.unstubAllGlobals());

describe("tiers", () => {
  test("what has run a million instructions is translated, and comes to the same", () => {
    const { functionsTranslated } = tiered.statistics;
    const executable = assembled(LOOP);
    for (let run = 0; run < 4; run++) expect(execute(tiered, executable)).toEqual(LOOP_RESULT);
    expect(tiered.statistics.functionsTranslated).toBe(functionsTranslated);
    for (let run = 0; run < 4; run++) expect(execute(tiered, executable)).toEqual(LOOP_RESULT);
    expect(tiered.statistics.functionsTranslated).toBe(functionsTranslated + 2);
    const { instructionsInterpreted } = tiered.statistics;
    expect(execute(tiered, executable)).toEqual(LOOP_RESULT);
    expect(tiered.statistics.instructionsInterpreted).toBe(instructionsInterpreted);
  });

  test("the functions that an engine has interpreted are counted, each once", () => {
    // One is called by its name, one by its address, one only if r1 is not 0, one never.
    const executable = assembled(`
entrypoint:
  call function_a
  lddw r1, 0x100000058
  callx r1
  mov64 r1, 0
  jeq r1, 0, end
  call function_c
end:
  exit
function_a:
  add64 r0, 1
  jlt r0, 3, function_a
  exit
function_b:
  call function_a
  exit
function_c:
  call function_d
  exit
function_d:
  exit`);
    for (const engine of [wasmInterpreter, tiered]) {
      const { functionsInterpreted } = engine.statistics;
      const first = execute(engine, executable);
      expect(first).toEqual(execute(interpreter, executable));
      expect(engine.statistics.functionsInterpreted).toBe(functionsInterpreted + 3);
      expect(execute(engine, executable)).toEqual(first);
      expect(engine.statistics.functionsInterpreted).toBe(functionsInterpreted + 3);
    }
  });

  test("a large function is translated bit by bit, while the interpreter goes on", () => {
    const blocks = Array.from({ length: 3000 }, (_, i) => `  add64 r0, ${i}\n  jeq r0, 0, block${i}\nblock${i}:`);
    const executable = assembled(`
entrypoint:
  mov64 r6, 10
turn:
  mov64 r0, 7
  call function_long
  add64 r6, -1
  jne r6, 0, turn
  exit
function_long:
${blocks.join("\n")}
  exit`);
    const expected = execute(interpreter, executable);
    const { functionsTranslated, instructionsInterpreted } = tiered.statistics;
    const runsAfterThreshold = () => {
      for (let run = 0, after = 0; run < 200; run++) {
        expect(execute(tiered, executable)).toEqual(expected);
        if (tiered.statistics.functionsTranslated > functionsTranslated) return after;
        const { length } = executable.decoded;
        if (tiered.statistics.instructionsInterpreted - instructionsInterpreted >= 1_000_000 + 500 * length) after++;
      }
      return -1;
    };
    expect(runsAfterThreshold()).toBeGreaterThan(2);
    expect(execute(tiered, executable)).toEqual(expected);
  });

  test("where translated code runs out of units", () => {
    const executable = assembled(LOOP);
    for (let run = 0; run < 8; run++) execute(tiered, executable);
    for (const budget of [1, 2, 1000, 1001, 1002, 1003, 1004, 200_001]) {
      const result = execute(tiered, executable, budget);
      expect(result).toMatchObject({ ok: false, error: { kind: "ExceededMaxInstructions" }, instructionCount: budget });
    }
  });

  test("functions that are called later are translated later", () => {
    const executable = assembled(LOOP.replace("call function_add", "jgt r1, 0, 1\n  call function_add"));
    const { functionsTranslated } = tiered.statistics;
    for (let run = 0; run < 8; run++) execute(tiered, executable);
    expect(tiered.statistics.functionsTranslated).toBe(functionsTranslated + 2);
  });

  test("a long run changes over at its calls", () => {
    const executable = assembled(LOOP.replace("40000", "1000000"));
    const { instructionsInterpreted } = tiered.statistics;
    const result = { ok: true, r0: 2_000_000, instructionCount: 5_000_002 };
    expect(execute(tiered, executable, 6_000_000)).toEqual(result);
    // The loop itself has three instructions of five.
    const interpreted = tiered.statistics.instructionsInterpreted - instructionsInterpreted;
    expect(interpreted).toBeGreaterThan(1_000_000);
    expect(interpreted).toBeLessThan(1_000_000 + 65_536 + (4_000_000 * 3) / 5);
  });

  test("what no call can reach is not translated", () => {
    const executable = assembled(`${LOOP}\nfunction_unused:\n  exit`);
    const { functionsTranslated } = translator.statistics;
    expect(execute(translator, executable)).toEqual(LOOP_RESULT);
    expect(translator.statistics.functionsTranslated).toBe(functionsTranslated + 2);
  });
});

describe("large functions", () => {
  /** Branches that join again at once, or whose other ways all lie behind the last. */
  const joined = (i: number): string => `jeq r1, ${i}, join_${i}\nadd64 r0, ${i}\njoin_${i}:\nadd64 r2, 1`;
  const apart = (i: number): string => `jeq r1, ${i}, apart_${i}\nadd64 r0, ${i}`;
  const ending = (i: number): string => `apart_${i}:\nadd64 r0, r1\nexit`;
  const all = (count: number, line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => line(i + 1)).join("\n");
  // Structured, around a table, and not at all.
  test.each([990, 2900, 10_500])("of %i branches", (count) => {
    for (const rest of [all(count, joined), `${all(count, apart)}\nexit\n${all(count, ending)}`]) {
      for (const argument of [0, count - 1]) {
        const executable = assembled(`mov64 r1, ${argument}\n${rest}\nexit`);
        expect(execute(translator, executable)).toEqual(execute(interpreter, executable));
      }
    }
  });
});

describe("hosts that refuse to compile at once", () => {
  test("compile elsewhere, and the interpreter goes on until then", async () => {
    // The interpreter is there already.
    execute(translator, assembled("exit"));
    const executable = assembled(LOOP);
    const refusing = new Proxy(WebAssembly.Module, {
      construct: () => {
        throw new RangeError("WebAssembly.Compile is disallowed on the main thread");
      },
    });
    vi.stubGlobal("WebAssembly", { ...namesOf(WebAssembly), Module: refusing });
    const before = translator.statistics.report("translator");
    expect(execute(translator, executable)).toEqual(LOOP_RESULT);
    const during = translator.statistics.report("translator");
    expect(during.functionsTranslated).toBe(before.functionsTranslated);
    expect(during.instructionsInterpreted).toBe(before.instructionsInterpreted + LOOP_RESULT.instructionCount);
    await vi.waitFor(() => expect(translator.statistics.functionsTranslated).toBe(before.functionsTranslated + 2));
    expect(execute(translator, executable)).toEqual(LOOP_RESULT);
    expect(translator.statistics.instructionsInterpreted).toBe(during.instructionsInterpreted);
  });
});

function namesOf(namespace: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.getOwnPropertyNames(namespace).map((name) => [name, (namespace as Record<string, unknown>)[name]]),
  );
}

describe("beyond 2 GiB of guest memory", () => {
  const high = new LinearMemory();
  high.allocate(2 ** 31);
  // With no unit to spare the interpreter goes on behind the syscall: the way that is not taken would need more.
  const source = (depth: number, call: string) => `
entrypoint:
  mov64 r1, ${depth}
  call function_down
  exit
function_leaf:
  mov64 r5, r10
  stxdw [r5-8], r0
  ldxdw r0, [r5-8]
  exit
function_down:
  stxdw [r10-8], r1
  jeq r1, 0, bottom
  add64 r1, -1
  ${call}
bottom:
  ${[1, 2, 3, 4, 5].map((register) => `mov64 r${register}, 0`).join("\n  ")}
  syscall one
  mov64 r2, r10
  lddw r4, 0x100000018
  jeq r0, 1, end
  ${"add64 r0, 1\n  ".repeat(20)}
end:
  callx r4
  ldxdw r1, [r2-8]
  add64 r0, r1
  exit`;
  const calls = ["call function_down", "lddw r4, 0x100000038\ncallx r4"];
  test.each(calls.flatMap((call) => [0, 20, 62, 63].map((depth) => [call, depth] as const)))(
    "%s, %i deep",
    (call, depth) => {
      const depths: number[] = [];
      const one: Syscall<null> = (_, { callDepth }) => {
        depths.push(callDepth);
        return 1;
      };
      const executable = assembled(source(depth, call), { syscalls: { one } });
      const expected = execute(interpreter, executable);
      const expectedDepths = depths.splice(0);
      expect(expected).toMatchObject(depth < 62 ? { ok: true, r0: depth + 1 } : { ok: false });
      for (const engine of [wasmInterpreter, translator]) {
        for (const budget of [1_000_000, expected.instructionCount]) {
          expect(execute(engine, executable, budget, high)).toEqual(expected);
          expect(depths.splice(0)).toEqual(expectedDepths);
        }
      }
    },
  );

  test("programs run where the memory ends", () => {
    // What it frees is there for the next program.
    execute(wasmInterpreter, assembled("exit"), undefined, high);
    for (const byteLength of [2 ** 30, 2 ** 25, 2 ** 21, 2 ** 16]) {
      expect(() => {
        for (;;) high.allocate(byteLength);
      }).toThrow("guest memory is full");
    }
    for (const engine of [interpreter, wasmInterpreter, translator, tiered]) {
      expect(execute(engine, assembled(LOOP), undefined, high)).toEqual(LOOP_RESULT);
    }
  });
});

test("programs that call each other from deep down do not use up the host's stack", () => {
  const levels: ProgramResult[] = [];
  let level = 0;
  const nest: Syscall<null> = () => {
    if (level === 8) return 0;
    level++;
    levels.push(execute(translator, executable));
    level--;
    return 0;
  };
  // 63 calls deep.
  const source = `
entrypoint:
  mov64 r1, 62
  call function_down
  exit
function_down:
  jeq r1, 0, bottom
  add64 r1, -1
  call function_down
  exit
bottom:
  syscall nest
  exit`;
  const executable: Executable = assembled(source, { syscalls: { nest } });
  const before = translator.statistics.report("translator").interpretedRuns["deeply nested"] ?? 0;
  levels.push(execute(translator, executable));
  expect(levels).toEqual(Array(9).fill({ ok: true, r0: 0, instructionCount: 254 }));
  expect(translator.statistics.report("translator").interpretedRuns["deeply nested"]).toBeGreaterThan(before);
});
