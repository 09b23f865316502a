import { concatBytes } from "../../src/base/bytes.js";
import type { Random } from "../helpers/random.js";

const BYTES = [0, 1, 2, 3, 4, 8, 16, 31, 32, 33, 63, 64, 0x7f, 0x80, 0x81, 0x82, 0xfe, 0xff];
const U64S = [
  0n,
  1n,
  2n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  1n << 53n,
  1n << 63n,
  (1n << 64n) - 1n,
];

/** Bytes with one to four changes; `near` tells where changes matter most. */
export function mutateBytes(random: Random, bytes: Uint8Array, near: Near = anywhere): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let changes = random.below(4); changes >= 0; changes--) mutated = change(random, mutated, near);
  return mutated;
}

/** Picks a place in bytes of a length. */
export type Near = (random: Random, length: number) => number;

const anywhere: Near = (random, length) => random.below(length);

/** Mostly where headers and counts are. */
export const nearEnds: Near = (random, length) => {
  const distance = random.below(random.oneIn(3) ? length : Math.min(length, 256));
  return random.oneIn(3) ? length - 1 - distance : distance;
};

function change(random: Random, bytes: Uint8Array, near: Near): Uint8Array {
  if (bytes.length === 0) return random.bytes(random.below(40));
  const at = near(random, bytes.length);
  const end = Math.min(at + 1 + random.below(40), bytes.length);
  switch (random.below(10)) {
    case 0:
      return bytes.with(at, bytes[at]! ^ (1 << random.below(8)));
    case 1:
    case 2:
      return bytes.with(at, random.pick(BYTES));
    case 3:
      return bytes.with(at, random.below(256));
    case 4:
      return concatBytes(bytes.subarray(0, at), bytes.subarray(end));
    case 5:
      return concatBytes(bytes.subarray(0, at), random.bytes(1 + random.below(20)), bytes.subarray(at));
    case 6:
      return concatBytes(bytes.subarray(0, end), bytes.subarray(at));
    case 7:
      return random.oneIn(3) ? bytes.slice(0, at) : bytes.with(at, (bytes[at]! + random.pick([1, -1])) & 0xff);
    case 8:
      return bytes.fill(random.pick(BYTES), at, end);
    default:
      return withU64(bytes, at, random.pick(U64S));
  }
}

function withU64(bytes: Uint8Array, at: number, value: bigint): Uint8Array {
  for (let i = 0; i < 8 && at + i < bytes.length; i++) bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}
