// Checked by `tsc -p test`, never run: what fits where in the types of the package fits here.
import type * as index from "litesvm";
import type * as internal from "litesvm/dist/internal.js";
import type * as ours from "../../src/litesvm/index.js";

/** Compiles only if the first can stand in for the second. */
type Fits<Ours extends Theirs, Theirs> = Ours;

/** Instances of the package's classes, whose declarations hide nothing, from ours. */
export type InstancesFit = [
  Fits<ours.Account, index.Account>,
  Fits<ours.AddressAndAccount, internal.AddressAndAccount>,
  Fits<ours.Clock, index.Clock>,
  Fits<ours.CompiledInstruction, internal.CompiledInstruction>,
  Fits<ours.ComputeBudget, index.ComputeBudget>,
  Fits<ours.EpochRewards, index.EpochRewards>,
  Fits<ours.EpochSchedule, index.EpochSchedule>,
  Fits<ours.FailedTransactionMetadata, index.FailedTransactionMetadata>,
  Fits<ours.FeatureSet, index.FeatureSet>,
  Fits<ours.InnerInstruction, index.InnerInstruction>,
  Fits<ours.InstructionErrorBorshIo, internal.InstructionErrorBorshIo>,
  Fits<ours.InstructionErrorBorshIO, internal.InstructionErrorBorshIO>,
  Fits<ours.InstructionErrorCustom, internal.InstructionErrorCustom>,
  Fits<ours.Rent, index.Rent>,
  Fits<ours.SlotHash, index.SlotHash>,
  Fits<ours.SlotHashInput, internal.SlotHashInput>,
  Fits<ours.SlotHistory, index.SlotHistory>,
  Fits<ours.StakeHistory, index.StakeHistory>,
  Fits<ours.StakeHistoryEntry, index.StakeHistoryEntry>,
  Fits<ours.TransactionErrorDuplicateInstruction, internal.TransactionErrorDuplicateInstruction>,
  Fits<ours.TransactionErrorInstructionError, internal.TransactionErrorInstructionError>,
  Fits<ours.TransactionErrorInsufficientFundsForRent, internal.TransactionErrorInsufficientFundsForRent>,
  Fits<
    ours.TransactionErrorProgramExecutionTemporarilyRestricted,
    internal.TransactionErrorProgramExecutionTemporarilyRestricted
  >,
  Fits<ours.TransactionMetadata, index.TransactionMetadata>,
  Fits<ours.TransactionReturnData, index.TransactionReturnData>,
];

/** The numbers of errors both ways. */
export type NumbersFit = [
  Fits<ours.InstructionErrorFieldless, internal.InstructionErrorFieldless>,
  Fits<internal.InstructionErrorFieldless, ours.InstructionErrorFieldless>,
  Fits<ours.SlotHistoryCheck, internal.SlotHistoryCheck>,
  Fits<internal.SlotHistoryCheck, ours.SlotHistoryCheck>,
  Fits<ours.TransactionErrorFieldless, internal.TransactionErrorFieldless>,
  Fits<internal.TransactionErrorFieldless, ours.TransactionErrorFieldless>,
];

/** Constructors and static methods. */
export type ClassesFit = [
  Fits<typeof ours.Account, typeof index.Account>,
  Fits<typeof ours.Clock, typeof index.Clock>,
  Fits<typeof ours.CompiledInstruction, typeof internal.CompiledInstruction>,
  Fits<typeof ours.ComputeBudget, typeof index.ComputeBudget>,
  Fits<typeof ours.EpochRewards, typeof index.EpochRewards>,
  Fits<typeof ours.EpochSchedule, typeof index.EpochSchedule>,
  Fits<typeof ours.FailedTransactionMetadata, typeof index.FailedTransactionMetadata>,
  Fits<typeof ours.FeatureSet, typeof index.FeatureSet>,
  Fits<typeof ours.InnerInstruction, typeof index.InnerInstruction>,
  Fits<typeof ours.Rent, typeof index.Rent>,
  Fits<typeof ours.SlotHash, typeof index.SlotHash>,
  Fits<typeof ours.SlotHistory, typeof index.SlotHistory>,
  Fits<typeof ours.StakeHistory, typeof index.StakeHistory>,
  Fits<typeof ours.StakeHistoryEntry, typeof index.StakeHistoryEntry>,
  Fits<typeof ours.TransactionMetadata, typeof index.TransactionMetadata>,
  Fits<typeof ours.TransactionReturnData, typeof index.TransactionReturnData>,
];

/** Both declare a private member, so that neither LiteSVM nor SimulatedTransactionInfo is the other's: by their members. */
type Members<T> = { [K in keyof T]: T[K] };
type MethodsThatGiveIt = "addProgram" | `with${string}`;
type Plain<T> = Omit<Members<T>, Extract<keyof T, MethodsThatGiveIt>>;

export type LiteSvmFits = [
  Fits<keyof ours.LiteSVM, keyof index.LiteSVM>,
  Fits<keyof index.LiteSVM, keyof ours.LiteSVM>,
  Fits<Omit<Plain<ours.LiteSVM>, "simulateTransaction">, Omit<Plain<index.LiteSVM>, "simulateTransaction">>,
  Fits<Parameters<ours.LiteSVM["simulateTransaction"]>, Parameters<index.LiteSVM["simulateTransaction"]>>,
  Fits<keyof typeof ours.LiteSVM, keyof typeof index.LiteSVM>,
  Fits<keyof typeof index.LiteSVM, keyof typeof ours.LiteSVM>,
  Fits<Members<ours.SimulatedTransactionInfo>, Members<index.SimulatedTransactionInfo>>,
];

/** What the steps take, theirs given to ours and ours to theirs. */
type StepsOf<T> = {
  [K in Extract<keyof T, `with${string}`>]: T[K] extends (...args: infer A) => unknown ? A["length"] : 0;
};
export type StepsFit = [
  Fits<StepsOf<ours.LiteSVM>, StepsOf<index.LiteSVM>>,
  Fits<StepsOf<index.LiteSVM>, StepsOf<ours.LiteSVM>>,
];

/** Every export of the package is here. */
export type ExportsFit = [
  Fits<Exclude<keyof typeof index, "default">, keyof typeof ours>,
  Fits<Exclude<keyof typeof internal, "LiteSvm" | "default">, keyof typeof ours>,
];
