import { base64Decode } from "../base/base64.js";
import { concatBytes } from "../base/bytes.js";
import { CallgateError } from "../base/errors.js";
import { bytesFrom, copyBytes, describe, isBytes, isObject, unreadable } from "../base/untrusted.js";
import { INVALID_CONFIG_MASK } from "../solana/message/decode.js";
import { MESSAGE_VERSION_PREFIX } from "../solana/message/message.js";
import { decodeTransaction, SIGNATURE_BYTES, type Transaction } from "../solana/transaction.js";
import type { KitTransaction, SerializableTransaction, TransactionInput } from "./inputs.js";
import { joinWire } from "./wire.js";

/**
 * Reads a transaction in any form; undefined for a v1 transaction with an impossible config mask, which a bank would
 * refuse as SanitizeFailure. Its arrays are views into a copy. Throws `invalid-transaction` for what is none.
 */
export function readTransaction(input: TransactionInput): Transaction | undefined {
  const bytes = readWireBytes(input);
  const decoded = decodeTransaction(bytes);
  if (decoded.ok) return decoded.transaction;
  if (decoded.reason === INVALID_CONFIG_MASK) return undefined;
  throw new CallgateError("invalid-transaction", `the bytes are no transaction: ${decoded.reason}`, {
    reason: decoded.reason,
    byteLength: bytes.length,
  });
}

/** No closure: every transaction comes through here. */
function readWireBytes(input: TransactionInput): Uint8Array {
  try {
    return wireBytes(input);
  } catch (cause) {
    throw unreadable("invalid-transaction", "the transaction", cause);
  }
}

function wireBytes(input: TransactionInput): Uint8Array {
  if (isBytes(input)) return copyBytes(input);
  if (typeof input === "string") return fromBase64(input);
  if (isKitTransaction(input)) return wireBytesOfKit(input);
  if (isSerializable(input)) return wireBytesOfSerializable(input);
  throw invalid(`got ${describe(input)}`);
}

function fromBase64(text: string): Uint8Array {
  return base64Decode(text) ?? fail("got a string that is not base64");
}

function isKitTransaction(input: unknown): input is KitTransaction {
  return isObject(input) && "messageBytes" in input && "signatures" in input && isObject(input.signatures);
}

/** Missing signatures are zeros, as in Kit's own encoder. Version 1 has them last and uncounted. */
function wireBytesOfKit({ messageBytes, signatures }: KitTransaction): Uint8Array {
  const message = listedBytes(messageBytes, "messageBytes");
  const list = Object.values(signatures).map(signatureBytes);
  if (message[0] === MESSAGE_VERSION_PREFIX + 1) return concatBytes(message, ...list);
  if (list.length >= MESSAGE_VERSION_PREFIX) throw invalid(`got one with ${list.length} signatures`);
  return joinWire(list, message);
}

function signatureBytes(signature: ArrayLike<number> | null): Uint8Array {
  const bytes = signature === null ? new Uint8Array(SIGNATURE_BYTES) : listedBytes(signature, "a signature");
  return bytes.length === SIGNATURE_BYTES ? bytes : fail(`got one with a signature of ${bytes.length} bytes`);
}

function isSerializable(input: unknown): input is SerializableTransaction {
  return isObject(input) && "serialize" in input && typeof input.serialize === "function";
}

/** Whether signatures are there and good is for the pipeline to say. */
function wireBytesOfSerializable(transaction: SerializableTransaction): Uint8Array {
  const bytes = transaction.serialize({ requireAllSignatures: false, verifySignatures: false });
  return listedBytes(bytes, "a serialized form");
}

/** More than any transaction takes, so that nothing endless is read. */
const MAX_LISTED_BYTES = 65_536;

function listedBytes(list: unknown, name: string): Uint8Array {
  if (isBytes(list)) return copyBytes(list);
  return bytesFrom(list, MAX_LISTED_BYTES) ?? fail(`got one with ${name} of ${describe(list)}`);
}

function invalid(came: string): CallgateError {
  const expected = "expected a transaction (bytes on the wire, base64, or one of Kit's or web3.js v1's)";
  return new CallgateError("invalid-transaction", `${expected}, ${came}`);
}

function fail(came: string): never {
  throw invalid(came);
}
