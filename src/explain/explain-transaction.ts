import { CallgateError } from "../base/errors.js";
import type { TransactionError } from "../solana/errors.js";
import { pubkeyFromAddress } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { Bank } from "../svm/bank.js";
import type { TransactionInput } from "../svm/inputs.js";
import { processTransaction } from "../svm/process.js";
import type { Svm } from "../svm/svm.js";
import { traceOf } from "../svm/trace.js";
import { readTransaction } from "../svm/transaction-input.js";
import type { Trace } from "../trace/model.js";
import type { TraceRecorder } from "../trace/recorder/recorder.js";
import { explain } from "./explain.js";
import { editTransaction } from "./fix/edit-transaction.js";
import { SigningRecorder } from "./fix/signing-recorder.js";
import type { Explanation, Fix, FixedTransaction } from "./model.js";
import { bytesOf } from "./words.js";

/** What a transaction would come to, and why. */
export interface ExplainedTransaction {
  readonly ok: boolean;
  readonly error: TransactionError | null;
  readonly trace: Trace;
  /** Null if it passes. */
  readonly explanation: Explanation | null;
  /** What becomes of it with the explanation's fix; null without one. */
  readonly fixed: FixedTransaction | null;
}

/**
 * Runs a transaction as the VM stands, keeps nothing of it, and explains why it fails if it does. If the explanation has a
 * fix, runs it again with that applied; signatures count as given then. Throws `invalid-transaction` for what is none.
 */
export function explainTransaction(svm: Svm, input: TransactionInput): ExplainedTransaction {
  const transaction = readTransaction(input);
  if (transaction === undefined) {
    throw new CallgateError("invalid-transaction", "the bytes are no transaction: an impossible config mask");
  }
  const { trace } = run(svm.bank, transaction, { verifiesSignatures: svm.bank.settings.signatureVerification });
  const explanation = explain(trace, svm);
  const fixed = explanation?.fix ? tryFix(svm, transaction, explanation.fix) : null;
  return { ok: trace.error === null, error: trace.error, trace, explanation, fixed };
}

/** Runs a transaction with a fix applied, and keeps nothing; null if it cannot be applied. */
function tryFix(svm: Svm, transaction: Transaction, fix: Fix): FixedTransaction | null {
  const snapshot = svm.snapshot();
  try {
    const edited = applyFix(svm, transaction, fix);
    if (edited === undefined) return null;
    const { trace } = run(svm.bank, edited.transaction, { verifiesSignatures: false, recorder: edited.recorder });
    return { passes: trace.error === null, trace, explanation: explain(trace, svm) };
  } finally {
    svm.revert(snapshot);
  }
}

interface Applied {
  readonly transaction: Transaction;
  readonly recorder?: TraceRecorder;
}

function applyFix(svm: Svm, transaction: Transaction, fix: Fix): Applied | undefined {
  switch (fix.kind) {
    case "signerSeeds": {
      const right = {
        program: pubkeyFromAddress(fix.program),
        address: pubkeyFromAddress(fix.address),
        given: fix.given === null ? undefined : bytesOf(fix.given),
        seeds: bytesOf(fix.seeds),
      };
      return { transaction, recorder: new SigningRecorder(right) };
    }
    case "fund":
      svm.airdrop(fix.address, BigInt(fix.lamports));
      return { transaction };
    case "waitForSlot":
      svm.warpToSlot(BigInt(fix.slot));
      return { transaction };
    default: {
      const edited = editTransaction(svm.bank, transaction, fix);
      return edited && { transaction: edited };
    }
  }
}

interface RunOptions {
  readonly verifiesSignatures: boolean;
  readonly recorder?: TraceRecorder | undefined;
}

function run(bank: Bank, transaction: Transaction, { verifiesSignatures, recorder }: RunOptions): { trace: Trace } {
  const trace = { syscalls: true };
  const processed = processTransaction(bank, transaction, {
    verifiesSignatures,
    blockhashAge: bank.compat.blockhashAge,
    strictNonceSize: false,
    logBytesLimit: bank.settings.logBytesLimit,
    trace,
    ...(recorder === undefined ? {} : { recorder }),
  });
  return { trace: traceOf(bank, transaction, processed, trace)!() };
}
