import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { ENGINES } from "../../src/sbpf/engines.js";
import { Executable } from "../../src/sbpf/executable.js";
import { LinearMemory } from "../../src/sbpf/linear-memory.js";
import { MemoryMapping } from "../../src/sbpf/memory-mapping.js";
import { MNEMONICS, OPCODES } from "../../src/sbpf/opcodes.js";
import { verifyText } from "../../src/sbpf/verifier.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { VirtualMachine } from "../../src/sbpf/vm.js";
import { ALL_VERSIONS, loaderFor, thrown } from "./support.js";

const { V0, V1, V2, V3 } = SbpfVersion;
const EXIT = [0x95, 0, 0, 0, 0, 0, 0, 0];

/** An instruction slot. */
function slot(opcode: number, { dst = 0, src = 0, offset = 0, imm = 0 } = {}): number[] {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, opcode);
  view.setUint8(1, (src << 4) | dst);
  view.setInt16(2, offset, true);
  view.setInt32(4, imm, true);
  return [...bytes];
}

/** What the verifier says, without "Verifier error: "; null if it accepts. */
function verdict(version: SbpfVersion, ...slots: readonly number[][]): string | null {
  const text = Uint8Array.from(slots.flat());
  try {
    verifyText(text, version);
    return null;
  } catch {
    return thrown(() => verifyText(text, version)).message.replace("Verifier error: ", "");
  }
}

test("the length of a text", () => {
  expect(verdict(V0)).toBe("no program set, call prog_set() to load one");
  expect(verdict(V0, [0x95, 0, 0])).toBe("program length must be a multiple of 8 octets");
  expect(verdict(V0, EXIT)).toBeNull();
});

describe.each(ALL_VERSIONS)("v%i", (version) => {
  test("accepts exactly the opcodes of the version", () => {
    const known = new Set<number>();
    for (const mnemonic of MNEMONICS) {
      if (OPCODES[mnemonic].versions(version)) known.add(OPCODES[mnemonic].opcode);
    }
    for (let opcode = 0; opcode < 256; opcode++) {
      const said = verdict(version, slot(opcode, { imm: 16 }), [0, 0, 0, 0, 0, 0, 0, 0], EXIT);
      const isKnown = known.has(opcode);
      if (isKnown) expect(said).not.toBe(`unknown eBPF opcode 0x${opcode.toString(16)} (insn #0)`);
      else expect(said).toBe(`unknown eBPF opcode 0x${opcode.toString(16)} (insn #0)`);
    }
  });

  test("registers beyond r10, and r10 as a target", () => {
    expect(verdict(version, slot(0xbf, { src: 11 }), EXIT)).toBe("invalid source register (insn #0)");
    expect(verdict(version, slot(0xbf, { dst: 11 }), EXIT)).toBe("invalid destination register (insn #0)");
    expect(verdict(version, slot(0xbf, { dst: 10 }), EXIT)).toBe("cannot write into register r10 (insn #0)");
    const store = version === V2 ? OPCODES.ST_8B_REG.opcode : OPCODES.ST_DW_REG.opcode;
    expect(verdict(version, slot(store, { dst: 10 }), EXIT)).toBeNull();
    expect(verdict(version, slot(store, { dst: 11 }), EXIT)).toBe("invalid destination register (insn #0)");
  });

  test("jumps must stay in the text", () => {
    expect(verdict(version, slot(0x05, { offset: 0 }), EXIT)).toBeNull();
    expect(verdict(version, slot(0x05, { offset: 1 }), EXIT)).toBe("jump out of code to #2 (insn #0)");
    expect(verdict(version, slot(0x15, { offset: -2 }), EXIT)).toBe(
      "jump out of code to #18446744073709551615 (insn #0)",
    );
    expect(verdict(version, slot(0x1d, { offset: 32767 }), EXIT)).toBe("jump out of code to #32768 (insn #0)");
  });

  test("shifts by an immediate", () => {
    expect(verdict(version, slot(0x64, { imm: 31 }), EXIT)).toBeNull();
    expect(verdict(version, slot(0x64, { imm: 32 }), EXIT)).toBe("Shift with overflow of 32-bit value by 32 (insn #0)");
    expect(verdict(version, slot(0x77, { imm: 63 }), EXIT)).toBeNull();
    expect(verdict(version, slot(0x77, { imm: 64 }), EXIT)).toBe("Shift with overflow of 64-bit value by 64 (insn #0)");
    expect(verdict(version, slot(0xc7, { imm: -1 }), EXIT)).toBe(
      "Shift with overflow of 18446744073709551615-bit value by 64 (insn #0)",
    );
  });

  test("byte order takes 16, 32 or 64", () => {
    expect(verdict(version, slot(0xdc, { imm: 64 }), EXIT)).toBeNull();
    expect(verdict(version, slot(0xdc, { imm: 8 }), EXIT)).toBe("unsupported argument for LE/BE (insn #0)");
  });

  test("a call of any function or syscall is accepted", () => {
    expect(verdict(version, slot(0x85, { imm: 0x12345678 }), EXIT)).toBeNull();
  });

  test("the register of callx", () => {
    const callx = (register: number): number[] => {
      if (version === V2) return slot(0x8d, { src: register });
      return version >= V3 ? slot(0x8d, { dst: register }) : slot(0x8d, { imm: register });
    };
    expect(verdict(version, callx(9), EXIT)).toBeNull();
    expect(verdict(version, callx(10), EXIT)).toBe("Invalid register specified at instruction 0");
    if (version < V2) expect(verdict(version, callx(-1), EXIT)).toBe("Invalid register specified at instruction 0");
  });
});

test("division by the immediate 0", () => {
  for (const mnemonic of MNEMONICS.filter((name) => OPCODES[name].form === "divImm")) {
    const version = OPCODES[mnemonic].versions(V0) ? V0 : V2;
    expect(verdict(version, slot(OPCODES[mnemonic].opcode), EXIT)).toBe("division by 0 (insn #0)");
    expect(verdict(version, slot(OPCODES[mnemonic].opcode, { imm: -1 }), EXIT)).toBeNull();
  }
});

describe("lddw", () => {
  const lddw = slot(0x18, { dst: 1, imm: 5 });
  const rest = slot(0, { imm: 6 });

  test("needs its second half", () => {
    expect(verdict(V0, lddw, rest, EXIT)).toBeNull();
    expect(verdict(V0, EXIT, lddw)).toBe("LD_DW instruction cannot be last in program");
    expect(verdict(V0, lddw, EXIT)).toBe("incomplete LD_DW instruction (insn #0)");
  });

  test("is no target in its middle", () => {
    expect(verdict(V0, slot(0x05, { offset: 1 }), lddw, rest, EXIT)).toBe("jump to middle of LD_DW at #2 (insn #0)");
  });

  test("reports bad registers at its second half", () => {
    expect(verdict(V0, slot(0x18, { dst: 10 }), rest, EXIT)).toBe("cannot write into register r10 (insn #1)");
  });
});

test("r10 moves by multiples of 64 in v1 and v2 alone", () => {
  for (const version of [V1, V2]) {
    expect(verdict(version, slot(0x07, { dst: 10, imm: -64 }), EXIT)).toBeNull();
    expect(verdict(version, slot(0x07, { dst: 10, imm: 65 }), EXIT)).toBe("Unaligned immediate (insn #0)");
    expect(verdict(version, slot(0x0f, { dst: 10 }), EXIT)).toBe("cannot write into register r10 (insn #0)");
  }
  for (const version of [V0, V3]) {
    expect(verdict(version, slot(0x07, { dst: 10, imm: 64 }), EXIT)).toBe("cannot write into register r10 (insn #0)");
  }
});

test.each(Object.values(ENGINES))("$name runs nothing that was not verified", (engine) => {
  const loader = loaderFor();
  const executable = Executable.fromTextBytes(assemble("exit", V0).text, loader, V0);
  const memory = new MemoryMapping(new LinearMemory(0), [], loader.config, V0);
  const vm = new VirtualMachine({ loader, sbpfVersion: V0, context: null, memory, meter: { remaining: 1 } });
  expect(() => engine.execute(vm, executable)).toThrow("must pass verify()");
});
