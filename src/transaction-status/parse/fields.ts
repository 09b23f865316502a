import { base64Encode } from "../../base/base64.js";
import type { ByteReader } from "../../base/byte-reader.js";
import type { Json } from "../../base/json.js";
import { decodeUtf8 } from "../../base/utf8.js";
import { addressFromPubkey, PUBKEY_BYTES } from "../../solana/pubkey.js";

/** Reads a value of instruction data as JSON shows it; undefined is left out. */
export type Field = (reader: ByteReader) => Json | undefined;

/** Values by their names, in the order of their bytes. */
export type Fields = Readonly<Record<string, Field>>;

export const readU8 = (reader: ByteReader): number => reader.u8();
export const readU32 = (reader: ByteReader): number => reader.u32();

export const u8: Field = readU8;
export const u16: Field = (reader) => reader.u16();
export const u32: Field = readU32;
export const u64: Field = (reader) => reader.u64();
export const i8: Field = (reader) => (reader.u8() << 24) >> 24;
export const i16: Field = (reader) => (reader.u16() << 16) >> 16;
export const i64: Field = (reader) => reader.i64();
export const bool: Field = (reader) => reader.bool();

/** 32 bytes in base58. */
export const pubkey: Field = (reader) => {
  const bytes = reader.take(PUBKEY_BYTES);
  return bytes.length === PUBKEY_BYTES ? addressFromPubkey(bytes) : null;
};
export const hash = pubkey;

/** `length` bytes in base64. */
export const base64 =
  (length: number): Field =>
  (reader) =>
    base64Encode(reader.take(length));

/** `length` bytes as numbers. */
export const byteArray =
  (length: number): Field =>
  (reader) => [...reader.take(length)];

/** `length` bytes that JSON does not show. */
export const hidden =
  (length: number): Field =>
  (reader) => {
    reader.skip(length);
    return undefined;
  };

/** A number as text. */
export const text =
  (number: Field): Field =>
  (reader) =>
    String(number(reader));

/** Present after a 1, absent after a 0: null. */
export const option =
  (present: Field): Field =>
  (reader) =>
    reader.bool() ? present(reader) : null;

/** What is null, left out. */
export const omitNull =
  (field: Field): Field =>
  (reader) =>
    field(reader) ?? undefined;

/** One of the values that a number stands for. */
export const oneOf =
  (tag: (reader: ByteReader) => number, values: readonly (string | Field)[]): Field =>
  (reader) => {
    const number = tag(reader);
    const value = values[number];
    if (value === undefined) reader.fail(`expected one of ${values.length} variants, got ${number}`);
    return typeof value === "function" ? value(reader) : value;
  };

export const struct =
  (fields: Fields): Field =>
  (reader) => {
    const values: Record<string, Json | undefined> = {};
    for (const name in fields) values[name] = fields[name](reader);
    return values;
  };

/** As many items as `length` reads. Each item takes bytes, so that a false length ends with them. */
const list =
  (length: (reader: ByteReader) => number | bigint, item: Field): Field =>
  (reader) => {
    const items: Json[] = [];
    for (let left = length(reader); left > 0 && reader.failure === undefined; left--) items.push(item(reader) ?? null);
    return items;
  };

/** Items up to the end of the data. */
export const listToEnd =
  (item: Field): Field =>
  (reader) => {
    const items: Json[] = [];
    while (reader.remaining > 0) items.push(item(reader) ?? null);
    return items;
  };

function utf8(reader: ByteReader, bytes: Uint8Array): string {
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) reader.fail("invalid UTF-8");
  return decoded ?? "";
}

export const bincodeVec = (item: Field): Field => list((reader) => reader.u64(), item);
/** Bytes after their count, in base64. */
export const bincodeBytes: Field = (reader) => base64Encode(reader.take(Number(reader.u64())));
export const bincodeString: Field = (reader) => utf8(reader, reader.take(Number(reader.u64())));
export const borshString: Field = (reader) => utf8(reader, reader.take(reader.u32()));
/** Text up to the end of the data. */
export const textToEnd: Field = (reader) => utf8(reader, reader.take(reader.remaining));
