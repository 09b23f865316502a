import type { Json, JsonObject } from "../base/json.js";
import { U64_MAX } from "../base/u64.js";
import { invalidParams, RpcError } from "./errors.js";

/** Takes one JSON value, as serde does in Agave's RPC: what is wrong with it is thrown in serde's words. */
export interface Reader<T> {
  read(value: Json): T;
  /** What it takes, in a word or two, for documentation. */
  readonly takes: string;
  /** The keys of an object that it takes. */
  readonly fields?: Fields;
  /** What stands for a value that is not there; without it the value is required. */
  readonly absent?: { readonly value: T };
}

// biome-ignore lint/suspicious/noExplicitAny: readers of whatever types, which `ValuesOf` finds.
export type Fields = Readonly<Record<string, Reader<any>>>;

export type ValueOf<R> = R extends Reader<infer T> ? T : never;

export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** What serde says about a value that it cannot take. */
export function mismatch(value: Json, expected: string): RpcError {
  return invalidParams(`Invalid params: invalid type: ${unexpected(value)}, expected ${expected}.`);
}

/** serde's `Unexpected`. DIVERGES: 1.0 and 1 are the same number in JavaScript. */
function unexpected(value: Json): string {
  switch (typeof value) {
    case "boolean":
      return `boolean \`${value}\``;
    case "string":
      return `string ${JSON.stringify(value)}`;
    case "number":
      return `${Number.isSafeInteger(value) ? "integer" : "floating point"} \`${value}\``;
    case "bigint":
      return value <= U64_MAX ? `integer \`${value}\`` : `floating point \`${Number(value)}\``;
    default:
      if (value === null) return "null";
      return Array.isArray(value) ? "sequence" : "map";
  }
}

export const string: Reader<string> = {
  takes: "string",
  read: (value) => {
    if (typeof value === "string") return value;
    throw mismatch(value, "a string");
  },
};

export const boolean: Reader<boolean> = {
  takes: "boolean",
  read: (value) => {
    if (typeof value === "boolean") return value;
    throw mismatch(value, "a boolean");
  },
};

function integer(takes: string, max: bigint): Reader<bigint> {
  return {
    takes,
    read: (value) => {
      if (!isInteger(value)) throw mismatch(value, takes);
      const number = BigInt(value);
      if (number >= 0n && number <= max) return number;
      throw invalidParams(`Invalid params: invalid value: ${unexpected(value)}, expected ${takes}.`);
    },
  };
}

function isInteger(value: Json): value is number | bigint {
  return Number.isSafeInteger(value) || (typeof value === "bigint" && value <= U64_MAX);
}

export const u64: Reader<bigint> = integer("u64", U64_MAX);
const largeUsize = integer("usize", U64_MAX);
const wideU8 = integer("u8", 255n);

/** A length or count; those beyond what a number holds exactly are as good as the largest one that does. */
export const usize: Reader<number> = { takes: "usize", read: (value) => toNumber(largeUsize.read(value)) };
export const u8: Reader<number> = { takes: "u8", read: (value) => Number(wideU8.read(value)) };

function toNumber(integer: bigint): number {
  return integer > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(integer);
}

/** Rust's `Option`: null and nothing are undefined. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return {
    ...reader,
    read: (value) => (value === null ? undefined : reader.read(value)),
    absent: { value: undefined },
  };
}

/** serde's `default`: nothing is `value`, null is not taken. */
export function defaulted<T>(reader: Reader<T>, value: T): Reader<T> {
  return { ...reader, absent: { value } };
}

export function arrayOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return {
    takes: `[${reader.takes}]`,
    read: (value) => {
      if (Array.isArray(value)) return value.map(reader.read);
      throw mismatch(value, "a sequence");
    },
  };
}

/** An enum without contents. */
export function oneOf<const T extends string>(...variants: readonly T[]): Reader<T> {
  return {
    takes: variants.join(" | "),
    read: (value) => {
      if (typeof value !== "string") throw mismatch(value, "string or map");
      if ((variants as readonly string[]).includes(value)) return value as T;
      throw invalidParams(`Invalid params: ${unknownVariant(value, variants)}.`);
    },
  };
}

/** serde's words for a variant that an enum does not have. */
export function unknownVariant(value: string, variants: readonly string[]): string {
  const quoted = variants.map((variant) => `\`${variant}\``);
  const expected = quoted.length === 2 ? quoted.join(" or ") : `one of ${quoted.join(", ")}`;
  return `unknown variant \`${value}\`, expected ${quoted.length === 1 ? quoted[0] : expected}`;
}

/** Whether this is a JSON object. */
export function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object; keys that nobody knows are ignored. `name` is the Rust struct's. */
export function struct<F extends Fields>(name: string, fields: F): Reader<ValuesOf<F>> {
  const entries = Object.entries(fields);
  return {
    takes: "object",
    fields,
    read: (value) => {
      if (!isMap(value)) throw mismatch(value, `struct ${name}`);
      const values: Record<string, unknown> = {};
      for (const [key, reader] of entries) values[key] = readField(value, key, reader);
      return values as ValuesOf<F>;
    },
  };
}

function readField<T>(object: JsonObject, key: string, reader: Reader<T>): T {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value !== undefined) return reader.read(value);
  if (reader.absent !== undefined) return reader.absent.value;
  throw invalidParams(`Invalid params: missing field \`${key}\`.`);
}

/** serde's untagged enum `name`: the first of the readers that takes the value. */
export function untagged<A, B>(name: string, first: Reader<A>, second: Reader<B>): Reader<A | B> {
  return {
    takes: `${first.takes} | ${second.takes}`,
    ...(second.fields !== undefined && { fields: second.fields }),
    read: (value) => {
      for (const reader of [first, second]) {
        try {
          return reader.read(value);
        } catch (thrown) {
          if (!(thrown instanceof RpcError)) throw thrown;
        }
      }
      throw invalidParams(`Invalid params: data did not match any variant of untagged enum ${name}.`);
    },
  };
}
