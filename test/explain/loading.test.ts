import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { R_BPF_64_32, R_BPF_64_RELATIVE, SHF_ALLOC, SHF_WRITE, SHT_PROGBITS } from "../../src/sbpf/elf/constants.js";
import { buildLenientElf, type LenientElf, lenientTextOffset } from "../../src/sbpf/elf/lenient-builder.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { Random } from "../helpers/random.js";
import { deployed, run, Scene } from "./scene.js";

const RETURN = "entrypoint:\nmov64 r0, 0\nexit";
const PLAIN = buildElf(assemble(RETURN, SbpfVersion.V0));
const STRICT = buildElf(assemble(RETURN, SbpfVersion.V3));
const TEXT = lenientTextOffset();

function patched(file: Uint8Array, at: number, ...bytes: number[]): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, at);
  return copy;
}

/** A file before v3, of this code. */
function lenient(source: string, more: Partial<LenientElf> = {}): Uint8Array {
  return buildLenientElf({ version: SbpfVersion.V0, text: assemble(source, SbpfVersion.V0).text, ...more });
}

function withSection(name: string, flags: bigint): Uint8Array {
  return lenient(RETURN, { sections: [{ name, type: SHT_PROGBITS, flags, bytes: new Uint8Array(8) }] });
}

/** A call whose target is left to a relocation. */
const UNLINKED_CALL = ".fill 1, 0xffffffff00000085";
const TWO_ENTRYPOINTS = lenient(`${UNLINKED_CALL}\n${UNLINKED_CALL}\nexit\nexit`, {
  symbols: [2, 3].map((pc) => ({ name: "entrypoint", value: TEXT + pc * 8 })),
  relocations: [0, 1].map((pc) => ({ offset: TEXT + pc * 8, type: R_BPF_64_32, symbol: pc })),
});

describe("files that the loader refuses", () => {
  test.each([
    ["value-out-of-bounds", PLAIN.subarray(0, 100)],
    ["wrong-abi", patched(PLAIN, 7, 3)],
    ["wrong-type", patched(PLAIN, 16, 2)],
    ["wrong-machine", patched(PLAIN, 18, 62)],
    ["entrypoint-out-of-bounds", patched(PLAIN, 24, 0xff, 0xff)],
    ["invalid-entrypoint", patched(PLAIN, 24, TEXT + 1)],
    ["unsupported-sbpf-version", patched(PLAIN, 48, 4)],
    ["failed-to-parse", patched(PLAIN, 0, 0)],
    ["writable-section-not-supported", withSection(".data", SHF_WRITE | SHF_ALLOC)],
    ["not-one-text-section", withSection(".text", SHF_ALLOC)],
    ["relative-jump-out-of-bounds", lenient(".fill 1, 0x0000000900000085\nexit")],
    ["symbol-hash-collision", TWO_ENTRYPOINTS],
    ["unknown-relocation", lenient(RETURN, { relocations: [{ offset: TEXT, type: 2 }] })],
    ["unknown-symbol", lenient(UNLINKED_CALL, { relocations: [{ offset: TEXT, type: R_BPF_64_32, symbol: 6 }] })],
    [
      "invalid-virtual-address",
      lenient("lddw r1, 0\nexit", { relocations: [{ offset: TEXT, type: R_BPF_64_RELATIVE }] }),
    ],
    ["invalid-program-header", patched(STRICT, 64 + 16, 0x88)],
  ])("%s", async (code, file) => {
    const scene = new Scene();
    const explained = scene.explain([run(deployed(scene, file))]);
    expect(explained.explanation?.code).toBe(`elf-${code}`);
    await scene.expectGolden(`elf-${code}`, explained);
  });
});

const EXIT = [0x95, 0, 0, 0, 0, 0, 0, 0];

describe("code that the verifier refuses", () => {
  test.each([
    ["jump-out-of-code", [0x05, 0, 100, 0, 0, 0, 0, 0, ...EXIT]],
    ["division-by-zero", [0x37, 0, 0, 0, 0, 0, 0, 0, ...EXIT]],
    ["incomplete-lddw", [0x18, 0, 0, 0, 0, 0, 0, 0, ...EXIT]],
    ["lddw-cannot-be-last", [...EXIT, 0x18, 0, 0, 0, 0, 0, 0, 0]],
    ["jump-to-middle-of-lddw", [0x05, 0, 1, 0, 0, 0, 0, 0, 0x18, ...new Array(15).fill(0), ...EXIT]],
    ["invalid-source-register", [0xbf, 0xb0, 0, 0, 0, 0, 0, 0, ...EXIT]],
    ["cannot-write-r10", [0xb7, 0x0a, 0, 0, 0, 0, 0, 0, ...EXIT]],
    ["invalid-destination-register", [0xb7, 0x0b, 0, 0, 0, 0, 0, 0, ...EXIT]],
    ["unknown-op-code", [0xff, 0, 0, 0, 0, 0, 0, 0, ...EXIT]],
    ["shift-with-overflow", [0x67, 0, 0, 0, 64, 0, 0, 0, ...EXIT]],
    ["invalid-register", [0x8d, 0, 0, 0, 10, 0, 0, 0, ...EXIT]],
    ["unsupported-lebe-argument", [0xd4, 0, 0, 0, 7, 0, 0, 0, ...EXIT]],
    ["program-length-not-multiple", [...EXIT, 0]],
    ["unaligned-immediate", [0x07, 0x0a, 0, 0, 1, 0, 0, 0, ...EXIT], SbpfVersion.V1],
  ])("%s", async (code, bytes, version: SbpfVersion = SbpfVersion.V0) => {
    const scene = new Scene();
    const explained = scene.explain([run(deployed(scene, buildLenientElf({ version, text: Uint8Array.from(bytes) })))]);
    expect(explained.explanation?.code).toBe(`verifier-${code}`);
    await scene.expectGolden(`verifier-${code}`, explained);
  });
});

test("whatever code it is, what the verifier refuses of it can be told", () => {
  const random = new Random(7);
  const codes = new Set<string>();
  for (const version of [SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V2, SbpfVersion.V3]) {
    for (let i = 0; i < 60; i++) {
      const text = random.bytes(8 * (1 + random.below(12)));
      const scene = new Scene();
      const file = buildElf({ ...assemble(RETURN, version), text, entryPc: 0 });
      const { explanation } = scene.explain([run(deployed(scene, file))]);
      if (explanation !== null) codes.add(explanation.code);
    }
  }
  expect([...codes].filter((code) => code.startsWith("verifier-")).length).toBeGreaterThan(3);
});
