import type { ExecutionBudget } from "../runtime/execution-budget.js";
import { type InstructionAccount, InstructionContext, NO_CALLER } from "../runtime/instruction-context.js";
import { InvokeContext } from "../runtime/invoke-context.js";
import { LogCollector } from "../runtime/log-collector.js";
import { type TransactionAccount, TransactionAccounts } from "../runtime/transaction-accounts.js";
import { TransactionContext } from "../runtime/transaction-context.js";
import type { TransactionError } from "../solana/errors.js";
import { isSigner } from "../solana/message/account-roles.js";
import { TraceRecorder } from "../trace/recorder/recorder.js";
import { TracedLogCollector } from "../trace/recorder/traced-log.js";
import type { Bank } from "./bank.js";
import type { ProcessingOptions } from "./process.js";
import { Refusal, refuse } from "./refusal.js";
import { checkRentState } from "./rent-state.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** A transaction that ran, well or not. */
export interface Execution {
  readonly error: TransactionError | null;
  readonly context: TransactionContext;
  readonly logs: readonly string[];
  readonly computeUnitsConsumed: number;
  readonly budget: ExecutionBudget;
  /** What wrote down what happened, if anything did. */
  readonly recorder: TraceRecorder | undefined;
}

/** Runs the instructions in order, then checks what they left (Agave: `execute_loaded_transaction`). */
export function execute(
  bank: Bank,
  tx: SanitizedTransaction,
  accounts: readonly TransactionAccount[],
  budget: ExecutionBudget,
  { logBytesLimit, trace, recorder = trace && new TraceRecorder(trace) }: ProcessingOptions,
): Execution {
  const transactionAccounts = new TransactionAccounts(accounts);
  const context = new TransactionContext(
    transactionAccounts,
    bank.rent,
    budget.maxInstructionStackDepth,
    budget.maxInstructionTraceLength,
    tx.message.instructions.length,
  );
  configureTopLevelInstructions(context, tx);
  context.inspector = recorder;
  const log =
    recorder === undefined ? new LogCollector(logBytesLimit) : new TracedLogCollector(logBytesLimit, recorder);
  const environment = bank.environmentFor(tx.message);
  const invokeContext = new InvokeContext(context, bank.programs.forTransaction(), environment, budget, log);
  let error = runInstructions(invokeContext, tx, recorder);
  if (error === null) error = objectionToOutcome(bank, tx, accounts);
  const computeUnitsConsumed = budget.computeUnitLimit - invokeContext.meter.remaining;
  return { error, context, logs: log.messages, computeUnitsConsumed, budget, recorder };
}

/** Agave: invoke_context.rs, `prepare_top_level_instructions`. */
function configureTopLevelInstructions(context: TransactionContext, { message, writable }: SanitizedTransaction): void {
  const { instructions } = message;
  for (let i = 0; i < instructions.length; i++) {
    const { programIdIndex, accounts, data } = instructions[i]!;
    const metas: InstructionAccount[] = new Array(accounts.length);
    for (let j = 0; j < accounts.length; j++) {
      const indexInTransaction = accounts[j]!;
      const isWritable = writable[indexInTransaction]!;
      metas[j] = { indexInTransaction, isSigner: isSigner(message, indexInTransaction), isWritable };
    }
    context.configure(new InstructionContext(context, i, programIdIndex, metas, data, NO_CALLER));
  }
}

function runInstructions(
  context: InvokeContext,
  { message }: SanitizedTransaction,
  recorder: TraceRecorder | undefined,
): TransactionError | null {
  const { instructions } = message;
  for (let i = 0; i < instructions.length; i++) {
    const error = context.processTopLevelInstruction(instructions);
    if (error === undefined) continue;
    recorder?.instructionFailed(context, i, error);
    return { InstructionError: [i, error] };
  }
  return null;
}

/** Rent states of what changed, then the sum of all lamports. An account that nothing touched is as it was. */
function objectionToOutcome(
  bank: Bank,
  tx: SanitizedTransaction,
  accounts: readonly TransactionAccount[],
): TransactionError | null {
  const relaxed = bank.features.relaxPostExecMinBalanceCheck;
  let lamportsDelta = 0n;
  try {
    for (let i = 0; i < accounts.length; i++) {
      const account = accounts[i]!;
      if (!account.touched) continue;
      const { key, original } = account;
      lamportsDelta += account.lamports - original.lamports;
      if (tx.writable[i]) checkRentState(i, key, original, account, bank.rent, relaxed);
    }
    if (bank.compat.comparesLamportSums && lamportsDelta !== 0n) refuse("UnbalancedTransaction");
    return null;
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.error;
    throw refusal;
  }
}
