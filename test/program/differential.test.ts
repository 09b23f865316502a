import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { puppetAssembly } from "../../src/cli/diff/puppet.js";
import { entrypoint, invoke } from "../../src/program/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { ENGINES, type EngineName } from "../../src/sbpf/engines.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import type { FeatureSet } from "../../src/solana/feature-set.js";
import { type FeatureName, featureNamed } from "../../src/solana/features.js";
import { findProgramAddress } from "../../src/solana/program-derived-address.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../src/solana/pubkey.js";
import { createSvm, type SvmOptions } from "../../src/svm/index.js";
import { named, withNames } from "../helpers/names.js";
import { type Meta, Puppet } from "../helpers/puppet.js";
import { Random } from "../helpers/random.js";
import { compileWire, meta } from "../helpers/transactions.js";
import { type Plan, Plans, plannedProgram, script } from "./plan.js";
import { mergeRights, Planner, type Prop, type SignableAddress } from "./random-plan.js";

// The same plans of the same programs, each program compiled or in TypeScript: outcome, logs, trace and accounts are
// the same, but for compute units. Which programs are of which kind is random too, so each calls the other.

const PROGRAMS = ["A", "B", "C", "D", "E"].map(named);
const PAYER = named("payer");
/** Calls the first program, as scripts are too long for transactions. */
const LAUNCHER = named("launcher");
const ELF = buildElf(assemble(puppetAssembly(), SbpfVersion.V3));
const CONSUMED = / consumed \d+ of \d+ compute units$/;

const SIGNABLES: SignableAddress[] = PROGRAMS.map((program) => {
  const seed = new TextEncoder().encode("vault");
  const { address, bump } = findProgramAddress([seed], program)!;
  return { key: address, program, seeds: [seed, Uint8Array.of(bump)] };
});

interface Scene {
  readonly props: readonly Prop[];
  readonly metas: readonly Meta[];
  readonly plan: Plan;
}

/** Accounts of each program, wallets, derived addresses; an instruction on the first program; what happens then. */
function sceneOf(seed: number): Scene {
  const random = new Random(seed);
  const prop = (name: string, owner: Pubkey): Prop => {
    const length = random.pick([0, 1, 8, 33]);
    return { key: named(name), owner, lamports: 2_000_000n, length };
  };
  const props = [
    ...PROGRAMS.map((program, i) => prop(`own${i}`, program)),
    ...PROGRAMS.slice(0, 2).map((program, i) => prop(`second${i}`, program)),
    { ...prop("wallet", SYSTEM_PROGRAM_ID), length: 0 },
    ...SIGNABLES.map(({ key, program }) => ({ key, owner: program, lamports: 2_000_000n, length: 4 })),
  ];
  const start = props.map((one) => ({ ...one }));
  const flags = props.map(({ key, owner }) => {
    const canSign = !SIGNABLES.some((signable) => pubkeyEqual(signable.key, key));
    const isSigner = pubkeyEqual(owner, SYSTEM_PROGRAM_ID) || (canSign && random.oneIn(3));
    return { pubkey: key, isSigner, isWritable: !random.oneIn(6) };
  });
  if (random.oneIn(3)) flags.push({ ...random.pick(flags) });
  const metas = [...flags, ...[...PROGRAMS, SYSTEM_PROGRAM_ID].map((key) => meta(key))];
  const planner = new Planner(random, props, PROGRAMS, SIGNABLES);
  return { props: start, metas, plan: planner.plan(PROGRAMS[0]!, mergeRights(metas), []) };
}

/** Runs a scene; bit i of `kinds` makes program i one in TypeScript. */
function play({ props, metas, plan }: Scene, kinds: number, features: SvmOptions["features"], engine?: EngineName) {
  const svm = createSvm({
    ...(features === undefined ? {} : { features }),
    ...(engine === undefined ? {} : { engine }),
    signatureVerification: false,
    blockhashCheck: false,
    logBytesLimit: null,
  });
  const plans = new Plans();
  const typescript = plannedProgram(plans);
  PROGRAMS.forEach((id, i) => {
    svm.addProgram(id, (kinds >> i) & 1 ? typescript : ELF);
  });
  for (const { key, owner, lamports, length } of props) {
    svm.setAccount(key, { owner, lamports, data: new Uint8Array(length).fill(0xee) });
  }
  svm.airdrop(PAYER, 1_000_000_000n);
  const surroundings = {
    abi: "c" as const,
    dataLength: (key: Pubkey) =>
      props.find((prop) => pubkeyEqual(prop.key, key))?.length ?? svm.getAccount(key)!.data.length,
    isLoaderV1: () => false,
  };
  const puppet = new Puppet(PROGRAMS[0]!, metas, surroundings);
  script(plan, plans)(puppet);
  const accounts = metas.map(({ pubkey, isSigner, isWritable }) => {
    return { pubkey, isSigner: Boolean(isSigner), isWritable: Boolean(isWritable) };
  });
  const data = puppet.bytes();
  svm.addProgram(
    LAUNCHER,
    entrypoint((_, infos) => invoke({ programId: PROGRAMS[0]!, accounts, data }, infos)),
  );
  const result = svm.sendTransaction(
    compileWire({
      feePayer: PAYER,
      instructions: [{ programId: LAUNCHER, accounts, data: new Uint8Array(0) }],
      blockhash: new Uint8Array(32),
      version: 1,
      config: { computeUnitLimit: 1_400_000, loadedAccountsDataSizeLimit: 64 * 1024 * 1024 },
    }),
  );
  return {
    outcome: result.outcome,
    error: result.ok ? null : result.error,
    logs: withNames(result.logs).filter((line) => !CONSUMED.test(line)),
    returnData: result.returnData,
    trace: result.instructionTrace.map(({ computeUnitsConsumed: _, ...frame }) => frame),
    accounts: props.map(({ key }) => svm.getAccount(key)),
  };
}

const GATES: readonly (readonly [string, SvmOptions["features"]])[] = [
  ["mainnet", undefined],
  ["all gates", "all"],
  ["mainnet and SIMD-0460", mainnetWith("virtual_address_space_adjustments")],
];

function mainnetWith(gate: FeatureName): FeatureSet {
  const features = FEATURE_PRESETS.mainnet.features();
  features.activate(featureNamed(gate).id, 0n);
  return features;
}

describe.each(GATES)("%s", (_, features) => {
  test("a program in TypeScript does what its compiled twin does, among either kind", () => {
    const endings = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom(...(Object.keys(ENGINES) as EngineName[])),
        (seed, kinds, engine) => {
          const scene = sceneOf(seed);
          const compiled = play(scene, 0, features);
          const ending = JSON.stringify(compiled.error) ?? "null";
          endings.set(ending, (endings.get(ending) ?? 0) + 1);
          expect(play(scene, kinds, features, engine)).toEqual(compiled);
        },
      ),
      { numRuns: 150 },
    );
    expect(endings.size).toBeGreaterThan(5);
  });
});
