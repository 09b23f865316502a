import {
  type Codec,
  createCodec,
  getBase16Encoder,
  getBase58Encoder,
  getBase64Encoder,
  getUtf8Encoder,
} from "@solana/kit";
import { isBytes } from "../base/untrusted.js";
import { refuseValue } from "../program/codec/codec.js";
import { PUBKEY_BYTES } from "../solana/pubkey.js";

// In programs keys and bytes are a Uint8Array; what an IDL itself spells out comes as text in an encoding.

const ENCODINGS: Readonly<Record<string, () => { encode(text: string): ArrayLike<number> }>> = {
  base16: getBase16Encoder,
  base58: getBase58Encoder,
  base64: getBase64Encoder,
  utf8: getUtf8Encoder,
};

/** Bytes up to the end, or in whatever says how many. */
export const bytesCodec: Codec<unknown> = createCodec<unknown>({
  getSizeFromValue: (value) => bytesOf(value).length,
  write: (value, bytes, offset) => write(bytesOf(value), bytes, offset),
  read: (bytes, offset) => [Uint8Array.from(bytes.subarray(offset)), bytes.length],
});

/** A public key, 32 bytes. */
export const pubkeyCodec: Codec<unknown> = createCodec<unknown>({
  fixedSize: PUBKEY_BYTES,
  write: (value, bytes, offset) => {
    const key = typeof value === "string" ? bytesOf(["base58", value]) : bytesOf(value);
    if (key.length !== PUBKEY_BYTES) refuseValue("a public key as 32 bytes", value);
    return write(key, bytes, offset);
  },
  read: (bytes, offset) => [Uint8Array.from(bytes.subarray(offset, offset + PUBKEY_BYTES)), offset + PUBKEY_BYTES],
});

function bytesOf(value: unknown): Uint8Array {
  if (isBytes(value)) return value;
  if (!Array.isArray(value)) refuseValue("bytes as a Uint8Array", value);
  const [encoding, text] = value as unknown as readonly [string, string];
  const encoder = ENCODINGS[encoding]?.() ?? refuseValue("an encoding that Codama knows", encoding);
  return Uint8Array.from(encoder.encode(text));
}

function write(value: Uint8Array, bytes: Uint8Array, offset: number): number {
  bytes.set(value, offset);
  return offset + value.length;
}
