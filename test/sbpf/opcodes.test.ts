import { expect, test } from "vitest";
import { MNEMONICS, OPCODES, operationOf, operationsByByte, UNKNOWN_OPERATION } from "../../src/sbpf/opcodes.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { ALL_VERSIONS } from "./support.js";

test.each(ALL_VERSIONS)("in v%i no two instructions share an opcode", (version) => {
  const known = MNEMONICS.filter((mnemonic) => OPCODES[mnemonic].versions(version));
  expect(new Set(known.map((mnemonic) => OPCODES[mnemonic].opcode)).size).toBe(known.length);
  const operations = operationsByByte(version);
  for (const mnemonic of known) expect(operations[OPCODES[mnemonic].opcode]).toBe(operationOf(mnemonic));
});

test.each([
  [SbpfVersion.V0, 91],
  [SbpfVersion.V1, 91],
  [SbpfVersion.V2, 100],
  [SbpfVersion.V3, 113],
  [SbpfVersion.V4, 113],
])("v%i knows %i instructions", (version, count) => {
  expect(operationsByByte(version).filter((operation) => operation !== UNKNOWN_OPERATION)).toHaveLength(count);
});

test.each([
  ["MUL64_IMM and ST_1B_IMM", 0x27, "MUL64_IMM", "ST_1B_IMM"],
  ["DIV32_REG and LD_2B_REG", 0x3c, "DIV32_REG", "LD_2B_REG"],
  ["NEG64 and ST_4B_IMM", 0x87, "NEG64", "ST_4B_IMM"],
] as const)("%s are one byte, told apart by the version", (_, opcode, classic, ofV2) => {
  expect(MNEMONICS[operationsByByte(SbpfVersion.V0)[opcode]]).toBe(classic);
  expect(MNEMONICS[operationsByByte(SbpfVersion.V2)[opcode]]).toBe(ofV2);
});

test("0x36 is uhmul64 in v2 and jge32 in v3", () => {
  expect(MNEMONICS[operationsByByte(SbpfVersion.V2)[0x36]]).toBe("UHMUL64_IMM");
  expect(MNEMONICS[operationsByByte(SbpfVersion.V3)[0x36]]).toBe("JGE32_IMM");
  expect(operationsByByte(SbpfVersion.V0)[0x36]).toBe(UNKNOWN_OPERATION);
});
