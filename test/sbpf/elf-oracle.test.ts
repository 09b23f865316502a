import fc from "fast-check";
import { expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import {
  R_BPF_64_64,
  R_BPF_64_RELATIVE,
  SHF_ALLOC,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_PROGBITS,
} from "../../src/sbpf/elf/constants.js";
import { buildLenientElf, lenientTextOffset } from "../../src/sbpf/elf/lenient-builder.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { refusalHere, refusalOfOracle, runDeployed, runHere } from "./oracle.js";

const { V0, V1, V3 } = SbpfVersion;
const SOURCE = `
  mov64 r0, 1
  exit
  entrypoint:
  call f
  add64 r0, r6
  exit
  f: mov64 r0, 0
  ldxb r6, [r10-1]
  call g
  exit
  g: exit`;
const RODATA = new TextEncoder().encode("some data to read");

const RELOCATED = buildLenientElf({
  version: V0,
  text: assemble("lddw r1, 0x40\nldxb r0, [r1+0]\nldxb r0, [r10-1]\nexit", V0).text,
  rodata: RODATA,
  symbols: [{ name: "f", value: 64 }, { name: "sol_set_return_data" }],
  relocations: [
    { offset: lenientTextOffset(RODATA), type: R_BPF_64_64, symbol: 0 },
    { offset: lenientTextOffset(RODATA), type: R_BPF_64_RELATIVE },
    { offset: 64, type: R_BPF_64_RELATIVE },
  ],
  sections: [
    { name: ".data.rel.ro", type: SHT_PROGBITS, flags: SHF_ALLOC | SHF_WRITE, bytes: new Uint8Array(16) },
    { name: ".space", type: SHT_NOBITS, flags: SHF_ALLOC, bytes: new Uint8Array(8) },
  ],
});

const ELFS = {
  v0: buildElf(assemble(SOURCE, V0), RODATA),
  "v0 with relocations": RELOCATED,
  v1: buildElf(assemble(SOURCE, V1)),
  v3: buildElf(assemble(SOURCE, V3)),
  "v3 with data": buildElf(assemble(SOURCE, V3), RODATA),
};

/** Where headers of sections lie in a file that has them. */
function sectionHeaders(elf: Uint8Array): number {
  return Number(new DataView(elf.buffer).getBigUint64(40, true));
}

const byte = fc.oneof(fc.constantFrom(0, 1, 4, 8, 16, 0x7f, 0x80, 0xff), fc.nat(255));

test.each(Object.entries(ELFS))("damaged ELF files fail and run as on Agave: %s", (_, elf) => {
  const inSectionHeaders = fc.nat(elf.length - 1 - sectionHeaders(elf)).map((offset) => sectionHeaders(elf) + offset);
  const offset = fc.oneof(fc.nat(175), inSectionHeaders, fc.nat(elf.length - 1));
  const mutations = fc.array(fc.tuple(offset, byte), { minLength: 1, maxLength: 3 });
  const seen = new Set<string | null>();
  const property = fc.property(mutations, (changes) => {
    const damaged = elf.slice();
    for (const [at, value] of changes) damaged[at] = value;
    const refusal = refusalHere(damaged);
    expect(refusal).toBe(refusalOfOracle(damaged));
    seen.add(refusal);
    if (refusal !== null) return;
    const [here, there] = [runHere(damaged), runDeployed()];
    expect(here.consumed).toBe(there.consumed);
    if (here.failure !== null) expect(here.failure).toBe(there.failure);
  });
  fc.assert(property, { numRuns: 700, seed: 5 });
  expect(seen.size).toBeGreaterThan(3);
});
