import fc from "fast-check";
import { expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { R_BPF_64_64, R_BPF_64_RELATIVE } from "../../src/sbpf/elf/constants.js";
import { buildLenientElf, lenientTextOffset } from "../../src/sbpf/elf/lenient-builder.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { EbpfError } from "../../src/sbpf/errors.js";
import { Executable } from "../../src/sbpf/executable.js";
import { MM_INPUT_START } from "../../src/sbpf/memory-layout.js";
import { MNEMONICS, OPCODES } from "../../src/sbpf/opcodes.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { ALL_VERSIONS, loaderFor, recordOnAll } from "./support.js";

const { V0, V3, V4 } = SbpfVersion;
const BUDGET = 2000;

/** Verifies and runs what could be loaded. Only an EbpfError may come of it, and that soon. */
function survive(makeExecutable: () => Executable, loader = loaderFor()): "refused" | "ran" {
  let executable: Executable;
  try {
    executable = makeExecutable();
    executable.verify();
  } catch (error) {
    expect(error).toBeInstanceOf(EbpfError);
    expect((error as EbpfError).message).not.toBe("");
    return "refused";
  }
  const input = { vmAddress: MM_INPUT_START, writable: true, bytes: new Uint8Array(64) };
  const { result, steps } = recordOnAll({ loader, executable, inputs: [input], budget: BUDGET, heapLength: 64 });
  expect(result.instructionCount).toBeLessThanOrEqual(BUDGET);
  expect(steps).toBeLessThanOrEqual(BUDGET);
  if (!result.ok) expect(result.error).toBeInstanceOf(EbpfError);
  return "ran";
}

const SOURCE = `
  entrypoint:
  lddw r1, 0x40
  call f
  syscall sol_log_
  ldxb r0, [r10-1]
  exit
  f: jne r1, 0, f
  call f
  exit`;
const RODATA = new TextEncoder().encode("some data to read");

const ELFS = [
  buildElf(assemble(SOURCE, V0), RODATA),
  buildElf(assemble(SOURCE, V3), RODATA),
  buildElf(assemble(SOURCE, V3)),
  buildLenientElf({
    version: V0,
    text: assemble("lddw r1, 0x40\nldxb r0, [r10-1]\nexit", V0).text,
    rodata: RODATA,
    symbols: [{ name: "f", value: 64 }],
    relocations: [
      { offset: lenientTextOffset(RODATA), type: R_BPF_64_64, symbol: 0 },
      { offset: lenientTextOffset(RODATA), type: R_BPF_64_RELATIVE },
      { offset: 64, type: R_BPF_64_RELATIVE },
    ],
  }),
];

const byte = fc.oneof(fc.constantFrom(0, 1, 7, 8, 0x7f, 0x80, 0xff), fc.nat(255));

test.each([...ELFS.keys()])("mutated ELF file %i", (index) => {
  const elf = ELFS[index];
  const loader = loaderFor({
    config: { enabledSbpfVersions: [V0, V4], enableSymbolAndSectionLabels: true },
    syscalls: { sol_log_: () => 0 },
  });
  const headers = fc.nat(120);
  const anywhere = fc.nat(elf.length - 1);
  const mutations = fc.array(fc.tuple(fc.oneof(headers, anywhere), byte), { minLength: 1, maxLength: 6 });
  const outcomes = new Set<string>();
  const property = fc.property(mutations, fc.option(anywhere), (changes, cut) => {
    const mutated = elf.slice(0, cut === null ? elf.length : cut + 1);
    for (const [offset, value] of changes) if (offset < mutated.length) mutated[offset] = value;
    outcomes.add(survive(() => Executable.fromElf(mutated, loader), loader));
  });
  fc.assert(property, { numRuns: 1500, seed: 7 + index });
  expect(outcomes).toEqual(new Set(["refused", "ran"]));
});

test("random bytes are no ELF file", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    expect(survive(() => Executable.fromElf(bytes, loaderFor()))).toBe("refused");
  });
  fc.assert(property, { numRuns: 500, seed: 3 });
});

test.each(ALL_VERSIONS)("random text of v%i", (version) => {
  const opcodes = MNEMONICS.filter((mnemonic) => OPCODES[mnemonic].versions(version)).map(
    (name) => OPCODES[name].opcode,
  );
  const slot = fc
    .tuple(
      fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...opcodes) }, { weight: 1, arbitrary: fc.nat(255) }),
      fc.oneof({ weight: 20, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(15) }),
      fc.nat(10),
      fc.oneof(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -32768, max: 32767 })),
      fc.oneof(fc.integer({ min: -8, max: 40 }), fc.integer({ min: -0x80000000, max: 0x7fffffff })),
    )
    .map(([opcode, dst, src, offset, imm]) => {
      const bytes = new Uint8Array(8);
      const view = new DataView(bytes.buffer);
      bytes[0] = opcode;
      bytes[1] = (src << 4) | dst;
      view.setInt16(2, offset, true);
      view.setInt32(4, imm, true);
      return [...bytes];
    });
  const loader = loaderFor({ version });
  const outcomes = new Set<string>();
  const property = fc.property(fc.array(slot, { minLength: 1, maxLength: 8 }), (slots) => {
    const text = Uint8Array.from(slots.flat());
    outcomes.add(survive(() => Executable.fromTextBytes(text, loader, version), loader));
  });
  fc.assert(property, { numRuns: 2000, seed: 11 });
  expect(outcomes).toEqual(new Set(["refused", "ran"]));
});
