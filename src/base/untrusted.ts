import { WIRE_POOL } from "./byte-pool.js";
import { setBytes } from "./bytes.js";
import { CallgateError } from "./errors.js";

// What comes from outside may be of any type, and any look into it may throw: getters, proxies, detached buffers.

const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
const typedArrayName: (this: unknown) => string | undefined = Object.getOwnPropertyDescriptor(
  typedArray,
  Symbol.toStringTag,
)!.get!;
const typedArrayLength: (this: Uint8Array) => number = Object.getOwnPropertyDescriptor(typedArray, "length")!.get!;

/** The class of a typed array of any realm, by its name; undefined for all else. */
export function typedArrayClass(value: unknown): string | undefined {
  return typedArrayName.call(value);
}

/** Whether a value is a Uint8Array of any realm, a Node Buffer included. */
export function isBytes(value: unknown): value is Uint8Array {
  return typedArrayName.call(value) === "Uint8Array";
}

/** How many bytes there are, whatever their class says of itself. */
export function lengthOfBytes(bytes: Uint8Array): number {
  return typedArrayLength.call(bytes);
}

/** A copy of bytes. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  const copy = WIRE_POOL.take(lengthOfBytes(bytes));
  setBytes(copy, bytes, 0);
  return copy;
}

/** A copy of bytes, or of anything that lists at most `maxLength` of them; undefined for all else. */
export function bytesFrom(value: unknown, maxLength: number): Uint8Array | undefined {
  if (isBytes(value)) return new Uint8Array(value);
  if (typeof value !== "object" || value === null) return undefined;
  const list = value as ArrayLike<unknown>;
  const { length } = list;
  if (!Number.isInteger(length) || length < 0 || length > maxLength) return undefined;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const byte = list[i];
    if (!Number.isInteger(byte) || (byte as number) < 0 || (byte as number) > 255) return undefined;
    bytes[i] = byte as number;
  }
  return bytes;
}

/** Whether a value is an object whose properties can be asked for. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.length > 64 ? `a string of ${value.length} characters` : JSON.stringify(value);
    case "bigint":
      return value > -LONG && value < LONG ? `${value}` : "a huge bigint";
    case "number":
    case "boolean":
    case "undefined":
      return `${value}`;
    case "object":
      return describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

const LONG = 10n ** 40n;

function describeObject(value: object | null): string {
  if (value === null) return "null";
  try {
    if (isBytes(value)) return `${value.length} bytes`;
    return Array.isArray(value) ? `an array of ${value.length}` : "an object";
  } catch {
    return "an object";
  }
}

/**
 * What `read` makes of a value from outside. What the value throws while it is looked at becomes a `CallgateError` of
 * this code: "`what` could not be read: …".
 */
export function readUntrusted<T>(code: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(code, what, cause);
  }
}

/** The error for what a value from outside threw while it was looked at; an error of ours stays. */
export function unreadable(code: string, what: string, cause: unknown): CallgateError {
  if (cause instanceof CallgateError) return cause;
  return new CallgateError(code, `${what} could not be read: ${reasonOf(cause)}`, { cause });
}

/** What a thrown value says, whatever it is. */
export function reasonOf(thrown: unknown): string {
  try {
    const text: unknown = thrown instanceof Error ? thrown.message : thrown;
    return typeof text === "string" ? text.slice(0, 200) : describe(text);
  } catch {
    return "an error that cannot be read";
  }
}
