import { SYSVAR_INSTRUCTIONS_ID, SYSVAR_PROGRAM_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { Rent } from "../solana/sysvars/rent.js";
import { fail } from "./failure.js";
import type { Inspector } from "./inspector.js";
import type { InstructionContext } from "./instruction-context.js";
import type { TransactionAccounts } from "./transaction-accounts.js";

const EMPTY = new Uint8Array(0);
const NO_PROGRAM = new Uint8Array(32);

/** What the last program returned. */
export interface ReturnData {
  readonly programId: Pubkey;
  readonly data: Uint8Array;
}

/**
 * One transaction under execution: its accounts, the trace of its instructions and the stack of those that run
 * (Agave: transaction-context/src/transaction.rs, TransactionContext).
 */
export class TransactionContext {
  /** Configured instructions: first all top-level ones, then CPIs in call order. */
  private readonly configured: InstructionContext[];
  /** On top of the stack; each instruction knows the one below. */
  private running: InstructionContext | undefined = undefined;
  private nextTopLevel = 0;
  private startedCpis = 0;
  /** Of the instructions sysvar among the accounts, or -1. */
  private readonly instructionsSysvarIndex: number;
  returnData: ReturnData = { programId: NO_PROGRAM, data: EMPTY };
  /** Set before the first instruction, if anybody is to see what happens. */
  inspector: Inspector | undefined = undefined;

  constructor(
    readonly accounts: TransactionAccounts,
    readonly rent: Rent,
    private readonly stackCapacity: number,
    private readonly traceCapacity: number,
    /** How many instructions the message has; CPIs follow them in the trace. */
    readonly topLevelInstructions: number,
  ) {
    this.configured = new Array(topLevelInstructions);
    this.instructionsSysvarIndex = accounts.indexOf(SYSVAR_INSTRUCTIONS_ID);
  }

  get stackHeight(): number {
    return this.running === undefined ? 0 : this.running.stackHeight;
  }

  /** Started instructions: those that run, those that ended, not those that wait. */
  get startedInstructions(): number {
    return this.nextTopLevel + this.startedCpis;
  }

  /** The top-level instruction that starts next. */
  get nextTopLevelIndex(): number {
    return this.nextTopLevel;
  }

  /** Where the next CPI goes in the trace. */
  get nextCpiIndexInTrace(): number {
    return this.topLevelInstructions + this.startedCpis;
  }

  get currentInstruction(): InstructionContext {
    return this.running ?? fail("CallDepth");
  }

  instructionAtIndexInTrace(index: number): InstructionContext {
    return this.configured[index] ?? fail("CallDepth");
  }

  /** The instruction that the next `push` starts. */
  get nextInstruction(): InstructionContext {
    const index = this.running === undefined ? this.nextTopLevel : this.nextCpiIndexInTrace;
    return this.configured[index] ?? fail("CallDepth");
  }

  /** Sets an instruction of the trace; a CPI that was prepared but never started is replaced. */
  configure(instruction: InstructionContext): void {
    this.configured[instruction.indexInTrace] = instruction;
  }

  push(): void {
    const nestingLevel = this.stackHeight;
    if (nestingLevel !== 0 && this.accounts.lamportsDelta !== 0n) fail("UnbalancedInstruction");
    if (this.startedInstructions >= this.traceCapacity) fail("MaxInstructionTraceLengthExceeded");
    const instruction = this.nextInstruction;
    instruction.nestingLevel = nestingLevel;
    if (nestingLevel === 0) this.nextTopLevel++;
    else this.startedCpis++;
    if (nestingLevel >= this.stackCapacity) fail("CallDepth");
    instruction.below = this.running;
    this.running = instruction;
    this.storeCurrentInstructionIndex(this.nextTopLevel - 1);
  }

  pop(): void {
    const instruction = this.currentInstruction;
    this.running = instruction.below;
    instruction.memory = undefined;
    if (instruction.program.isBorrowed) fail("AccountBorrowOutstanding");
    if (this.accounts.lamportsDelta !== 0n) fail("UnbalancedInstruction");
  }

  /** The instructions sysvar always names the top-level instruction. */
  private storeCurrentInstructionIndex(topLevelIndex: number): void {
    if (this.instructionsSysvarIndex < 0) return;
    const sysvar = this.accounts.at(this.instructionsSysvarIndex);
    if (sysvar.isBorrowed) fail("AccountBorrowFailed");
    if (!pubkeyEqual(sysvar.owner, SYSVAR_PROGRAM_ID)) fail("InvalidAccountOwner");
    if (sysvar.data.length < 2) fail("AccountDataTooSmall");
    const data = sysvar.writableData();
    data[data.length - 2] = topLevelIndex & 0xff;
    data[data.length - 1] = topLevelIndex >> 8;
  }
}
