import { base58Encode } from "../../base/base58.js";
import { base64Encode } from "../../base/base64.js";
import type { ExecutionBudget } from "../../runtime/execution-budget.js";
import { isRequestedWritable } from "../../solana/message/account-roles.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { isReservedAccountKey } from "../../solana/reserved-account-keys.js";
import { encodeTransaction } from "../../solana/transaction.js";
import { type AccountOrigin, TRACE_VERSION, type Trace, type TraceAccount, type TraceLimits } from "../model.js";
import { accountState } from "./changes.js";
import { buildFrame } from "./frame.js";
import { holdingsOfTransaction } from "./rights.js";
import type { TracedTransaction } from "./traced-transaction.js";

/** The trace of what was recorded. */
export function buildTrace(tx: TracedTransaction): Trace {
  const holdings = holdingsOfTransaction(tx);
  const signature = tx.transaction.signatures[0];
  return {
    version: TRACE_VERSION,
    signature: signature === undefined ? null : base58Encode(signature),
    transaction: base64Encode(encodeTransaction(tx.transaction)),
    transactionVersion: tx.message.version,
    outcome: tx.outcome,
    error: tx.error,
    slot: tx.slot.toString(),
    feeLamports: tx.feeLamports.toString(),
    unitsConsumed: tx.unitsConsumed,
    limits: limitsOf(tx.budget),
    accounts: traceAccounts(tx),
    frames: tx.frames.map((frame, instructionIndex) =>
      buildFrame(tx, frame, { instructionIndex, stackHeight: 1, caller: undefined, holdings }),
    ),
  };
}

function limitsOf(budget: ExecutionBudget): TraceLimits {
  return {
    computeUnits: budget.computeUnitLimit,
    heapBytes: budget.heapSize,
    stackHeight: budget.maxInstructionStackDepth,
    instructions: budget.maxInstructionTraceLength,
    callAccounts: budget.maxCpiInstructionAccounts,
    callAccountInfos: budget.maxCpiAccountInfos,
    callDataBytes: budget.maxCpiInstructionSize ?? budget.maxCpiInstructionDataLength,
  };
}

function traceAccounts(tx: TracedTransaction): TraceAccount[] {
  const { keys, message, writable, before, accounts, chargedPayer, programs } = tx;
  const origins = originsOf(tx);
  return keys.map((key, i) => {
    const origin = origins[i]!;
    // Where nothing ran, only the payer is not as it was.
    const unrun = i === 0 ? (chargedPayer ?? before[i]) : before[i];
    return {
      address: addressFromPubkey(key),
      signature: i < message.header.numRequiredSignatures ? i : null,
      origin,
      isWritable: writable[i]!,
      demoted: origin.isWritable && !writable[i] ? (isReservedAccountKey(key) ? "reserved" : "program") : null,
      before: accountState(before[i], programs),
      loaded: accountState(accounts?.[i]?.original ?? unrun, programs),
      after: accountState(accounts?.[i] ?? unrun, programs),
    };
  });
}

function originsOf({ keys, message }: TracedTransaction): AccountOrigin[] {
  const { accountKeys, addressTableLookups } = message;
  const loaded = [true, false].flatMap((isWritable) =>
    addressTableLookups.flatMap(({ accountKey, writableIndexes, readonlyIndexes }) =>
      Array.from(isWritable ? writableIndexes : readonlyIndexes, (index): AccountOrigin => {
        return { kind: "lookupTable", table: addressFromPubkey(accountKey), index, isWritable };
      }),
    ),
  );
  return keys.map((_, i) => {
    return loaded[i - accountKeys.length] ?? { kind: "message", isWritable: isRequestedWritable(message, i, 0) };
  });
}
