import { beforeAll, describe, expect, test, vi } from "vitest";
import { UsualCalls } from "../../src/runtime/cpi/usual/usual-calls.js";
import type { InstructionError, TransactionError } from "../../src/solana/errors.js";
import { FEATURE_PRESETS, type FeaturePresetName } from "../../src/solana/feature-presets.js";
import type { FeatureSet } from "../../src/solana/feature-set.js";
import { type FeatureName, featureNamed } from "../../src/solana/features.js";
import { findProgramAddress } from "../../src/solana/program-derived-address.js";
import {
  COMPUTE_BUDGET_PROGRAM_ID,
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  SYSTEM_PROGRAM_ID,
} from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { named } from "./names.js";
import type { Abi, Meta, Puppet } from "./puppet.js";
import { type Act, type Played, Stage, type StageOptions } from "./stage.js";
import { meta } from "./transactions.js";

// The cast of the CPI tests: puppets of every loader, and for each an account of its own.

export const [A, B, C] = ["A", "B", "C"].map(named);
/** Of loader v3. */
export const V3 = named("V3");
/** Of loader v1: unaligned, and accounts do not grow. */
export const V1 = named("V1");
/** Signs and can be written; the system program's, like `WALLET`. */
export const SIGNER = named("signer");
export const WALLET = named("wallet");
/** In the transaction's accounts, but not in the caller's. */
export const OUTSIDER = named("outsider");
/** In no transaction. */
export const STRANGER = named("stranger");
export const DATA = Uint8Array.from({ length: 100 }, (_, i) => i + 1);

/** Seeds that give an address under a program's id: those given, and the bump. */
export function seedsOf(program: string, given: readonly Uint8Array[]): Uint8Array[] {
  return [...given, Uint8Array.of(findProgramAddress(given, named(program))!.bump)];
}

/** The address of those seeds. */
export function derivedFrom(program: string, given: readonly Uint8Array[]): Pubkey {
  return findProgramAddress(given, named(program))!.address;
}

/** Who calls, and with which structs. */
export interface Cue {
  readonly caller: "A" | "V3" | "V1";
  readonly abi: Abi;
}

export const CUES: readonly Cue[] = (["A", "V3", "V1"] as const).flatMap((caller) =>
  (["c", "rust"] as const).map((abi) => ({ caller, abi })),
);

/** The account of a puppet's own that it may write: `DATA`. */
export function ownOf(program: string): Pubkey {
  return named(`${program}'s`);
}

/** The account of a puppet's own that it may only read. */
export function lockedOf(program: string): Pubkey {
  return named(`${program}'s locked`);
}

/** What a caller holds if its row does not say. */
function heldBy(caller: string): Meta[] {
  return [
    meta(ownOf(caller), "w"),
    meta(lockedOf(caller)),
    meta(ownOf("B"), "w"),
    meta(lockedOf("B")),
    meta(SIGNER, "ws"),
    meta(WALLET, "w"),
    ...[A, B, C, V1, V3, SYSTEM_PROGRAM_ID].map((program) => meta(program)),
  ];
}

export function cpiStage(features: FeaturePresetName | FeatureSet = "mainnet", options: StageOptions = {}): Stage {
  const stage = new Stage(features, options);
  stage.puppets(LOADER_V2_ID, A, B, C).puppets(LOADER_V3_ID, V3).puppets(LOADER_V1_ID, V1);
  for (const program of ["A", "B", "C", "V3", "V1"]) {
    stage.set(ownOf(program), { owner: named(program), data: DATA });
    stage.set(lockedOf(program), { owner: named(program), data: DATA });
  }
  return stage.set(SIGNER, {}).set(WALLET, {}).set(OUTSIDER, {});
}

/** How an instruction ends. */
export interface Ending<Log = readonly string[]> {
  /** Lines between the caller's invoke line and its last; of the callee above all. */
  readonly log?: Log;
  /** What the caller fails with; success if there is none. */
  readonly error?: InstructionError;
  /** After `Program X failed: `. */
  readonly failed?: string;
}

/** With lines that depend on who calls, and where its accounts lie. */
export type RowEnding = Ending<readonly string[] | ((puppet: Puppet, cue: Cue) => readonly string[])>;

/** One thing that a caller does, and what comes of it. */
export interface Row extends RowEnding {
  readonly name: string;
  /** What the caller holds; `heldBy` if not given. */
  readonly accounts?: (caller: string) => readonly Meta[];
  /** In the transaction, but not among the caller's accounts. */
  readonly bystanders?: readonly Meta[];
  readonly part: (puppet: Puppet, cue: Cue) => void;
  /** How it ends for a caller of loader v1, if not in the same way. */
  readonly onV1?: RowEnding;
  /** Cues that the row is for; all if not given. */
  readonly only?: (cue: Cue) => boolean;
}

const TEXTS = {
  ExternalAccountDataModified: "instruction modified data of an account it does not own",
  ExternalAccountLamportSpend: "instruction spent from the balance of an account it does not own",
  InvalidRealloc: "Failed to reallocate account data",
  MaxAccountsDataAllocationsExceeded: "Accounts data allocations exceeded the maximum allowed per transaction",
  MissingAccount: "An account required by the instruction is missing",
  ModifiedProgramId: "instruction illegally modified the program id of an account",
  PrivilegeEscalation: "Cross-program invocation with unauthorized signer or writable account",
  ReadonlyDataModified: "instruction modified data of a read-only account",
  ReadonlyLamportChange: "instruction changed the balance of a read-only account",
  UnbalancedInstruction: "sum of account balances before and after instruction do not match",
} as const;

export type Refusal = keyof typeof TEXTS;

/** An instruction that fails with one of these errors. */
export function failing(error: Refusal): Ending {
  return { error, failed: TEXTS[error] };
}

/** What is logged of a callee that does nothing else. */
export function called(program: string, ...between: readonly string[]): string[] {
  return [`Program ${program} invoke [2]`, ...between, `Program ${program} success`];
}

/** Calls ComputeBudget so often, which logs little, with structs that are laid out once. */
export function callOften(p: Puppet, count: number): void {
  p.call(COMPUTE_BUDGET_PROGRAM_ID, [], new Uint8Array(0), {
    args: (args) => {
      for (let i = 1; i < count; i++) p.syscall(`sol_invoke_signed_${p.surroundings.abi}`, ...args);
      return args;
    },
  });
}

/** Calls of programs are read in one pass from the 17th on that a process makes with the same structs. */
export function makeFirstCalls(stage: Stage): void {
  const callB = (p: Puppet): void => void p.call(B, [], new Uint8Array(0));
  for (const abi of ["c", "rust"] as const) {
    for (let i = 0; i < 17; i++) perform(stage, { part: callB }, { caller: "A", abi });
  }
}

/** Does something with calls read in one pass where they are usual, and again the plain way. */
function inBothWays(run: () => void): void {
  run();
  const read = vi.spyOn(UsualCalls.prototype, "read").mockReturnValue(undefined);
  try {
    run();
  } finally {
    read.mockRestore();
  }
}

/** One test for each row and cue; every one is compared with LiteSVM too, and calls are made in both ways. */
export function testRows(stage: Stage, rows: readonly Row[], cues: readonly Cue[] = CUES): void {
  beforeAll(() => makeFirstCalls(stage));
  describe.each(cues)("$caller calls with structs of $abi", (cue) => {
    for (const row of rows.filter(({ only }) => only?.(cue) ?? true)) {
      test(row.name, () => {
        let caller: Puppet | undefined;
        const part: Row["part"] = (puppet) => {
          caller = puppet;
          row.part(puppet, cue);
        };
        inBothWays(() => {
          const played = perform(stage, { ...row, part }, cue);
          const { log, ...ending } = (cue.caller === "V1" && row.onV1) || row;
          expectEnding(played, cue.caller, {
            ...ending,
            log: (typeof log === "function" ? log(caller!, cue) : log) ?? [],
          });
        });
      });
    }
  });
}

/** Other gates than mainnet's, by which some rows end in another way: LiteSVM says how. */
export const OTHER_GATES: readonly (readonly [name: string, gates: () => FeatureSet])[] = [
  ["every gate", FEATURE_PRESETS.all.features],
  ["mainnet's gates without SIMD-0459", () => mainnetWith("syscall_parameter_address_restrictions", false)],
  ["mainnet's gates and SIMD-0460", () => mainnetWith("virtual_address_space_adjustments", true)],
  ["the gates of Solana 1.10", FEATURE_PRESETS["solana-1.10"].features],
  ["the gates of Nexis", FEATURE_PRESETS.nexis.features],
];

function mainnetWith(gate: FeatureName, isActive: boolean): FeatureSet {
  const features = FEATURE_PRESETS.mainnet.features();
  if (isActive) features.activate(featureNamed(gate).id, 0n);
  else features.deactivate(featureNamed(gate).id);
  return features;
}

/** The same rows under other gates, on Callgate and LiteSVM in step. */
export function compareRows(
  rows: readonly Row[],
  cues: readonly Cue[] = CUES,
  prepare = (stage: Stage) => stage,
): void {
  describe.each(OTHER_GATES)("with %s", (_, gates) => {
    const stage = prepare(cpiStage(gates()));

    test.each(cues)("$caller calls with structs of $abi", (cue) => {
      for (const row of rows.filter(({ only }) => only?.(cue) ?? true)) {
        try {
          perform(stage, row, cue);
        } catch (difference) {
          throw new Error(row.name, { cause: difference });
        }
      }
    });
  });
}

type Performance = Pick<Row, "accounts" | "bystanders" | "part">;

export function perform(stage: Stage, row: Performance, cue: Cue, units?: number): Played {
  const { caller, abi } = cue;
  const accounts = (row.accounts ?? heldBy)(caller);
  const acts: Act[] = [{ program: named(caller), accounts, part: (puppet: Puppet) => row.part(puppet, cue) }];
  if (row.bystanders !== undefined) acts.push({ program: C, accounts: row.bystanders, part: () => {} });
  return stage.play({ abi, acts, ...(units === undefined ? {} : { units }) });
}

/** How the first instruction ended, as the row says. */
export function expectEnding(played: Played, program: string, { log = [], error, failed }: Ending): void {
  const last = failed === undefined ? `Program ${program} success` : `Program ${program} failed: ${failed}`;
  expect({ error: firstError(played.error), lines: played.lines }).toEqual({
    error: error ?? null,
    lines: [`Program ${program} invoke [1]`, ...log, last],
  });
}

/** Units between the first two lines that say what remains. */
export function unitsBetween({ logs }: Played): number {
  const [before, after] = logs.flatMap((line) => /^Program consumption: (\d+) units/.exec(line)?.[1] ?? []).map(Number);
  return before - after;
}

function firstError(error: TransactionError | null): unknown {
  if (error === null || typeof error === "string" || !("InstructionError" in error)) return error;
  const [index, reason] = error.InstructionError;
  return index === 0 ? reason : error;
}
