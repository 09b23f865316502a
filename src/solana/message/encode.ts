import { ByteWriter } from "../../base/byte-writer.js";
import { CallgateError } from "../../base/errors.js";
import { writeCompactU16 } from "./compact-u16.js";
import { CONFIG_MASK, MESSAGE_VERSION_PREFIX, type Message, type TransactionConfig } from "./message.js";

/**
 * The bytes that signatures sign. Throws `message-overflow` when a count does not fit the layout of its version; says
 * nothing about whether the message is valid.
 */
export function encodeMessage(message: Message): Uint8Array {
  const writer = new ByteWriter(1232);
  if (message.version === 1) writeV1(writer, message);
  else writeUncounted(writer, message);
  return writer.finish();
}

function writeUncounted(writer: ByteWriter, message: Message): void {
  const { version, header, accountKeys, recentBlockhash, instructions, addressTableLookups } = message;
  if (version === 0) writer.u8(MESSAGE_VERSION_PREFIX);
  else checkCount("required signatures of a legacy message", header.numRequiredSignatures, 127);
  writeHeader(writer, message);
  writeLength(writer, "account keys", accountKeys.length);
  for (const key of accountKeys) writer.bytes(key);
  writer.bytes(recentBlockhash);
  writeLength(writer, "instructions", instructions.length);
  for (const { programIdIndex, accounts, data } of instructions) {
    writer.u8(programIdIndex);
    writeVector(writer, "instruction accounts", accounts);
    writeVector(writer, "instruction data bytes", data);
  }
  if (version !== 0) return;
  writeLength(writer, "address table lookups", addressTableLookups.length);
  for (const { accountKey, writableIndexes, readonlyIndexes } of addressTableLookups) {
    writer.bytes(accountKey);
    writeVector(writer, "writable lookup indexes", writableIndexes);
    writeVector(writer, "readonly lookup indexes", readonlyIndexes);
  }
}

function writeV1(writer: ByteWriter, message: Message): void {
  const { accountKeys, recentBlockhash, instructions, config } = message;
  writer.u8(MESSAGE_VERSION_PREFIX + 1);
  writeHeader(writer, message);
  writer.u32(configMask(config));
  writer.bytes(recentBlockhash);
  writer.u8(checkCount("instructions", instructions.length, 255));
  writer.u8(checkCount("account keys", accountKeys.length, 255));
  for (const key of accountKeys) writer.bytes(key);
  if (config.priorityFeeLamports !== undefined) writer.u64(config.priorityFeeLamports);
  if (config.computeUnitLimit !== undefined) writer.u32(config.computeUnitLimit);
  if (config.loadedAccountsDataSizeLimit !== undefined) writer.u32(config.loadedAccountsDataSizeLimit);
  if (config.heapSize !== undefined) writer.u32(config.heapSize);
  for (const { programIdIndex, accounts, data } of instructions) {
    writer.u8(programIdIndex);
    writer.u8(checkCount("instruction accounts", accounts.length, 255));
    writer.u16(checkCount("instruction data bytes", data.length, 65535));
  }
  for (const { accounts, data } of instructions) writer.bytes(accounts).bytes(data);
}

function writeHeader(writer: ByteWriter, { header }: Message): void {
  writer.u8(header.numRequiredSignatures);
  writer.u8(header.numReadonlySignedAccounts);
  writer.u8(header.numReadonlyUnsignedAccounts);
}

function configMask(config: TransactionConfig): number {
  return (
    (config.priorityFeeLamports === undefined ? 0 : CONFIG_MASK.priorityFee) |
    (config.computeUnitLimit === undefined ? 0 : CONFIG_MASK.computeUnitLimit) |
    (config.loadedAccountsDataSizeLimit === undefined ? 0 : CONFIG_MASK.loadedAccountsDataSizeLimit) |
    (config.heapSize === undefined ? 0 : CONFIG_MASK.heapSize)
  );
}

function writeVector(writer: ByteWriter, what: string, bytes: Uint8Array): void {
  writeLength(writer, what, bytes.length);
  writer.bytes(bytes);
}

function writeLength(writer: ByteWriter, what: string, length: number): void {
  writeCompactU16(writer, checkCount(what, length, 65535));
}

function checkCount(what: string, count: number, most: number): number {
  if (count <= most) return count;
  throw new CallgateError("message-overflow", `expected at most ${most} ${what}, got ${count}`, { what, count, most });
}
