import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import type { Config } from "../../src/sbpf/config.js";
import {
  R_BPF_64_32,
  R_BPF_64_64,
  R_BPF_64_RELATIVE,
  SHF_ALLOC,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_PROGBITS,
} from "../../src/sbpf/elf/constants.js";
import { buildLenientElf, type LenientElf, lenientTextOffset } from "../../src/sbpf/elf/lenient-builder.js";
import { buildElf, builtRodataVmAddress } from "../../src/sbpf/elf-builder.js";
import { Executable } from "../../src/sbpf/executable.js";
import { hashPc, hashSymbolName } from "../../src/sbpf/murmur3.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { loaderFor, thrown } from "./support.js";

const { V0 } = SbpfVersion;
const ENTRYPOINT = hashSymbolName("entrypoint");
const noSyscall = () => 0;

function load(elf: Uint8Array, config: Partial<Config> = {}, syscalls: readonly string[] = ["sol_log_"]): Executable {
  const meanings = Object.fromEntries(syscalls.map((name) => [name, noSyscall]));
  return Executable.fromElf(elf, loaderFor({ version: V0, config, syscalls: meanings }));
}

/** The text of the error, without "ELF error: ". */
function refusal(elf: Uint8Array, config: Partial<Config> = {}): string {
  return thrown(() => load(elf, config)).message.replace("ELF error: ", "");
}

function build(source: string, more: Partial<LenientElf> = {}): Uint8Array {
  return buildLenientElf({ version: V0, text: assemble(source, V0).text, ...more });
}

/** A copy with some bytes changed. */
function changed(elf: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = elf.slice();
  change(new DataView(copy.buffer));
  return copy;
}

const PLAIN = build("mov64 r0, 1\nexit");

/** The offset of the header of section `index` (0 is the null section). */
const sectionHeader = (elf: Uint8Array, index: number): number =>
  Number(new DataView(elf.buffer).getBigUint64(40, true)) + index * 64;

test("a plain program", () => {
  const executable = load(PLAIN);
  expect(executable).toMatchObject({ sbpfVersion: V0, entryPc: 0, textVmAddress: 0x1_0000_0040 });
  expect(executable.text).toEqual(assemble("mov64 r0, 1\nexit", V0).text);
  expect(executable.functions.entries()).toEqual([[ENTRYPOINT, { name: "entrypoint", value: 0 }]]);
  executable.verify();
});

test("what is loaded shares no memory with the file", () => {
  const elf = PLAIN.slice();
  const executable = load(elf);
  elf.fill(0xff);
  expect(executable.text).toEqual(assemble("mov64 r0, 1\nexit", V0).text);
});

describe("calls", () => {
  const source = "entrypoint: call f\nsyscall sol_log_\ncall g\nexit\nf: exit\ng: exit";

  test("by distance become calls by hash; syscalls are found by name", () => {
    const executable = load(buildElf(assemble(source, V0)));
    const immediates = [0, 1, 2].map((pc) => executable.decoded.imm[pc] >>> 0);
    expect(immediates).toEqual([hashPc(4), hashSymbolName("sol_log_"), hashPc(5)]);
    expect([...executable.decoded.target.subarray(0, 3)]).toEqual([4, -1, 5]);
    expect(
      executable.functions
        .entries()
        .map(([key]) => key)
        .sort(),
    ).toEqual([ENTRYPOINT, hashPc(4), hashPc(5)].sort());
  });

  test("names of functions are kept on request", () => {
    const executable = load(buildElf(assemble(source, V0)), { enableSymbolAndSectionLabels: true });
    expect(executable.functions.lookupByKey(hashPc(4))).toEqual({ name: "function_4", value: 4 });
  });

  test("a function that calls itself needs a symbol", () => {
    const executable = load(buildElf(assemble("exit\nf: call f\nexit", V0)));
    expect(executable.decoded.target[1]).toBe(1);
  });

  test("out of the text", () => {
    const text = assemble("exit\n.fill 1, 0x0000000200000085\nexit", V0).text;
    expect(refusal(buildLenientElf({ version: V0, text }))).toBe("Relative jump out of bounds at instruction #1");
  });

  test("a syscall that nobody knows is found when it is run, or at once if broken files are refused", () => {
    const elf = buildElf(assemble("exit\nsyscall unknown_\nexit", V0));
    expect(load(elf).decoded.imm[1] >>> 0).toBe(hashSymbolName("unknown_"));
    // Instruction and offset are those of the file, as in the original.
    expect(refusal(elf, { rejectBrokenElfs: true })).toBe(
      "Unresolved symbol (unknown_) at instruction #9 (ELF file offset 0x48)",
    );
  });

  test("a function whose key is that of a syscall", () => {
    const elf = build("exit", {});
    expect(thrown(() => load(elf, {}, ["entrypoint"])).message).toBe("ELF error: Symbol hash collision 0x71e3cf81");
  });
});

describe("relocations", () => {
  const textOffset = lenientTextOffset();
  const lddw = "lddw r1, 0x10\nexit";

  test("R_BPF_64_64 adds the address of a symbol", () => {
    const relocations = [{ offset: textOffset, type: R_BPF_64_64, symbol: 0 }];
    const inFile = build(lddw, { symbols: [{ name: "data", value: 0x200 }], relocations });
    expect(load(inFile).decoded.imm64[0]).toBe(0x1_0000_0210n);
    const mapped = build(lddw, { symbols: [{ name: "data", value: 0x1_0000_0300 }], relocations });
    expect(load(mapped).decoded.imm64[0]).toBe(0x1_0000_0310n);
  });

  test("R_BPF_64_RELATIVE moves the address in an lddw into the window", () => {
    const relocations = [{ offset: textOffset, type: R_BPF_64_RELATIVE }];
    expect(load(build(lddw, { relocations })).decoded.imm64[0]).toBe(0x1_0000_0010n);
    const mapped = build("lddw r1, 0x100000020\nexit", { relocations });
    expect(load(mapped).decoded.imm64[0]).toBe(0x1_0000_0020n);
    expect(refusal(build("lddw r1, 0\nexit", { relocations }))).toBe(
      "Relocation failed, invalid referenced virtual address 0x0",
    );
  });

  test("R_BPF_64_RELATIVE in data takes the upper half of the word", () => {
    const rodata = Uint8Array.of(0, 0, 0, 0, 0x30, 0, 0, 0);
    const relocations = [{ offset: 64, type: R_BPF_64_RELATIVE }];
    const executable = load(build("exit", { rodata, relocations }));
    const at = 0x1_0000_0040 - executable.rodataVmAddress;
    expect(new DataView(executable.rodata.slice().buffer).getBigUint64(at, true)).toBe(0x1_0000_0030n);
  });

  test("R_BPF_64_32 of a function", () => {
    const relocations = [{ offset: textOffset, type: R_BPF_64_32, symbol: 0 }];
    const symbols = [{ name: "helper", value: textOffset + 16 }];
    const text = "call -1\nexit\nexit".replace("call -1", ".fill 1, 0xffffffff00000085");
    const executable = load(build(text, { symbols, relocations }));
    expect(executable.decoded.target[0]).toBe(2);
    const outside = [{ name: "helper", value: textOffset + 24 }];
    expect(refusal(build(text, { symbols: outside, relocations }))).toBe("Offset or value is out of bounds");
  });

  test.each([
    ["an unknown type", { type: 0 }, "Relocation failed, unknown type 0"],
    ["a missing symbol", { type: R_BPF_64_32, symbol: 7 }, "Unknown symbol with index 8"],
    ["a place outside the file", { type: R_BPF_64_64, offset: 2 ** 40 }, "Offset or value is out of bounds"],
  ])("%s", (_, relocation, message) => {
    expect(refusal(build(lddw, { relocations: [{ offset: textOffset, ...relocation }] }))).toBe(message);
  });

  test("a name that is too long", () => {
    const relocations = [{ offset: textOffset, type: R_BPF_64_32, symbol: 0 }];
    expect(load(build(lddw, { symbols: [{ name: "a".repeat(63) }], relocations }))).toBeDefined();
    expect(refusal(build(lddw, { symbols: [{ name: "a".repeat(64) }], relocations }))).toBe(
      "Unknown symbol with index 1",
    );
  });
});

describe("read-only data", () => {
  const rodata = new TextEncoder().encode("hello");
  const source = "exit";

  test("without optimisation everything from the start of the window is mapped", () => {
    const { rodata: bytes, rodataVmAddress } = load(build(source, { rodata }), { optimizeRodata: false });
    expect(rodataVmAddress).toBe(0x1_0000_0000);
    expect(bytes.subarray(0, 64).every((byte) => byte === 0)).toBe(true);
    const at = builtRodataVmAddress(V0) - rodataVmAddress;
    expect(new TextDecoder().decode(bytes.subarray(at, at + 5))).toBe("hello");
    expect(bytes.length).toBe(64 + 8 + 8);
  });

  test("with it only the sections are", () => {
    const { rodata: bytes, rodataVmAddress } = load(build(source, { rodata }));
    expect(rodataVmAddress).toBe(builtRodataVmAddress(V0));
    expect(new TextDecoder().decode(bytes.subarray(0, 5))).toBe("hello");
    expect(bytes.length).toBe(8 + 8);
  });

  test("a section between them is read as zeros", () => {
    const between = { name: ".between", type: SHT_PROGBITS, flags: SHF_ALLOC, bytes: new Uint8Array(8).fill(7) };
    const after = { name: ".data.rel.ro", type: SHT_PROGBITS, flags: SHF_ALLOC, bytes: new Uint8Array(8).fill(9) };
    const { rodata: bytes } = load(build(source, { sections: [between, after] }));
    expect([...bytes.subarray(8)]).toEqual([...new Array(8).fill(0), ...new Array(8).fill(9)]);
  });

  test("a section away from its place in the file is tolerated unless broken files are refused", () => {
    const elf = changed(build(source, { rodata }), (view) => {
      view.setBigUint64(sectionHeader(new Uint8Array(view.buffer), 1) + 16, 0n, true);
    });
    expect(load(elf, { optimizeRodata: false }).rodata[0]).toBe("h".charCodeAt(0));
    expect(refusal(elf, { rejectBrokenElfs: true })).toBe("Offset or value is out of bounds");
  });

  test("a section beyond the window", () => {
    const elf = changed(build(source, { rodata }), (view) => {
      view.setBigUint64(sectionHeader(new Uint8Array(view.buffer), 1) + 16, 0x1_0000_0001n, true);
    });
    expect(refusal(elf)).toBe("Offset or value is out of bounds");
  });
});

describe("refused sections", () => {
  const section = (name: string, flags: bigint, type = SHT_PROGBITS): Uint8Array =>
    build("exit", { sections: [{ name, type, flags, bytes: new Uint8Array(8) }] });

  test.each([
    [".bss", 0n],
    [".bss.more", SHF_ALLOC],
    [".data", SHF_ALLOC | SHF_WRITE],
    [".data.x", SHF_ALLOC | SHF_WRITE],
  ])("%s", (name, flags) => {
    expect(refusal(section(name, flags))).toBe(
      `Found writable section (${name}) in ELF, read-write data not supported`,
    );
  });

  test.each([
    [".data", SHF_ALLOC],
    [".data.rel.ro", SHF_ALLOC | SHF_WRITE],
    [".other", SHF_ALLOC | SHF_WRITE],
  ])("but not %s", (name, flags) => {
    expect(load(section(name, flags))).toBeDefined();
  });

  test("two texts", () => {
    expect(refusal(section(".text", SHF_ALLOC))).toBe(
      "Multiple or no text sections, consider removing llc option: -function-sections",
    );
  });

  test("a name of more than 15 bytes", () => {
    expect(load(section(".a1234567890123", SHF_ALLOC))).toBeDefined();
    expect(refusal(section(".a12345678901234", SHF_ALLOC))).toBe(
      "Failed to parse ELF file: Section or symbol name `.a12345678901234` is longer than `16` bytes",
    );
  });

  test("an empty space in memory must lie in the file too", () => {
    const elf = section(".heap", SHF_ALLOC, SHT_NOBITS);
    expect(load(elf)).toBeDefined();
    const far = changed(elf, (view) => view.setBigUint64(sectionHeader(elf, 2) + 32, 1n << 20n, true));
    expect(refusal(far)).toBe("Offset or value is out of bounds");
  });
});

describe("headers", () => {
  const setByte = (offset: number, value: number) => (view: DataView) => view.setUint8(offset, value);

  test.each([
    ["magic", setByte(0, 0), "Failed to parse ELF file: invalid file header"],
    ["class", setByte(4, 1), "Failed to parse ELF file: invalid file header"],
    ["byte order", setByte(5, 2), "Failed to parse ELF file: invalid file header"],
    ["header size", setByte(52, 63), "Failed to parse ELF file: invalid file header"],
    ["index of names", setByte(62, 99), "Failed to parse ELF file: invalid file header"],
    ["no names", setByte(62, 0), "Failed to parse ELF file: no section name string table found"],
    ["ABI", setByte(7, 3), "Incompatible ELF: wrong ABI"],
    ["machine", setByte(18, 62), "Incompatible ELF: wrong machine"],
    ["type", setByte(16, 2), "Incompatible ELF: wrong type"],
    ["entry before the text", setByte(24, 0), "Entrypoint out of bounds"],
    ["entry inside an instruction", setByte(24, 65), "Invalid entrypoint"],
    ["version", setByte(48, 1), "Detected sbpf_version required by the executable which are not enabled"],
    ["unassigned version", setByte(48, 200), "Detected sbpf_version required by the executable which are not enabled"],
    [
      "section headers over the file header",
      (view: DataView) => view.setBigUint64(40, 8n, true),
      "Failed to parse ELF file: values overlap",
    ],
    ["section headers not aligned", (view: DataView) => view.setUint8(40, view.getUint8(40) - 1), /invalid alignment/],
    ["section headers outside", setByte(47, 0x7f), "Offset or value is out of bounds"],
    ["program headers over the file header", setByte(32, 8), /overlap|order/],
  ])("%s", (_, change, message) => {
    expect(refusal(changed(PLAIN, change))).toMatch(message);
  });

  test("machine 263 is accepted", () => {
    expect(load(changed(PLAIN, (view) => view.setUint16(18, 263, true)))).toBeDefined();
  });

  test.each([
    ["a first section that is none", 0, 4, 1, "Failed to parse ELF file: invalid section header"],
    ["sections not in the order of the file", 2, 24, 0x40, /not in ascending order|overlap/],
    ["a section over the file header", 1, 24, 8, "Failed to parse ELF file: values overlap"],
    ["names that are no strings", 6, 4, 1, "Failed to parse ELF file: invalid section header"],
  ])("%s", (_, index, field, value, message) => {
    const elf = changed(PLAIN, (view) => view.setUint8(sectionHeader(PLAIN, index) + field, value));
    expect(refusal(elf)).toMatch(message);
  });

  test("every cut file is refused", () => {
    for (let length = 0; length < PLAIN.length; length++) {
      expect(thrown(() => load(PLAIN.slice(0, length))).kind).toBe("ElfError");
    }
  });
});
