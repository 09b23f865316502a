import { base64Decode } from "../../base/base64.js";
import { type Address, PUBKEY_BYTES } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import { asciiOf, bytesOf } from "../words.js";
import { stringsOf } from "./strings.js";

/** Bytes that may have been a seed. */
export type Seed = Uint8Array;

/** What a transaction has that may have been a seed, each kind likeliest first. */
export interface Atoms {
  /** Whole sets that were used. */
  readonly sets: readonly (readonly Seed[])[];
  readonly strings: readonly Seed[];
  readonly keys: readonly Seed[];
  /** Numbers of 8, 4, 2 and 1 bytes. */
  readonly numbers: readonly Seed[];
  /** Keys and texts anywhere in the data of accounts. */
  readonly windows: readonly Seed[];
}

/** Of one account's data. */
const MAX_WINDOWED_BYTES = 2048;
const MAX_WINDOWS = 12_000;
const MAX_NUMBERS = 200;
const NUMBER_BYTES = [8, 4, 2, 1];

/** Everything in the transaction, the state and the programs that may have been a seed. */
export function collectAtoms(told: Case, programs: readonly Address[]): Atoms {
  const sets = told.frames.flatMap(({ signerSeeds, derivations }) =>
    [...signerSeeds, ...derivations].map(({ seeds }) => bytesOf(seeds)),
  );
  const used = sets.flat();
  const inIdls = programs.flatMap((program) => told.world.describe(program)?.seeds ?? []);
  const inPrograms = programs.flatMap((program) => {
    const code = told.world.code(told.keyOf(program));
    return code === undefined ? [] : stringsOf(code.executable).map(utf8);
  });
  const data = told.trace.accounts
    .filter(({ loaded }) => loaded !== null && !loaded.executable)
    .map(({ address }) => told.dataOf(address).subarray(0, MAX_WINDOWED_BYTES));
  const instructionData = told.frames.map((frame) => base64Decode(frame.data)!);
  const addresses = new Set([...told.trace.accounts.map(({ address }) => address), ...programs]);
  return {
    sets,
    strings: distinct([...inIdls, ...used.filter((seed) => asciiOf(seed) !== undefined), ...inPrograms]),
    keys: distinct([
      ...used.filter(({ length }) => length === PUBKEY_BYTES),
      ...[...addresses].map((address) => told.keyOf(address)),
      ...[...data, ...instructionData].flatMap(likelyKeys),
    ]),
    numbers: distinct([
      ...used.filter(({ length }) => NUMBER_BYTES.includes(length)),
      ...instructionData.flatMap((bytes) => numbersIn(bytes, 1)),
      ...data.flatMap((bytes) => numbersIn(bytes, 8)),
    ]).slice(0, MAX_NUMBERS),
    windows: distinct(data.flatMap(windowsOf)).slice(0, MAX_WINDOWS),
  };
}

const encoder = new TextEncoder();
const utf8 = (text: string) => encoder.encode(text);

/** Keys where layouts have them: behind a discriminator of 0, 1, 4 or 8 bytes, or a u64 after that. */
function likelyKeys(data: Uint8Array): Seed[] {
  const keys: Seed[] = [];
  for (const start of [0, 1, 4, 8, 9, 16]) {
    for (let at = start; at + PUBKEY_BYTES <= Math.min(data.length, start + 4 * PUBKEY_BYTES); at += PUBKEY_BYTES) {
      const key = data.subarray(at, at + PUBKEY_BYTES);
      if (!isMostlyZero(key)) keys.push(key);
    }
  }
  return keys;
}

function isMostlyZero(key: Uint8Array): boolean {
  return key.filter((byte) => byte === 0).length > PUBKEY_BYTES / 2;
}

function numbersIn(data: Uint8Array, step: number): Seed[] {
  return NUMBER_BYTES.flatMap((length) => {
    const count = Math.max(Math.floor((data.length - length) / Math.min(step, length)) + 1, 0);
    return Array.from({ length: count }, (_, i) => {
      const at = i * Math.min(step, length);
      return data.subarray(at, at + length);
    });
  });
}

/** Keys at every place, and texts of borsh (a u32 length before them). */
function windowsOf(data: Uint8Array): Seed[] {
  const windows: Seed[] = [];
  for (let at = 0; at < data.length; at++) {
    if (at + PUBKEY_BYTES <= data.length) windows.push(data.subarray(at, at + PUBKEY_BYTES));
    const length = data[at]!;
    const text = data.subarray(at + 4, at + 4 + length);
    if (length > 0 && length <= PUBKEY_BYTES && text.length === length && asciiOf(text) !== undefined) {
      windows.push(text);
    }
  }
  return windows;
}

function distinct(seeds: readonly Seed[]): Seed[] {
  const byContent = new Map(seeds.map((seed) => [String.fromCharCode(...seed), seed] as const));
  return [...byContent.values()];
}
