import { EbpfError, SyscallError } from "../sbpf/errors.js";
import type { ComputeMeter } from "../sbpf/vm.js";
import { type InstructionError, instructionErrorFromReturn } from "../solana/errors.js";
import type { Instruction } from "../solana/instruction.js";
import { ADDRESS_ERRORS, createProgramAddress } from "../solana/program-derived-address.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, LOADER_V4_ID, NATIVE_LOADER_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { calledInstruction, prepareNextCpiInstruction } from "./cpi/prepare.js";
import type { Environment } from "./environment.js";
import type { ExecutionBudget } from "./execution-budget.js";
import { fail, InstructionFailure } from "./failure.js";
import type { Inspector } from "./inspector.js";
import type { InstructionContext } from "./instruction-context.js";
import type { LogCollector } from "./log-collector.js";
import type { MemoryContext } from "./memory-context.js";
import type { ProgramCacheForTransaction } from "./program-cache.js";
import { logProgramFailure, logProgramInvoke, logProgramSuccess } from "./stable-log.js";
import type { TransactionContext } from "./transaction-context.js";

const EMPTY = new Uint8Array(0);
const LOADERS = [LOADER_V3_ID, LOADER_V2_ID, LOADER_V1_ID, LOADER_V4_ID];

/**
 * The main way from the runtime into programs: pushes and pops instructions, dispatches them to builtins, precompiles
 * and loaders, and carries the meter and the logs (Agave: program-runtime/src/invoke_context.rs, InvokeContext).
 */
export class InvokeContext {
  readonly meter: ComputeMeter;
  /** The program that a program called last and that all may call. */
  lastAuthorizedProgram: Pubkey | undefined = undefined;
  /** Sees what happens, if anybody is to. */
  readonly inspector: Inspector | undefined;

  constructor(
    readonly transaction: TransactionContext,
    readonly programCache: ProgramCacheForTransaction,
    readonly environment: Environment,
    readonly budget: ExecutionBudget,
    readonly logCollector: LogCollector | undefined,
  ) {
    this.meter = { remaining: budget.computeUnitLimit };
    this.inspector = transaction.inspector;
  }

  /** Charges compute units; an overdraft empties the meter and fails with ComputationalBudgetExceeded. */
  consumeChecked(computeUnits: number): void {
    const remaining = this.meter.remaining;
    if (computeUnits > remaining) {
      this.meter.remaining = 0;
      fail("ComputationalBudgetExceeded");
    }
    this.meter.remaining = remaining - computeUnits;
  }

  /** Charges what a builtin costs, where builtins cost anything. */
  consumeForBuiltin(computeUnits: number): void {
    this.consumeChecked(computeUnits * this.environment.cost.builtinUnitsFactor);
  }

  /** Adds a line to the transaction's log. */
  log(message: string): void {
    this.logCollector?.log(message);
  }

  /** Whether pointers must be aligned: for every caller but programs of loader v1. */
  get checkAligned(): boolean {
    return !pubkeyEqual(this.transaction.currentInstruction.programOwner, LOADER_V1_ID);
  }

  /** Memory of the program that runs. */
  get memory(): MemoryContext {
    return this.transaction.currentInstruction.memory ?? fail("ProgramEnvironmentSetupFailure");
  }

  setMemory(memory: MemoryContext): void {
    this.transaction.currentInstruction.memory = memory;
  }

  /** Runs one of the top-level instructions, which were configured before. */
  processTopLevelInstruction(instructions: readonly { readonly data: Uint8Array }[]): InstructionError | undefined {
    const instruction = this.transaction.nextInstruction;
    const precompile = this.environment.precompile(instruction.programKey);
    try {
      if (precompile === undefined) return this.runNextInstruction()?.error;
      this.push();
      const datas = instructions.map(({ data }) => data);
      const error = precompile(instruction.data, datas, this.environment.features);
      return this.pop(instruction, error && new InstructionFailure(error))?.error;
    } catch (thrown) {
      return asInstructionFailure(thrown).error;
    }
  }

  /**
   * Runs the next instruction, prepared before: push, program, pop. Fails by throwing InstructionFailure.
   * Pops whenever the push succeeded, even if the program failed.
   */
  processInstruction(): void {
    const failure = this.runNextInstruction();
    if (failure !== undefined) throw failure;
  }

  /** The same, but gives what the program failed with: to throw is dear. */
  private runNextInstruction(): InstructionFailure | undefined {
    this.push();
    const instruction = this.transaction.currentInstruction;
    const remainingBefore = this.meter.remaining;
    const failure = this.processExecutableChain(instruction);
    instruction.computeUnitsConsumed = remainingBefore - this.meter.remaining;
    return this.pop(instruction, failure);
  }

  /** A CPI made by a builtin: signer seeds derive addresses of the builtin that runs. */
  nativeInvokeSigned(instruction: Instruction, signerSeeds: readonly (readonly Uint8Array[])[]): void {
    this.inspector?.callRequested(this, instruction, signerSeeds);
    const programId = this.transaction.currentInstruction.programKey;
    const signers = signerSeeds.map((seeds) => {
      const derived = createProgramAddress(seeds, programId);
      // An address error becomes an InstructionError by its ordinal, as in Agave.
      return derived.ok ? derived.address : fail(instructionErrorFromReturn(ADDRESS_ERRORS[derived.error].ordinal));
    });
    prepareNextCpiInstruction(this, calledInstruction(instruction, this.transaction.accounts), signers);
    this.processInstruction();
  }

  private push(): void {
    this.checkReentrancy();
    this.transaction.push();
    if (this.inspector !== undefined) this.inspector.frameEntered(this);
  }

  /** Pops; what the instruction failed with in the end. What the pop objects to counts if nothing failed before. */
  private pop(
    instruction: InstructionContext,
    failure: InstructionFailure | undefined,
  ): InstructionFailure | undefined {
    let outcome = failure;
    try {
      this.transaction.pop();
    } catch (thrown) {
      outcome ??= asInstructionFailure(thrown);
    }
    if (this.inspector !== undefined) this.inspector.frameLeft(this, instruction, outcome);
    return outcome;
  }

  /** A program may call itself, but not be called again through another. */
  private checkReentrancy(): void {
    const { transaction } = this;
    if (transaction.stackHeight === 0) return;
    const caller = transaction.currentInstruction;
    const programId = transaction.nextInstruction.programKey;
    if (pubkeyEqual(caller.programKey, programId)) return;
    for (let { below } = caller; below !== undefined; below = below.below) {
      if (pubkeyEqual(below.programKey, programId)) fail("ReentrancyNotAllowed");
    }
  }

  /** Runs the program of the current instruction; what it failed with. */
  private processExecutableChain(instruction: InstructionContext): InstructionFailure | undefined {
    const { programKey: programId, programAddress } = instruction;
    const builtinId = builtinIdOf(programId, instruction.programOwner);
    const entry = builtinId && this.programCache.find(builtinId);
    if (entry?.kind !== "Builtin") return new InstructionFailure("UnsupportedProgramId");
    this.transaction.returnData = { programId, data: EMPTY };
    logProgramInvoke(this.logCollector, programAddress, instruction.stackHeight);
    const remainingBefore = this.meter.remaining;
    try {
      entry.builtin.process(this);
    } catch (thrown) {
      const failure = asProgramFailure(thrown);
      if (this.inspector !== undefined) this.inspector.programFailed(this, failure);
      logProgramFailure(this.logCollector, programAddress, failure.message);
      return failure instanceof InstructionFailure ? failure : new InstructionFailure("ProgramFailedToComplete");
    }
    logProgramSuccess(this.logCollector, programAddress);
    const mustConsume = builtinId === programId && this.environment.cost.builtinUnitsFactor > 0;
    if (!mustConsume || this.meter.remaining !== remainingBefore) return undefined;
    return new InstructionFailure("BuiltinProgramsMustConsumeComputeUnits");
  }
}

/** The id of the builtin that runs a program, its own or its loader's, if one does. */
function builtinIdOf(programId: Pubkey, owner: Pubkey): Pubkey | undefined {
  if (pubkeyEqual(owner, NATIVE_LOADER_ID)) return programId;
  for (const loader of LOADERS) if (pubkeyEqual(owner, loader)) return loader;
  return undefined;
}

/** What a piece of the runtime failed with; a bug passes through. */
function asInstructionFailure(thrown: unknown): InstructionFailure {
  if (thrown instanceof InstructionFailure) return thrown;
  throw thrown;
}

/** What a program or builtin failed with; anything else that is thrown is a bug and passes through. */
function asProgramFailure(thrown: unknown): SyscallError | EbpfError {
  if (thrown instanceof SyscallError || thrown instanceof EbpfError) return thrown;
  throw thrown;
}
