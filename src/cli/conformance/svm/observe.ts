import { createHash } from "node:crypto";
import { base64Decode } from "../../../base/base64.js";
import type { Account } from "../../../solana/account.js";
import { compileMessage } from "../../../solana/message/compile.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../../solana/pubkey.js";
import { decodeTransaction, makeTransaction, SIGNATURE_BYTES, type Transaction } from "../../../solana/transaction.js";
import type { Bank } from "../../../svm/bank.js";
import { innerInstructionsOf } from "../../../svm/instruction-trace.js";
import { send } from "../../../svm/run.js";
import { TransactionDetails, type TransactionResult } from "../../../svm/transaction-result.js";
import type { Comparison } from "../suite.js";
import {
  type BuiltTransactionJson,
  type ExpectedAccountJson,
  type ExpectedJson,
  hexEncode,
  type InnerInstructionJson,
  instructionOf,
  type ReturnDataJson,
  type TransactionJson,
} from "./line.js";

/** Bytes of data that expected accounts spell out. */
const MAX_DATA_SHOWN = 512;

/** Runs a transaction and compares everything that the line says of it. */
export function compareTransaction(
  bank: Bank,
  transaction: Transaction,
  expected: ExpectedJson,
  comparison: Comparison,
): void {
  const result = send(bank, transaction);
  comparison.expect("err", expected.err, result.ok ? null : result.error);
  comparison.expect("cu", expected.cu, String(result.computeUnitsConsumed));
  comparison.expect("logs", expected.logs, result.logs);
  comparison.expect("returnData", expected.returnData && sortReturnData(expected.returnData), returnDataOf(result));
  comparison.expect("inner", expected.inner.map(sortInner), innerOf(result));
  for (const [address, account] of Object.entries(expected.accounts)) {
    const stored = bank.accounts.get(pubkeyFromAddress(address));
    comparison.expect(`account ${address}`, summaryOfExpected(account), summaryOf(stored));
  }
}

export function readTransaction(json: TransactionJson): Transaction {
  if (!("wire" in json)) return compiled(json);
  const decoded = decodeTransaction(base64Decode(json.wire)!);
  if (!decoded.ok) throw new Error(`the wire bytes are no transaction: ${decoded.reason}`);
  return decoded.transaction;
}

function compiled({ feePayer, version = "legacy", instructions }: BuiltTransactionJson): Transaction {
  const message = compileMessage({
    feePayer: pubkeyFromAddress(feePayer),
    instructions: instructions.map(instructionOf),
    blockhash: new Uint8Array(32),
    version,
  });
  const { numRequiredSignatures } = message.header;
  return makeTransaction(
    message,
    Array.from({ length: numRequiredSignatures }, () => new Uint8Array(SIGNATURE_BYTES)),
  );
}

function returnDataOf(result: TransactionResult): ReturnDataJson | null {
  const { returnData } = TransactionDetails.recordOf(result);
  // The files do not tell the system program, whose id is zeros, from no program.
  if (returnData === undefined || returnData.programId.every((byte) => byte === 0)) return null;
  return { programId: addressFromPubkey(returnData.programId), data: hexEncode(returnData.data) };
}

// Fields in one order, so that objects compare.

function sortReturnData({ programId, data }: ReturnDataJson): ReturnDataJson {
  return { programId, data };
}

function innerOf(result: TransactionResult): readonly (readonly InnerInstructionJson[])[] {
  const { instructionTrace, keys } = TransactionDetails.recordOf(result);
  return innerInstructionsOf(instructionTrace).map((instructions) =>
    instructions.map(({ stackHeight, programIndex, accounts, data }) => ({
      stackHeight,
      programId: addressFromPubkey(keys[programIndex]),
      accounts: accounts.map(({ indexInTransaction }) => addressFromPubkey(keys[indexInTransaction])),
      data: hexEncode(data),
    })),
  );
}

function sortInner(instructions: readonly InnerInstructionJson[]): readonly InnerInstructionJson[] {
  return instructions.map(({ stackHeight, programId, accounts, data }) => ({ stackHeight, programId, accounts, data }));
}

function summaryOfExpected(account: ExpectedAccountJson | null): ExpectedAccountJson | null {
  if (account === null) return null;
  const { lamports, owner, executable, rentEpoch, len, sha256, data } = account;
  return { lamports, owner, executable, rentEpoch, len, sha256, ...(data !== undefined && { data }) };
}

function summaryOf(account: Readonly<Account> | undefined): ExpectedAccountJson | null {
  if (account === undefined) return null;
  const { lamports, data, owner, executable, rentEpoch } = account;
  return {
    lamports: String(lamports),
    owner: addressFromPubkey(owner),
    executable,
    rentEpoch: String(rentEpoch),
    len: data.length,
    sha256: createHash("sha256").update(data).digest("hex"),
    ...(data.length <= MAX_DATA_SHOWN && { data: hexEncode(data) }),
  };
}
