import type { Json } from "../base/json.js";
import { invalidParams } from "./errors.js";
import { isMap, mismatch, type Reader, unknownVariant, type ValueOf } from "./params.js";

/** A variant without contents. */
export const UNIT: unique symbol = Symbol("unit");

// biome-ignore lint/suspicious/noExplicitAny: readers of whatever types, which `Tagged` finds.
export type Variants = Readonly<Record<string, Reader<any> | typeof UNIT>>;

export type Tagged<V extends Variants> = {
  readonly [K in keyof V & string]: V[K] extends typeof UNIT
    ? { readonly kind: K }
    : { readonly kind: K; readonly value: ValueOf<V[K]> };
}[keyof V & string];

/** serde's enum: the name of a variant without contents, or an object whose one key is the name of one. */
export function tagged<const V extends Variants>(variants: V): Reader<Tagged<V>> {
  const names = Object.keys(variants);
  return {
    takes: names.map((name) => (variants[name] === UNIT ? name : `{ ${name} }`)).join(" | "),
    read: (value) => {
      const { kind, content } = variantOf(value);
      const reader = Object.hasOwn(variants, kind) ? variants[kind] : undefined;
      if (reader === undefined) throw invalidParams(`Invalid params: ${unknownVariant(kind, names)}.`);
      return readContent(kind, reader, content) as Tagged<V>;
    },
  };
}

/** `content` is undefined where there is nothing but the name. */
function variantOf(value: Json): { readonly kind: string; readonly content: Json | undefined } {
  if (typeof value === "string") return { kind: value, content: undefined };
  if (!isMap(value)) throw mismatch(value, "string or map");
  const entries = Object.entries(value);
  if (entries.length === 1) return { kind: entries[0]![0], content: entries[0]![1] };
  throw invalidParams("Invalid params: invalid value: map, expected map with a single key.");
}

function readContent(kind: string, reader: Reader<unknown> | typeof UNIT, content: Json | undefined): object {
  if (reader === UNIT) {
    if (content === undefined || content === null) return { kind };
    throw mismatch(content, "unit");
  }
  if (content !== undefined) return { kind, value: reader.read(content) };
  throw invalidParams("Invalid params: invalid type: unit variant, expected newtype variant.");
}
