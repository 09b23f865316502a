import type { InstructionAccount } from "../runtime/instruction-context.js";
import type { TransactionContext } from "../runtime/transaction-context.js";

/** An instruction that a transaction started; the keys behind its indexes are the transaction's. */
export interface ExecutedInstruction {
  /** 1 for a top-level instruction. */
  readonly stackHeight: number;
  readonly programIndex: number;
  readonly accounts: readonly InstructionAccount[];
  readonly data: Uint8Array;
  /** Units of it and of what it called. */
  readonly computeUnitsConsumed: number;
  /** In the trace; -1 for a top-level instruction. */
  readonly callerIndex: number;
}

/** All instructions in trace order: the top-level ones, started or not, then CPIs in call order. */
export function instructionTraceOf(context: TransactionContext): readonly ExecutedInstruction[] {
  const trace: ExecutedInstruction[] = new Array(context.nextCpiIndexInTrace);
  for (let i = 0; i < trace.length; i++) {
    const instruction = context.instructionAtIndexInTrace(i);
    trace[i] = {
      stackHeight: instruction.stackHeight,
      programIndex: instruction.programIndexInTransaction,
      accounts: instruction.accounts,
      data: instruction.data,
      computeUnitsConsumed: instruction.computeUnitsConsumed,
      callerIndex: i < context.topLevelInstructions ? -1 : instruction.callerIndexInTrace,
    };
  }
  return trace;
}

/** For each top-level instruction, the CPIs below it in call order (Agave: `deconstruct_transaction`). */
export function innerInstructionsOf(
  trace: readonly ExecutedInstruction[],
): readonly (readonly ExecutedInstruction[])[] {
  const inner: ExecutedInstruction[][] = [];
  const topLevelOf: number[] = [];
  trace.forEach((instruction, i) => {
    if (instruction.callerIndex < 0) inner.push([]);
    // Callers stand before their callees.
    const top = instruction.callerIndex < 0 ? i : topLevelOf[instruction.callerIndex]!;
    topLevelOf.push(top);
    if (instruction.callerIndex >= 0) inner[top]!.push(instruction);
  });
  return inner;
}
