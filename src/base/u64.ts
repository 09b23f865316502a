import { CallgateError } from "./errors.js";
import { describe } from "./untrusted.js";

/**
 * A u64 at the border of the virtual machine: a `number` when it is a safe integer (every valid VM address and
 * length is), otherwise a `bigint`. One value has one representation, so `===` compares. TypeScript refuses
 * arithmetic on the union, which keeps the two apart; narrow with `typeof` or go through the helpers here.
 */
export type U64 = number | bigint;

/** 2^64 - 1. */
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** Throws `invalid-u64` for what is no bigint from 0 to 2^64 - 1. `name` says what it would be. */
export function assertU64(value: unknown, name: string): asserts value is bigint {
  if (typeof value === "bigint" && value >= 0n && value <= U64_MAX) return;
  const message = `${name}: expected an integer from 0 to 2^64 - 1, got ${describe(value)}`;
  throw new CallgateError("invalid-u64", message, { name });
}

const TWO_POW_32 = 4294967296;
const MAX_SAFE_HIGH = 0x20_0000;

/** The u64 whose halves are `low` and `high`, both unsigned 32-bit. */
export function u64FromHalves(low: number, high: number): U64 {
  return high < MAX_SAFE_HIGH ? high * TWO_POW_32 + low : (BigInt(high) << 32n) | BigInt(low);
}

/** The canonical form of a bigint; its low 64 bits count. */
export function u64FromBigInt(value: bigint): U64 {
  const wrapped = BigInt.asUintN(64, value);
  return wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}

/** `a + b`, held at 2^64 - 1. */
export function u64SaturatingAdd(a: U64, b: U64): U64 {
  if (typeof a === "number" && typeof b === "number" && a + b <= Number.MAX_SAFE_INTEGER) return a + b;
  const sum = BigInt(a) + BigInt(b);
  return u64FromBigInt(sum > U64_MAX ? U64_MAX : sum);
}

/** `a * b`, held at 2^64 - 1. */
export function u64SaturatingMul(a: U64, b: U64): U64 {
  if (typeof a === "number" && typeof b === "number" && a * b <= Number.MAX_SAFE_INTEGER) return a * b;
  const product = BigInt(a) * BigInt(b);
  return u64FromBigInt(product > U64_MAX ? U64_MAX : product);
}

/** The u64 at `offset`, little-endian. */
export function readU64(view: DataView, offset: number): U64 {
  return u64FromHalves(view.getUint32(offset, true), view.getUint32(offset + 4, true));
}

/** The u32 at `offset` of bytes that nobody has a view on, little-endian. */
export function readU32At(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0;
}

// Of typed arrays V8 reads words in place, of a DataView by a call. All hosts are little-endian.
const halves = new Uint32Array(2);
const word = new BigUint64Array(halves.buffer);

/** The u64 at `offset` of bytes that nobody has a view on, little-endian. */
export function readBigU64At(bytes: Uint8Array, offset: number): bigint {
  halves[0] = readU32At(bytes, offset);
  halves[1] = readU32At(bytes, offset + 4);
  return word[0];
}

/** Writes `value` at `offset`, little-endian. */
export function writeU64(view: DataView, offset: number, value: U64): void {
  if (typeof value === "number") {
    view.setUint32(offset, value, true);
    view.setUint32(offset + 4, value / TWO_POW_32, true);
  } else {
    view.setBigUint64(offset, value, true);
  }
}

/** `0x…`, as Rust's `{:#x}` prints it. */
export function u64ToHex(value: U64): string {
  return `0x${value.toString(16)}`;
}
