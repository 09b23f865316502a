import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { ENGINES, type EngineName } from "../../src/sbpf/engines.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLoaderV3State } from "../../src/solana/loader-v3-state.js";
import * as ids from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { createSvm, type Svm, type SvmOptions } from "../../src/svm/index.js";
import { Random } from "../helpers/random.js";
import { meta } from "../helpers/transactions.js";
import { CASES, forEachCase, timeoutFor } from "./cases.js";
import { ELF_MAGIC, ENDLESS, elfOf, hostileElf } from "./programs.js";
import { endingOf, Subject } from "./subject.js";
import { BUFFER, newWorld, OTHER, PAYER, PUPPET, PUPPET_DATA, TOKENS, wireOf } from "./world.js";

const PROGRAM = new Uint8Array(32).fill(0x50);
const PROGRAMDATA = programdataAddressOf(PROGRAM).address;

/** How a program comes to be there: the host puts it in place, or a transaction deploys it. */
const WAYS: Readonly<Record<string, (svm: Svm, elf: Uint8Array, random: Random) => void>> = {
  "addProgram, any loader": (svm, elf, random) => {
    const loader = random.pick([ids.LOADER_V1_ID, ids.LOADER_V2_ID, ids.LOADER_V3_ID]);
    svm.addProgram(PROGRAM, elf, { loader });
  },
  "an account of loader v1 or v2": (svm, data, random) => {
    const owner = random.pick([ids.LOADER_V1_ID, ids.LOADER_V2_ID]);
    svm.setAccount(PROGRAM, { lamports: 10_000_000_000n, owner, data, executable: !random.oneIn(5) });
  },
  "a program account and its programdata": (svm, elf, random) => {
    const state = encodeLoaderV3State({ kind: "programData", slot: random.oneIn(4) ? svm.slot : 1n, authority: PAYER });
    const data = concatBytes(state, elf);
    const account = { lamports: 10_000_000_000n, owner: ids.LOADER_V3_ID };
    svm.setAccount(PROGRAMDATA, { ...account, data });
    const program = encodeLoaderV3State({ kind: "program", programDataAddress: PROGRAMDATA });
    svm.setAccount(PROGRAM, { ...account, data: program, executable: true });
  },
  "a deployment": (svm, elf) => {
    setBuffer(svm, elf);
    svm.setAccount(PROGRAM, { lamports: 10_000_000n, owner: ids.LOADER_V3_ID, data: new Uint8Array(36) });
    svm.sendTransaction(wireOf(svm, [deploy(BigInt(elf.length))]));
    svm.warpToSlot(svm.slot + 1n);
  },
  "an upgrade": (svm, elf) => {
    setBuffer(svm, elf);
    svm.sendTransaction(wireOf(svm, [upgrade()]));
    svm.warpToSlot(svm.slot + 1n);
  },
};

function setBuffer(svm: Svm, elf: Uint8Array): void {
  const data = concatBytes(encodeLoaderV3State({ kind: "buffer", authority: PAYER }), elf);
  svm.setAccount(BUFFER, { lamports: 10_000_000_000n, owner: ids.LOADER_V3_ID, data });
}

function deploy(maxDataLength: bigint): Instruction {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, maxDataLength, true);
  const accounts = [meta(PAYER, "sw"), meta(PROGRAMDATA, "w"), meta(PROGRAM, "w"), meta(BUFFER, "w"), ...SYSVARS];
  return { programId: ids.LOADER_V3_ID, accounts: [...accounts, meta(ids.SYSTEM_PROGRAM_ID), meta(PAYER, "s")], data };
}

function upgrade(): Instruction {
  const programdata = programdataAddressOf(PUPPET).address;
  const accounts = [meta(programdata, "w"), meta(PUPPET, "w"), meta(BUFFER, "w"), meta(OTHER, "w"), ...SYSVARS];
  return { programId: ids.LOADER_V3_ID, accounts: [...accounts, meta(PAYER, "s")], data: Uint8Array.of(3, 0, 0, 0) };
}

const VERSIONS = [SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V2, SbpfVersion.V3];
const CALL: Instruction = { programId: PROGRAM, accounts: [meta(PROGRAM)], data: new Uint8Array(0) };
const ENGINE_NAMES = Object.keys(ENGINES) as EngineName[];

const SYSVARS = [meta(ids.SYSVAR_RENT_ID), meta(ids.SYSVAR_CLOCK_ID)];

/** Calls the program; what becomes of it, and the units it took. */
function call(svm: Svm, programId: Uint8Array, random: Random): { outcome: string; units: number } {
  const accounts = [meta(PUPPET_DATA, "w"), meta(PAYER, "sw"), meta(TOKENS), meta(programId)].slice(random.below(4));
  const limit = random.oneIn(30) ? 1_400_000 : 20_000;
  const data = random.bytes(random.below(60));
  const result = svm.sendTransaction(wireOf(svm, [unitLimit(limit), { programId, accounts, data }]));
  if (result.computeUnitsConsumed > limit) throw new Error(`${result.computeUnitsConsumed} of ${limit} units`);
  return { outcome: result.ok ? "success" : JSON.stringify(result.error), units: result.computeUnitsConsumed };
}

function unitLimit(units: number): Instruction {
  const data = new Uint8Array(5).fill(2, 0, 1);
  new DataView(data.buffer).setUint32(1, units, true);
  return { programId: ids.COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
}

describe("mutated programs are refused, or run to an outcome, the same on every engine", () => {
  const kinds: SvmOptions[] = [{}, { features: "all" }, { compat: "litesvm" }];
  const subjects = kinds.map((kind) => ENGINE_NAMES.map((engine) => new Subject(newWorld({ ...kind, engine }))));

  test.each(Object.entries(WAYS))(
    "%s",
    async (way, place) => {
      const count = (CASES * 0.2) / Object.keys(WAYS).length;
      const tally = await forEachCase(`programs, ${way}`, count, (random) => {
        const elf = hostileElf(random);
        const seed = random.u32();
        const runOn = (subject: Subject): string => {
          const same = new Random(seed);
          return subject.run(
            (svm) => {
              place(svm, elf, same);
              return call(svm, way === "an upgrade" ? PUPPET : PROGRAM, same);
            },
            ({ outcome, units }) => `${outcome} (${units} units)`,
          );
        };
        const [first, ...others] = random.pick(subjects).map(runOn);
        if (others.some((other) => other !== first)) throw new Error(`engines differ: ${first}, ${others}`);
        return first!.replace(/ \(\d+ units\)$/, "");
      });
      expect(tally.size).toBeGreaterThan(3);
      expect(tally.get("success")).toBeGreaterThan(0);
    },
    timeoutFor(CASES),
  );
});

describe.each(ENGINE_NAMES)("on the %s", (engine) => {
  test.each(ENDLESS.flatMap((name) => VERSIONS.map((version) => [name, version] as const)))(
    "an endless program ends at its units: %s, sBPF v%i",
    (name, version) => {
      const svm = newWorld({ engine });
      svm.addProgram(PROGRAM, elfOf(name, version));
      for (const units of [1000, 1_400_000]) {
        const result = svm.sendTransaction(wireOf(svm, [unitLimit(units), { ...CALL, accounts: [] }]));
        const expected = name === "loop of syscalls" ? "ComputationalBudgetExceeded" : "ProgramFailedToComplete";
        expect(result).toMatchObject({ ok: false, outcome: "executed", error: { InstructionError: [1, expected] } });
        expect(result.computeUnitsConsumed).toBe(units);
        svm.advanceBlockhash();
      }
    },
  );

  test("endless recursion ends at the depth of calls", () => {
    const svm = newWorld({ engine });
    svm.addProgram(PROGRAM, elfOf("recursion", SbpfVersion.V0));
    const result = svm.sendTransaction(wireOf(svm, [CALL]));
    expect(result).toMatchObject({ ok: false, error: { InstructionError: [0, "ProgramFailedToComplete"] } });
    expect(result.logs.at(-1)).toContain("exceeded max BPF to BPF call depth");
  });

  test.each([1, 2, 5, 9, 64])("a program that calls itself ends at the height that the host allows: %i", (height) => {
    const computeBudget = { maxInstructionStackDepth: height, maxInstructionTraceLength: 100 };
    const svm = createSvm({ signatureVerification: false, engine, computeBudget });
    svm.airdrop(PAYER, 10_000_000_000n);
    svm.addProgram(PROGRAM, elfOf("call itself", SbpfVersion.V0));
    const result = svm.sendTransaction(wireOf(svm, [CALL]));
    expect(result).toMatchObject({ ok: false, error: { InstructionError: [0, "CallDepth"] } });
    expect(result.logs.filter((line) => line.includes(" invoke ["))).toHaveLength(height);
  });
});

test("what is no file at all is refused by name", () => {
  const svm = newWorld();
  for (const bytes of [
    new Uint8Array(0),
    Uint8Array.of(0x7f),
    new Uint8Array(64),
    ELF_MAGIC,
    new Uint8Array(100_000),
  ]) {
    const ending = endingOf(() => svm.addProgram(PROGRAM, bytes));
    expect(ending).toMatchObject({ refused: true, error: { code: "invalid-program" } });
  }
});
