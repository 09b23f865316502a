import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { Disassembler } from "../../src/sbpf/disassembler.js";
import { Executable } from "../../src/sbpf/executable.js";
import { MNEMONICS, OPCODES, type OperandForm } from "../../src/sbpf/opcodes.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { ALL_VERSIONS, loaderFor } from "./support.js";

const { V0, V2, V3 } = SbpfVersion;

function hex(source: string, version: SbpfVersion = V0): string {
  return Buffer.from(assemble(source, version).text).toString("hex");
}

function roundTrip(source: string, version: SbpfVersion, syscalls: readonly string[] = []): string {
  const meanings = Object.fromEntries(syscalls.map((name, i) => [name, () => i]));
  const loader = loaderFor({ version, syscalls: meanings, config: { enableSymbolAndSectionLabels: true } });
  const { text, functions } = assemble(source, version);
  return new Disassembler(Executable.fromTextBytes(text, loader, version, functions), loader).lines().join("\n");
}

// The bytes are those of solana-sbpf's own assembler tests.
test.each([
  ["exit", "9500000000000000"],
  ["add64 r1, r3", "0f31000000000000"],
  ["add64 r1, 5", "0701000005000000"],
  ["add r1, -1", "07010000ffffffff"],
  ["add32 r10, 1", "040a000001000000"],
  ["neg64 r1", "8701000000000000"],
  ["ldxw r1, [r2+5]", "6121050000000000"],
  ["stw [r2+5], 7", "6202050007000000"],
  ["stxw [r2-5], r8", "6382fbff00000000"],
  ["ja +8", "0500080000000000"],
  ["jeq r1, 4, +8", "1501080004000000"],
  ["jeq r1, r3, +8", "1d31080000000000"],
  ["jeq64 r1, r3, -8", "1d31f8ff00000000"],
  ["callx r3", "8d00000003000000"],
  ["be32 r1", "dc01000020000000"],
  ["le16 r1", "d401000010000000"],
  ["lddw r1, 0x1234abcd5678eeff", "18010000ffee785600000000cdab3412"],
  ["lddw r1, 0xff11ee22dd33cc44", "1801000044cc33dd0000000022ee11ff"],
  ["mov r0, -0x80000000", "b700000000000080"],
  [".fill 2, 0x0102030405060708", "08070605040302010807060504030201"],
])("%s", (source, bytes) => {
  expect(hex(source)).toBe(bytes);
});

test("opcodes that depend on the version", () => {
  expect(hex("ldxdw r1, [r2+5]", V2)).toBe("9c21050000000000");
  expect(hex("stb [r2+5], 7", V2)).toBe("2702050007000000");
  expect(hex("callx r3", V2)).toBe("8d30000000000000");
  expect(hex("callx r3", V3)).toBe("8d03000000000000");
  expect(hex("add64 r10, 64", V2)).toBe("070a000040000000");
  expect(hex("add64 r10, 64", V0)).toBe("4700000000000000");
});

test("calls and syscalls", () => {
  const source = "entrypoint: call f\nsyscall sol_log_\ncall sol_log_\nexit\nf: exit";
  const before = assemble(source, V0);
  expect(before.calls).toEqual([{ pc: 0, target: 4 }]);
  expect(before.syscalls).toEqual([1, 2].map((pc) => ({ pc, name: "sol_log_" })));
  expect(hex(source).slice(0, 48)).toBe("8500000004000000" + "85000000bd597520" + "85000000bd597520");
  expect(hex(source, V3).slice(0, 32)).toBe("8510000003000000" + "85000000bd597520");
});

test("comments, labels on their own line and forward jumps", () => {
  expect(hex("# nothing\nja end // far\nexit\n\nend:\n  exit")).toBe(
    "050001000000000095000000000000009500000000000000",
  );
});

test.each([
  ["mov64 r0", "line 1: mov64 takes no such operands"],
  ["exit\nexit r0", "line 2: exit takes no such operands"],
  ["wat r0", "line 1: no instruction: wat"],
  ["be r0", "line 1: no instruction: be"],
  ["ja nowhere", "line 1: no label: nowhere"],
  ["mov64 r0, 0x100000000", "line 1: immediate 4294967296 does not fit 32 bits"],
  ["ldxb r0, [r1+32768]", "line 1: offset 32768 does not fit 16 bits"],
  ["mov64 r16, 0", "line 1: no register: r16"],
  ["mov64 r0, $", 'line 1: no operand: "$"'],
  ["!", "line 1: no statement: !"],
  [".word 1, 2", "line 1: no directive: .word"],
])("refuses %j", (source, message) => {
  expect(() => assemble(source, V0)).toThrow(`assembler, ${message}`);
});

describe("disassembler", () => {
  test("labels functions and jump targets", () => {
    const source = `entrypoint:
    mov64 r1, 5
    jeq r1, 0, lbb_4
    call function_5
    ja lbb_1
lbb_4:
    exit

function_5:
    syscall sol_log_
    exit`.replace("    jeq", "lbb_1:\n    jeq");
    for (const version of [V0, V3]) expect(roundTrip(source, version, ["sol_log_"])).toBe(source);
  });

  test("an lddw is one instruction", () => {
    expect(roundTrip("lddw r1, 0x8000000000000001\nexit", V0)).toBe(
      "entrypoint:\n    lddw r1, 0x8000000000000001\n    exit",
    );
  });

  test("says what it does not know", () => {
    const loader = loaderFor();
    const text = Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0, 0x05, 0, 9, 0, 0, 0, 0, 0);
    const disassembler = new Disassembler(Executable.fromTextBytes(text, loader, V0), loader);
    expect(disassembler.instruction(0)).toBe("unknown opcode=0xff");
    expect(disassembler.instruction(1)).toBe("ja [invalid]");
  });
});

/** Operands of each form, as the disassembler writes them. */
const OPERANDS: Record<OperandForm, string> = {
  lddw: "r1, 0x123456789",
  load: "r1, [r2-0x10]",
  storeImm: "[r2+0x10], -7",
  storeReg: "[r2+0x0], r9",
  aluImm: "r1, -7",
  divImm: "r1, 7",
  shiftImm32: "r1, 31",
  shiftImm64: "r1, 63",
  aluReg: "r1, r9",
  unary: "r1",
  endian: "r1",
  jump: "lbb_0",
  jumpImm: "r1, -7, lbb_0",
  jumpReg: "r1, r9, lbb_0",
  callImm: "entrypoint",
  callReg: "r7",
  exit: "",
};

describe.each(ALL_VERSIONS)("v%i", (version) => {
  test.each(MNEMONICS.filter((mnemonic) => OPCODES[mnemonic].versions(version)))("%s reads back", (mnemonic) => {
    const { name, form } = OPCODES[mnemonic];
    const line = `${name}${form === "endian" ? "32" : ""} ${OPERANDS[form]}`.trim().replace("lbb_0", "entrypoint");
    expect(assemble(`entrypoint:\n${line}`, version).text[0]).toBe(OPCODES[mnemonic].opcode);
    expect(roundTrip(`entrypoint:\n${line}`, version)).toBe(`entrypoint:\n    ${line}`);
  });
});
