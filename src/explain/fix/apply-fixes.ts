import { bytesEqual } from "../../base/bytes.js";
import { CallgateError } from "../../base/errors.js";
import { U64_MAX } from "../../base/u64.js";
import type { Transaction } from "../../solana/transaction.js";
import type { Svm } from "../../svm/svm.js";
import type { TraceRecorder } from "../../trace/recorder/recorder.js";
import type { Fix } from "../model.js";
import { callEditOf } from "./call-edits.js";
import { editTransaction } from "./edit-transaction.js";
import { EditingRecorder } from "./editing-recorder.js";

/** What is to be run: the state, too, has changed. */
export interface Fixed {
  readonly transaction: Transaction;
  /** Who makes the programs' calls other ones, if that is among the fixes. */
  readonly recorder: TraceRecorder | undefined;
}

/** Applies fixes, one after the other, to a transaction and to the VM; undefined if one of them cannot be. */
export function applyFixes(svm: Svm, transaction: Transaction, fixes: readonly Fix[]): Fixed | undefined {
  try {
    return applyAll(svm, transaction, fixes);
  } catch (thrown) {
    // A message with more keys than it can name, a slot where there is no clock.
    if (thrown instanceof CallgateError) return undefined;
    throw thrown;
  }
}

function applyAll(svm: Svm, transaction: Transaction, fixes: readonly Fix[]): Fixed | undefined {
  let current: Transaction | undefined = transaction;
  for (const fix of fixes) {
    current = applyFix(svm, current, fix);
    if (current === undefined) return undefined;
  }
  const edits = fixes.flatMap((fix) => callEditOf(fix) ?? []);
  return { transaction: current, recorder: edits.length === 0 ? undefined : new EditingRecorder(edits) };
}

function applyFix(svm: Svm, transaction: Transaction, fix: Fix): Transaction | undefined {
  switch (fix.kind) {
    case "signerSeeds":
    case "passAccount":
      return transaction;
    case "fund": {
      const lamports = BigInt(fix.lamports);
      // Nobody can have more than a u64 counts.
      if (svm.getBalance(fix.address) + lamports > U64_MAX) return undefined;
      svm.airdrop(fix.address, lamports);
      return transaction;
    }
    case "waitForSlot":
      svm.warpToSlot(BigInt(fix.slot));
      return transaction;
    case "recentBlockhash":
      // The same message is another one only with another blockhash.
      if (bytesEqual(transaction.message.recentBlockhash, svm.bank.blockhashes.latest)) svm.expireBlockhash();
      return editTransaction(svm.bank, transaction, fix);
    default:
      return editTransaction(svm.bank, transaction, fix);
  }
}
