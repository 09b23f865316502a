import { base64Encode } from "../../base/base64.js";
import type { ByteReader } from "../../base/byte-reader.js";
import type { Json, JsonObject } from "../../base/json.js";
import { displayFloat } from "../../base/rust-float.js";
import { decodeUtf8 } from "../../base/utf8.js";
import { addressFromPubkey, PUBKEY_BYTES } from "../../solana/pubkey.js";
import { ACCOUNT_STATES } from "./state.js";

// Of what extensions consist, and how RPC methods write it.

export interface FieldType {
  /** Undefined if it varies. */
  readonly bytes: number | undefined;
  /** Refuses bytes by failing the reader. */
  readonly read: (reader: ByteReader) => Json;
}

export const bool: FieldType = { bytes: 1, read: (reader) => reader.u8() !== 0 };
export const u16: FieldType = { bytes: 2, read: (reader) => reader.u16() };
export const i16: FieldType = { bytes: 2, read: (reader) => reader.i16() };
export const u64: FieldType = { bytes: 8, read: (reader) => reader.u64() };
export const i64: FieldType = { bytes: 8, read: (reader) => reader.i64() };
export const f64Text: FieldType = { bytes: 8, read: (reader) => displayFloat(reader.f64()) };

export const pubkey: FieldType = {
  bytes: PUBKEY_BYTES,
  read: (reader) => {
    const bytes = reader.take(PUBKEY_BYTES);
    return reader.failure === undefined ? addressFromPubkey(bytes) : null;
  },
};

/** Null if it is all zeros (solana-nullable `MaybeNull`). */
export const maybeNullPubkey = maybeNull(pubkey);

/** A number beyond the last counts as the first. */
export const accountState: FieldType = { bytes: 1, read: (reader) => ACCOUNT_STATES[reader.u8()] ?? ACCOUNT_STATES[0] };

// Of solana-zk-sdk-pod.
export const elGamalPubkey = base64(32);
export const maybeNullElGamalPubkey = maybeNull(elGamalPubkey);
export const elGamalCiphertext = base64(64);
export const aeCiphertext = base64(36);

/** Fields one after the other. */
export function struct(fields: Readonly<Record<string, FieldType>>): FieldType {
  const entries = Object.entries(fields);
  return {
    bytes: entries.reduce<number | undefined>(
      (sum, [, { bytes }]) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
      0,
    ),
    read: (reader): JsonObject => Object.fromEntries(entries.map(([name, type]) => [name, type.read(reader)])),
  };
}

/** Borsh's `String`. */
export const text: FieldType = {
  bytes: undefined,
  read: (reader) => {
    const value = decodeUtf8(reader.take(reader.u32()));
    if (value === undefined) reader.fail("invalid UTF-8");
    return value ?? "";
  },
};

/** Borsh's `Vec<(String, String)>`. */
export const textPairs: FieldType = {
  bytes: undefined,
  read: (reader) => {
    const count = reader.u32();
    const pairs: Json[] = [];
    for (let i = 0; i < count && reader.failure === undefined; i++) {
      pairs.push([text.read(reader), text.read(reader)]);
    }
    return pairs;
  },
};

function base64(bytes: number): FieldType {
  return { bytes, read: (reader) => base64Encode(reader.take(bytes)) };
}

function maybeNull({ bytes = 0, read }: FieldType): FieldType {
  return {
    bytes,
    read: (reader) => {
      const start = reader.offset;
      const value = read(reader);
      return reader.bytes.subarray(start, start + bytes).some((byte) => byte !== 0) ? value : null;
    },
  };
}
