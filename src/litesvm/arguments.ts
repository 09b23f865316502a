import { base58Decode } from "../base/base58.js";
import { CallgateError } from "../base/errors.js";
import { U64_MAX } from "../base/u64.js";
import { typedArrayClass } from "../base/untrusted.js";

// What LiteSVM's native binding makes of the arguments that it gets, with the codes and texts of its errors. All types
// of a call are checked before the first value is.

/** The codes of errors that the binding itself throws (napi's `Status`). */
type BindingCode =
  | "ArrayExpected"
  | "BigintExpected"
  | "BooleanExpected"
  | "GenericFailure"
  | "InvalidArg"
  | "NumberExpected"
  | "StringExpected";

/** An error that LiteSVM throws too, with its code and its text. */
export function bindingError(code: BindingCode, message: string): CallgateError {
  return new CallgateError(code, message);
}

/** DIVERGES: the binding's message is empty. */
export function checkBigInts(...values: readonly unknown[]): void {
  for (const value of values) {
    if (typeof value !== "bigint") throw bindingError("BigintExpected", `expected a bigint, got ${typeof value}`);
  }
}

export function checkBoolean(value: unknown): void {
  if (typeof value === "boolean") return;
  throw bindingError("BooleanExpected", "Failed to convert napi value into rust type `bool`");
}

export function checkString(value: unknown, where = ""): void {
  if (typeof value === "string") return;
  const text = `Failed to convert JavaScript value \`${describe(value)}\` into rust type \`String\`${where}`;
  throw bindingError("StringExpected", text);
}

function checkNumber(value: unknown, type: string): void {
  if (typeof value === "number") return;
  const text = `Failed to convert napi value ${typeName(value)} into rust type \`${type}\``;
  throw bindingError("NumberExpected", text);
}

/** What `convert` makes of an instance of one of the classes here. */
export function recover<T, R>(value: T, type: abstract new (...args: never) => T, convert: (value: T) => R): R {
  try {
    if (value instanceof type) return convert(value);
  } catch {
    // It only claims to be one: a proxy, or an object with the same prototype.
  }
  throw bindingError("InvalidArg", `Failed to recover \`${type.name}\` type from napi value`);
}

export function toU64(value: bigint): bigint {
  return toUnsigned(value, "u64", U64_MAX);
}

export function toUsize(value: bigint): bigint {
  return toUnsigned(value, "usize", U64_MAX);
}

export function toU128(value: bigint): bigint {
  return toUnsigned(value, "u128", (1n << 128n) - 1n);
}

export function toI64(value: bigint): bigint {
  checkBigInts(value);
  if (BigInt.asIntN(64, value) === value) return value;
  throw bindingError("GenericFailure", `Bigint too large for i64: ${debugBigInt(value)}`);
}

function toUnsigned(value: bigint, type: string, max: bigint): bigint {
  checkBigInts(value);
  if (value < 0n) {
    throw bindingError("GenericFailure", `Cannot convert negative bigint to ${type}: ${debugBigInt(value)}`);
  }
  if (value > max) throw bindingError("GenericFailure", `Bigint too large for ${type}: ${debugBigInt(value)}`);
  return value;
}

/** napi's `BigInt` as Rust prints it: 64-bit words, the lowest first. */
function debugBigInt(value: bigint): string {
  const words: bigint[] = [];
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 64n) words.push(BigInt.asUintN(64, rest));
  return `BigInt { sign_bit: ${value < 0n}, words: [${words.join(", ")}] }`;
}

export function toF64(value: number): number {
  checkNumber(value, "f64");
  return value;
}

/** The integer part, modulo 2^32; 0 for what is not finite. */
export function toU32(value: number): number {
  checkNumber(value, "u32");
  return value >>> 0;
}

/** `toU32`, if that is at most 255. */
export function toU8(value: number): number {
  checkNumber(value, "u8");
  const integer = value >>> 0;
  if (integer > 255) throw bindingError("GenericFailure", "Failed to convert u32 to u8");
  return integer;
}

/** The same bytes in a new array. */
export function toBytes(value: Uint8Array): Uint8Array {
  checkReference(value);
  return sliceBytes(value);
}

/** The same where the binding takes a slice. DIVERGES: for typed arrays of other kinds its message is garbled. */
export function sliceBytes(value: Uint8Array): Uint8Array {
  checkTypedArray(value, "Uint8Array");
  return value.byteLength === 0 ? new Uint8Array(0) : new Uint8Array(value);
}

/** The same words in a new array. */
export function toWords(value: BigUint64Array): BigUint64Array {
  checkReference(value);
  checkTypedArray(value, "BigUint64Array");
  return value.byteLength === 0 ? new BigUint64Array(0) : new BigUint64Array(value);
}

function checkReference(value: unknown): void {
  if (Object(value) === value || typeof value === "symbol") return;
  throw bindingError("InvalidArg", "Failed to create reference from TypedArray");
}

function checkTypedArray(value: unknown, expected: "Uint8Array" | "BigUint64Array"): void {
  const type = typedArrayClass(value);
  if (type === expected) return;
  const text = type === undefined ? "Get TypedArray info failed" : `Expected ${expected}, got ${type}`;
  throw bindingError("InvalidArg", text);
}

/** The 32 bytes of a hash in base58 (solana-hash, `Hash::from_str`). */
export function parseHash(text: string): Uint8Array {
  const isTooLong = new TextEncoder().encode(text).length > MAX_BASE58_HASH_BYTES;
  const bytes = isTooLong ? undefined : base58Decode(text);
  if (bytes?.length === 32) return bytes;
  const isOfWrongSize = isTooLong || bytes !== undefined;
  const reason = isOfWrongSize ? "string decoded to wrong size for hash" : "failed to decoded string to hash";
  throw bindingError("GenericFailure", `Failed to parse blockhash: ${reason}`);
}

const MAX_BASE58_HASH_BYTES = 44;

/** Takes the place of a constructor that the binding does not have. */
export function refuseConstruction(): never {
  throw new CallgateError("no-constructor", "Class contains no `constructor`, can not new it!");
}

function describe(value: unknown): string {
  switch (typeof value) {
    case "number":
    case "boolean":
    case "bigint":
      return `${typeName(value)} ${value} `;
    case "function":
      return `function ${tell(() => value.name) || "anonymous"}(..) `;
    case "object":
      return value === null ? "Null" : `Object ${tell(() => jsonOf(value))}`;
    default:
      return typeName(value);
  }
}

/** A text that its owner gives, if it does. */
function tell(text: () => unknown): string {
  try {
    return String(text()).slice(0, MAX_TOLD_LENGTH);
  } catch {
    return "";
  }
}

const MAX_TOLD_LENGTH = 200;

function jsonOf(value: object): string {
  const { length } = value as { length?: unknown };
  return typeof length === "number" && length > MAX_TOLD_LENGTH ? "[…]" : JSON.stringify(value);
}

function typeName(value: unknown): string {
  if (value === null) return "Null";
  if (typeof value === "bigint") return "BigInt";
  const name = typeof value;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
