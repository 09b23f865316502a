import type { ByteReader } from "../base/byte-reader.js";
import type { ByteWriter } from "../base/byte-writer.js";
import {
  type InstructionError,
  instructionErrorNames,
  instructionErrorOrdinal,
  type TransactionError,
  transactionErrorNames,
  transactionErrorOrdinal,
} from "../solana/errors.js";
import { PUBKEY_BYTES } from "../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";
import type { ExecutedInstruction } from "../svm/instruction-trace.js";
import { makeResult, TransactionDetails, type TransactionResult } from "../svm/transaction-result.js";
import { readBytes, readCount, readList, readOption, writeBytes, writeList, writeOption } from "./snapshot-parts.js";

const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A transaction that ran; no others are kept. */
export function writeResult(writer: ByteWriter, result: TransactionResult): void {
  const { keys, logs, computeUnitsConsumed, fee, loadedAccountsDataSize, returnData, instructionTrace } =
    TransactionDetails.recordOf(result);
  writeOption(writer, result.ok ? undefined : result.error, (error) => writeError(writer, error));
  writer.bytes(result.signatureBytes);
  writeList(writer, keys, (key) => writer.bytes(key));
  writeList(writer, logs, (line) => writeBytes(writer, new TextEncoder().encode(line)));
  writer.u64(BigInt(computeUnitsConsumed)).u64(fee).u64(BigInt(loadedAccountsDataSize));
  writeOption(writer, returnData, ({ programId, data }) => writeBytes(writer.bytes(programId), data));
  writeList(writer, instructionTrace, (instruction) => writeInstruction(writer, instruction));
}

export function readResult(reader: ByteReader): TransactionResult {
  const error = readOption(reader, () => readError(reader)) ?? null;
  return makeResult(error, {
    outcome: "executed",
    signature: readBytes(reader, SIGNATURE_BYTES),
    keys: readList(reader, () => readBytes(reader, PUBKEY_BYTES)),
    logs: readList(reader, () => textDecoder.decode(reader.take(reader.u32()))),
    computeUnitsConsumed: readCount(reader),
    fee: reader.u64(),
    loadedAccountsDataSize: readCount(reader),
    returnData: readOption(reader, () => {
      return { programId: readBytes(reader, PUBKEY_BYTES), data: readBytes(reader, reader.u32()) };
    }),
    instructionTrace: readTrace(reader),
    balances: undefined,
  });
}

function writeInstruction(writer: ByteWriter, instruction: ExecutedInstruction): void {
  const { stackHeight, programIndex, accounts, data, computeUnitsConsumed, callerIndex } = instruction;
  writer.u8(stackHeight).u8(programIndex);
  writeList(writer, accounts, ({ indexInTransaction, isSigner, isWritable }) => {
    writer.u8(indexInTransaction).bool(isSigner).bool(isWritable);
  });
  writeBytes(writer, data);
  writer.u64(BigInt(computeUnitsConsumed)).u32(callerIndex + 1);
}

/** Callers stand before their callees. */
function readTrace(reader: ByteReader): ExecutedInstruction[] {
  const trace = readList(reader, () => readInstruction(reader));
  if (!trace.every(({ callerIndex }, i) => callerIndex < i)) reader.fail("an instruction whose caller comes later");
  return trace;
}

function readInstruction(reader: ByteReader): ExecutedInstruction {
  return {
    stackHeight: reader.u8(),
    programIndex: reader.u8(),
    accounts: readList(reader, () => {
      return { indexInTransaction: reader.u8(), isSigner: reader.bool(), isWritable: reader.bool() };
    }),
    data: readBytes(reader, reader.u32()),
    computeUnitsConsumed: readCount(reader),
    callerIndex: reader.u32() - 1,
  };
}

/** The number of the variant, then what it carries. */
function writeError(writer: ByteWriter, error: TransactionError): void {
  writer.u8(transactionErrorOrdinal(error));
  if (typeof error === "string") return;
  if ("InstructionError" in error) {
    const [index, cause] = error.InstructionError;
    writer.u8(index).u8(instructionErrorOrdinal(cause));
    if (typeof cause !== "string") writer.u32(cause.Custom);
  } else if ("DuplicateInstruction" in error) writer.u8(error.DuplicateInstruction);
  else writer.u8(Object.values(error as Record<string, { account_index: number }>)[0]!.account_index);
}

function readError(reader: ByteReader): TransactionError {
  const name = transactionErrorNames[reader.u8()];
  switch (name) {
    case undefined:
      reader.fail("an error that does not exist");
      return "SanitizeFailure";
    case "InstructionError":
      return { InstructionError: [reader.u8(), readInstructionError(reader)] };
    case "DuplicateInstruction":
      return { DuplicateInstruction: reader.u8() };
    case "InsufficientFundsForRent":
      return { InsufficientFundsForRent: { account_index: reader.u8() } };
    case "ProgramExecutionTemporarilyRestricted":
      return { ProgramExecutionTemporarilyRestricted: { account_index: reader.u8() } };
    default:
      return name;
  }
}

function readInstructionError(reader: ByteReader): InstructionError {
  const name = instructionErrorNames[reader.u8()];
  if (name === "Custom") return { Custom: reader.u32() };
  if (name === undefined) reader.fail("an instruction error that does not exist");
  return name ?? "GenericError";
}
