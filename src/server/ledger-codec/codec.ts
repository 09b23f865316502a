import type { ByteReader } from "../../base/byte-reader.js";
import type { ByteWriter } from "../../base/byte-writer.js";
import { decodeUtf8 } from "../../base/utf8.js";

/** How a value lies in bytes: little-endian numbers, lengths as u32 before what they count. */
export interface Codec<T> {
  write(out: ByteWriter, value: T): void;
  /** Of bytes that are none of these the reader has a `failure`, and the value means nothing. Bytes are views. */
  read(input: ByteReader): T;
}

export const u8: Codec<number> = { write: (out, value) => out.u8(value), read: (input) => input.u8() };
export const u32: Codec<number> = { write: (out, value) => out.u32(value), read: (input) => input.u32() };
export const f64: Codec<number> = { write: (out, value) => out.f64(value), read: (input) => input.f64() };
export const u64: Codec<bigint> = { write: (out, value) => out.u64(value), read: (input) => input.u64() };
export const i64: Codec<bigint> = { write: (out, value) => out.u64(value), read: (input) => input.i64() };
export const bool: Codec<boolean> = { write: (out, value) => out.bool(value), read: (input) => input.bool() };

export const bytes: Codec<Uint8Array> = {
  write: (out, value) => out.u32(value.length).bytes(value),
  read: (input) => input.take(input.u32()),
};

/** Keys and hashes. */
export const bytes32: Codec<Uint8Array> = { write: (out, value) => out.bytes(value), read: (input) => input.take(32) };

const encoder = new TextEncoder();

export const text: Codec<string> = {
  write: (out, value) => bytes.write(out, encoder.encode(value)),
  read(input) {
    const value = decodeUtf8(bytes.read(input));
    if (value === undefined) input.fail("text that is no UTF-8");
    return value ?? "";
  },
};

export function array<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    write(out, values) {
      out.u32(values.length);
      for (const value of values) item.write(out, value);
    },
    read(input) {
      const values: T[] = [];
      // A length that is wrong ends with the bytes.
      for (let left = input.u32(); left > 0 && input.failure === undefined; left--) values.push(item.read(input));
      return values;
    },
  };
}

/** A value, or `nothing`, behind a byte that tells. */
function maybe<T, N extends null | undefined>(some: Codec<T>, nothing: N): Codec<T | N> {
  return {
    write(out, value) {
      out.bool(value !== nothing);
      if (value !== nothing) some.write(out, value as T);
    },
    read: (input) => (input.bool() ? some.read(input) : nothing),
  };
}

export function nullable<T>(some: Codec<T>): Codec<T | null> {
  return maybe(some, null);
}

export function optional<T>(some: Codec<T>): Codec<T | undefined> {
  return maybe(some, undefined);
}

/** One of a few texts, by its place among them. */
export function oneOf<T extends string>(...values: readonly T[]): Codec<T> {
  return {
    write: (out, value) => out.u8(values.indexOf(value)),
    read(input) {
      const value = values[input.u8()];
      if (value === undefined) input.fail("a number that stands for nothing");
      return value ?? values[0]!;
    },
  };
}

/** Fields one after the other, in the order in which they are given here. */
export function struct<T extends object>(fields: { readonly [K in keyof T]-?: Codec<T[K]> }): Codec<T> {
  const entries = Object.entries(fields) as [keyof T, Codec<unknown>][];
  return {
    write(out, value) {
      for (const [name, field] of entries) field.write(out, value[name]);
    },
    read(input) {
      const value: Partial<Record<keyof T, unknown>> = {};
      for (const [name, field] of entries) value[name] = field.read(input);
      return value as T;
    },
  };
}
