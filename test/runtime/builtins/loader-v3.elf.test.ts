import { describe, expect, it } from "vitest";
import type { Account } from "../../../src/solana/account.js";
import { LOADER_V2_ID, LOADER_V3_ID } from "../../../src/solana/program-ids.js";
import { BUNDLED_PROGRAMS, readBundledElf } from "../../../src/svm/bundled-programs.js";
import { Random } from "../../helpers/random.js";
import { account } from "../harness.js";
import { AUTHORITY, BUFFER, deploy, LAMPORTS, loaderAccount, PROGRAM, PROGRAMDATA, TwinWorld } from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const world = new TwinWorld();
const uninitialized = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(36) });

/** Deploys an ELF in both worlds, and compares; what the loader says of it last, or undefined if it is deployed. */
function deployBoth(elf: Uint8Array): string | undefined {
  world.set(PROGRAMDATA, account());
  world.set(PROGRAM, uninitialized);
  world.set(BUFFER, loaderAccount({ kind: "buffer", authority: AUTHORITY }, elf));
  const { error, logs } = world.send(deploy(PROGRAM, PROGRAMDATA, BUFFER, BigInt(elf.length)));
  if (error === undefined) return undefined;
  expect(error).toBe("InvalidAccountData");
  return logs.at(-2);
}

describe("deploying the bundled programs anew", () => {
  it.each(BUNDLED_PROGRAMS.map((program) => [program.name, program] as const))("%s", (name, program) => {
    expect(deployBoth(readBundledElf(program))).toBe(REFUSED_TODAY[name]);
  });
});

/** Old programs that break rules for new deployments. */
const REFUSED_TODAY: Readonly<Record<string, string>> = {
  "memo-v1": "Unresolved symbol (sol_alloc_free_) at instruction #759 (ELF file offset 0x17b8)",
};

const rounds = Number(process.env.CALLGATE_FUZZ_ROUNDS ?? 150);
const bundled = (name: string) => readBundledElf(BUNDLED_PROGRAMS.find((program) => program.name === name)!);
const VICTIMS: readonly (readonly [title: string, elf: Uint8Array])[] = [
  ["an sBPF v3 program", returning(0, 10)],
  ["an sBPF v0 program", bundled("memo")],
  ["an old sBPF v0 program", bundled("memo-v1")],
];

/** Copies of an ELF with one to three bytes changed, some cut short. */
function* damagedCopies(elf: Uint8Array, seed: number): Generator<Uint8Array> {
  const random = new Random(seed);
  for (let round = 0; round < rounds; round++) {
    const damaged = elf.slice(0, random.oneIn(10) ? random.below(elf.length) + 1 : elf.length);
    for (let i = random.below(3); i >= 0; i--) {
      // Headers and tables stand at the ends, and most of their bytes are small numbers.
      const near = random.below(random.oneIn(2) ? Math.min(damaged.length, 400) : damaged.length);
      const at = random.oneIn(2) ? near : damaged.length - 1 - near;
      damaged[at] = random.oneIn(2) ? random.below(256) : random.below(5) + 1;
    }
    yield damaged;
  }
}

describe("damaged programs", () => {
  it.each(VICTIMS)("%s: deployed or refused alike, for the same reason", (title, elf) => {
    const verdicts = new Set<string | undefined>();
    for (const damaged of damagedCopies(elf, title.length)) verdicts.add(deployBoth(damaged));
    expect(verdicts.size).toBeGreaterThan(3);
  });

  it.each(VICTIMS)("%s: loaded to run or refused alike", (title, elf) => {
    const kinds = new Set<string | undefined>();
    for (const damaged of damagedCopies(elf, 100 + title.length)) {
      const program = account({ lamports: LAMPORTS, owner: LOADER_V2_ID, data: damaged, executable: true });
      const isAccepted = acceptsProgram(program);
      const kind = isAccepted ? world.programs.find(PROGRAM)?.kind : kindHere(program);
      expect(kind).toBe(isAccepted ? "Loaded" : "FailedVerification");
      kinds.add(kind);
    }
    expect(kinds.size).toBe(2);
  });
});

/** LiteSVM loads an executable account's program when it is set, and refuses the account if that fails. */
function acceptsProgram(program: Account): boolean {
  try {
    world.set(PROGRAM, program);
    return true;
  } catch {
    return false;
  }
}

function kindHere(program: Account): string | undefined {
  world.accounts.set(PROGRAM, program);
  return world.programs.find(PROGRAM)?.kind;
}
