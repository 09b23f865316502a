import { concatBytes } from "../../base/bytes.js";
import { isBytes, isObject } from "../../base/untrusted.js";
import { utf8Bytes } from "../text.js";
import { type AnyCodec, type Codec, codec, encodeNamed, refuseValue, requireBytes, type ValueOf } from "./codec.js";
import type { IdlType, IdlTypeDef } from "./idl-type.js";
import { u8, u32 } from "./scalars.js";

// Borsh's layouts of what holds other values.

// Text may begin with a byte order mark, which is a character like any other.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A length in u32, and the bytes. */
export const bytes: Codec<Uint8Array> = sizedBytes("bytes", u32);

/** A length in u32, and UTF-8. */
export const string: Codec<string> = sizedText(bytes);

/** A length, and so many bytes. */
export function sizedBytes(idlType: IdlType, length: Codec<number>): Codec<Uint8Array> {
  return codec<Uint8Array>(
    idlType,
    (value) =>
      isBytes(value) ? concatBytes(length.encode(value.length), value) : refuseValue("bytes as a Uint8Array", value),
    (source, offset) => {
      const [size, start] = length.read(source, offset);
      requireBytes(source, start, size);
      return [source.slice(start, start + size), start + size];
    },
  );
}

/** UTF-8 in what `inner` writes. */
export function sizedText(inner: Codec<Uint8Array>): Codec<string> {
  return codec(
    "string",
    (value) =>
      inner.encode(typeof value === "string" ? utf8Bytes(value, "encode", "the text") : refuseValue("a string", value)),
    (source, offset) => {
      const [text, end] = inner.read(source, offset);
      return [utf8.decode(text), end];
    },
  );
}

/** A byte that says whether a value follows. */
export function option<T>(inner: Codec<T>): Codec<T | null> {
  return codec<T | null>(
    { option: inner.idlType },
    (value) => (value === null ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), inner.encode(value))),
    (source, offset) => {
      const [tag, start] = u8.read(source, offset);
      if (tag > 1) throw new Error(`expected an option's tag, 0 or 1, got ${tag}`);
      return tag === 0 ? [null, start] : inner.read(source, start);
    },
    inner.idlTypeDefs,
  );
}

/** A length in u32, and so many values. */
export function vec<T>(inner: Codec<T>): Codec<readonly T[]> {
  return codec<readonly T[]>(
    { vec: inner.idlType },
    (values) => {
      if (!Array.isArray(values)) refuseValue("an array", values);
      return concatBytes(u32.encode(values.length), ...encodeEach(inner, values));
    },
    (source, offset) => {
      const [length, start] = u32.read(source, offset);
      return readEach(inner, length, source, start);
    },
    inner.idlTypeDefs,
  );
}

/** So many values. */
export function array<T>(inner: Codec<T>, length: number): Codec<readonly T[]> {
  return codec<readonly T[]>(
    { array: [inner.idlType, length] },
    (values) => {
      if (!Array.isArray(values) || values.length !== length) refuseValue(`an array of ${length}`, values);
      return concatBytes(...encodeEach(inner, values));
    },
    (source, offset) => readEach(inner, length, source, offset),
    inner.idlTypeDefs,
  );
}

/** Codecs of named fields. */
export type Fields = Readonly<Record<string, AnyCodec>>;
/** The object that `F` reads and writes. */
export type ObjectOf<F> = { -readonly [K in keyof F]: ValueOf<F[K]> };

/** Named fields, one after the other. `name` is the type's in an IDL. */
export function struct<const F extends Fields>(name: string, fields: F): Codec<ObjectOf<F>> {
  return codec<ObjectOf<F>>(
    { defined: { name } },
    (value) => encodeFields(fields, value),
    (source, offset) => readFields(fields, source, offset),
    [...defsOf(fields), { name, type: { kind: "struct", fields: idlFields(fields) } }],
  );
}

/** A byte that says which of the names it is: an enum of Rust without fields. */
export function enumeration<const N extends string>(name: string, names: readonly N[]): Codec<N> {
  return codec<N>(
    { defined: { name } },
    (value) => {
      const index = names.indexOf(value);
      return index < 0 ? refuseValue(`one of ${names.join(", ")}`, value) : u8.encode(index);
    },
    (source, offset) => {
      const [index, end] = u8.read(source, offset);
      const found = names[index];
      if (found === undefined) throw new Error(`expected a variant of ${name}, below ${names.length}, got ${index}`);
      return [found, end];
    },
    [{ name, type: { kind: "enum", variants: names.map((variant) => ({ name: variant })) } }],
  );
}

/** An object with the variant's name as `__kind`, as Kit has it, and the variant's fields. */
export type UnionOf<V> = { [K in keyof V & string]: { readonly __kind: K } & ObjectOf<V[K]> }[keyof V & string];

/** A byte that says which variant it is, and the variant's fields: an enum of Rust. */
export function union<const V extends Readonly<Record<string, Fields>>>(name: string, variants: V): Codec<UnionOf<V>> {
  const names = Object.keys(variants);
  const defs = Object.values(variants).flatMap(defsOf);
  const idlVariants = names.map((variant) => ({ name: variant, fields: idlFields(variants[variant]) }));
  return codec<UnionOf<V>>(
    { defined: { name } },
    (value) => {
      const kind: unknown = isObject(value) ? value.__kind : value;
      const index = names.indexOf(kind as string);
      if (index < 0) refuseValue(`__kind as one of ${names.join(", ")}`, kind);
      return concatBytes(u8.encode(index), encodeFields(variants[names[index]], value));
    },
    (source, offset) => {
      const [index, start] = u8.read(source, offset);
      const kind = names[index];
      if (kind === undefined) throw new Error(`expected a variant of ${name}, below ${names.length}, got ${index}`);
      const [fields, end] = readFields(variants[kind], source, start);
      return [{ __kind: kind, ...fields } as UnionOf<V>, end];
    },
    [...defs, { name, type: { kind: "enum", variants: idlVariants } }],
  );
}

/** The fields of `value` one after the other. Throws `invalid-argument`. */
export function encodeFields(fields: Fields, value: unknown): Uint8Array {
  if (!isObject(value)) refuseValue("an object", value);
  const given = value as Readonly<Record<string, never>>;
  return concatBytes(...Object.entries(fields).map(([name, field]) => encodeNamed(field, given[name], name)));
}

/** The fields that stand at `offset`. */
export function readFields<F extends Fields>(fields: F, source: Uint8Array, offset: number): [ObjectOf<F>, number] {
  let end = offset;
  const entries = Object.entries(fields).map(([name, field]) => {
    const [value, after] = field.read(source, end);
    end = after;
    return [name, value] as const;
  });
  return [Object.fromEntries(entries) as unknown as ObjectOf<F>, end];
}

/** What an IDL says of fields. */
export function idlFields(fields: Fields): { name: string; type: IdlType }[] {
  return Object.entries(fields).map(([name, { idlType }]) => ({ name, type: idlType }));
}

/** The named types that fields lead to. */
export function defsOf(fields: Fields): IdlTypeDef[] {
  return Object.values(fields).flatMap(({ idlTypeDefs }) => idlTypeDefs);
}

function encodeEach<T>(inner: Codec<T>, values: readonly T[]): Uint8Array[] {
  return values.map((value, i) => encodeNamed(inner, value, `${i}`));
}

function readEach<T>(inner: Codec<T>, length: number, source: Uint8Array, start: number): [T[], number] {
  const values: T[] = [];
  let end = start;
  while (values.length < length) {
    const [value, after] = inner.read(source, end);
    if (after === end && length > source.length) throw new Error(`expected at most ${source.length} values of no size`);
    values.push(value);
    end = after;
  }
  return [values, end];
}
