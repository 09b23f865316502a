import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { EbpfError, SyscallError } from "../../src/sbpf/errors.js";
import { Executable } from "../../src/sbpf/executable.js";
import { FunctionRegistry } from "../../src/sbpf/function-registry.js";
import type { Syscall } from "../../src/sbpf/loader.js";
import { hashSymbolName } from "../../src/sbpf/murmur3.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { ALL_VERSIONS, fault, loaderFor, r0, recordOnAll, run } from "./support.js";

const { V0, V1, V2, V3 } = SbpfVersion;

class ToyError extends SyscallError {
  readonly message = "toy trouble";
}

describe.each(ALL_VERSIONS)("v%i", (version) => {
  test("a call keeps r6 to r9 and the frame pointer; r0 to r5 pass both ways", () => {
    const source = `
      mov64 r1, 10
      mov64 r6, 6
      mov64 r9, 9
      call callee
      add64 r0, r6
      add64 r0, r9
      add64 r0, r2
      exit
      callee:
      mov64 r6, 100
      mov64 r9, 200
      mov64 r2, 1000
      mov64 r0, r1
      exit`;
    expect(r0(source, { version })).toBe(1025n);
  });

  test("a program recurses 63 calls deep and no deeper", () => {
    const recurse = (depth: number): string => `
      mov64 r1, ${depth}
      call descend
      exit
      descend:
      add64 r1, -1
      jne r1, 0, deeper
      mov64 r0, 42
      exit
      deeper: call descend
      exit`;
    expect(r0(recurse(63), { version })).toBe(42n);
    const error = fault(recurse(64), { version });
    expect(error.message).toBe("exceeded max BPF to BPF call depth");
  });

  test("callx calls by address", () => {
    const address = (pc: number) => `mov64 r3, 1\nlsh64 r3, 32\nor64 r3, ${pc * 8}`;
    expect(r0(`${address(5)}\ncallx r3\nexit\nmov64 r0, 7\nexit`, { version })).toBe(7n);
    // A call into the middle of an instruction enters the instruction.
    expect(r0(`${address(6)}\nadd64 r3, 7\ncallx r3\nexit\nmov64 r0, 7\nexit`, { version })).toBe(7n);
  });

  test.each(["0", "-8", "48"])("callx to text + %s is outside", (offset) => {
    const base = offset === "0" ? "mov64 r3, 0" : `mov64 r3, 1\nlsh64 r3, 32\nadd64 r3, ${offset}`;
    expect(fault(`${base}\ncallx r3\nexit`, { version }).kind).toBe("CallOutsideTextSegment");
  });

  test("a syscall gets r1 to r5 and sets r0", () => {
    let seen: unknown[] = [];
    const syscall: Syscall<null> = (_context, _vm, ...registers) => {
      seen = registers;
      return 2n ** 64n - 1n;
    };
    const source = "mov64 r1, 1\nmov64 r2, -1\nmov64 r3, 3\nmov64 r4, 4\nmov64 r5, 5\nsyscall toy\nexit";
    expect(r0(source, { version, syscalls: { toy: syscall } })).toBe(2n ** 64n - 1n);
    expect(seen).toEqual([1, 2n ** 64n - 1n, 3, 4, 5]);
  });

  test("an unknown syscall fails when it is run", () => {
    expect(fault("syscall nobody\nexit", { version }).message).toBe("unsupported BPF instruction");
    expect(r0("mov64 r0, 1\nja +1\nsyscall nobody\nexit", { version })).toBe(1n);
  });
});

test("a failing syscall is told from a fault of the machine", () => {
  const toy: Syscall<null> = () => {
    throw new ToyError();
  };
  const error = fault("syscall toy\nexit", { syscalls: { toy } });
  expect(error.message).toBe("Syscall error: toy trouble");
  expect(error.is("SyscallError") && error.fields[0]).toBeInstanceOf(ToyError);
});

test("a pointer that a syscall cannot translate is wrapped like any other failure of it", () => {
  const toy: Syscall<null> = (_context, vm, address) => vm.memory.translate(0, address, 8);
  const error = fault("mov64 r1, 64\nsyscall toy\nexit", { syscalls: { toy } });
  expect(error.message).toBe("Syscall error: Access violation reading 8 bytes at address 0x40 (in unallocated region)");
  expect(error.is("SyscallError") && error.fields[0]).toBeInstanceOf(EbpfError);
});

test("a bug in a syscall leaves the engine as it was thrown", () => {
  const bug = new RangeError("a bug");
  const toy: Syscall<null> = () => {
    throw bug;
  };
  expect(() => run("syscall toy\nexit", { syscalls: { toy } })).toThrow(bug);
});

test("a syscall may allocate guest memory while the program runs", () => {
  const toy: Syscall<null> = (_context, vm) => {
    const { linear } = vm.memory;
    const before = linear.bytes.buffer;
    const blocks: number[] = [];
    while (linear.bytes.buffer === before) blocks.push(linear.allocate(1 << 20));
    for (const block of blocks) linear.free(block, 1 << 20);
    return 5;
  };
  const source = "mov64 r6, 37\nstxdw [r10-8], r6\nsyscall toy\nldxdw r1, [r10-8]\nadd64 r0, r1\nexit";
  expect(r0(source, { syscalls: { toy } })).toBe(42n);
});

describe("frame pointer", () => {
  const depths = "mov64 r6, r10\ncall callee\nexit\ncallee: mov64 r0, r10\nexit";
  const own = "mov64 r0, r10\nexit";

  test("v0 leaves a gap after every frame", () => {
    expect(r0(own, { version: V0 })).toBe(0x2_0000_1000n);
    expect(r0(depths, { version: V0 })).toBe(0x2_0000_3000n);
    expect(r0(depths, { version: V0, config: { enableStackFrameGaps: false } })).toBe(0x2_0000_2000n);
  });

  test("v3 has frames without gaps", () => {
    expect(r0(own, { version: V3 })).toBe(0x2_0000_1000n);
    expect(r0(depths, { version: V3 })).toBe(0x2_0000_2000n);
  });

  test("v1 and v2 start at the end of the stack and move it themselves", () => {
    for (const version of [V1, V2]) {
      expect(r0(own, { version })).toBe(0x2_0004_0000n);
      expect(r0(depths, { version })).toBe(0x2_0004_0000n);
      expect(r0("add64 r10, -64\nmov64 r0, r10\nexit", { version })).toBe(0x2_0003_ffc0n);
      // The caller gets its own back.
      expect(r0("call f\nmov64 r0, r10\nexit\nf: add64 r10, -128\nexit", { version })).toBe(0x2_0004_0000n);
    }
  });
});

test("before v3 a key that names a syscall and a function runs both, as the original does", () => {
  const loader = loaderFor({ syscalls: { toy: () => 1 } });
  const functions = new FunctionRegistry<number>();
  functions.registerFunction(hashSymbolName("toy"), "function_2", 2);
  const { text } = assemble("syscall toy\nexit\nadd64 r0, 41\nexit", V0);
  const executable = Executable.fromTextBytes(text, loader, V0, functions);
  executable.verify();
  const { result } = recordOnAll({ loader, executable, inputs: [], budget: 10 });
  expect(result).toMatchObject({ ok: true, r0: 42, instructionCount: 4 });
});
