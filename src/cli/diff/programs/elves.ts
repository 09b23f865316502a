import { assemble } from "../../../sbpf/assembler.js";
import { buildElf } from "../../../sbpf/elf-builder.js";
import { SbpfVersion } from "../../../sbpf/version.js";
import type { Random } from "../random.js";

/** Small programs, each of which ends in another way. */
const SOURCES = [
  "entrypoint:\n  mov64 r0, 0\n  exit",
  "entrypoint:\n  mov64 r0, 7\n  exit",
  `entrypoint:
  mov64 r1, 1
  mov64 r2, 2
  mov64 r3, 3
  mov64 r4, 4
  mov64 r5, 5
  syscall sol_log_64_
  syscall sol_log_compute_units_
  mov64 r0, 0
  exit`,
  // Counts in the first byte of its first account's data, if it has an account.
  `entrypoint:
  mov64 r0, 0
  ldxdw r2, [r1+0]
  jeq r2, 0, done
  ldxdw r2, [r1+88]
  jeq r2, 0, done
  ldxb r3, [r1+96]
  add64 r3, 1
  stxb [r1+96], r3
done:
  exit`,
  // A function calls a function; the last argument comes back.
  `entrypoint:
  mov64 r1, 40
  call outer
  sub64 r0, 42
  exit
outer:
  add64 r1, 1
  call inner
  exit
inner:
  add64 r1, 1
  mov64 r0, r1
  exit`,
  "entrypoint:\n  ldxdw r0, [r1-8]\n  exit",
  "entrypoint:\n  ja entrypoint",
  "entrypoint:\n  mov64 r0, 1\n  mov64 r1, 0\n  div64 r0, r1\n  exit",
  "entrypoint:\n  syscall sol_no_such_syscall\n  exit",
  "entrypoint:\n  mov64 r1, 8\n  mov64 r2, 0\n  syscall sol_alloc_free_\n  mov64 r0, 0\n  exit",
  "entrypoint:\n  syscall abort\n  exit",
  // Long, so that it takes several writes.
  `entrypoint:\n  mov64 r0, 0\n${"  add64 r0, 1\n".repeat(400)}  exit`,
];
const VERSIONS = [SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V2, SbpfVersion.V3, SbpfVersion.V3] as const;

const built = new Map<string, Uint8Array>();

function elfOf(source: string, version: SbpfVersion): Uint8Array {
  const key = `${version} ${source}`;
  const elf = built.get(key) ?? buildElf(assemble(source, version));
  built.set(key, elf);
  return elf;
}

/** The ELF file of a small program of any version, now and then a broken one. */
export function randomElf(random: Random): Uint8Array {
  const elf = elfOf(random.pick(SOURCES), random.pick(VERSIONS));
  if (!random.oneIn(8)) return elf;
  switch (random.below(4)) {
    case 0:
      return elf.slice(0, random.below(elf.length));
    case 1:
      return random.bytes(random.between(1, 200));
    case 2:
      return elf.with(48, random.between(4, 6)); // e_flags: a version that nobody knows
    default: {
      const at = random.below(elf.length);
      return elf.with(at, elf[at] ^ (1 << random.below(8)));
    }
  }
}
