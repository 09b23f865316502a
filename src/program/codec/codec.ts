import { CallgateError } from "../../base/errors.js";
import { describe } from "../../base/untrusted.js";
import type { Decoder, Encoder } from "../borsh.js";
import type { IdlType, IdlTypeDef } from "./idl-type.js";

/** How a value lies in bytes, and what an IDL says of it. Reads and writes as Kit's codecs do. */
export interface Codec<T> extends Encoder<T>, Decoder<T> {
  /** Throws `invalid-argument` for a value of another type. */
  encode(value: T): Uint8Array;
  /** Throws an Error for bytes that spell no value. */
  read(bytes: Uint8Array, offset: number): readonly [value: T, offset: number];
  readonly idlType: IdlType;
  /** The named types that `idlType` leads to. */
  readonly idlTypeDefs: readonly IdlTypeDef[];
}

/** A codec of some type. */
export type AnyCodec = Encoder<never> & Decoder<unknown> & Pick<Codec<unknown>, "idlType" | "idlTypeDefs">;

/** What a codec reads and writes. */
export type ValueOf<C> = C extends { encode(value: infer T): unknown } ? T : never;

/** Makes a codec. */
export function codec<T>(
  idlType: IdlType,
  encode: (value: T) => Uint8Array,
  read: (bytes: Uint8Array, offset: number) => readonly [T, number],
  idlTypeDefs: readonly IdlTypeDef[] = [],
): Codec<T> {
  return { idlType, idlTypeDefs, encode, read };
}

/** `inner`, with `what` before what it says of a wrong value. */
export function encodeNamed<T>(inner: Encoder<T>, value: T, what: string): Uint8Array {
  try {
    return Uint8Array.from(inner.encode(value));
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new CallgateError("invalid-argument", `${what}: ${cause.message}`, { cause });
  }
}

/** Throws `invalid-argument`. */
export function refuseValue(expected: string, given: unknown): never {
  throw new CallgateError("invalid-argument", `expected ${expected}, got ${describe(given)}`, {});
}

/** Throws an Error unless `length` bytes stand at `offset`. */
export function requireBytes(bytes: Uint8Array, offset: number, length: number): void {
  if (bytes.length - offset >= length) return;
  throw new Error(`expected ${length} bytes at ${offset}, got ${Math.max(0, bytes.length - offset)}`);
}
