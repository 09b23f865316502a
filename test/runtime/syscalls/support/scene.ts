import { FEATURES, type Feature, type FeatureName } from "../../../../src/solana/features.js";
import { COMPUTE_BUDGET_PROGRAM_ID, LOADER_V2_ID } from "../../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../../src/solana/pubkey.js";

/** A machine with programs, in which transactions run. */
export interface Scene {
  /** Scenes with one name are one. */
  readonly name: string;
  readonly programs: readonly Program[];
  /** As they are before every transaction. */
  readonly accounts?: readonly SceneAccount[] | undefined;
  /** Gates that are active besides mainnet's. */
  readonly gates?: readonly FeatureName[] | undefined;
  /** Gates of mainnet's that are not. */
  readonly without?: readonly FeatureName[] | undefined;
}

/** An account that a transaction of the scene may use. */
export interface SceneAccount {
  readonly id: Pubkey;
  readonly owner: Pubkey;
  readonly data: Uint8Array;
}

export interface Program {
  readonly id: Pubkey;
  readonly elf: Uint8Array;
  /** Loader v2 if absent. */
  readonly loader?: Pubkey | undefined;
}

/** An instruction of a transaction. */
export interface SceneInstruction {
  readonly programId: Pubkey;
  readonly writable?: readonly Pubkey[];
  /** After the writable ones. */
  readonly accounts?: readonly Pubkey[];
  readonly data: Uint8Array;
}

/** What became of a transaction. */
export interface Outcome {
  /** Without those of the instruction that asks for the units. */
  readonly logs: readonly string[];
  readonly computeUnits: number;
  readonly error: string | null;
  readonly returnData: string;
  /** The data of the scene's accounts afterwards. */
  readonly accounts: readonly string[];
}

export const PAYER = key(1);
export const MAX_COMPUTE_UNITS = 1_400_000;

export const loaderOf = (program: Program): Pubkey => program.loader ?? LOADER_V2_ID;

export function activeGates({ gates = [], without = [] }: Scene): Feature[] {
  return FEATURES.filter(({ name, mainnetSlot }) => {
    return gates.includes(name) || (mainnetSlot !== null && !without.includes(name));
  });
}

/** Lines of the log of the instruction that asks for the units. */
export const PREAMBLE_LOGS = 2;

/** The bytes of a transaction, not signed. Before the instructions stands one that asks for the units. */
export function transactionBytes(instructions: readonly SceneInstruction[], computeUnitLimit: number): Uint8Array {
  const limit = new DataView(new ArrayBuffer(5));
  limit.setUint8(0, 2);
  limit.setUint32(1, computeUnitLimit, true);
  const all: SceneInstruction[] = [
    { programId: COMPUTE_BUDGET_PROGRAM_ID, data: new Uint8Array(limit.buffer) },
    ...instructions,
  ];
  const accountsOf = ({ writable = [], accounts = [] }: SceneInstruction) => [...writable, ...accounts];
  const writable = uniqueKeys([PAYER, ...all.flatMap((instruction) => instruction.writable ?? [])]);
  const keys = uniqueKeys([...writable, ...all.flatMap((each) => [...accountsOf(each), each.programId])]);
  const indexOf = (wanted: Pubkey) => keys.findIndex((present) => Buffer.compare(present, wanted) === 0);
  const blockhash = new Uint8Array(32);
  return bytes(
    [1],
    new Uint8Array(64),
    [1, 0, keys.length - writable.length, keys.length],
    ...keys,
    blockhash,
    shortVec(all.length),
    ...all.map((instruction) => {
      const { programId, data } = instruction;
      const accounts = accountsOf(instruction).map(indexOf);
      return bytes([indexOf(programId)], shortVec(accounts.length), accounts, shortVec(data.length), data);
    }),
  );
}

function uniqueKeys(keys: readonly Pubkey[]): Pubkey[] {
  return [...new Map(keys.map((each) => [Buffer.from(each).toString("hex"), each])).values()];
}

function shortVec(length: number): number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...shortVec(length >> 7)];
}

/** A u64, a byte, or bytes. */
export type BytesPart = bigint | number | Uint8Array | readonly number[];

/** Bytes one after the other. */
export function bytes(...parts: readonly BytesPart[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === "bigint") return [...new Uint8Array(BigUint64Array.of(part).buffer)];
      return typeof part === "number" ? [part] : [...part];
    }),
  );
}

export function key(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

/** Lamports of the scene's accounts, enough for any data. */
export const ACCOUNT_LAMPORTS = 10n ** 12n;
