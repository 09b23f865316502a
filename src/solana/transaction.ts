import { ByteReader } from "../base/byte-reader.js";
import { concatBytes, subBytes } from "../base/bytes.js";
import { CallgateError } from "../base/errors.js";
import { readCompactU16 } from "./message/compact-u16.js";
import { readMessage } from "./message/decode.js";
import { encodeMessage } from "./message/encode.js";
import { MESSAGE_VERSION_PREFIX, type Message } from "./message/message.js";

export const SIGNATURE_BYTES = 64;

/** The most bytes of a legacy or v0 transaction (solana-packet `PACKET_DATA_SIZE`). */
export const PACKET_DATA_SIZE = 1232;
/** The most bytes of a v1 transaction (solana-message `v1::MAX_TRANSACTION_SIZE`). */
export const MAX_V1_TRANSACTION_SIZE = 4096;

/** A decoded transaction; its arrays are views into the bytes it was read from. */
export interface Transaction {
  /** 64 bytes each, for the first static keys in order. */
  readonly signatures: readonly Uint8Array[];
  readonly message: Message;
  /** What the signatures sign: the message as it was on the wire, which is how it encodes again. */
  readonly messageBytes: Uint8Array;
  /** How many bytes the transaction takes on the wire. */
  readonly serializedSize: number;
}

export type DecodedTransaction =
  | { readonly ok: true; readonly transaction: Transaction }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a transaction as RPC nodes and LiteSVM do (solana-transaction, `SchemaRead for VersionedTransaction`): bytes
 * after the transaction are ignored, nothing is sanitized, no signature is checked.
 */
export function decodeTransaction(bytes: Uint8Array): DecodedTransaction {
  const reader = new ByteReader(bytes);
  const transaction = bytes[0] === V1_PREFIX ? readV1Transaction(reader) : readCountedTransaction(reader);
  return reader.failure === undefined ? { ok: true, transaction } : { ok: false, reason: reader.failure };
}

const V1_PREFIX = MESSAGE_VERSION_PREFIX + 1;

/** Legacy and v0: signatures after their count, then the message. */
function readCountedTransaction(reader: ByteReader): Transaction {
  if (reader.bytes[0] >= MESSAGE_VERSION_PREFIX) reader.fail("invalid first byte of a transaction");
  const signatures = readSignatures(reader, readCompactU16(reader));
  const start = reader.offset;
  const message = readMessage(reader);
  if (message.version === 1) reader.fail("a v1 message cannot follow its signatures");
  const messageBytes = subBytes(reader.bytes, start, reader.offset);
  return { signatures, message, messageBytes, serializedSize: reader.offset };
}

/** v1: the message, then as many signatures as it requires. */
function readV1Transaction(reader: ByteReader): Transaction {
  const message = readMessage(reader);
  const messageBytes = subBytes(reader.bytes, 0, reader.offset);
  const signatures = readSignatures(reader, message.header.numRequiredSignatures);
  return { signatures, message, messageBytes, serializedSize: reader.offset };
}

function readSignatures(reader: ByteReader, count: number): Uint8Array[] {
  if (!reader.holds(count * SIGNATURE_BYTES)) return [];
  const signatures: Uint8Array[] = new Array(count);
  for (let i = 0; i < count; i++) signatures[i] = reader.take(SIGNATURE_BYTES);
  return signatures;
}

/** A message with its signatures, before it is on any wire. */
export function makeTransaction(message: Message, signatures: readonly Uint8Array[]): Transaction {
  const messageBytes = encodeMessage(message);
  const countBytes = message.version === 1 ? 0 : 1;
  const serializedSize = countBytes + signatures.length * SIGNATURE_BYTES + messageBytes.length;
  return { signatures, message, messageBytes, serializedSize };
}

/**
 * The transaction on the wire. Throws `transaction-overflow` for more than 127 signatures, or a v1 transaction whose
 * signatures are not as many as its header says: neither can be read again.
 */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  checkSignatureCount(transaction);
  const { signatures, message, messageBytes } = transaction;
  if (message.version === 1) return concatBytes(messageBytes, ...signatures);
  return concatBytes(Uint8Array.of(signatures.length), ...signatures, messageBytes);
}

function checkSignatureCount({ signatures, message }: Transaction): void {
  const got = signatures.length;
  const required = message.header.numRequiredSignatures;
  if (message.version === 1 ? got === required : got < MESSAGE_VERSION_PREFIX) return;
  const expected = message.version === 1 ? `${required}` : "at most 127";
  throw new CallgateError("transaction-overflow", `expected ${expected} signatures, got ${got}`, { required, got });
}
