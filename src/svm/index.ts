import type { SvmOptions } from "./options.js";
import { Svm } from "./svm.js";

export { CallgateError } from "../base/errors.js";
export type { EngineReport } from "../sbpf/engine.js";
export type { InstructionError, TransactionError } from "../solana/errors.js";
export type { FeaturePresetName } from "../solana/feature-presets.js";
export { FeatureSet } from "../solana/feature-set.js";
export type { Address, Blockhash } from "../solana/pubkey.js";
export type { Trace } from "../trace/model.js";
export type { ProgramDescription } from "../trace/names/program-description.js";
export type { ProgramOptions } from "./add-program.js";
export type { Balances, TokenBalance, TransactionBalances } from "./balances.js";
export type { AddressInput, TransactionInput } from "./inputs.js";
export type { ExecutedInstruction } from "./instruction-trace.js";
export type { SignatureBackendName, SvmOptions } from "./options.js";
export type { SendOptions, SimulationOptions } from "./run.js";
export { type SpiedCall, type Spy, spy } from "./spy.js";
export type { Svm } from "./svm.js";
export type { SvmAccount, SvmAccountInput } from "./svm-account.js";
export type { SysvarName, Sysvars } from "./sysvar-table.js";
export type { TraceOptions } from "./trace.js";
export type {
  FailedTransaction,
  InnerInstruction,
  SimulationResult,
  SucceededTransaction,
  TransactionOutcome,
  TransactionResult,
} from "./transaction-result.js";
export type { Snapshot } from "./undo-journal.js";

/** A new virtual machine with the accounts, programs and rules of mainnet-beta, or as `options` say. */
export function createSvm(options: SvmOptions = {}): Svm {
  return new Svm(options);
}
