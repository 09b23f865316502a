import { puppetAssembly } from "../../src/cli/diff/puppet.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Account } from "../../src/solana/account.js";
import { FEATURE_PRESETS, type FeaturePresetName } from "../../src/solana/feature-presets.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLoaderV3State } from "../../src/solana/loader-v3-state.js";
import type { TransactionConfig, TransactionVersion } from "../../src/solana/message/message.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID } from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { type Pubkey, pubkeyEqual } from "../../src/solana/pubkey.js";
import { PubkeyMap } from "../../src/solana/pubkey-map.js";
import { named, withNames } from "./names.js";
import { type AccountSummary, Differential, type Observation } from "./oracle.js";
import { type Abi, type Meta, type Part, Puppet, type Surroundings } from "./puppet.js";
import { Solo, type SoloOptions } from "./solo.js";
import { compileWire } from "./transactions.js";

/** Pays every fee and stands in no instruction. */
const PAYER = named("payer");
/** What every account has that does not say otherwise. */
export const LAMPORTS = 1_000_000_000n;
export const MAX_UNITS = 1_400_000;
const EVERYTHING = 64 * 1024 * 1024;

/** One instruction on a puppet. */
export interface Act {
  readonly program: Pubkey;
  readonly accounts?: readonly Meta[];
  readonly part: Part;
}

export interface Play {
  /** What runs, in order: puppets' acts, and instructions as they are. */
  readonly acts: readonly (Act | Instruction)[];
  /** Layout of every call that does not say; C's if not given. */
  readonly abi?: Abi;
  /** Default: v1, which carries its budget without an instruction. */
  readonly version?: TransactionVersion;
  /** In v1; all there is if not given. */
  readonly units?: number;
  /** Bytes, in v1; 32 KiB if not given. */
  readonly heap?: number;
}

export interface Played extends Observation {
  /** The log with names for addresses, without the lines that say what was consumed. */
  readonly lines: readonly string[];
  /** What each "consumed N of M" line says, in order. */
  readonly consumed: readonly { readonly program: string; readonly units: number; readonly of: number }[];
  account(key: Pubkey): AccountSummary | null;
}

/** Where plays are given: Callgate and LiteSVM in step, or Callgate alone where LiteSVM cannot follow. */
interface House {
  setAccount(key: Pubkey, account: Partial<Account>): void;
  send(wire: Uint8Array): Observation;
  account(key: Pubkey): AccountSummary | null;
}

export interface StageOptions {
  /** Whether only Callgate plays, and how it differs from others. */
  readonly alone?: boolean | SoloOptions;
}

/** Puppets and accounts, and plays on them. Before each play everything stands as it was set. */
export class Stage {
  readonly house: House;
  readonly #props = new PubkeyMap<Partial<Account>>();
  readonly #loaders = new PubkeyMap<Pubkey>();
  /** The program that puppets are. */
  readonly elf: Uint8Array;

  /** `features`: "mainnet" and gates of one's own play on both, other presets and `alone` on Callgate alone. */
  constructor(features: FeaturePresetName | FeatureSet = "mainnet", { alone }: StageOptions = {}) {
    const gates = features === "all" ? FEATURE_PRESETS.all.features() : features;
    const isPreset = typeof gates === "string" && gates !== "mainnet";
    const solo = typeof alone === "object" ? alone : {};
    this.house = alone || isPreset ? new Solo(gates, solo) : new Differential({ features: gates });
    const isV0Gone = gates instanceof FeatureSet && gates.has("disable_sbpf_v0_execution");
    this.elf = puppetElf(isV0Gone ? SbpfVersion.V3 : SbpfVersion.V0);
    this.set(PAYER, {});
  }

  /** Puts puppets in place. */
  puppets(loader: Pubkey, ...programs: readonly Pubkey[]): this {
    for (const program of programs) {
      this.#loaders.set(program, loader);
      if (pubkeyEqual(loader, LOADER_V3_ID)) this.#placeUpgradeable(program);
      else this.house.setAccount(program, { data: this.elf, owner: loader, executable: true });
    }
    return this;
  }

  /** Sets an account that is set again before every play; without lamports it is away. */
  set(key: Pubkey, account: Partial<Account>): this {
    const prop = { lamports: LAMPORTS, ...account };
    this.#props.set(key, prop);
    this.house.setAccount(key, prop);
    return this;
  }

  play({ acts, abi = "c", version = 1, units = MAX_UNITS, heap }: Play): Played {
    for (const [key, prop] of this.#props) this.house.setAccount(key, prop);
    const surroundings: Surroundings = {
      abi,
      dataLength: (key) => this.#dataLength(key),
      isLoaderV1: (program) => pubkeyEqual(this.#loaders.get(program) ?? LOADER_V2_ID, LOADER_V1_ID),
    };
    const instructions = acts.map((act) => ("part" in act ? instructionOf(act, surroundings) : act));
    const config: TransactionConfig = {
      computeUnitLimit: units,
      loadedAccountsDataSizeLimit: EVERYTHING,
      ...(heap === undefined ? {} : { heapSize: heap }),
    };
    const wire = compileWire({ feePayer: PAYER, instructions, blockhash: new Uint8Array(32), version, config });
    const observation = this.house.send(wire);
    return {
      ...observation,
      lines: withNames(observation.logs).filter((line) => !CONSUMED.test(line)),
      consumed: withNames(observation.logs).flatMap(readConsumed),
      account: (key) => this.house.account(key),
    };
  }

  #dataLength(key: Pubkey): number {
    const prop = this.#props.get(key);
    if (prop !== undefined) return prop.data?.length ?? 0;
    const account = this.house.account(key);
    return account === null ? 0 : account.data.length / 2;
  }

  #placeUpgradeable(program: Pubkey): void {
    const programDataAddress = programdataAddressOf(program).address;
    const state = encodeLoaderV3State({ kind: "programData", slot: 0n, authority: undefined });
    const programdata = new Uint8Array(45 + this.elf.length);
    programdata.set(state);
    programdata.set(this.elf, 45);
    this.house.setAccount(programDataAddress, { data: programdata, owner: LOADER_V3_ID });
    const data = encodeLoaderV3State({ kind: "program", programDataAddress });
    this.house.setAccount(program, { data, owner: LOADER_V3_ID, executable: true });
  }
}

const CONSUMED = /^Program (.*) consumed (\d+) of (\d+) compute units$/;

function readConsumed(line: string): Played["consumed"] {
  const match = CONSUMED.exec(line);
  return match === null ? [] : [{ program: match[1], units: Number(match[2]), of: Number(match[3]) }];
}

function instructionOf({ program, accounts = [], part }: Act, surroundings: Surroundings): Instruction {
  const puppet = new Puppet(program, accounts, surroundings);
  part(puppet);
  const metas = accounts.map(({ pubkey, isSigner, isWritable }) => {
    return { pubkey, isSigner: Boolean(isSigner), isWritable: Boolean(isWritable) };
  });
  return { programId: program, accounts: metas, data: puppet.bytes() };
}

const elves = new Map<SbpfVersion, Uint8Array>();

function puppetElf(version: SbpfVersion): Uint8Array {
  const elf = elves.get(version) ?? buildElf(assemble(puppetAssembly(), version));
  elves.set(version, elf);
  return elf;
}
