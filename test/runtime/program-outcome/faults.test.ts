import { describe, expect, test } from "vitest";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import type { InstructionError } from "../../../src/solana/errors.js";
import { LOADER_V2_ID } from "../../../src/solana/program-ids.js";
import { A, B, cpiStage, expectEnding } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { HEAP, INPUT, type Part } from "../../helpers/puppet.js";
import { MAX_UNITS, type Played } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// A machine that stops takes all units that were left; a syscall that fails takes what was used (Agave: vm.rs, execute;
// SIMD-0182). The texts are sbpf's EbpfError.

const stage = cpiStage();
const STACK = 0x2_0000_0000n;
const ONE = Uint8Array.of(1);

const doing = (part: Part) => stage.play({ acts: [{ program: A, accounts: [meta(B)], part }] });

/** A program of these lines. */
function running(lines: readonly string[], version: SbpfVersion = SbpfVersion.V0) {
  const tiny = named("tiny");
  const elf = buildElf(assemble(`entrypoint:\n${lines.join("\n")}\n`, version));
  stage.house.setAccount(tiny, { data: elf, owner: LOADER_V2_ID, executable: true });
  return stage.play({ acts: [{ program: tiny, part: () => {} }] });
}

describe("a fault takes all units; the line says what was used before it", () => {
  const accesses: readonly (readonly [name: string, part: Part, text: string])[] = [
    [
      "a store at 0",
      (p) => p.write(0n, ONE),
      "Access violation writing 1 bytes at address 0x0 (in unallocated region)",
    ],
    [
      "a load at 0",
      (p) => p.copy(0n, HEAP, 1),
      "Access violation reading 1 bytes at address 0x0 (in unallocated region)",
    ],
    [
      "a store into the program",
      (p) => p.write(0x1_0000_0000n, ONE),
      "Access violation writing 1 bytes at address 0x100000000 (in program region)",
    ],
    [
      "a store past the heap",
      (p) => p.write(HEAP + 0x8000n, ONE),
      "Access violation writing 1 bytes at address 0x300008000 (in unallocated region)",
    ],
    [
      "a store across the heap's end",
      (p) => p.store(HEAP + 0x8000n - 7n),
      "Access violation writing 8 bytes at address 0x300007ff9 (in heap region)",
    ],
    [
      "a store into a gap of the stack",
      (p) => p.write(STACK + 0x1000n, ONE),
      "Access violation in stack frame 1 at address 0x200001000 of size 1",
    ],
    [
      "a store past the stack",
      (p) => p.write(STACK + 0x80000n, ONE),
      "Access violation writing 1 bytes at address 0x200080000 (in unallocated region)",
    ],
    [
      "a load past the input",
      (p) => p.copy(INPUT + 0x10_0000n, HEAP, 1),
      "Access violation reading 1 bytes at address 0x400100000 (in unallocated region)",
    ],
    [
      "a load far above",
      (p) => p.copy(0x5_0000_0000n, HEAP, 1),
      "Access violation reading 1 bytes at address 0x500000000 (in unallocated region)",
    ],
    [
      "the last address",
      (p) => p.copy((1n << 64n) - 1n, HEAP, 1),
      "Access violation reading 1 bytes at address 0xffffffffffffffff (in unallocated region)",
    ],
  ];

  test.each(accesses)("%s", (_, part, text) => {
    const played = doing(part);
    expectEnding(played, "A", { error: "ProgramFailedToComplete", failed: text });
    expect(played.computeUnits).toBe(MAX_UNITS);
    expect(played.consumed[0].units).toBeLessThan(100);
  });

  const programs: readonly (readonly [name: string, used: number, lines: readonly string[], text: string])[] = [
    ["division by zero", 2, ["mov64 r1, 0", "div64 r0, r1", "exit"], "divide by zero at BPF instruction"],
    ["endless calls", 64, ["function:", "call function", "exit"], "exceeded max BPF to BPF call depth"],
    ["the end of the meter", MAX_UNITS, ["forever:", "ja forever"], "exceeded CUs meter at BPF instruction"],
    [
      "a call to no function",
      2,
      ["mov64 r1, 5", "callx r1", "exit"],
      "callx attempted to call outside of the text segment",
    ],
  ];

  const expectFault = (played: Played, used: number, failed: string) => {
    expectEnding(played, "tiny", { error: "ProgramFailedToComplete", failed });
    expect(played.computeUnits).toBe(MAX_UNITS);
    expect(played.consumed[0].units).toBe(used);
  };

  test.each(programs)("%s, after %d units", (_, used, lines, text) => {
    expectFault(running(lines), used, text);
  });

  test("an unknown syscall in v3", () => {
    const played = running(["syscall no_such_syscall", "exit"], SbpfVersion.V3);
    expectFault(played, 1, "unsupported BPF instruction");
  });
});

describe("a syscall's failure takes what was used", () => {
  const failures: readonly (readonly [name: string, part: Part, error: InstructionError, text: string])[] = [
    [
      "a bad pointer",
      (p) => p.syscall("sol_log_", 0n, 5n),
      "ProgramFailedToComplete",
      "Access violation reading 5 bytes at address 0x0 (in unallocated region)",
    ],
    [
      "a failure of its own",
      (p) => p.syscall("sol_memcpy_", HEAP, HEAP, 8n),
      "ProgramFailedToComplete",
      "Overlapping copy",
    ],
    [
      "an InstructionError",
      (p) => p.call(B, [{ pubkey: B, isSigner: 2, isWritable: 0 }], new Uint8Array(0), { infos: [] }),
      "InvalidArgument",
      "invalid program argument",
    ],
  ];

  test.each(failures)("%s", (_, part, error, text) => {
    const played = doing(part);
    expectEnding(played, "A", { error, failed: text });
    expect(played.computeUnits).toBe(played.consumed[0].units);
    expect(played.computeUnits).toBeLessThan(5000);
  });
});
