import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf, builtRodataVmAddress } from "../../src/sbpf/elf-builder.js";
import { Executable } from "../../src/sbpf/executable.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { loaderFor, thrown } from "./support.js";

const { V3, V4 } = SbpfVersion;
const SOURCE = "mov64 r0, 1\nexit\nentrypoint: call f\nsyscall sol_log_\nexit\nf: exit";
const RODATA = new TextEncoder().encode("hello");

function load(elf: Uint8Array, version: SbpfVersion = V3): Executable {
  return Executable.fromElf(elf, loaderFor({ version }));
}

function refusal(elf: Uint8Array): string {
  return thrown(() => load(elf)).message.replace("ELF error: ", "");
}

const BARE = buildElf(assemble(SOURCE, V3));
const WITH_RODATA = buildElf(assemble(SOURCE, V3), RODATA);

function changed(elf: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = elf.slice();
  copy[offset] = value;
  return copy;
}

test("byte code alone", () => {
  const executable = load(BARE);
  expect(executable).toMatchObject({ sbpfVersion: V3, entryPc: 2, textVmAddress: 0x1_0000_0000, rodataVmAddress: 0 });
  expect(executable.rodata).toHaveLength(0);
  expect(executable.text).toEqual(assemble(SOURCE, V3).text);
  expect(executable.functions.entries()).toEqual([]);
  expect(executable.decoded.target[2]).toBe(5);
  executable.verify();
});

test("read-only data at 0, apart from the byte code", () => {
  const executable = load(WITH_RODATA);
  expect(builtRodataVmAddress(V3)).toBe(executable.rodataVmAddress);
  expect(new TextDecoder().decode(executable.rodata)).toBe("hello\0\0\0");
  expect(executable.text).toEqual(assemble(SOURCE, V3).text);
});

test("v4 loads in the same way where it is enabled", () => {
  const elf = buildElf(assemble(SOURCE, V4), RODATA);
  expect(load(elf, V4).sbpfVersion).toBe(V4);
  expect(refusal(elf)).toBe("Detected sbpf_version required by the executable which are not enabled");
});

const FILE_HEADER = "Failed to parse ELF file: invalid file header";
const PROGRAM_HEADER = "Invalid ELF program header";

describe("file header", () => {
  test.each([
    ["magic", 1, FILE_HEADER],
    ["class", 4, FILE_HEADER],
    ["byte order", 5, FILE_HEADER],
    ["identification version", 6, FILE_HEADER],
    ["ABI", 7, FILE_HEADER],
    ["ABI version", 8, FILE_HEADER],
    ["padding", 15, FILE_HEADER],
    ["machine", 18, FILE_HEADER],
    ["version", 20, FILE_HEADER],
    ["entry inside an instruction", 24, FILE_HEADER],
    ["entry outside the byte code", 27, FILE_HEADER],
    ["program header offset", 32, FILE_HEADER],
    ["header size", 52, FILE_HEADER],
    ["program header size", 54, FILE_HEADER],
  ])("%s", (_, offset, message) => {
    for (const elf of [BARE, WITH_RODATA]) expect(refusal(changed(elf, offset, 0x33))).toBe(message);
  });

  test("number of program headers", () => {
    expect(refusal(changed(BARE, 56, 0))).toBe(FILE_HEADER);
    expect(refusal(changed(BARE, 56, 200))).toBe(FILE_HEADER);
    expect(refusal(changed(WITH_RODATA, 56, 1))).toBe(FILE_HEADER);
    // One more than there are: the segments no longer follow the table.
    const longer = new Uint8Array([...BARE, ...new Uint8Array(64)]);
    expect(refusal(changed(longer, 56, 2))).toBe(PROGRAM_HEADER);
  });

  test.each([
    ["type", 16],
    ["section header offset", 40],
    ["section header size", 58],
    ["number of sections", 60],
    ["index of names", 62],
  ])("%s does not matter", (_, offset) => {
    expect(load(changed(BARE, offset, 0x33))).toBeDefined();
  });

  test("machine 263 is refused", () => {
    const elf = BARE.slice();
    new DataView(elf.buffer).setUint16(18, 263, true);
    expect(refusal(elf)).toBe(FILE_HEADER);
  });
});

describe("program headers", () => {
  const FIELDS = [
    ["type", 0],
    ["offset", 8],
    ["address", 16],
    ["physical address", 24],
    ["size in the file", 32],
    ["size in memory", 40],
  ] as const;

  test.each(FIELDS)("%s of the byte code", (_, field) => {
    expect(refusal(changed(BARE, 64 + field, 0x88))).toBe(PROGRAM_HEADER);
    expect(refusal(changed(WITH_RODATA, 64 + 56 + field, 0x88))).toBe(PROGRAM_HEADER);
  });

  test.each(FIELDS)("%s of the read-only data", (_, field) => {
    expect(refusal(changed(WITH_RODATA, 64 + field, 0x88))).toBe(PROGRAM_HEADER);
  });

  test("flags", () => {
    expect(refusal(changed(BARE, 68, 5))).toBe(PROGRAM_HEADER);
    expect(refusal(changed(BARE, 68, 4))).toBe(FILE_HEADER);
    expect(refusal(changed(WITH_RODATA, 68, 6))).toBe(PROGRAM_HEADER);
    expect(refusal(changed(WITH_RODATA, 68 + 56, 5))).toBe(PROGRAM_HEADER);
  });

  test("alignment does not matter", () => {
    expect(load(changed(BARE, 64 + 48, 0x77))).toBeDefined();
  });
});

test("every cut file is refused; bytes behind the program do not matter", () => {
  for (let length = 0; length < WITH_RODATA.length; length++) {
    expect(thrown(() => load(WITH_RODATA.slice(0, length))).kind).toBe("ElfError");
  }
  const longer = new Uint8Array(WITH_RODATA.length + 3);
  longer.set(WITH_RODATA);
  expect(load(longer).text).toEqual(assemble(SOURCE, V3).text);
});
