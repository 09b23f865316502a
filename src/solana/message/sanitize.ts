import type { TransactionError } from "../errors.js";
import type { RuntimeFeatures } from "../runtime-features.js";
import { MAX_V1_TRANSACTION_SIZE, PACKET_DATA_SIZE, type Transaction } from "../transaction.js";
import { hasDuplicateKeys } from "./duplicate-keys.js";
import type { CompiledInstruction, Message } from "./message.js";

/** Top-level instructions, CPIs included (solana-transaction-context `MAX_INSTRUCTION_TRACE_LENGTH`, SIMD-0160). */
const MAX_INSTRUCTION_TRACE_LENGTH = 64;
/** Account references of one instruction (solana-transaction-context `MAX_ACCOUNTS_PER_INSTRUCTION`, SIMD-0406). */
const MAX_ACCOUNTS_PER_INSTRUCTION = 255;
/** Keys that a message's one-byte indexes can name. */
const MAX_ACCOUNT_KEYS = 256;

/** Limits of a v1 message (solana-message, v1/mod.rs). */
const V1_MAX = { signatures: 12, addresses: 64, instructions: 64, dataLength: 0xffff } as const;
export const MIN_HEAP_FRAME_BYTES = 32 * 1024;
export const MAX_HEAP_FRAME_BYTES = 256 * 1024;

/**
 * What a bank checks before it verifies signatures (Agave, bank.rs `verify_transaction_with_serialized_message`):
 * version, size on the wire, number of instructions. Null is no objection.
 */
export function checkBeforeSignatures(transaction: Transaction, features: RuntimeFeatures): TransactionError | null {
  const isV1 = transaction.message.version === 1;
  if (isV1 && !features.enableTxV1) return "UnsupportedVersion";
  if (transaction.serializedSize > (isV1 ? MAX_V1_TRANSACTION_SIZE : PACKET_DATA_SIZE)) return "SanitizeFailure";
  return transaction.message.instructions.length > MAX_INSTRUCTION_TRACE_LENGTH ? "SanitizeFailure" : null;
}

/**
 * What a bank checks of a transaction's form after its signatures (Agave, sdk_transactions.rs
 * `RuntimeTransaction::try_create`). Null is no objection.
 */
export function sanitizeTransaction(transaction: Transaction): TransactionError | null {
  const { instructions } = transaction.message;
  const fits =
    instructions.length <= MAX_INSTRUCTION_TRACE_LENGTH &&
    instructions.every(({ accounts }) => accounts.length <= MAX_ACCOUNTS_PER_INSTRUCTION);
  return fits && isSaneTransaction(transaction) ? null : "SanitizeFailure";
}

/** solana-transaction: `sanitize`, a signature for each static key that must sign, and a sane message. */
function isSaneTransaction({ signatures, message }: Transaction): boolean {
  const { header, accountKeys } = message;
  return (
    signatures.length === header.numRequiredSignatures &&
    signatures.length <= accountKeys.length &&
    isSaneMessage(message)
  );
}

/** solana-message: `sanitize` of the message's version. */
export function isSaneMessage(message: Message): boolean {
  const { header, accountKeys, instructions } = message;
  const keyCount = accountKeys.length + lookedUpKeyCount(message);
  return (
    header.numRequiredSignatures + header.numReadonlyUnsignedAccounts <= accountKeys.length &&
    // The fee payer signs and is writable.
    header.numReadonlySignedAccounts < header.numRequiredSignatures &&
    message.addressTableLookups.every((table) => table.writableIndexes.length + table.readonlyIndexes.length > 0) &&
    (message.version === "legacy" || keyCount <= MAX_ACCOUNT_KEYS) &&
    (message.version !== 1 || isSaneV1(message)) &&
    haveSaneIndexes(instructions, accountKeys.length, keyCount)
  );
}

/** A program comes from no table and is not the fee payer; accounts may be any keys. */
function haveSaneIndexes(
  instructions: readonly CompiledInstruction[],
  staticKeyCount: number,
  keyCount: number,
): boolean {
  for (const { programIdIndex, accounts } of instructions) {
    if (programIdIndex === 0 || programIdIndex >= staticKeyCount) return false;
    for (let i = 0; i < accounts.length; i++) if (accounts[i] >= keyCount) return false;
  }
  return true;
}

/** How many keys the message loads from address lookup tables. */
export function lookedUpKeyCount({ addressTableLookups }: Message): number {
  let count = 0;
  for (const table of addressTableLookups) count += table.writableIndexes.length + table.readonlyIndexes.length;
  return count;
}

/** solana-message, `v1::Message::validate`, where it asks more than the other versions do. */
function isSaneV1({ header, accountKeys, instructions, config }: Message): boolean {
  const { heapSize = MIN_HEAP_FRAME_BYTES } = config;
  return (
    header.numRequiredSignatures <= V1_MAX.signatures &&
    instructions.length <= V1_MAX.instructions &&
    accountKeys.length <= V1_MAX.addresses &&
    !hasDuplicateKeys(accountKeys) &&
    isValidHeapSize(heapSize) &&
    instructions.every(({ data }) => data.length <= V1_MAX.dataLength)
  );
}

/** 32 to 256 KiB, a multiple of 1 KiB. */
export function isValidHeapSize(bytes: number): boolean {
  return bytes >= MIN_HEAP_FRAME_BYTES && bytes <= MAX_HEAP_FRAME_BYTES && bytes % 1024 === 0;
}
