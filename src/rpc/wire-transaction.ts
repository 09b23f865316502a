import { base58Decode } from "../base/base58.js";
import { base64Decode } from "../base/base64.js";
import type { Json } from "../base/json.js";
import { MAX_V1_TRANSACTION_SIZE, PACKET_DATA_SIZE } from "../solana/transaction.js";
import { base58Error, base64Error } from "./decode-error.js";
import { invalidParams } from "./errors.js";
import { oneOf, type Reader, untagged } from "./params.js";

export const transactionEncoding = oneOf("binary", "base64", "base58", "json", "jsonParsed");

/** A config with an encoding; the old form of it is the encoding alone. */
export function encodingConfig<T>(config: Reader<T>): Reader<T> {
  const { takes } = transactionEncoding;
  const alone = { takes, read: (value: Json) => config.read({ encoding: transactionEncoding.read(value) }) };
  return untagged("RpcEncodingConfigWrapper", alone, config);
}

/** The Rust type that errors name. */
export type WireType = keyof typeof RUST_NAMES;

const RUST_NAMES = {
  transaction: "solana_transaction::versioned::VersionedTransaction",
  message: "solana_message::versions::VersionedMessage",
} as const;

/** What each encoding takes at most: digits, and bytes (Agave: rpc.rs, MAX_BASE58_SIZE and others). */
const LIMITS = {
  base58: { digits: 1683, bytes: PACKET_DATA_SIZE },
  base64: { digits: 1644, bytes: PACKET_DATA_SIZE },
  base64V1: { digits: 5464, bytes: MAX_V1_TRANSACTION_SIZE },
} as const;

/** A first byte of 0x81 and more begins so. */
const V1_BASE64_PREFIX_LOWER_BOUND = "gQ";

/** The bytes of a transaction or message that came as text, decoded by `decode` (Agave: rpc.rs, `decode_and_deserialize`). */
export function decodeWire<T extends { readonly ok: boolean; readonly reason?: string }>(
  text: string,
  encoding: string,
  type: WireType,
  decode: (bytes: Uint8Array) => T,
): Extract<T, { readonly ok: true }> {
  const bytes = encoding === "base64" ? fromBase64(text, type) : fromBase58(text, encoding, type);
  const decoded = decode(bytes);
  if (decoded.ok) return decoded as Extract<T, { readonly ok: true }>;
  throw invalidParams(`failed to deserialize ${RUST_NAMES[type]}: ${decoded.reason}`);
}

function fromBase64(text: string, type: WireType): Uint8Array {
  const isV1 = text.slice(0, 2) >= V1_BASE64_PREFIX_LOWER_BOUND;
  const limit = LIMITS[isV1 ? "base64V1" : "base64"];
  checkDigits(text, "base64", limit, type);
  const bytes = base64Decode(text);
  if (bytes === undefined) throw invalidParams(`invalid base64 encoding: ${base64Error(text)}`);
  return checkBytes(bytes, limit.bytes, type);
}

function fromBase58(text: string, encoding: string, type: WireType): Uint8Array {
  if (encoding !== "base58" && encoding !== "binary") {
    throw invalidParams(`unsupported encoding: ${encoding}. Supported encodings: base58, base64`);
  }
  checkDigits(text, "base58", LIMITS.base58, type);
  const bytes = base58Decode(text);
  if (bytes === undefined) throw invalidParams(`invalid base58 encoding: ${base58Error(text)}`);
  return checkBytes(bytes, LIMITS.base58.bytes, type);
}

function checkDigits(text: string, encoding: string, limit: { digits: number; bytes: number }, type: WireType): void {
  if (text.length <= limit.digits) return;
  throw invalidParams(
    `${encoding} encoded ${RUST_NAMES[type]} too large: ${text.length} bytes ` +
      `(max: encoded/raw ${limit.digits}/${limit.bytes})`,
  );
}

function checkBytes(bytes: Uint8Array, max: number, type: WireType): Uint8Array {
  if (bytes.length <= max) return bytes;
  throw invalidParams(`decoded ${RUST_NAMES[type]} too large: ${bytes.length} bytes (max: ${max} bytes)`);
}
