import { concatBytes, viewOf } from "../../src/base/bytes.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { BUNDLED_PROGRAMS, readBundledElf } from "../../src/svm/bundled-programs.js";
import type { Random } from "../helpers/random.js";
import { mutateBytes, nearEnds } from "./mutate-bytes.js";
import { PUPPET_ELF } from "./world.js";

/** The first bytes of every ELF file. */
export const ELF_MAGIC = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);

const RODATA = new TextEncoder().encode("read me, log me");

/** Small programs that use what a machine has: loops, calls, memory, syscalls. */
const SOURCES = {
  loop: "entrypoint:\n ja entrypoint",
  "loop with memory":
    "entrypoint:\n mov64 r2, 1\n again:\n stxdw [r10-8], r2\n ldxdw r3, [r10-8]\n add64 r2, r3\n ja again",
  recursion: "entrypoint:\n call f\n exit\n f:\n stxdw [r10-64], r1\n call f\n exit",
  "loop of syscalls": "entrypoint:\n mov64 r1, r10\n mov64 r2, 0\n syscall sol_log_\n ja entrypoint",
  arithmetic:
    "entrypoint:\n ldxdw r2, [r1+0]\n mov64 r3, 7\n div64 r2, r3\n mod64 r3, 3\n lsh64 r2, 5\n arsh32 r2, 1\n xor64 r2, r3\n jsgt r2, 5, out\n neg64 r2\n out:\n mov64 r0, 0\n exit",
  "return data": "entrypoint:\n mov64 r2, 8\n syscall sol_set_return_data\n mov64 r0, 0\n exit",
  "call by register": "entrypoint:\n mov64 r1, r10\n callx r1\n mov64 r0, 0\n exit",
  division: "entrypoint:\n mov64 r2, 0\n mov64 r0, 1\n div64 r0, r2\n exit",
  /** Calls the program that is its first account, itself, as deep as it may. */
  "call itself": `
    entrypoint:
    add64 r1, 16
    stxdw [r10-40], r1
    stxdw [r10-64], r1
    mov64 r2, 0
    stxdw [r10-56], r2
    stxdw [r10-8], r2
    mov64 r2, 1
    stxdw [r10-24], r2
    mov64 r2, r10
    add64 r2, -64
    stxdw [r10-32], r2
    stxdw [r10-16], r2
    mov64 r1, r10
    add64 r1, -40
    mov64 r3, 0
    mov64 r4, 0
    mov64 r5, 0
    syscall sol_invoke_signed_c
    exit`,
} as const;

/** Sources that never end. */
export const ENDLESS = ["loop", "loop with memory", "loop of syscalls"] as const;

const VERSIONS = [SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V2, SbpfVersion.V3, SbpfVersion.V4] as const;

export function elfOf(name: keyof typeof SOURCES, version: SbpfVersion): Uint8Array {
  return buildElf(assemble(sourceFor(name, version), version), RODATA);
}

/** v2 has no division of its own kind. */
function sourceFor(name: keyof typeof SOURCES, version: SbpfVersion): string {
  const source = SOURCES[name];
  if (version !== SbpfVersion.V2) return source;
  return source.replaceAll("div64", "udiv64").replaceAll("mod64", "urem64").replaceAll("neg64 r2", "mov64 r2, 1");
}

const SMALL: readonly Uint8Array[] = [
  PUPPET_ELF,
  ...VERSIONS.flatMap((version) => Object.keys(SOURCES).map((name) => elfOf(name as keyof typeof SOURCES, version))),
];
const MAINNET = BUNDLED_PROGRAMS.map((program) => readBundledElf(program));
const SMALL_MAINNET = MAINNET.filter(({ length }) => length < 20_000);

/** A program file that is hardly ever sound. */
export function hostileElf(random: Random): Uint8Array {
  const elf = random.oneIn(12) ? random.pick(MAINNET) : random.pick(random.oneIn(3) ? SMALL_MAINNET : SMALL);
  switch (random.below(8)) {
    case 0:
      return elf;
    case 1:
    case 2:
      return mutateBytes(random, elf, nearEnds);
    case 3:
      return mutateBytes(random, elf);
    case 4:
      return mutateHeader(random, elf);
    case 5:
      return random.oneIn(8) ? oddBytes(random, elf) : mutateText(random, elf);
    default:
      return mutateText(random, elf);
  }
}

/** Something that is no file at all. */
function oddBytes(random: Random, elf: Uint8Array): Uint8Array {
  switch (random.below(4)) {
    case 0:
      return random.bytes(random.below(300));
    case 1:
      return new Uint8Array(random.below(5000));
    case 2:
      return elf.slice(0, random.below(200));
    default:
      return concatBytes(elf, new Uint8Array(random.below(3000)));
  }
}

/** Byte offsets and sizes of the fields of an ELF header and of the first program header. */
const FIELDS = [
  [16, 2],
  [18, 2],
  [20, 4],
  [24, 8],
  [32, 8],
  [40, 8],
  [48, 4],
  [52, 2],
  [54, 2],
  [56, 2],
  [58, 2],
  [60, 2],
  [62, 2],
  [64, 4],
  [68, 4],
  [72, 8],
  [80, 8],
  [88, 8],
  [96, 8],
  [104, 8],
  [112, 8],
] as const;

function mutateHeader(random: Random, elf: Uint8Array): Uint8Array {
  const mutated = elf.slice();
  for (let changes = random.below(2); changes >= 0; changes--) {
    const [offset, size] = random.pick(FIELDS);
    if (random.oneIn(3)) mutateSectionHeader(random, mutated);
    else setField(random, mutated, offset, size);
  }
  return mutated;
}

/** A field of any section's header. */
function mutateSectionHeader(random: Random, elf: Uint8Array): void {
  const view = viewOf(elf);
  const start = Number(view.getBigUint64(40, true));
  const count = view.getUint16(60, true);
  const [offset, size] = random.pick([
    [0, 4],
    [4, 4],
    [8, 8],
    [16, 8],
    [24, 8],
    [32, 8],
    [40, 4],
    [56, 8],
  ] as const);
  if (count > 0) setField(random, elf, start + 64 * random.below(count) + offset, size);
}

function setField(random: Random, elf: Uint8Array, offset: number, size: 2 | 4 | 8): void {
  if (offset + size > elf.length) return;
  const view = viewOf(elf);
  const old =
    size === 8
      ? view.getBigUint64(offset, true)
      : BigInt(size === 4 ? view.getUint32(offset, true) : view.getUint16(offset, true));
  const value = random.pick([
    0n,
    1n,
    old + 1n,
    old - 1n,
    old + 8n,
    old * 2n,
    BigInt(elf.length),
    1n << 32n,
    (1n << 63n) + old,
    -1n,
    -8n,
    BigInt(random.u32()),
  ]);
  for (let i = 0; i < size; i++) elf[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
}

/** Other instructions, jumps and numbers in the place of some. */
function mutateText(random: Random, elf: Uint8Array): Uint8Array {
  const mutated = elf.slice();
  const view = viewOf(mutated);
  const slots = elf.length >>> 3;
  for (let changes = random.below(6); changes >= 0; changes--) {
    const at = 8 * (random.oneIn(2) ? random.below(slots) : 8 + random.below(Math.min(slots - 8, 60)));
    if (at + 8 > elf.length) continue;
    const part = random.below(5);
    if (part === 0) mutated[at] = random.below(256);
    else if (part === 1) mutated[at + 1] = random.below(256);
    else if (part === 2) view.setInt16(at + 2, random.pick([-1, -2, 0, 1, 5, -32_768, 32_767]), true);
    else if (part === 3)
      view.setInt32(at + 4, random.pick([-1, 0, 1, 64, 0x7fff_ffff, -0x8000_0000, random.below(1000)]), true);
    else mutated.copyWithin(at, 8 * random.below(slots), 8 * random.below(slots) + 8);
  }
  return mutated;
}
