import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf, builtRodataVmAddress } from "../../src/sbpf/elf-builder.js";
import { MNEMONICS, OPCODES, type OperandForm } from "../../src/sbpf/opcodes.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { type OracleRun, runHere, runOnOracle } from "./oracle.js";

const { V0, V1, V2, V3 } = SbpfVersion;
/** What mainnet deploys and runs. */
const VERSIONS = [V0, V1, V2, V3] as const;
/** Returns r0 to r9 to the caller. */
const RETURN_REGISTERS = `
  ${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((r) => `stxdw [r10-${80 - 8 * r}], r${r}`).join("\n  ")}
  mov64 r1, r10
  mov64 r3, 80
  sub64 r1, r3
  mov64 r2, 80
  syscall sol_set_return_data
  mov64 r0, 0
  exit`;

function compare(source: string, version: SbpfVersion, rodata?: Uint8Array): OracleRun {
  const elf = buildElf(assemble(source, version), rodata);
  const expected = runOnOracle(elf);
  expect(runHere(elf)).toEqual(expected);
  return expected;
}

/** A 64-bit constant in any version. */
function load(register: number, value: bigint, version: SbpfVersion): string {
  if (version !== V2) return `lddw r${register}, 0x${value.toString(16)}`;
  const halves = [value, value >> 32n].map((half) => BigInt.asIntN(32, half));
  return `mov32 r${register}, ${halves[0]}\nhor64 r${register}, ${halves[1]}`;
}

const register = fc.nat(9);
const EDGES = [0n, 1n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const word = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt(0n, 2n ** 64n - 1n));
const immediate = fc.oneof(
  fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }),
);

type Instruction = fc.Arbitrary<string>;

/** Random operands of a form; undefined for forms that random code does without. */
const OPERANDS: Partial<Record<OperandForm, (name: string) => Instruction>> = {
  aluImm: (name) => fc.tuple(register, immediate).map(([dst, imm]) => `${name} r${dst}, ${imm}`),
  divImm: (name) => fc.tuple(register, immediate).map(([dst, imm]) => `${name} r${dst}, ${imm === 0 ? 3 : imm}`),
  shiftImm32: (name) => fc.tuple(register, fc.nat(31)).map(([dst, imm]) => `${name} r${dst}, ${imm}`),
  shiftImm64: (name) => fc.tuple(register, fc.nat(63)).map(([dst, imm]) => `${name} r${dst}, ${imm}`),
  aluReg: (name) => fc.tuple(register, register).map(([dst, src]) => `${name} r${dst}, r${src}`),
  unary: (name) => register.map((dst) => `${name} r${dst}`),
  endian: (name) => fc.tuple(register, fc.constantFrom(16, 32, 64)).map(([dst, bits]) => `${name}${bits} r${dst}`),
  jumpImm: (name) => fc.tuple(register, immediate).map(([dst, imm]) => `${name} r${dst}, ${imm}, +1\nmov64 r0, r1`),
  jumpReg: (name) => fc.tuple(register, register).map(([dst, src]) => `${name} r${dst}, r${src}, +1\nmov64 r0, r1`),
  load: (name) =>
    fc.tuple(register, fc.integer({ min: 100, max: 200 })).map(([dst, at]) => `${name} r${dst}, [r10-${at}]`),
  storeReg: (name) =>
    fc.tuple(fc.integer({ min: 100, max: 200 }), register).map(([at, src]) => `${name} [r10-${at}], r${src}`),
  storeImm: (name) =>
    fc.tuple(fc.integer({ min: 100, max: 200 }), immediate).map(([at, imm]) => `${name} [r10-${at}], ${imm}`),
};

function randomInstruction(version: SbpfVersion): Instruction {
  const known = MNEMONICS.filter((mnemonic) => OPCODES[mnemonic].versions(version));
  const makers = known.flatMap((mnemonic) => OPERANDS[OPCODES[mnemonic].form]?.(OPCODES[mnemonic].name) ?? []);
  return fc.oneof(...makers);
}

describe.each(VERSIONS)("v%i on Agave and here", (version) => {
  test("random straight-line programs", () => {
    const registers = fc.array(word, { minLength: 10, maxLength: 10 });
    const body = fc.array(randomInstruction(version), { minLength: 1, maxLength: 40 });
    const property = fc.property(registers, body, (values, instructions) => {
      const start = values.map((value, index) => load(index, value, version));
      compare([...start, ...instructions, RETURN_REGISTERS].join("\n"), version);
    });
    fc.assert(property, { numRuns: 120, seed: 1 + version });
  });

  test("a loop with calls", () => {
    const { returnData } = compare(
      `
      mov64 r6, 10
      mov64 r7, 0
      loop:
      mov64 r1, r6
      call square
      add64 r7, r0
      add64 r6, -1
      jne r6, 0, loop
      ja end
      square:
      mov64 r0, r1
      ${version === V2 ? "lmul64 r0, r1" : "mul64 r0, r1"}
      exit
      end: ${RETURN_REGISTERS}`,
      version,
    );
    expect(returnData[56]).toBe(385 & 0xff);
  });

  test("read-only data", () => {
    const rodata = new TextEncoder().encode("read-only");
    const address = load(1, BigInt(builtRodataVmAddress(version)), version);
    const { returnData } = compare(`${address}\nldxdw r6, [r1+1]\n${RETURN_REGISTERS}`, version, rodata);
    expect(new TextDecoder().decode(returnData.subarray(48, 56))).toBe("ead-only");
  });

  test.each([
    ["null", "mov64 r1, 0\nldxb r0, [r1+0]"],
    ["a store into the text", "mov64 r1, 1\nlsh64 r1, 32\nstb [r1+0], 1"],
    ["a load of the text", "mov64 r1, 1\nlsh64 r1, 32\nldxdw r0, [r1+0]"],
    ["above the stack", "ldxb r0, [r10+0]"],
    ["below the stack", "mov64 r1, 2\nlsh64 r1, 32\nldxb r0, [r1-1]"],
    ["far below the stack", "mov64 r1, 2\nlsh64 r1, 32\nldxb r0, [r1-0x7000]"],
    ["beyond the heap", "mov64 r1, 3\nlsh64 r1, 32\nadd64 r1, 0x7fff\nldxh r0, [r1+0]"],
    ["the end of the heap", "mov64 r1, 3\nlsh64 r1, 32\nadd64 r1, 0x7fff\nldxb r0, [r1+0]"],
    ["below the input", "ldxb r0, [r1-1]"],
    ["a window without a region", "mov64 r1, 5\nlsh64 r1, 32\nldxw r0, [r1+0]"],
    ["the end of the address space", "mov64 r1, -1\nldxw r0, [r1+0]"],
    ["division by zero", `mov64 r1, 0\n${version === V2 ? "udiv64" : "div64"} r0, r1`],
    ["a call outside", "mov64 r3, 7\ncallx r3"],
    ["endless recursion", "f: call f"],
    ["endless loop", "loop: ja loop"],
    ["no exit", "ja +5"],
    ["an unknown syscall", "syscall nobody_knows_it"],
    ["a return value", "mov64 r0, 5"],
  ])("faults: %s", (_, body) => {
    const source = `${body}\nmov64 r0, 0\nexit\nmov64 r0, 1\nmov64 r0, 2\nmov64 r0, 3\nmov64 r0, 4`;
    const elf = buildElf(assemble(body === "mov64 r0, 5" ? `${body}\nexit` : source, version));
    const expected = runOnOracle(elf);
    const here = runHere(elf);
    expect(here.consumed).toBe(expected.consumed);
    if (here.failure !== null || expected.failure?.startsWith("custom") !== true) {
      expect(here.failure).toBe(expected.failure);
    }
  });
});
