import { viewOf } from "../../base/bytes.js";
import { isBytes } from "../../base/untrusted.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import { type Codec, codec, refuseValue, requireBytes } from "./codec.js";
import type { IdlPrimitive } from "./idl-type.js";

// Borsh's and bincode's layouts of what has a fixed size; both little-endian.

export const u8: Codec<number> = smallInteger("u8", 1, false);
export const i8: Codec<number> = smallInteger("i8", 1, true);
export const u16: Codec<number> = smallInteger("u16", 2, false);
export const i16: Codec<number> = smallInteger("i16", 2, true);
export const u32: Codec<number> = smallInteger("u32", 4, false);
export const i32: Codec<number> = smallInteger("i32", 4, true);
export const u64: Codec<bigint> = largeInteger("u64", 8, false);
export const i64: Codec<bigint> = largeInteger("i64", 8, true);
export const u128: Codec<bigint> = largeInteger("u128", 16, false);
export const i128: Codec<bigint> = largeInteger("i128", 16, true);

export const f64: Codec<number> = codec(
  "f64",
  (value) => {
    if (typeof value !== "number") refuseValue("an f64 as a number", value);
    const bytes = new Uint8Array(8);
    viewOf(bytes).setFloat64(0, value, true);
    return bytes;
  },
  (bytes, offset) => {
    requireBytes(bytes, offset, 8);
    return [viewOf(bytes).getFloat64(offset, true), offset + 8];
  },
);

export const bool: Codec<boolean> = codec(
  "bool",
  (value) => (typeof value === "boolean" ? Uint8Array.of(Number(value)) : refuseValue("a boolean", value)),
  (bytes, offset) => {
    requireBytes(bytes, offset, 1);
    const byte = bytes[offset];
    if (byte > 1) throw new Error(`expected a bool, 0 or 1, got ${byte}`);
    return [byte === 1, offset + 1];
  },
);

/** A public key, 32 bytes. */
export const pubkey: Codec<Pubkey> = codec("pubkey", encodeKey, (bytes, offset) => {
  requireBytes(bytes, offset, PUBKEY_BYTES);
  return [bytes.slice(offset, offset + PUBKEY_BYTES), offset + PUBKEY_BYTES];
});

function encodeKey(key: unknown): Uint8Array {
  if (isBytes(key) && key.length === PUBKEY_BYTES) return new Uint8Array(key);
  return refuseValue("a public key as 32 bytes", key);
}

function smallInteger(name: IdlPrimitive, size: number, signed: boolean): Codec<number> {
  const wide = largeInteger(name, size, signed);
  return codec(
    name,
    (value) => (Number.isInteger(value) ? wide.encode(BigInt(value)) : refuseValue(`a ${name} as a number`, value)),
    (bytes, offset) => {
      const [value, end] = wide.read(bytes, offset);
      return [Number(value), end];
    },
  );
}

function largeInteger(name: IdlPrimitive, size: number, signed: boolean): Codec<bigint> {
  const bits = 8 * size;
  const wrap = signed ? BigInt.asIntN : BigInt.asUintN;
  return codec(
    name,
    (value) => {
      if (typeof value !== "bigint" || wrap(bits, value) !== value) refuseValue(`a ${name}`, value);
      return Uint8Array.from({ length: size }, (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * i))));
    },
    (bytes, offset) => {
      requireBytes(bytes, offset, size);
      let value = 0n;
      for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i]);
      return [wrap(bits, value), offset + size];
    },
  );
}
