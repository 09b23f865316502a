import { ByteReader } from "../../base/byte-reader.js";
import { PUBKEY_BYTES, type Pubkey } from "../pubkey.js";
import { sharedPubkey } from "../shared-pubkeys.js";
import { readCompactU16 } from "./compact-u16.js";
import {
  type AddressTableLookup,
  CONFIG_MASK,
  type CompiledInstruction,
  MESSAGE_VERSION_PREFIX,
  type Message,
  type MessageHeader,
  type TransactionConfig,
} from "./message.js";

/** Why a v1 message with a mask that no config has cannot be read; Agave calls that SanitizeFailure. */
export const INVALID_CONFIG_MASK = "invalid transaction config mask";

const NO_LOOKUPS: readonly AddressTableLookup[] = [];
const NO_CONFIG: TransactionConfig = {};
const NO_KEY = new Uint8Array(0);

export type DecodedMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a message of any version. Its arrays are views into `bytes`, or shared. Bytes after the message are ignored, as wincode's
 * `deserialize` does (solana-message, `SchemaRead for VersionedMessage`).
 */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  const reader = new ByteReader(bytes);
  const message = readMessage(reader);
  return reader.failure === undefined ? { ok: true, message } : { ok: false, reason: reader.failure };
}

/** Reads a message; what it gives counts only if the reader did not fail. */
export function readMessage(reader: ByteReader): Message {
  const first = reader.u8();
  if (first < MESSAGE_VERSION_PREFIX) return readUncounted(reader, "legacy", first);
  const version = first - MESSAGE_VERSION_PREFIX;
  if (version === 0) return readUncounted(reader, 0, reader.u8());
  if (version !== 1) reader.fail(`message version ${version} is not supported`);
  return readV1Message(reader);
}

/** The layouts of legacy and v0: vectors after a compact-u16. */
function readUncounted(reader: ByteReader, version: "legacy" | 0, numRequiredSignatures: number): Message {
  const header = readHeader(reader, numRequiredSignatures);
  const accountKeys = readKeys(reader, readCompactU16(reader));
  const recentBlockhash = readKey(reader);
  const instructions = readVector(reader, readInstruction);
  const addressTableLookups = version === 0 ? readVector(reader, readLookup) : NO_LOOKUPS;
  return { version, header, accountKeys, recentBlockhash, instructions, addressTableLookups, config: NO_CONFIG };
}

/**
 * SIMD-0385, after the version byte: header, config mask, lifetime, counts, keys, config values, instruction headers,
 * instruction payloads. A mask with unknown bits, or half of the priority fee's two, is refused.
 */
function readV1Message(reader: ByteReader): Message {
  const header = readHeader(reader, reader.u8());
  const mask = reader.u32();
  const halfFee = (mask & CONFIG_MASK.priorityFee) % CONFIG_MASK.priorityFee !== 0;
  if (mask > CONFIG_MASK.known || halfFee) reader.fail(INVALID_CONFIG_MASK);
  const recentBlockhash = readKey(reader);
  const instructionCount = reader.u8();
  const accountKeys = readKeys(reader, reader.u8());
  const config = readConfig(reader, mask);
  const instructions = readV1Instructions(reader, instructionCount);
  return { version: 1, header, accountKeys, recentBlockhash, instructions, addressTableLookups: NO_LOOKUPS, config };
}

function readHeader(reader: ByteReader, numRequiredSignatures: number): MessageHeader {
  const numReadonlySignedAccounts = reader.u8();
  return { numRequiredSignatures, numReadonlySignedAccounts, numReadonlyUnsignedAccounts: reader.u8() };
}

function readKeys(reader: ByteReader, count: number): Pubkey[] {
  if (!reader.holds(count * PUBKEY_BYTES)) return [];
  const keys: Pubkey[] = new Array(count);
  for (let i = 0; i < count; i++) keys[i] = sharedPubkey(reader.bytes, reader.skip(PUBKEY_BYTES));
  return keys;
}

function readKey(reader: ByteReader): Pubkey {
  const at = reader.skip(PUBKEY_BYTES);
  return at < 0 ? NO_KEY : sharedPubkey(reader.bytes, at);
}

function readVector<T>(reader: ByteReader, readElement: (reader: ByteReader) => T): T[] {
  const count = readCompactU16(reader);
  const elements: T[] = new Array(Math.min(count, reader.remaining));
  for (let i = 0; i < count && reader.failure === undefined; i++) elements[i] = readElement(reader);
  return elements;
}

function readInstruction(reader: ByteReader): CompiledInstruction {
  const programIdIndex = reader.u8();
  const accounts = reader.take(readCompactU16(reader));
  return { programIdIndex, accounts, data: reader.take(readCompactU16(reader)) };
}

function readLookup(reader: ByteReader): AddressTableLookup {
  const accountKey = readKey(reader);
  const writableIndexes = reader.take(readCompactU16(reader));
  return { accountKey, writableIndexes, readonlyIndexes: reader.take(readCompactU16(reader)) };
}

function readConfig(reader: ByteReader, mask: number): TransactionConfig {
  return {
    ...((mask & CONFIG_MASK.priorityFee) !== 0 && { priorityFeeLamports: reader.u64() }),
    ...((mask & CONFIG_MASK.computeUnitLimit) !== 0 && { computeUnitLimit: reader.u32() }),
    ...((mask & CONFIG_MASK.loadedAccountsDataSizeLimit) !== 0 && { loadedAccountsDataSizeLimit: reader.u32() }),
    ...((mask & CONFIG_MASK.heapSize) !== 0 && { heapSize: reader.u32() }),
  };
}

const V1_INSTRUCTION_HEADER_BYTES = 4;

/** All headers (program index, account count, u16 data length) come before all payloads. */
function readV1Instructions(reader: ByteReader, count: number): CompiledInstruction[] {
  const headers = new ByteReader(reader.take(count * V1_INSTRUCTION_HEADER_BYTES));
  const instructions: CompiledInstruction[] = [];
  for (let i = 0; i < count && reader.failure === undefined; i++) {
    const programIdIndex = headers.u8();
    const accounts = reader.take(headers.u8());
    instructions.push({ programIdIndex, accounts, data: reader.take(headers.u16()) });
  }
  return instructions;
}
