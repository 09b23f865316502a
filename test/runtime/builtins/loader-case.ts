import { beforeAll, expect, it } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { enabledBuiltins } from "../../../src/runtime/builtins/registry.js";
import { defaultExecutionBudget } from "../../../src/runtime/execution-budget.js";
import { createLoader } from "../../../src/runtime/syscalls/registry.js";
import { interpreter } from "../../../src/sbpf/interpreter/interpreter.js";
import type { Account } from "../../../src/solana/account.js";
import type { InstructionError } from "../../../src/solana/errors.js";
import type { FeatureSet } from "../../../src/solana/feature-set.js";
import type { AccountMeta, Instruction } from "../../../src/solana/instruction.js";
import { encodeLoaderV3State, LOADER_V3_BYTES, type LoaderV3State } from "../../../src/solana/loader-v3-state.js";
import * as programIds from "../../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../../src/solana/programdata-address.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../../src/solana/pubkey.js";
import { PubkeyMap } from "../../../src/solana/pubkey-map.js";
import { resolveFeatures } from "../../../src/solana/runtime-features.js";
import { decodeClock } from "../../../src/solana/sysvars/clock.js";
import { ProgramCache } from "../../../src/svm/program-cache.js";
import { oracleFeatures } from "../compare.js";
import { account, compileMessage, key, type Outcome, runMessage } from "../harness.js";
import { ComputeBudget, newOracle, oracleAccount, runOnOracle, setOracleAccount } from "../oracle.js";

const { LOADER_V3_ID, SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } = programIds;
const SYSVAR_IDS = Object.entries(programIds).flatMap(([name, id]) => (name.startsWith("SYSVAR_") ? [id] : []));

export const PAYER = key(7);
export const AUTHORITY = key(9);
export const STRANGER = key(11);
export const LAMPORTS = 10n ** 12n;

export const PROGRAM = key(21);
export const PROGRAMDATA = programdataAddressOf(PROGRAM).address;
export const BUFFER = key(22);
export const SPILL = key(23);

/** How an instruction names an account. */
export const meta = (pubkey: Pubkey, flags: "" | "s" | "w" | "ws" = ""): AccountMeta => ({
  pubkey,
  isSigner: flags.includes("s"),
  isWritable: flags.includes("w"),
});

export interface Settings {
  readonly features?: FeatureSet;
  readonly computeUnits?: number;
}

/**
 * Accounts here and in LiteSVM, and transactions that run in both: outcome, log, units and accounts must be the same.
 * Time moves with `warp` only.
 */
export class TwinWorld {
  readonly accounts = new PubkeyMap<Account>();
  readonly programs: ProgramCache;
  readonly #oracle = newOracle();
  readonly #features: FeatureSet;
  readonly #environment;
  readonly #computeUnits: number;

  constructor({ features = oracleFeatures, computeUnits = 1_400_000 }: Settings = {}) {
    this.#features = features;
    this.#computeUnits = computeUnits;
    const budget = defaultExecutionBudget(false);
    const gates = resolveFeatures(features);
    this.#environment = {
      engine: interpreter,
      executionLoader: createLoader(gates, budget, "execution"),
      deploymentLoader: createLoader(gates, budget, "deployment"),
      extensionLoader: createLoader(gates, budget, "extension"),
    };
    const builtins = enabledBuiltins(features);
    this.programs = new ProgramCache(this.accounts, () => this.slot, {
      loader: this.#environment.executionLoader,
      builtins,
    });
    this.#copySysvars();
    for (const { programId } of builtins) this.#store(programId, oracleAccount(this.#oracle, programId) ?? account());
    this.set(PAYER, account({ lamports: LAMPORTS }));
  }

  get slot(): bigint {
    return decodeClock(this.accounts.get(SYSVAR_CLOCK_ID)!.data)!.slot;
  }

  warp(slots: bigint): void {
    this.#oracle.warpToSlot(this.slot + slots);
    this.#copySysvars();
  }

  /** Puts an account in place in both worlds. */
  set(pubkey: Pubkey, one: Account): void {
    setOracleAccount(this.#oracle, pubkey, one);
    this.#store(pubkey, one);
  }

  get(pubkey: Pubkey): Account {
    return this.accounts.get(pubkey) ?? account();
  }

  send(...instructions: Instruction[]): Outcome {
    const message = compileMessage(PAYER, instructions);
    const budget = new ComputeBudget();
    budget.computeUnitLimit = BigInt(this.#computeUnits);
    this.#oracle.setComputeBudget(budget);
    const theirs = runOnOracle(this.#oracle, message);
    const ours = this.sendHereOnly(...instructions);
    const ourError = ours.error === undefined ? undefined : { InstructionError: [ours.errorIndex, ours.error] };
    expect({ logs: ours.logs, error: ourError, computeUnits: ours.computeUnits }).toEqual(theirs);
    for (const pubkey of message.accountKeys) {
      if (pubkeyEqual(pubkey, PAYER)) continue;
      expect(summary(this.accounts.get(pubkey))).toEqual(summary(oracleAccount(this.#oracle, pubkey)));
    }
    this.#store(PAYER, oracleAccount(this.#oracle, PAYER)!);
    return ours;
  }

  /** Runs where LiteSVM does not do what Agave does; success is stored. */
  sendHereOnly(...instructions: Instruction[]): Outcome {
    const outcome = runMessage(compileMessage(PAYER, instructions), {
      accounts: this.accounts,
      features: this.#features,
      computeUnits: this.#computeUnits,
      programs: this.programs.forTransaction(),
      environment: this.#environment,
    });
    if (outcome.error === undefined) {
      for (const [pubkey, one] of outcome.accounts)
        if (isChanged(this.accounts.get(pubkey), one)) this.#store(pubkey, one);
    }
    return outcome;
  }

  #store(pubkey: Pubkey, { lamports, data, owner, executable, rentEpoch }: Account): void {
    if (lamports === 0n) this.accounts.delete(pubkey);
    else this.accounts.set(pubkey, { lamports, data, owner, executable, rentEpoch });
  }

  #copySysvars(): void {
    for (const id of SYSVAR_IDS) {
      const found = oracleAccount(this.#oracle, id);
      if (found !== undefined) this.#store(id, found);
    }
  }
}

function isChanged(before: Account = account(), after: Account): boolean {
  return (
    before.lamports !== after.lamports ||
    before.data !== after.data ||
    before.executable !== after.executable ||
    !pubkeyEqual(before.owner, after.owner)
  );
}

function summary(found: Account | undefined): unknown {
  const { lamports, data, owner, executable } = found === undefined || found.lamports === 0n ? account() : found;
  return { lamports, data: Buffer.from(data).toString("hex"), owner: addressFromPubkey(owner), executable };
}

/** An account of loader v3 with this state and, after its metadata, these bytes. */
export function loaderAccount(
  state: LoaderV3State,
  elf: Uint8Array = new Uint8Array(0),
  fields: Partial<Account> = {},
): Account {
  const metadataLength = LOADER_V3_BYTES[state.kind];
  const data = new Uint8Array(metadataLength + elf.length);
  data.set(encodeLoaderV3State(state));
  data.set(elf, metadataLength);
  return account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data, ...fields });
}

// The instructions of loader v3 with their accounts as clients list them.

export function loaderV3(accounts: readonly AccountMeta[], data: Uint8Array): Instruction {
  return { programId: LOADER_V3_ID, accounts, data };
}

export const DATA = {
  initializeBuffer: () => new ByteWriter().u32(0).finish(),
  write: (offset: number, bytes: Uint8Array) =>
    new ByteWriter().u32(1).u32(offset).u64(BigInt(bytes.length)).bytes(bytes).finish(),
  deploy: (maxDataLength: bigint) => new ByteWriter().u32(2).u64(maxDataLength).finish(),
  upgrade: () => new ByteWriter().u32(3).finish(),
  setAuthority: () => new ByteWriter().u32(4).finish(),
  close: () => new ByteWriter().u32(5).finish(),
  extend: (additionalBytes: number) => new ByteWriter().u32(6).u32(additionalBytes).finish(),
  setAuthorityChecked: () => new ByteWriter().u32(7).finish(),
};

export function deploy(program: Pubkey, programdata: Pubkey, buffer: Pubkey, maxDataLength: bigint): Instruction {
  return loaderV3(
    [
      meta(PAYER, "ws"),
      meta(programdata, "w"),
      meta(program, "w"),
      meta(buffer, "w"),
      meta(SYSVAR_RENT_ID),
      meta(SYSVAR_CLOCK_ID),
      meta(SYSTEM_PROGRAM_ID),
      meta(AUTHORITY, "s"),
    ],
    DATA.deploy(maxDataLength),
  );
}

export function upgrade(program: Pubkey, programdata: Pubkey, buffer: Pubkey, spill: Pubkey): Instruction {
  return loaderV3(
    [
      meta(programdata, "w"),
      meta(program, "w"),
      meta(buffer, "w"),
      meta(spill, "w"),
      meta(SYSVAR_RENT_ID),
      meta(SYSVAR_CLOCK_ID),
      meta(AUTHORITY, "s"),
    ],
    DATA.upgrade(),
  );
}

export const setAuthority = (...newAuthority: AccountMeta[]): Instruction =>
  loaderV3([meta(PROGRAMDATA, "w"), meta(AUTHORITY, "s"), ...newAuthority], DATA.setAuthority());

export const close = (...more: AccountMeta[]): Instruction =>
  loaderV3([meta(PROGRAMDATA, "w"), meta(SPILL, "w"), meta(AUTHORITY, "s"), ...more], DATA.close());

export const extend = (additionalBytes: number): Instruction =>
  loaderV3(
    [meta(PROGRAMDATA, "w"), meta(PROGRAM, "w"), meta(SYSTEM_PROGRAM_ID), meta(PAYER, "ws")],
    DATA.extend(additionalBytes),
  );

/** The same instruction with one account named otherwise. */
export function withAccount(instruction: Instruction, index: number, replacement: AccountMeta): Instruction {
  return { ...instruction, accounts: instruction.accounts.with(index, replacement) };
}

/** The same instruction with its first accounts only. */
export function withAccounts(instruction: Instruction, count: number): Instruction {
  return { ...instruction, accounts: instruction.accounts.slice(0, count) };
}

/** What the runtime logs around every program. */
const STABLE_LINE = /^Program [1-9A-HJ-NP-Za-km-z]{32,44} (invoke|success|failed|consumed)/;

/** What makes an instruction fail that would do its work otherwise. */
export interface Refusal {
  readonly title: string;
  readonly error: InstructionError;
  /** The loader's own line, or none. */
  readonly log?: string;
  /** Accounts that are not as they should be; one without lamports is absent. */
  readonly accounts?: readonly (readonly [Pubkey, Account])[];
  readonly instruction?: Instruction;
}

/**
 * Runs an instruction on these accounts, which it likes, then with each refusal: error and log are those named, and
 * everything is as in LiteSVM.
 */
export function testRefusals(
  instruction: Instruction,
  accounts: () => readonly (readonly [Pubkey, Account])[],
  refusals: readonly Refusal[],
): void {
  let world: TwinWorld;
  beforeAll(() => {
    world = new TwinWorld();
  });

  function run(changes: readonly (readonly [Pubkey, Account])[], changed: Instruction): Outcome {
    for (const [pubkey, one] of [[PAYER, account({ lamports: LAMPORTS })] as const, ...accounts(), ...changes]) {
      world.set(pubkey, one);
    }
    return world.send(changed);
  }

  it("does its work", () => {
    expect(run([], instruction).error).toBeUndefined();
  });

  it.each(refusals.map((refusal) => [refusal.title, refusal] as const))("refuses %s", (_, refusal) => {
    const outcome = run(refusal.accounts ?? [], refusal.instruction ?? instruction);
    expect(outcome.error).toEqual(refusal.error);
    expect(outcome.logs.filter((line) => !STABLE_LINE.test(line))).toEqual(
      refusal.log === undefined ? [] : [refusal.log],
    );
  });
}
