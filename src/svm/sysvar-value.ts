import { CallgateError } from "../base/errors.js";
import { bytesFrom, describe, isObject, readUntrusted } from "../base/untrusted.js";
import { NO_EPOCH_REWARDS } from "../solana/sysvars/epoch-rewards.js";
import { makeEpochSchedule } from "../solana/sysvars/epoch-schedule.js";
import { DEFAULT_RENT } from "../solana/sysvars/rent.js";
import { MAX_SLOT_HASHES } from "../solana/sysvars/slot-hashes.js";
import { SYSVARS, type SysvarName, type Sysvars, sysvarData } from "./sysvar-table.js";

// Values of sysvars that come from outside: of the right shape, and such that their account holds them.

const HASH = new Uint8Array(32);

/** A value of each sysvar; given ones must have the same shape. */
const EXAMPLES: Sysvars = {
  clock: { slot: 0n, epochStartTimestamp: 0n, epoch: 0n, leaderScheduleEpoch: 0n, unixTimestamp: 0n },
  epochRewards: NO_EPOCH_REWARDS,
  epochSchedule: makeEpochSchedule(),
  lastRestartSlot: { lastRestartSlot: 0n },
  recentBlockhashes: [{ blockhash: HASH, lamportsPerSignature: 0n }],
  rent: DEFAULT_RENT,
  slotHashes: [{ slot: 0n, hash: HASH }],
  slotHistory: { bits: new BigUint64Array(1), nextSlot: 0n },
  stakeHistory: [{ epoch: 0n, effective: 0n, activating: 0n, deactivating: 0n }],
};

/** The most entries of a list, as the SDK has them. */
const MAX_ENTRIES = MAX_SLOT_HASHES;
/** The most words of the slot history's bits. */
const MAX_WORDS = 16_384;

/** Throws `unknown-sysvar`. */
export function checkSysvarName(name: unknown): asserts name is SysvarName {
  if (typeof name === "string" && Object.hasOwn(SYSVARS, name)) return;
  const message = `expected one of ${Object.keys(SYSVARS).join(", ")}, got ${describe(name)}`;
  throw new CallgateError("unknown-sysvar", message, { name });
}

/** The data of a sysvar's account for a value from outside. Throws `invalid-sysvar`. */
export function dataOfGivenSysvar<N extends SysvarName>(name: N, given: Sysvars[N]): Uint8Array {
  const value = readUntrusted("invalid-sysvar", `the sysvar ${name}`, () => copyLike(EXAMPLES[name], given, name));
  const data = sysvarData(name, value);
  checkSame(value, SYSVARS[name].decode(data), name);
  return data;
}

/** A copy of `value` with the properties that `example` has, which must be of the same kinds. */
function copyLike<T>(example: T, value: unknown, path: string): T;
function copyLike(example: unknown, value: unknown, path: string): unknown {
  if (!isObject(example)) {
    if (typeof value !== typeof example) throw invalidSysvar(path, `a ${typeof example}`, value);
    return value;
  }
  if (example instanceof Uint8Array) return copyOfBytes(example.length, value, path);
  if (example instanceof BigUint64Array) return copyOfWords(value, path);
  if (Array.isArray(example)) return copyOfList(example[0], value, path);
  if (!isObject(value)) throw invalidSysvar(path, "an object", value);
  const entries = Object.entries(example).map(([name, part]) => {
    return [name, copyLike(part, (value as Record<string, unknown>)[name], `${path}.${name}`)];
  });
  return Object.fromEntries(entries);
}

function copyOfBytes(length: number, value: unknown, path: string): Uint8Array {
  const bytes = bytesFrom(value, length);
  if (bytes?.length !== length) throw invalidSysvar(path, `${length} bytes`, value);
  return bytes;
}

function copyOfWords(value: unknown, path: string): BigUint64Array {
  const isSound = value instanceof BigUint64Array && value.length <= MAX_WORDS;
  if (!isSound) throw invalidSysvar(path, `a BigUint64Array of at most ${MAX_WORDS}`, value);
  return new BigUint64Array(value);
}

function copyOfList(example: unknown, value: unknown, path: string): unknown[] {
  const isSound = Array.isArray(value) && value.length <= MAX_ENTRIES;
  if (!isSound) throw invalidSysvar(path, `an array of at most ${MAX_ENTRIES}`, value);
  return Array.from(value, (entry, i) => copyLike(example, entry, `${path}[${i}]`));
}

/** What is read again must be what was written: a number out of its range is not. */
function checkSame(value: unknown, decoded: unknown, path: string): void {
  if (!isObject(value)) {
    if (!Object.is(value, decoded)) throw invalidSysvar(path, "a number in the range of its field", value);
    return;
  }
  if (ArrayBuffer.isView(value)) return;
  for (const [name, part] of Object.entries(value)) {
    checkSame(part, (decoded as Record<string, unknown>)[name], `${path}.${name}`);
  }
}

function invalidSysvar(path: string, expected: string, came: unknown): CallgateError {
  const message = `the sysvar ${path}: expected ${expected}, got ${describe(came)}`;
  return new CallgateError("invalid-sysvar", message, { path });
}
